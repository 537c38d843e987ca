// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's checkpatch.pl reads the differences between sources and results, of which it looks
// at the lines that were added; and where it has complaints, the reverse differences, which tell
// what it has to say of the source's own lines.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "evidence/check.h"
#include "evidence/located.h"
#include "text/diff.h"
#include "tree/parallel.h"
#include "tree/program.h"

namespace towpath::evidence {

namespace {

namespace fs = std::filesystem;
using pipeline::Carriage;
using pipeline::Carried;

struct Complaint {
  std::uint32_t line;
  std::string type;  // "WARNING:LONG_LINE"
  std::string message;
};
using Complaints = std::map<std::string, std::vector<Complaint>>;  // by path

// `PATH:LINE: LEVEL:TYPE: MESSAGE`.
void read_complaint(std::string_view line, Complaints& complaints) {
  const std::optional<Place> place = take_place(line);
  if (!place || !line.starts_with(": ")) return;
  line.remove_prefix(2);
  const std::size_t end = line.find(": ");
  if (end == std::string_view::npos) return;
  complaints[place->file].push_back(
      {place->line, std::string(line.substr(0, end)), std::string(line.substr(end + 2))});
}

// One difference, of one file.
struct Diff {
  const Carried* file;
  std::string text;
};

class Checker {
 public:
  Checker(fs::path script, fs::path folder)
      : script_(std::move(script)), folder_(std::move(folder)) {}

  // Of the lines that the differences add. The script takes a fifth of a second to start, so that
  // it reads many of them at once; always the same ones, on any number of cores.
  Result<Complaints> complaints(const std::vector<Diff>& diffs) {
    constexpr std::size_t kBytes = 100'000;  // a second or two
    std::vector<std::string> batches;
    for (const Diff& diff : diffs) {
      if (batches.empty() || batches.back().size() > kBytes) batches.emplace_back();
      batches.back() += diff.text;
    }
    std::vector<std::string> said(batches.size());
    const std::string round = std::to_string(rounds_++) + "-";
    Status status = tree::for_each_index(batches.size(), [&](std::size_t i) -> Status {
      auto output = run(batches[i], round + std::to_string(i));
      if (!output) return output.error();
      said[i] = *std::move(output);
      return Done{};
    });
    if (!status) return status.error();
    Complaints all;
    for (std::string_view left : said) {
      while (!left.empty()) {
        const std::size_t end = std::min(left.find('\n'), left.size());
        read_complaint(left.substr(0, end), all);
        left.remove_prefix(std::min(end + 1, left.size()));
      }
    }
    return all;
  }

 private:
  Result<std::string> run(const std::string& diff, const std::string& id) const {
    const fs::path patch = folder_ / (id + ".patch");
    const fs::path output = folder_ / (id + ".out");
    const fs::path errors = folder_ / (id + ".err");
    if (Status status = tree::write_temporary(patch, diff); !status) return status.error();
    // COMMIT_MESSAGE: that these are differences alone.
    const tree::Program perl{.name = "perl",
                             .package = "perl",
                             .arguments = {script_.string(), "--no-tree", "--no-signoff",
                                           "--no-summary", "--terse", "--showfile", "--show-types",
                                           "--ignore=COMMIT_MESSAGE", patch.filename().string()},
                             .folder = folder_};
    const Result<int> code = tree::run(perl, output, errors);
    if (!code) return code.error();
    auto said = tree::read_temporary(output);
    // 1: it has complaints.
    if (!said || *code == 0 || (*code == 1 && !said->empty())) return said;
    const auto why = tree::read_temporary(errors);
    return Error{{script_.string()}, "failed: " + (why ? why->substr(0, 400) : std::string()), ""};
  }

