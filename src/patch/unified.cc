// SPDX-License-Identifier: GPL-2.0-or-later
// Reads unified diffs, with git's extended headers, from the text around them.
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "patch/file_name.h"
#include "patch/series.h"

namespace towpath::patch {

namespace {

using Kind = FileChange::Kind;

constexpr std::string_view kNothing = "/dev/null";  // stands for the file that is not there
constexpr std::string_view kSymbolicLink = "120000";
constexpr std::string_view kSubmodule = "160000";

std::optional<std::string_view> behind(std::string_view line, std::string_view start) {
  if (!line.starts_with(start)) return std::nullopt;
  return line.substr(start.size());
}

// Takes `word` off the front of `line`.
bool take(std::string_view& line, std::string_view word) {
  if (!line.starts_with(word)) return false;
  line.remove_prefix(word.size());
  return true;
}

struct Range {
  std::uint32_t begin = 0;
  std::uint32_t count = 1;
};

bool take_number(std::string_view& line, std::uint32_t& number) {
  const auto [at, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc{}) return false;
  line.remove_prefix(static_cast<std::size_t>(at - line.data()));
  return true;
}

// "l,s" or "l". Line numbers begin at 1, but a range of no lines may stand behind line 0.
bool take_range(std::string_view& line, Range& range) {
  if (!take_number(line, range.begin)) return false;
  if (take(line, ",") && !take_number(line, range.count)) return false;
  return range.begin > 0 || range.count == 0;
}

struct HunkHeader {
  Range before;
  Range after;
};

// "@@ -l,s +l,s @@ section"
std::optional<HunkHeader> hunk_header(std::string_view line) {
  HunkHeader header;
  if (take(line, "@@ -") && take_range(line, header.before) && take(line, " +") &&
      take_range(line, header.after) && take(line, " @@")) {
    return header;
  }
  return std::nullopt;
}

// What the lines "--- " and "+++ " say of one side.
struct Side {
  std::string path;  // empty for /dev/null
  bool epoch = false;
};

// What stands between "diff --git" and the hunks.
struct GitHeader {
  std::string_view names;  // of the first line
  std::string before;      // of renames and copies
  std::string after;
  std::optional<Kind> kind;
  std::string_view mode;  // as it is after the change, where the header says so
  bool mode_changes = false;
};

class DiffReader {
 public:
  DiffReader(const Text& file, int strip) : file_(file), strip_(strip) {}

  Result<std::vector<FileChange>> read();

 private:
  bool at_end() const { return number_ > file_.line_count(); }
  // Line `ahead` of the current one without its newline; empty behind the end.
  std::string_view line(std::uint32_t ahead = 0) const;
  Place place() const { return {file_.name(), number_, 0}; }
  Error fail(std::string message, std::string hint = "") const {
    return {place(), std::move(message), std::move(hint)};
  }
  bool at_names() const { return line().starts_with("--- ") && line(1).starts_with("+++ "); }
  std::optional<Error> unsupported() const;

  Result<FileChange> read_plain_change();
  Result<FileChange> read_git_change();
  Status read_git_line(GitHeader& header, bool& known);
  Status name_git_change(const GitHeader& header, FileChange& change);
  Result<Side> read_side();
  Result<std::string> read_path(std::string_view field, int strip) const;
  Status read_hunks(FileChange& change);
  Result<Hunk> read_hunk();
  Status check_behind_hunk() const;
  Status check_side_that_is_not_there(const FileChange& change) const;

