// SPDX-License-Identifier: GPL-2.0-or-later
// libgit2's handles as owners, and its errors as ours.
#pragma once

#include <git2.h>

#include <memory>
#include <string>
#include <string_view>

#include "text/result.h"

namespace towpath::tree {

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};

using GitCommit = std::unique_ptr<git_commit, Freed<git_commit_free>>;
using GitDiff = std::unique_ptr<git_diff, Freed<git_diff_free>>;
using GitIndex = std::unique_ptr<git_index, Freed<git_index_free>>;
using GitObject = std::unique_ptr<git_object, Freed<git_object_free>>;
using GitOdb = std::unique_ptr<git_odb, Freed<git_odb_free>>;
using GitOdbObject = std::unique_ptr<git_odb_object, Freed<git_odb_object_free>>;
using GitReference = std::unique_ptr<git_reference, Freed<git_reference_free>>;
using GitRepository = std::unique_ptr<git_repository, Freed<git_repository_free>>;
using GitSignature = std::unique_ptr<git_signature, Freed<git_signature_free>>;
using GitTree = std::unique_ptr<git_tree, Freed<git_tree_free>>;
using GitTreeEntry = std::unique_ptr<git_tree_entry, Freed<git_tree_entry_free>>;

// Calls `make(&raw, args...)`, libgit2's way to return an owner; empty on failure.
template <class Owner, class Make, class... Args>
Owner git_make(Make make, Args... args) {
  typename Owner::pointer raw = nullptr;
  return Owner(make(&raw, args...) == 0 ? raw : nullptr);
}

// Sets libgit2 up, for all of the process's life: taking it down would lose what it keeps for other
// threads. To be called before anything else of it is.
void set_up_git();

// A repository and, where the path it was opened by lies inside its work tree, that place.
struct Repository {
  GitRepository handle;
  std::string below;  // relative to the work tree, without '/' at the end; empty at its root

  git_repository* get() const { return handle.get(); }
};

// "where: message: what libgit2 last said on this thread".
Error git_failure(std::string_view where, std::string_view message);

// Looks upward from `path` for the repository.
Result<Repository> open_repository(const std::string& path);
// Whether `path` lies in a repository at all.
bool in_repository(const std::string& path);

// The id that git gives a blob of these bytes.
git_oid blob_id(std::string_view bytes);

std::string to_hex(const git_oid& id);

}  // namespace towpath::tree
