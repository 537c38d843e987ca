// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/blame.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "tree/git.h"
#include "tree/similarity.h"

namespace towpath::tree {
namespace {

using GitBlob = std::unique_ptr<git_blob, Freed<git_blob_free>>;
using GitMailmap = std::unique_ptr<git_mailmap, Freed<git_mailmap_free>>;

// Lines that are looked for, and where a version of their file has them.
struct Part {
  std::size_t question;
  std::uint32_t asked;  // the first of them, in the file that was asked about
  std::uint32_t here;   // in this version
  std::uint32_t count;

  // The lines [begin, end) of it, counted from its own first.
  Part slice(std::uint32_t begin, std::uint32_t end) const {
    return {question, asked + begin, here + begin, end - begin};
  }
};
using Parts = std::vector<Part>;

// A file in a commit.
struct Version {
  std::string path;
  git_oid id;
  Parts parts = {};
  GitBlob content = {};  // once it has been asked for
};

// Lines [begin, end) of a version that its parent's has not, and how far behind them the parent's
// lines are ahead.
struct Changed {
  std::uint32_t begin;
  std::uint32_t end;
  std::int64_t shift;
};

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// How alike two texts must be for one to be the other's earlier version, by git's measure; and how
// alike for no other to be looked at, where they have the same file name.
constexpr double kLeastSimilar = 0.5;
constexpr double kSurelySimilar = 0.75;

// What both end in, in whole blocks and from the beginning of a line on. git compares files without
// that, which has a say in what it takes for the same before.
std::size_t common_tail(std::string_view a, std::string_view b) {
  constexpr std::size_t kBlock = 1024;
  std::size_t tail = 0;
  while (tail + kBlock <= std::min(a.size(), b.size()) &&
         a.substr(a.size() - tail - kBlock, kBlock) == b.substr(b.size() - tail - kBlock, kBlock)) {
    tail += kBlock;
  }
  const std::size_t newline = a.find('\n', a.size() - tail);
  return newline == std::string_view::npos ? 0 : a.size() - newline - 1;
}

class Walk {
 public:
  explicit Walk(git_repository* repository) : repository_(repository) {}

  // The lines of `version` are to be found, from `commit` on.
  void ask(git_commit* commit, Version version);

  struct Answer {
    Part part;
    git_oid commit;
  };
  Result<std::vector<Answer>> run();

 private:
  // The newest come first: a commit then gets its lines from all its children before its turn.
  struct Key {
    git_time_t time;
    git_oid id;

    bool operator<(const Key& other) const {
      return time != other.time ? time > other.time : git_oid_cmp(&id, &other.id) < 0;
    }
  };

  struct Waiting {
    GitCommit commit;
    std::vector<Version> versions;
  };

  // A commit and its root folder.
  struct Parent {
    GitCommit commit;
    GitTree root;
  };

  Status settle(const git_commit* commit, const std::vector<Parent>& parents, Version version);
  Result<std::vector<Parent>> parents_of(const git_commit* commit) const;
  // The blob at exactly this path.
  Result<std::optional<git_oid>> find(const git_tree* root, const std::string& path);
  // The file of `parent` that became `version` under another name in `commit`.
  Result<std::optional<Version>> find_renamed(const Parent& parent, const git_commit* commit,
                                              Version& version) const;
  Result<std::vector<Changed>> changes(Version& before, Version& after) const;
  Result<std::string_view> bytes_of(Version& version) const;