  const Text& file_;
  const int strip_;
  std::uint32_t number_ = 1;  // of the current line
};

std::string_view DiffReader::line(std::uint32_t ahead) const {
  if (ahead >= file_.line_count() || number_ > file_.line_count() - ahead) return {};
  std::string_view line = file_.line(number_ + ahead);
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

// Kinds of patches that would be lost if they were passed over as text.
std::optional<Error> DiffReader::unsupported() const {
  if (line() == "GIT binary patch" ||
      (line().starts_with("Binary files ") && line().ends_with(" differ"))) {
    return fail("binary patches are not supported", "carry the file some other way");
  }
  if (line().starts_with("diff --cc ") || line().starts_with("diff --combined ")) {
    return fail("combined diffs of merges are not supported", "make the diff against one parent");
  }
  if (line().starts_with("*** ") && line(1).starts_with("--- ") &&
      line(2).starts_with("***************")) {
    return fail("context diffs are not supported", "make the diff with diff -u");
  }
  if (hunk_header(line())) {
    return fail("this hunk belongs to no file", "lines --- and +++ must stand before it");
  }
  return std::nullopt;
}

Result<std::vector<FileChange>> DiffReader::read() {
  std::vector<FileChange> changes;
  while (!at_end()) {
    const bool git = line().starts_with("diff --git ");
    if (!git && !at_names()) {
      if (auto error = unsupported()) return *std::move(error);
      ++number_;
      continue;
    }
    auto change = git ? read_git_change() : read_plain_change();
    if (!change) return std::move(change).error();
    changes.push_back(*std::move(change));
  }
  if (changes.empty()) {
    return Error{{file_.name()}, "this patch has no unified diff", "take it out of the series"};
  }
  return changes;
}

Result<std::string> DiffReader::read_path(std::string_view field, int strip) const {
  if (field.ends_with('\r')) {
    return fail("the lines of this diff end in CR LF, its headers too",
                "convert it with dos2unix; the CRs of patched lines belong to hunks only");
  }
  const auto name = take_name(field);
  if (!name) return fail("this name is not quoted as C strings are");
  return tree_path(name->name, strip, place());
}

// One of the lines "--- NAME" and "+++ NAME".
Result<Side> DiffReader::read_side() {
  const std::string_view field = line().substr(4);
  Side side;
  const auto name = take_name(field);
  if (name && name->name == kNothing) {
    ++number_;
    return side;
  }
  auto path = read_path(field, strip_);
  if (!path) return std::move(path).error();
  side.path = *std::move(path);
  side.epoch = name->rest.starts_with('\t') && is_epoch(name->rest.substr(1));
  ++number_;
  return side;
}

Result<FileChange> DiffReader::read_plain_change() {
  FileChange change;
  change.place = place();
  auto before = read_side();
  if (!before) return std::move(before).error();
  auto after = read_side();
  if (!after) return std::move(after).error();
  // Some diffs compare a file with a copy of it: the copy has the longer name, "file.orig" or
  // "file~".
  std::string path = before->path;
  if (path.empty() || (!after->path.empty() && path.starts_with(after->path))) path = after->path;
  if (path.empty()) return Error{change.place, "both sides of this diff are /dev/null", ""};
  if (!before->path.empty() && !after->path.empty() && !after->path.starts_with(path)) {
    return Error{
        change.place,
        "the two sides are different files, '" + before->path + "' and '" + after->path + "'",
        "say so in lines 'rename from' and 'rename to', as git does"};
  }
  if (Status status = read_hunks(change); !status) return std::move(status).error();
  if (change.hunks.empty()) return fail("no hunk follows the names of the file");

  const bool all_added = change.hunks.size() == 1 && change.hunks[0].before_begin == 0;
  const bool all_removed = change.hunks.size() == 1 && change.hunks[0].after_begin == 0;
  if (before->path.empty() || (before->epoch && all_added)) {
    change.kind = Kind::kAdd;
  } else if (after->path.empty() || (after->epoch && all_removed)) {
    change.kind = Kind::kRemove;
  }
  if (change.kind != Kind::kAdd) change.before = path;
  if (change.kind != Kind::kRemove) change.after = path;
  if (Status status = check_side_that_is_not_there(change); !status) {
    return std::move(status).error();
  }
  return change;
}

// One extended header line; `known` tells whether it is one.
Status DiffReader::read_git_line(GitHeader& header, bool& known) {
  known = true;
  const auto name = [&](std::string_view field, Kind kind, std::string& to) -> Status {
    // These names have no a/ or b/ before them.
    auto path = read_path(field, std::max(strip_ - 1, 0));
    if (!path) return std::move(path).error();
    to = *std::move(path);
    header.kind = kind;
    return Done{};
  };
  if (auto mode = behind(line(), "new file mode ")) {
    header.kind = Kind::kAdd;
    header.mode = *mode;
  } else if (auto old = behind(line(), "deleted file mode ")) {
    header.kind = Kind::kRemove;
    header.mode = *old;
  } else if (auto changed = behind(line(), "new mode ")) {
    header.mode = *changed;
    header.mode_changes = true;
  } else if (auto from = behind(line(), "rename from ")) {
    return name(*from, Kind::kRename, header.before);
  } else if (auto to = behind(line(), "rename to ")) {
    return name(*to, Kind::kRename, header.after);
  } else if (auto original = behind(line(), "copy from ")) {
    return name(*original, Kind::kCopy, header.before);
  } else if (auto copy = behind(line(), "copy to ")) {
    return name(*copy, Kind::kCopy, header.after);
  } else if (auto objects = behind(line(), "index ")) {
    // "index 1234..5678 100644"
    const std::size_t blank = objects->find(' ');
    if (blank != std::string_view::npos) header.mode = objects->substr(blank + 1);
  } else {
    known = line().starts_with("old mode ") || line().starts_with("similarity index ") ||
            line().starts_with("dissimilarity index ");
  }
  if (header.mode == kSymbolicLink || header.mode == kSubmodule) {
    return fail("patches of symbolic links and submodules are not supported");
  }
  return Done{};
}

// Kind and paths; the current line is the one behind the extended headers.
Status DiffReader::name_git_change(const GitHeader& header, FileChange& change) {
  Side before;
  Side after;
  const Place names = place();
  const bool named = at_names();
  if (named) {
    for (Side* side : {&before, &after}) {
      auto read = read_side();
      if (!read) return std::move(read).error();
      *side = *std::move(read);
    }
  }
  if (header.kind) {
    change.kind = *header.kind;
  } else if (named && before.path.empty()) {
    change.kind = Kind::kAdd;
  } else if (named && after.path.empty()) {
    change.kind = Kind::kRemove;
  }

  if (change.kind == Kind::kRename || change.kind == Kind::kCopy) {
    if (header.before.empty() || header.after.empty()) {
      return Error{change.place, "this rename or copy lacks one of its two names", ""};
    }
    change.before = header.before;
    change.after = header.after;
  } else {
    std::string path = after.path.empty() ? before.path : after.path;
    if (!named) {
      const auto common = common_name(header.names, strip_);
      if (!common) return Error{change.place, "this line does not name one file twice", ""};
      auto inside = tree_path(*common, strip_, change.place);
      if (!inside) return std::move(inside).error();
      path = *std::move(inside);
    }
    if (path.empty()) return Error{names, "both sides of this diff are /dev/null", ""};
    if (change.kind != Kind::kAdd) change.before = path;
    if (change.kind != Kind::kRemove) change.after = path;
  }
  if (named && (before.path != change.before || after.path != change.after)) {
    return Error{names, "these names do not agree with the headers of this diff above them",
                 "check the -p behind the patch's name in the series"};
  }
  return Done{};
}

Result<FileChange> DiffReader::read_git_change() {
  FileChange change;
  change.place = place();
  GitHeader header;
  header.names = *behind(line(), "diff --git ");
  ++number_;
  for (bool known = true; !at_end();) {
    if (Status status = read_git_line(header, known); !status) return std::move(status).error();
    if (!known) break;
    ++number_;
  }
  if (auto error = unsupported(); error && !at_end()) return *std::move(error);
  const bool named = at_names();
  if (Status status = name_git_change(header, change); !status) return std::move(status).error();
  if (named) {
    if (Status status = read_hunks(change); !status) return std::move(status).error();
    if (change.hunks.empty()) return fail("no hunk follows the names of the file");
  }
  change.executable = header.mode.ends_with("755");
  change.mode_changes = header.mode_changes;
  if (change.kind == Kind::kModify && change.hunks.empty() && !change.mode_changes) {
    return Error{change.place, "this diff changes nothing", "take it out of the patch"};
  }
  if (Status status = check_side_that_is_not_there(change); !status) {
    return std::move(status).error();
  }
  return change;
}

// Added files have no lines before, removed ones none after.
Status DiffReader::check_side_that_is_not_there(const FileChange& change) const {
  if (change.kind != Kind::kAdd && change.kind != Kind::kRemove) return Done{};
  const char only = change.kind == Kind::kAdd ? '+' : '-';
  for (const Hunk& hunk : change.hunks) {
    for (const HunkLine& line : hunk.lines) {
      if (line.mark == only) continue;
      return Error{hunk.place,
                   change.kind == Kind::kAdd ? "this hunk has lines of a file that was not there"
                                             : "this hunk leaves lines in a file that it removes",
                   ""};
    }
  }
  if (change.hunks.size() > 1) {
    return Error{change.hunks[1].place, "a file is added or removed in one hunk", ""};
  }
  return Done{};
}

Status DiffReader::read_hunks(FileChange& change) {
  while (line().starts_with("@@ ")) {
    auto hunk = read_hunk();
    if (!hunk) return std::move(hunk).error();
    change.hunks.push_back(*std::move(hunk));
    if (Status status = check_behind_hunk(); !status) return status;
  }
  return Done{};
}

Result<Hunk> DiffReader::read_hunk() {
  const auto header = hunk_header(line());
  if (!header) {
    return fail("this is no hunk header", "it should read '@@ -line,count +line,count @@'");
  }
  Hunk hunk;
  hunk.place = place();
  hunk.before_begin = header->before.begin;
  hunk.after_begin = header->after.begin;
  ++number_;

  // How many lines are to come, and whether a line without newline has ended a side.
  std::uint32_t before = header->before.count;
  std::uint32_t after = header->after.count;
  bool before_ended = false;
  bool after_ended = false;
  bool changes = false;
  while (before > 0 || after > 0 || line().starts_with("\\ ")) {
    if (at_end()) break;
    std::string_view text = file_.line(number_);
    // Mailers and editors take the blank off empty context lines.
    const bool lost_blank = text == "\n" || text == "\r\n";
    const char mark = lost_blank ? ' ' : text[0];
    if (mark == '\\') {
      if (hunk.lines.empty() || !hunk.lines.back().text.ends_with('\n')) {
        return fail("this line has no line before it that it could be about");
      }
      hunk.lines.back().text.pop_back();
      before_ended = before_ended || hunk.lines.back().mark != '+';
      after_ended = after_ended || hunk.lines.back().mark != '-';
      ++number_;
      continue;
    }
    if (mark != ' ' && mark != '-' && mark != '+') break;
    const bool is_before = mark != '+';
    const bool is_after = mark != '-';
    if ((is_before && before == 0) || (is_after && after == 0)) {
      return fail("the hunk has more lines than its header says",
                  "its header is in line " + std::to_string(hunk.place.line));
    }
    if ((is_before && before_ended) || (is_after && after_ended)) {
      return fail("a line without newline must be the last one of its file");
    }
    before -= is_before;
    after -= is_after;
    changes = changes || mark != ' ';
    if (!lost_blank) text.remove_prefix(1);
    hunk.lines.push_back({mark, std::string(text)});
    // The patch's own last line may lack a newline, and says nothing by that.
    if (!text.ends_with('\n')) hunk.lines.back().text += '\n';
    ++number_;
  }
  if (before > 0 || after > 0) {
    return Error{
        hunk.place,
        fmt::format("the hunk ends before line {}, but its header says that {} old and {} new "
                    "lines are to come",
                    number_, before, after),
        "the patch was cut off, or edited without care for its counts"};
  }
  if (!changes) return Error{hunk.place, "this hunk changes nothing", "take it out of the patch"};
  return hunk;
}

// What stands right behind a hunk must not look like a part of it.
Status DiffReader::check_behind_hunk() const {
  const std::string_view next = line();
  if (next.empty()) return Done{};
  const bool signature = next == "-- " || next == "--" || next == "---";
  if (next[0] == ' ' || next[0] == '+' || (next[0] == '-' && !signature && !at_names())) {
    return fail("the hunk before this line has more lines than its header says", "");
  }
  return Done{};
}

}  // namespace

Result<Patch> parse_patch(const Text& file, std::string name, int strip) {
  auto changes = DiffReader(file, strip).read();
  if (!changes) return std::move(changes).error();
  return Patch{file, std::move(name), *std::move(changes)};
}

}  // namespace towpath::patch
