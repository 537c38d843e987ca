// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/git.h"

#include <filesystem>
#include <system_error>

namespace towpath::tree {

void set_up_git() {
  // Objects are not hashed again when they are read: git does not do so either, zlib's own checksum
  // finds damage, and it would be a third of what reading takes. Nor are they kept: hardly any is
  // read twice.
  [[maybe_unused]] static const int users =
      git_libgit2_init() + git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0) +
      git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
}

Error git_failure(std::string_view where, std::string_view message) {
  const git_error* const last = git_error_last();
  Error error{{std::string(where)}, std::string(message), ""};
  if (last != nullptr && last->klass != GIT_ERROR_NONE && last->message != nullptr) {
    error.message += ": ";
    error.message += last->message;
  }
  return error;
}

Result<Repository> open_repository(const std::string& path) {
  set_up_git();
  Repository repository;
  git_repository* raw = nullptr;
  const int code = git_repository_open_ext(&raw, path.c_str(), 0, nullptr);
  std::error_code failure;
  if (code != 0 && !std::filesystem::exists(path, failure)) {
    return Error{{path}, "no such folder", ""};
  }
  if (code == GIT_ENOTFOUND) {
    return Error{{path}, "is no git repository, nor a folder in one", "git init makes one"};
  }
  if (code != 0) {
    Error error = git_failure(path, "cannot open the git repository");
    if (code == GIT_EOWNER) {
      error.hint = "if you trust its owner: git config --global --add safe.directory " + path;
    }
    return error;
  }
  repository.handle.reset(raw);
  if (const char* const work_tree = git_repository_workdir(raw)) {
    const auto inside = std::filesystem::canonical(path, failure);
    const auto root = std::filesystem::canonical(work_tree, failure);
    const auto storage = std::filesystem::canonical(git_repository_path(raw), failure);
    if (failure) return repository;
    // A repository may be named by its git folder, whatever that is called, or lie elsewhere than
    // its work tree.
    const bool in_storage = !inside.lexically_relative(storage).string().starts_with("..");
    const std::string below = inside.lexically_relative(root).string();
    if (!in_storage && below != "." && !below.starts_with("..")) repository.below = below;
  }
  return repository;
}

bool in_repository(const std::string& path) {
  set_up_git();
  git_buf found = {};
  const int code = git_repository_discover(&found, path.c_str(), 0, nullptr);
  git_buf_dispose(&found);
  return code == 0;
}

git_oid blob_id(std::string_view bytes) {
  set_up_git();
  git_oid id = {};
  git_odb_hash(&id, bytes.data(), bytes.size(), GIT_OBJECT_BLOB);
  return id;
}

std::string to_hex(const git_oid& id) {
  char text[GIT_OID_HEXSZ];
  git_oid_fmt(text, &id);
  return {text, sizeof text};
}

}  // namespace towpath::tree