  git_repository* repository_;
  std::map<Key, Waiting> pending_;
  // By the ids of folders at the root and what is below them: most commits leave most of them
  // alone.
  std::map<std::pair<std::string, std::string>, std::optional<git_oid>> below_;
  std::vector<Answer> answers_;
};

void Walk::ask(git_commit* commit, Version version) {
  if (version.parts.empty()) return;
  Waiting& waiting = pending_[{git_commit_time(commit), *git_commit_id(commit)}];
  if (waiting.commit == nullptr) waiting.commit = git_make<GitCommit>(git_commit_dup, commit);
  for (Version& known : waiting.versions) {
    if (known.path != version.path) continue;
    known.parts.insert(known.parts.end(), version.parts.begin(), version.parts.end());
    return;
  }
  waiting.versions.push_back(std::move(version));
}

Result<std::vector<Walk::Answer>> Walk::run() {
  while (!pending_.empty()) {
    auto next = pending_.extract(pending_.begin());
    Waiting& waiting = next.mapped();
    const auto parents = parents_of(waiting.commit.get());
    if (!parents) return parents.error();
    for (Version& version : waiting.versions) {
      const Status settled = settle(waiting.commit.get(), *parents, std::move(version));
      if (!settled) return settled.error();
    }
  }
  return std::move(answers_);
}

Result<std::vector<Walk::Parent>> Walk::parents_of(const git_commit* commit) const {
  std::vector<Parent> parents;
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i) {
    git_commit* raw = nullptr;
    const int code = git_commit_parent(&raw, commit, i);
    if (code == GIT_ENOTFOUND && git_repository_is_shallow(repository_) == 1) continue;
    Parent parent{GitCommit(raw), nullptr};
    if (code == 0) parent.root = git_make<GitTree>(git_commit_tree, raw);
    if (parent.root == nullptr) {
      return git_failure(to_hex(*git_commit_parent_id(commit, i)), "cannot read the commit");
    }
    parents.push_back(std::move(parent));
  }
  return parents;
}

Result<std::optional<git_oid>> Walk::find(const git_tree* root, const std::string& path) {
  const std::size_t slash = path.find('/');
  const git_tree_entry* const top = git_tree_entry_byname(root, path.substr(0, slash).c_str());
  if (top == nullptr) return std::optional<git_oid>();
  const git_oid id = *git_tree_entry_id(top);
  const git_object_t type = git_tree_entry_type(top);
  if (slash == std::string::npos) {
    return type == GIT_OBJECT_BLOB ? std::optional(id) : std::optional<git_oid>();
  }
  if (type != GIT_OBJECT_TREE) return std::optional<git_oid>();

  const std::string rest = path.substr(slash + 1);
  const auto [known, is_new] = below_.try_emplace({to_hex(id), rest});
  if (!is_new) return known->second;
  const auto folder = git_make<GitTree>(git_tree_lookup, repository_, &id);
  if (folder == nullptr) return git_failure(path, "cannot read the folder of a commit");
  git_tree_entry* raw = nullptr;
  const int code = git_tree_entry_bypath(&raw, folder.get(), rest.c_str());
  const GitTreeEntry entry(raw);
  if (code != 0 && code != GIT_ENOTFOUND) {
    return git_failure(path, "cannot read the folder of a commit");
  }
  if (code == 0 && git_tree_entry_type(raw) == GIT_OBJECT_BLOB) {
    known->second = *git_tree_entry_id(raw);
  }
  return known->second;
}

Result<std::string_view> Walk::bytes_of(Version& version) const {
  if (version.content == nullptr) {
    version.content = git_make<GitBlob>(git_blob_lookup, repository_, &version.id);
  }
  if (version.content == nullptr)
    return git_failure(version.path, "cannot read an earlier version");
  return std::string_view(static_cast<const char*>(git_blob_rawcontent(version.content.get())),
                          static_cast<std::size_t>(git_blob_rawsize(version.content.get())));
}

Result<std::optional<Version>> Walk::find_renamed(const Parent& parent, const git_commit* commit,
                                                  Version& version) const {
  const auto root = git_make<GitTree>(git_commit_tree, commit);
  const auto diff = git_make<GitDiff>(git_diff_tree_to_tree, repository_, parent.root.get(),
                                      root.get(), static_cast<const git_diff_options*>(nullptr));
  if (diff == nullptr) return git_failure(version.path, "cannot look for the file's earlier name");
  std::vector<Version> gone;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* const delta = git_diff_get_delta(diff.get(), i);
    const bool file = delta->old_file.mode == GIT_FILEMODE_BLOB ||
                      delta->old_file.mode == GIT_FILEMODE_BLOB_EXECUTABLE;
    if (delta->status == GIT_DELTA_DELETED && file) {
      gone.push_back({delta->old_file.path, delta->old_file.id});
    }
  }
  // Those of the same file name first, so that they win where others are as good.
  const auto named_alike = [&](const Version& other) {
    return file_name(other.path) == file_name(version.path);
  };
  const auto others = std::stable_partition(gone.begin(), gone.end(), named_alike);
  for (Version& other : gone) {
    if (git_oid_equal(&other.id, &version.id) == 1) return std::optional(std::move(other));
  }
  const auto wanted = bytes_of(version);
  if (!wanted) return wanted.error();
  const Pieces pieces(*wanted);
  const bool one_named_alike = others - gone.begin() == 1;
  Version* best = nullptr;
  double most = kLeastSimilar;
  const auto odb = git_make<GitOdb>(git_repository_odb, repository_);
  for (Version& other : gone) {
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb.get(), &other.id) != 0) {
      return git_failure(other.path, "cannot read an earlier version");
    }
    const auto [smaller, larger] = std::minmax({size, wanted->size()});
    if (static_cast<double>(smaller) < kLeastSimilar * static_cast<double>(larger)) continue;
    const auto bytes = bytes_of(other);
    if (!bytes) return bytes.error();
    const double similar = pieces.similarity(*bytes);
    other.content.reset();
    if (best == nullptr ? similar < most : similar <= most) continue;
    best = &other;
    most = similar;
    if (one_named_alike && named_alike(other) && similar >= kSurelySimilar) break;
  }
  if (best == nullptr) return std::optional<Version>();
  return std::optional(std::move(*best));
}

