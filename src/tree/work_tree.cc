// SPDX-License-Identifier: GPL-2.0-or-later
// The target that is a git work tree: its files are written and staged.
#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "tree/backup.h"
#include "tree/beneath.h"
#include "tree/commit_tree.h"
#include "tree/git.h"
#include "tree/index_file.h"
#include "tree/manifest.h"
#include "tree/pack.h"
#include "tree/parallel.h"
#include "tree/placing.h"
#include "tree/target.h"
#include "tree/transaction.h"

namespace towpath::tree {
namespace {

constexpr char kState[] = "towpath/work-tree";
constexpr char kIndex[] = "index";

// One version of a file: a blob and its mode.
struct Version {
  git_oid id = {};
  std::uint32_t mode = 0;

  friend bool operator==(const Version& a, const Version& b) {
    return a.mode == b.mode && git_oid_equal(&a.id, &b.id) != 0;
  }
};
using MaybeVersion = std::optional<Version>;  // none: no file

std::uint32_t file_mode(bool executable) {
  return executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
}

// All that git and the manifest know of the target's files, read once for a plan.
struct Knowledge {
  IndexFile index;
  std::string basis;  // names this state of the index
  Manifest manifest;
  std::optional<CommitTree> head;  // none before the first commit
};

class WorkTree : public Target {
 public:
  WorkTree(Repository repository, Site site, Fd root, bool trust_mode, Recovery recovery)
      : repository_(std::move(repository)),
        site_(std::move(site)),
        root_(std::move(root)),
        trust_mode_(trust_mode),
        recovery_(recovery) {}

  Recovery recovery() const override { return recovery_; }

  Result<std::optional<File>> read(std::string_view path) const override {
    const std::string name(path);
    if (Status checked = check_path(path); !checked.ok()) return std::move(checked).error();
    Result<std::optional<Found>> found = look(root_.get(), name);
    if (!found.ok()) return std::move(found).error();
    if (!*found) return std::optional<File>();
    if ((*found)->link) return Error{{name}, "is a symbolic link, not a file", ""};
    const bool executable = (*found)->executable();
    return std::optional<File>(File{name, Text(name, std::move((*found)->bytes)), executable});
  }

  Result<Plan> plan(std::vector<File> outputs, const std::vector<Glob>& owned) const override {
    if (Status checked = check_outputs(outputs); !checked.ok()) return std::move(checked).error();
    const Result<Knowledge> known = learn();
    if (!known.ok()) return known.error();

    // A case is an output, or a path to be removed.
    std::vector<Case> cases;
    for (File& output : outputs) {
      Case& one = cases.emplace_back();
      one.change.path = output.path;
      one.change.after = std::move(output.text);
      one.change.executable_after = output.executable;
    }
    const std::size_t output_count = cases.size();
    for (std::string& path : to_remove(*known, outputs, owned)) {
      Case& one = cases.emplace_back();
      one.change.path = std::move(path);
      one.change.kind = Change::Kind::kRemove;
    }
    const Status judged = for_each_index(cases.size(), [&](std::size_t i) {
      return i < output_count ? judge_output(*known, cases[i]) : judge_removal(*known, cases[i]);
    });
    if (!judged.ok()) return judged.error();

    std::erase_if(cases, [](const Case& one) { return one.moot; });
    std::sort(cases.begin(), cases.end(),
              [](const Case& a, const Case& b) { return a.change.path < b.change.path; });
    Plan plan;
    plan.basis = known->basis;
    for (Case& one : cases) {
      if (one.uncommitted) plan.uncommitted.push_back(one.change.path);
      if (one.unstaged) plan.unstaged.push_back(one.change.path);
      plan.changes.push_back(std::move(one.change));
    }
    return plan;
  }

