// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps work that is about to be written over.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "text/result.h"
#include "tree/git.h"

namespace towpath::tree {

// One path's uncommitted state; none where the file is absent.
struct Unsaved {
  struct Version {
    git_oid id = {};  // need not be in the object store yet where there are `bytes`
    git_filemode_t mode = GIT_FILEMODE_BLOB;
  };
  std::string path;
  std::optional<Version> staged;
  std::optional<Version> in_work_tree;
  std::string bytes;  // of the file in the work tree
};

// Makes a commit as `git stash` does, whose tree is HEAD's with the work tree's version of these
// paths, and whose second parent has the staged ones; keeps it by refs/towpath/backup/ID. `git
// stash apply ID` brings the work back. Returns the id.
Result<std::string> keep_backup(git_repository* repository, const std::vector<Unsaved>& unsaved);

}  // namespace towpath::tree