Result<std::vector<Changed>> Walk::changes(Version& before, Version& after) const {
  const auto old_bytes = bytes_of(before);
  if (!old_bytes) return old_bytes.error();
  const auto new_bytes = bytes_of(after);
  if (!new_bytes) return new_bytes.error();
  const std::size_t tail = common_tail(*old_bytes, *new_bytes);
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;  // as git blame does
  options.context_lines = 0;
  std::vector<Changed> changed;
  const auto add = [](const git_diff_delta*, const git_diff_hunk* hunk, void* changed) {
    // Of no lines, a hunk has the number of the line before.
    const int begin = hunk->new_start + (hunk->new_lines == 0 ? 1 : 0);
    const int old_end = hunk->old_start + (hunk->old_lines == 0 ? 1 : 0) + hunk->old_lines;
    const int end = begin + hunk->new_lines;
    static_cast<std::vector<Changed>*>(changed)->push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), old_end - end});
    return 0;
  };
  if (git_diff_buffers(old_bytes->data(), old_bytes->size() - tail, nullptr, new_bytes->data(),
                       new_bytes->size() - tail, nullptr, &options, nullptr, nullptr, add, nullptr,
                       &changed) != 0) {
    return git_failure(after.path, "cannot be compared with its version before");
  }
  return changed;
}

// What of the parts is unchanged, by its lines in the parent's version, goes to `kept`; the rest is
// returned.
Parts divide(const Parts& parts, const std::vector<Changed>& changes, Parts& kept) {
  Parts rest;
  for (const Part& part : parts) {
    std::uint32_t at = 0;
    const auto until = [&](std::uint32_t line) {
      return std::clamp(line, part.here + at, part.here + part.count) - part.here;
    };
    const auto keep = [&](std::uint32_t end, std::int64_t shift) {
      if (at < end) {
        kept.push_back(part.slice(at, end));
        kept.back().here = static_cast<std::uint32_t>(kept.back().here + shift);
      }
      at = end;
    };
    std::int64_t shift = 0;
    for (const Changed& change : changes) {
      keep(until(change.begin), shift);
      const std::uint32_t end = until(change.end);
      if (at < end) rest.push_back(part.slice(at, end));
      at = end;
      shift = change.shift;
    }
    keep(part.count, shift);
  }
  return rest;
}

// Hands the lines to the parents that have them; what is left is the commit's.
Status Walk::settle(const git_commit* commit, const std::vector<Parent>& parents, Version version) {
  std::vector<std::optional<Version>> before(parents.size());
  for (const bool renamed : {false, true}) {
    for (std::size_t i = 0; i < parents.size(); ++i) {
      if (renamed) {
        if (before[i]) continue;
        auto found = find_renamed(parents[i], commit, version);
        if (!found) return found.error();
        before[i] = *std::move(found);
      } else {
        const auto blob = find(parents[i].root.get(), version.path);
        if (!blob) return blob.error();
        if (*blob) before[i] = Version{version.path, **blob};
      }
      if (before[i] && git_oid_equal(&before[i]->id, &version.id) == 1) {
        before[i]->parts = std::move(version.parts);
        before[i]->content = std::move(version.content);
        ask(parents[i].commit.get(), *std::move(before[i]));
        return Done{};
      }
    }
  }
  for (std::size_t i = 0; i < parents.size() && !version.parts.empty(); ++i) {
    if (!before[i]) continue;
    const auto changed = changes(*before[i], version);
    if (!changed) return changed.error();
    version.parts = divide(version.parts, *changed, before[i]->parts);
    ask(parents[i].commit.get(), *std::move(before[i]));
  }
  for (const Part& part : version.parts) answers_.push_back({part, *git_commit_id(commit)});
  return Done{};
}