  Result<Published> publish(const Plan& plan, const Publication& publication) override {
    Published published;
    if (plan.nothing_to_do()) return published;
    if (!plan.uncommitted.empty() && !publication.force) return uncommitted_work(plan);

    Result<Transaction> transaction = Transaction::begin(site_);
    if (!transaction.ok()) return std::move(transaction).error();
    if (Status locked = transaction->lock("index.lock"); !locked.ok()) {
      return std::move(locked).error();
    }
    Result<Knowledge> known = learn();
    if (!known.ok()) return std::move(known).error();
    if (known->basis != plan.basis) {
      return Error{{site_.root}, "the git index has changed since it was looked at", "run again"};
    }
    const Result<std::vector<std::string>> names = place(plan, *transaction);
    if (!names.ok()) return names.error();
    if (!plan.uncommitted.empty()) {
      Result<std::string> backup = back_up(*known, plan);
      if (!backup.ok()) return std::move(backup).error();
      published.backup = std::move(*backup);
    }
    Result<Staged> staged = write_aside(plan, *names, *known, *transaction);
    if (!staged.ok()) return std::move(staged).error();
    const Status committed = transaction->commit([&] { restamp_moved(*transaction, *staged); });
    if (!committed.ok()) return committed.error();
    published.changed = true;
    return published;
  }

 private:
  struct Case {
    Change change;
    bool moot = false;  // nothing is there to be removed
    bool uncommitted = false;
    bool unstaged = false;
  };

  // What a run does to the index, and what it makes of it.
  struct Staged {
    std::vector<IndexEdit> edits;
    IndexFile::Edited index;
  };