  const fs::path script_;
  const fs::path folder_;
  int rounds_ = 0;
};

// The difference with only those hunks that add some of the lines.
std::string hunks_with(std::string_view diff, const std::set<std::uint32_t>& lines) {
  std::string kept;
  bool keeping = true;  // the head, before all hunks
  while (!diff.empty()) {
    const std::size_t end = std::min(diff.find('\n'), diff.size() - 1) + 1;
    if (diff.starts_with("@@ ")) {  // @@ -1,7 +1,6 @@
      const char* at = diff.data() + diff.find('+') + 1;
      std::uint32_t first = 0;
      std::uint32_t count = 1;
      at = std::from_chars(at, diff.data() + end, first).ptr;
      if (*at == ',') std::from_chars(at + 1, diff.data() + end, count);
      const auto line = lines.lower_bound(first);
      keeping = line != lines.end() && *line < first + count;
    }
    if (keeping) kept += diff.substr(0, end);
    diff.remove_prefix(end);
  }
  return kept;
}

// A complaint about a line that a rule shaped.
struct Suspect {
  const Carried* file;
  Trace trace;
  const Complaint* complaint;
};

std::vector<Suspect> suspects_of(const std::vector<Diff>& diffs, const Complaints& complaints) {
  std::vector<Suspect> suspects;
  for (const Diff& diff : diffs) {
    const Carried& file = *diff.file;
    const auto found = complaints.find(file.text.name());
    if (found == complaints.end()) continue;
    const History history(file);
    for (const Complaint& complaint : found->second) {
      if (complaint.line == 0 || complaint.line > file.text.line_count()) continue;
      Trace trace = history.back({complaint.line, complaint.line});
      if (!trace.shaped.empty()) suspects.push_back({&file, std::move(trace), &complaint});
    }
  }
  return suspects;
}

// The lines of the source that a rule made the line of.
std::vector<std::uint32_t> source_lines(const Trace& trace) {
  std::vector<std::uint32_t> all;
  if (trace.inserted) return all;
  for (const Lines& lines : trace.source_lines) {
    for (std::uint32_t line = lines.first; line <= lines.last; ++line) all.push_back(line);
  }
  return all;
}

std::vector<Diff> reverse_diffs(const std::vector<Suspect>& suspects) {
  std::map<std::string, std::pair<const Carried*, std::set<std::uint32_t>>> wanted;  // by path
  for (const Suspect& suspect : suspects) {
    auto& [file, lines] = wanted[suspect.file->text.name()];
    file = suspect.file;
    for (const std::uint32_t line : source_lines(suspect.trace)) lines.insert(line);
  }
  std::vector<Diff> diffs;
  for (const auto& [path, entry] : wanted) {
    const auto& [file, lines] = entry;
    if (lines.empty()) continue;
    diffs.push_back(
        {file,
         hunks_with(unified_diff(path, file->text.bytes(), path, file->source.bytes()), lines)});
  }
  return diffs;
}

}  // namespace

Result<std::vector<Finding>> style(const Carriage& carriage, const fs::path& kernel) {
  const fs::path script = fs::absolute(kernel) / "scripts" / "checkpatch.pl";
  if (std::error_code failed; !fs::is_regular_file(script, failed)) {
    return Error{{script.string()}, "there is no such script", "name a kernel tree with --kernel"};
  }
  const auto folder = tree::TemporaryFolder::make();
  if (!folder) return folder.error();
  std::vector<Diff> diffs;
  for (const auto& [path, file] : carriage.files) {
    const bool is_c = path.ends_with(".c") || path.ends_with(".h");
    if (!is_c || file.from != Carried::From::kSource || file.lineage.unchanged()) continue;
    diffs.push_back({&file, unified_diff(path, file.source.bytes(), path, file.text.bytes())});
  }
  Checker checker(script, (*folder)->path());
  const auto now = checker.complaints(diffs);
  if (!now) return now.error();
  const std::vector<Suspect> suspects = suspects_of(diffs, *now);
  const auto before = checker.complaints(reverse_diffs(suspects));
  if (!before) return before.error();

  std::set<std::tuple<std::string_view, std::uint32_t, std::string_view>> had;
  for (const auto& [path, complaints] : *before) {
    for (const Complaint& complaint : complaints) had.emplace(path, complaint.line, complaint.type);
  }
  std::vector<Finding> findings;
  for (const Suspect& suspect : suspects) {
    const Complaint& complaint = *suspect.complaint;
    const auto lines = source_lines(suspect.trace);
    const bool old = std::any_of(lines.begin(), lines.end(), [&](std::uint32_t line) {
      return had.contains({suspect.file->text.name(), line, complaint.type});
    });
    if (!old) {
      findings.push_back(
          located("style", suspect.trace, complaint.type + ": " + complaint.message));
    }
  }
  return findings;
}

}  // namespace towpath::evidence