Result<Version> version_of(const Repository& repository, git_object* commit, const std::string& rev,
                           const BlameQuestion& question, std::size_t index) {
  Version version;
  version.path = repository.below.empty() ? question.path : repository.below + "/" + question.path;
  const auto blob =
      git_make<GitObject>(git_object_lookup_bypath, commit, version.path.c_str(), GIT_OBJECT_BLOB);
  if (!blob) return git_failure(question.path, "no such file in commit " + rev);
  version.id = blob_id(question.text);
  if (git_oid_equal(&version.id, git_object_id(blob.get())) == 0) {
    return Error{{question.path}, "has changes that are in no commit", "name a commit with --rev"};
  }
  auto all = question.lines;
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::uint32_t next = 1;  // each line is looked for once
  for (const BlameQuestion::Lines& lines : all) {
    const std::uint32_t first = std::max(lines.first, next);
    if (first > lines.last) continue;
    version.parts.push_back({index, first, first, lines.last - first + 1});
    next = lines.last + 1;
  }
  return version;
}

// The commit's part of an answer.
Result<Blamed> described(git_repository* repository, const git_mailmap* mailmap,
                         const git_oid& id) {
  Blamed blamed{0, 0, to_hex(id), {}, 0, {}};
  const auto commit = git_make<GitCommit>(git_commit_lookup, repository, &id);
  const auto author = commit == nullptr ? GitSignature()
                                        : git_make<GitSignature>(git_commit_author_with_mailmap,
                                                                 commit.get(), mailmap);
  if (author == nullptr) return git_failure(blamed.commit, "cannot read the commit");
  blamed.author = std::string(author->name) + " <" + author->email + ">";
  blamed.time = author->when.time;
  const char* const subject = git_commit_summary(commit.get());
  blamed.subject = subject == nullptr ? "" : subject;
  return blamed;
}

}  // namespace

Result<std::vector<std::vector<Blamed>>> blame(const std::string& folder, const std::string& rev,
                                               std::span<const BlameQuestion> questions) {
  const auto repository = open_repository(folder);
  if (!repository) return repository.error();
  const auto object =
      git_make<GitObject>(git_revparse_single, repository->get(), (rev + "^{commit}").c_str());
  if (!object) return git_failure(folder, "no such commit: " + rev);
  auto* const commit = reinterpret_cast<git_commit*>(object.get());

  Walk walk(repository->get());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    auto version = version_of(*repository, object.get(), rev, questions[i], i);
    if (!version) return version.error();
    walk.ask(commit, *std::move(version));
  }
  auto answers = walk.run();
  if (!answers) return answers.error();
  std::sort(answers->begin(), answers->end(), [](const auto& a, const auto& b) {
    return std::tie(a.part.question, a.part.asked) < std::tie(b.part.question, b.part.asked);
  });

  const auto mailmap = git_make<GitMailmap>(git_mailmap_from_repository, repository->get());
  std::vector<std::vector<Blamed>> out(questions.size());
  for (const Walk::Answer& answer : *answers) {
    std::vector<Blamed>& all = out[answer.part.question];
    const std::uint32_t last = answer.part.asked + answer.part.count - 1;
    if (!all.empty() && all.back().last + 1 == answer.part.asked &&
        all.back().commit == to_hex(answer.commit)) {
      all.back().last = last;
      continue;
    }
    auto blamed = described(repository->get(), mailmap.get(), answer.commit);
    if (!blamed) return blamed.error();
    blamed->first = answer.part.asked;
    blamed->last = last;
    all.push_back(*std::move(blamed));
  }
  return out;
}

}  // namespace towpath::tree