  Result<Knowledge> learn() const {
    Knowledge known;
    const std::string name = site_.home + "/index";
    const Fd home(open(site_.home.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    const Fd fd(openat(home.get(), kIndex, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd) {
      struct stat stat;
      if (fstat(fd.get(), &stat) < 0) return system_error(name, "cannot look at", errno);
      Result<Content> content = read_all(fd.get(), name);
      if (!content.ok()) return std::move(content).error();
      // An index ends in its checksum.
      const std::string& bytes = content->bytes;
      known.basis = bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 20));
      Result<IndexFile> index =
          IndexFile::parse(std::move(content->bytes), stat.st_mtim.tv_sec, name);
      if (!index.ok()) return std::move(index).error();
      known.index = std::move(*index);
    } else if (errno != ENOENT) {
      return system_error(name, "cannot open", errno);
    }
    const Fd state(openat(home.get(), kState, O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (state) {
      Result<Manifest> manifest = Manifest::read(state.get(), site_.home + '/' + kState);
      if (!manifest.ok()) return std::move(manifest).error();
      known.manifest = std::move(*manifest);
    }
    const GitObject head =
        git_make<GitObject>(git_revparse_single, repository_.get(), "HEAD^{tree}");
    if (head != nullptr) {
      Result<CommitTree> tree = CommitTree::open(repository_.get(), *git_object_id(head.get()));
      if (!tree.ok()) return std::move(tree).error();
      known.head = std::move(*tree);
    }
    return known;
  }

  // Owned paths that no output has: what git tracks, and what is left of our own last output.
  static std::vector<std::string> to_remove(const Knowledge& known,
                                            const std::vector<File>& outputs,
                                            const std::vector<Glob>& owned) {
    std::vector<std::string> paths;
    const auto consider = [&](const Glob& glob, std::string_view path) {
      if (!glob.matches(path)) return;
      const auto output = std::lower_bound(
          outputs.begin(), outputs.end(), path,
          [](const File& file, std::string_view wanted) { return file.path < wanted; });
      if (output == outputs.end() || output->path != path) paths.emplace_back(path);
    };
    for (const Glob& glob : owned) {
      const std::string& prefix = glob.literal_prefix();
      for (std::size_t i = known.index.lower_bound(prefix); i < known.index.size(); ++i) {
        const IndexEntry entry = known.index.entry(i);
        if (!entry.path.starts_with(prefix)) break;
        if (entry.mode != GIT_FILEMODE_COMMIT) consider(glob, entry.path);
      }
      const auto& written = known.manifest.paths();
      for (auto i = written.lower_bound(prefix); i != written.end(); ++i) {
        if (!i->first.starts_with(prefix)) break;
        if (i->second) consider(glob, i->first);
      }
    }
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    return paths;
  }

  Version version_of(const Knowledge& known, const std::string& path, const Found& found) const {
    const std::optional<IndexEntry> entry = known.index.find(path);
    if (entry && known.index.is_unchanged(path, found.stat)) return {entry->id, entry->mode};
    if (found.link) return {blob_id(found.bytes), GIT_FILEMODE_LINK};
    const bool mode_known = trust_mode_ || !entry;
    return {blob_id(found.bytes), mode_known ? file_mode(found.executable()) : entry->mode};
  }

  // Whether the path's file or what is staged for it is neither committed, nor our own last output,
  // nor what it is to become.
  static Result<bool> has_work(const Knowledge& known, const std::string& path,
                               const MaybeVersion& file, const MaybeVersion& after) {
    MaybeVersion committed;
    if (known.head) {
      const Result<std::optional<Node>> node = known.head->find(path);
      if (!node.ok()) return node.error();
      if (*node) committed = Version{(*node)->id, static_cast<std::uint32_t>((*node)->mode)};
    }
    const auto written = known.manifest.paths().find(path);
    const bool ours_known = written != known.manifest.paths().end();
    MaybeVersion ours;
    if (ours_known && written->second) {
      ours = Version{written->second->id, file_mode(written->second->executable)};
    }
    const auto is_safe = [&](const MaybeVersion& version) {
      return version == committed || version == after || (ours_known && version == ours);
    };
    const std::optional<IndexEntry> entry = known.index.find(path);
    MaybeVersion staged;
    if (entry) staged = Version{entry->id, entry->mode};
    return (entry && entry->stage != 0) || !is_safe(file) || !is_safe(staged);
  }

  Status judge_output(const Knowledge& known, Case& one) const {
    Change& change = one.change;
    Result<std::optional<Found>> found = look(root_.get(), change.path);
    if (!found.ok()) return std::move(found).error();
    const std::optional<IndexEntry> entry = known.index.find(change.path);
    const std::uint32_t mode = file_mode(change.executable_after);
    const bool same = *found && !(*found)->link &&
                      (!trust_mode_ || (*found)->executable() == change.executable_after) &&
                      (*found)->bytes == change.after.bytes();
    if (same) {
      change.kind = Change::Kind::kSame;
      change.before = change.after;
      change.executable_before = change.executable_after;
      // The common case of a second run, in which nothing need be hashed.
      if (entry && entry->mode == mode && known.index.is_unchanged(change.path, (*found)->stat)) {
        return Done{};
      }
    }
    MaybeVersion after;
    MaybeVersion file;
    if (*found || entry) after = Version{blob_id(change.after.bytes()), mode};
    if (same) {
      if (entry && entry->stage == 0 && Version{entry->id, entry->mode} == after) return Done{};
      one.unstaged = true;
      file = after;
    } else if (*found) {
      change.kind = Change::Kind::kChange;
      change.executable_before = (*found)->executable();
      file = version_of(known, change.path, **found);
      change.before = Text(change.path, std::move((*found)->bytes));
    } else {
      change.kind = Change::Kind::kAdd;
    }
    const Result<bool> work = has_work(known, change.path, file, after);
    if (!work.ok()) return work.error();
    one.uncommitted = *work;
    return Done{};
  }

  Status judge_removal(const Knowledge& known, Case& one) const {
    Change& change = one.change;
    Result<std::optional<Found>> found = look(root_.get(), change.path);
    if (!found.ok()) return std::move(found).error();
    const std::optional<IndexEntry> entry = known.index.find(change.path);
    MaybeVersion file;
    if (*found) {
      file = version_of(known, change.path, **found);
      if (!entry) {
        const auto& ours = known.manifest.paths().find(change.path)->second;
        one.moot = *file != Version{ours->id, file_mode(ours->executable)};
      }
      change.executable_before = (*found)->executable();
      change.before = Text(change.path, std::move((*found)->bytes));
    } else if (entry && known.head) {
      Result<std::string> bytes = known.head->read(entry->id, change.path);
      if (!bytes.ok()) return std::move(bytes).error();
      change.before = Text(change.path, std::move(*bytes));
    } else {
      one.moot = !entry;
    }
    if (one.moot) return Done{};
    const Result<bool> work = has_work(known, change.path, file, std::nullopt);
    if (!work.ok()) return work.error();
    one.uncommitted = *work;
    return Done{};
  }

  Error uncommitted_work(const Plan& plan) const {
    std::string message = "there are uncommitted changes in paths to be written:";
    for (const std::string& path : plan.uncommitted) message += "\n  " + path;
    return {{site_.root}, std::move(message), "commit them, or use --force, which keeps a backup"};
  }

  Result<std::string> back_up(const Knowledge& known, const Plan& plan) const {
    std::vector<Unsaved> unsaved;
    for (const std::string& path : plan.uncommitted) {
      Unsaved one = {path, {}, {}, {}};
      if (const std::optional<IndexEntry> entry = known.index.find(path);
          entry && entry->stage == 0) {
        one.staged = {entry->id, static_cast<git_filemode_t>(entry->mode)};
      }
      Result<std::optional<Found>> found = look(root_.get(), path);
      if (!found.ok()) return std::move(found).error();
      if (*found) {
        const git_filemode_t mode =
            (*found)->link ? GIT_FILEMODE_LINK
                           : static_cast<git_filemode_t>(file_mode((*found)->executable()));
        one.in_work_tree = {blob_id((*found)->bytes), mode};
        one.bytes = std::move((*found)->bytes);
      }
      unsaved.push_back(std::move(one));
    }
    return keep_backup(repository_.get(), unsaved);
  }

  // Files, blobs, index and manifest: all that the transaction then moves. `names` as place() has
  // them.
  Result<Staged> write_aside(const Plan& plan, const std::vector<std::string>& names,
                             Knowledge& known, Transaction& transaction) const {
    Result<BlobPack> blobs = BlobPack::open(repository_.get(), plan.changes.size());
    if (!blobs.ok()) return blobs.error();
    const int aside = transaction.aside();
    const auto& changes = plan.changes;
    const auto is_unstaged = [&](const std::string& path) {
      return std::binary_search(plan.unstaged.begin(), plan.unstaged.end(), path);
    };
    std::vector<git_oid> ids(changes.size());
    const Status written = for_each_index(changes.size(), [&](std::size_t i) -> Status {
      const Change& change = changes[i];
      const bool moves = !names[i].empty();
      if (!moves && !is_unstaged(change.path)) return Done{};
      ids[i] = blob_id(change.after.bytes());
      Status status = blobs->add(i, ids[i], change.after.bytes(), change.path);
      if (status.ok() && moves) {
        status =
            write_new(aside, names[i], change.after.bytes(), change.executable_after ? 0777 : 0666);
      }
      if (status.ok()) return status;
      Error error = std::move(status).error();
      error.where.file = change.path;
      return error;
    });
    if (!written.ok()) return written.error();
    if (Status packed = blobs->keep(aside); !packed.ok()) return std::move(packed).error();

    Staged staged;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const Change& change = changes[i];
      if (change.kind == Change::Kind::kRemove) {
        staged.edits.push_back({change.path, std::nullopt});
        known.manifest.set(change.path, std::nullopt);
      } else if (change.kind != Change::Kind::kSame || is_unstaged(change.path)) {
        const Result<struct stat> stat = stat_to_stage(change, names[i], aside);
        if (!stat.ok()) return stat.error();
        staged.edits.push_back(
            {change.path, {{ids[i], file_mode(change.executable_after), *stat}}});
        known.manifest.set(change.path, {{ids[i], change.executable_after}});
      }
    }
    staged.index = known.index.edit(staged.edits);
    transaction.move_to_home(kIndex, kIndex);
    transaction.move_to_home(Manifest::kFile, std::string(kState) + '/' + Manifest::kFile);
    Status kept = write_new(aside, kIndex, staged.index.bytes, 0666);
    if (kept.ok()) kept = write_new(aside, Manifest::kFile, known.manifest.to_bytes(), 0666);
    if (!kept.ok()) return std::move(kept).error();
    return staged;
  }

  // The stat data of a file that is to be staged: of the one aside or, where nothing is moved, of
  // the one in place.
  Result<struct stat> stat_to_stage(const Change& change, const std::string& name,
                                    int aside) const {
    if (name.empty()) {
      const Result<std::optional<Found>> found = look(root_.get(), change.path);
      if (!found.ok()) return found.error();
      if (*found && (*found)->bytes == change.after.bytes()) return (*found)->stat;
      return Error{{change.path}, "has changed since it was looked at", "run again"};
    }
    struct stat stat;
    if (fstatat(aside, name.c_str(), &stat, AT_SYMLINK_NOFOLLOW) < 0) {
      return system_error(change.path, "cannot look at", errno);
    }
    return stat;
  }

  // Files that are moved one by one get another ctime by it, so that git would read them again to
  // see that they have not changed. Once they are in place, the index is made true here; without
  // that it would be right all the same. Allocates nothing.
  static void restamp_moved(const Transaction& transaction, Staged& staged) {
    auto offset = staged.index.offsets.begin();
    bool changed = false;
    for (const IndexEdit& edit : staged.edits) {
      if (!edit.blob) continue;
      struct stat stat;
      if (fstatat(transaction.root(), edit.path.c_str(), &stat, AT_SYMLINK_NOFOLLOW) == 0) {
        changed |= restamp(staged.index.bytes, *offset, stat);
      }
      ++offset;
    }
    if (!changed) return;
    seal(staged.index.bytes);
    unlinkat(transaction.aside(), kIndex, 0);  // the index that was replaced
    const Fd fd(openat(transaction.aside(), kIndex, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!fd || write_all(fd.get(), staged.index.bytes) != 0 ||
        renameat(transaction.aside(), kIndex, transaction.home(), kIndex) < 0) {
      unlinkat(transaction.aside(), kIndex, 0);
    }
  }

  Repository repository_;
  Site site_;
  Fd root_;
  bool trust_mode_;  // whether the file system keeps the executable bit
  Recovery recovery_;
};

bool trusts_mode(git_repository* repository) {
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository) != 0) return true;
  const std::unique_ptr<git_config, Freed<git_config_free>> config(raw);
  int value = 1;
  return git_config_get_bool(&value, raw, "core.filemode") != 0 || value != 0;
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

Result<std::unique_ptr<Target>> open_work_tree(const std::string& path) {
  Result<Repository> repository = open_repository(path);
  if (!repository.ok()) return std::move(repository).error();
  const char* const work_tree = git_repository_workdir(repository->get());
  if (work_tree == nullptr) {
    return Error{{path}, "a bare repository has no work tree to write to", "make a commit instead"};
  }
  if (!repository->below.empty()) {
    return Error{{path}, "is not the top of its work tree", "name " + without_slash(work_tree)};
  }
  Site site = {without_slash(work_tree), without_slash(git_repository_path(repository->get())),
               kState};
  const Result<Transaction::Left> left = Transaction::recover(site);
  if (!left.ok()) return left.error();
  Fd root(open(site.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return system_error(site.root, "cannot open", errno);
  const bool trust_mode = trusts_mode(repository->get());
  return std::unique_ptr<Target>(std::make_unique<WorkTree>(std::move(*repository), std::move(site),
                                                            std::move(root), trust_mode, *left));
}

}  // namespace towpath::tree
