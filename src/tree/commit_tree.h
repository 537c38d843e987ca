// SPDX-License-Identifier: GPL-2.0-or-later
// The tree of a git commit, read from the object store. For several threads at once.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/result.h"
#include "tree/git.h"

namespace towpath::tree {

struct Node {
  std::string name;  // in a list: the path
  git_oid id = {};
  git_filemode_t mode = GIT_FILEMODE_UNREADABLE;

  bool executable() const { return mode == GIT_FILEMODE_BLOB_EXECUTABLE; }
};

class CommitTree {
 public:
  // `repository` must outlive it.
  static Result<CommitTree> open(git_repository* repository, const git_oid& tree);

  const git_oid& id() const { return root_.id; }
  // What the tree has at exactly `path`, following no links.
  Result<std::optional<Node>> find(const std::string& path) const;
  // All but folders whose path begins with `prefix`, sorted by path, without ".git".
  Result<std::vector<Node>> list(std::string_view prefix) const;
  // The blob's bytes; `path` is for messages.
  Result<std::string> read(const git_oid& id, const std::string& path) const;

 private:
  using Folder = std::vector<Node>;  // sorted by name
  struct Folders {
    std::mutex mutex;
    std::unordered_map<std::string, std::unique_ptr<const Folder>> by_path;
  };

  CommitTree(git_repository* repository, const git_oid& tree, GitOdb odb);
  Result<const Folder*> read_folder(const std::string& path, const git_oid& id) const;

  git_repository* repository_;
  GitOdb odb_;
  Node root_;
  std::unique_ptr<Folders> folders_;  // each parsed once
};

}  // namespace towpath::tree
