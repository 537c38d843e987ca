// SPDX-License-Identifier: GPL-2.0-or-later
// A target tree: where a run's outputs go. Publishing is all or nothing, and loses nobody's work.
//
// A target whose run is killed at any moment is either as before or finished, as soon as the run's
// second process ends, which is at work for some milliseconds (transaction.h). If that is killed
// too, the next open() puts right what is left behind. This holds for killed processes, not for a
// power failure: nothing is synced to disk, as in git's own default for loose objects.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/glob.h"
#include "text/result.h"
#include "text/text.h"
#include "tree/source.h"

namespace towpath::tree {

// What publishing does to one path. For a link in the target, `before` is where it points.
struct Change {
  enum class Kind : std::uint8_t { kSame, kAdd, kChange, kRemove };

  std::string path;
  Kind kind = Kind::kSame;
  Text before;  // empty for kAdd
  Text after;   // empty for kRemove
  bool executable_before = false;
  bool executable_after = false;
};

// What publishing would do. Belongs to the target that made it.
struct Plan {
  std::vector<Change> changes;  // sorted by path; with the outputs that stay the same
  // Paths to be touched that hold work which is neither committed nor this tool's own last output.
  std::vector<std::string> uncommitted;
  // Paths whose file is right already, but not what the index has for it. Work trees only.
  std::vector<std::string> unstaged;
  std::string basis;  // the state of the target that the plan was made on

  std::size_t count(Change::Kind kind) const;
  // Whether the target already has everything.
  bool nothing_to_do() const;
};

struct Publication {
  // Goes on over uncommitted work, of which a work tree first keeps a backup.
  bool force = false;
  // The rest matters where a commit is made. Author and committer are user.name and user.email of
  // the repository's configuration; `time`, in seconds since 1970 UTC, makes the commit's id
  // repeatable.
  std::string message;
  std::int64_t time = 0;
};

struct Published {
  bool changed = false;   // false: the target already had everything, nothing was written
  std::string commit;     // id of the commit made, or of the parent that already has everything
  std::string reference;  // the reference that holds the commit
  std::string backup;     // id of the commit that keeps the uncommitted work; see `git stash apply`
};

class Target {
 public:
  enum class Recovery : std::uint8_t { kNone, kDiscarded, kFinished };

  virtual ~Target() = default;

  // The file as it is before publishing; none when there is none. A link is not followed: an error.
  virtual Result<std::optional<File>> read(std::string_view path) const = 0;

  // Compares `outputs`, in any order, with what the target has. The target's files that match one
  // of `owned` and are no output are to be removed; those that git does not track and this tool did
  // not write are left alone. Errors: paths out of the tree or into ".git", twice the same path, a
  // folder in place of a file, a file or link in place of a folder.
  virtual Result<Plan> plan(std::vector<File> outputs, const std::vector<Glob>& owned) const = 0;

  // Carries out a plan made by this target. On an error, nothing has changed. Forks: no other
  // thread may be at work in this process's libgit2 meanwhile.
  virtual Result<Published> publish(const Plan& plan, const Publication& publication) = 0;

  // What opening found of an interrupted run.
  virtual Recovery recovery() const = 0;
};

// A git work tree: publishing writes the files and stages them.
Result<std::unique_ptr<Target>> open_work_tree(const std::string& path);

// A git repository, in which publishing makes a commit, touching neither work tree nor index. With
// a branch: on its tip, or on HEAD where it is new. Without: on HEAD, kept by refs/towpath/RECIPE.
// A branch that some work tree has checked out is refused.
Result<std::unique_ptr<Target>> open_commit_target(const std::string& path,
                                                   const std::string& recipe,
                                                   const std::string& branch = {});

// A plain folder, made if it is not there; refused if it holds files that an earlier run did not
// write. Keeps the list of what is ours in ".towpath" inside it.
Result<std::unique_ptr<Target>> open_output_folder(const std::string& path);

}  // namespace towpath::tree
