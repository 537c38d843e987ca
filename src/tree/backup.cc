// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/backup.h"

#include <ctime>

namespace towpath::tree {
namespace {

using Version = std::optional<Unsaved::Version>;

// The tree `base` with each path set to a version; empty on failure.
GitTree with_versions(git_repository* repository, git_tree* base,
                      const std::vector<Unsaved>& unsaved, Version Unsaved::*version) {
  std::vector<git_tree_update> updates;
  for (const Unsaved& path : unsaved) {
    if (const Version& now = path.*version) {
      updates.push_back({GIT_TREE_UPDATE_UPSERT, now->id, now->mode, path.path.c_str()});
      continue;
    }
    const GitTreeEntry known =
        git_make<GitTreeEntry>(git_tree_entry_bypath, base, path.path.c_str());
    if (known == nullptr) continue;
    updates.push_back({GIT_TREE_UPDATE_REMOVE, {}, GIT_FILEMODE_BLOB, path.path.c_str()});
  }
  git_oid id = {};
  if (git_tree_create_updated(&id, repository, base, updates.size(), updates.data()) != 0) {
    return nullptr;
  }
  return git_make<GitTree>(git_tree_lookup, repository, &id);
}

}  // namespace

Result<std::string> keep_backup(git_repository* repository, const std::vector<Unsaved>& unsaved) {
  const std::string where = git_repository_path(repository);
  const auto failed = [&] { return git_failure(where, "cannot keep a backup"); };
  const GitObject head = git_make<GitObject>(git_revparse_single, repository, "HEAD^{commit}");
  if (head == nullptr) {
    return Error{{where},
                 "there is no commit yet that a backup could build on",
                 "make a first commit, or move the files away"};
  }
  git_commit* const parent = reinterpret_cast<git_commit*>(head.get());
  const GitTree base = git_make<GitTree>(git_commit_tree, parent);
  GitSignature author = git_make<GitSignature>(git_signature_default, repository);
  if (author == nullptr) {
    // Who has no name set must not lose work for that.
    author = git_make<GitSignature>(git_signature_now, "towpath", "towpath@localhost");
  }
  if (base == nullptr || author == nullptr) return failed();

  for (const Unsaved& path : unsaved) {
    git_oid id = {};
    if (path.in_work_tree &&
        git_blob_create_from_buffer(&id, repository, path.bytes.data(), path.bytes.size()) != 0) {
      return failed();
    }
  }
  const GitTree staged = with_versions(repository, base.get(), unsaved, &Unsaved::staged);
  const GitTree work = with_versions(repository, base.get(), unsaved, &Unsaved::in_work_tree);
  if (staged == nullptr || work == nullptr) return failed();

  git_oid id = {};
  const git_commit* parents[2] = {parent, nullptr};
  if (git_commit_create(&id, repository, nullptr, author.get(), author.get(), nullptr,
                        "index before towpath wrote here\n", staged.get(), 1, parents) != 0) {
    return failed();
  }
  const GitCommit index = git_make<GitCommit>(git_commit_lookup, repository, &id);
  parents[1] = index.get();
  if (index == nullptr ||
      git_commit_create(&id, repository, nullptr, author.get(), author.get(), nullptr,
                        "work before towpath wrote here\n", work.get(), 2, parents) != 0) {
    return failed();
  }
  const std::string hex = to_hex(id);
  const GitReference kept =
      git_make<GitReference>(git_reference_create, repository,
                             ("refs/towpath/backup/" + hex).c_str(), &id, 1, "towpath: backup");
  if (kept == nullptr) return failed();
  return hex;
}

}  // namespace towpath::tree
