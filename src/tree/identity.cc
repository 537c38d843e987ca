// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/identity.h"

namespace towpath::tree {
namespace {

constexpr unsigned kAbbreviated = 12;  // as kernel people write ids; the same in every clone

struct Described {
  git_describe_result* result = nullptr;
  git_buf text = {};

  ~Described() {
    git_buf_dispose(&text);
    git_describe_result_free(result);
  }
};

// Without any tag, describing would walk through all history to find none.
bool has_tags(git_repository* repository) {
  git_reference_iterator* raw = nullptr;
  if (git_reference_iterator_glob_new(&raw, repository, "refs/tags/*") != 0) return false;
  const std::unique_ptr<git_reference_iterator, Freed<git_reference_iterator_free>> tags(raw);
  const char* name = nullptr;
  return git_reference_next_name(&name, raw) == 0;
}

}  // namespace

SourceIdentity identify(git_commit* commit) {
  SourceIdentity identity;
  identity.commit = to_hex(*git_commit_id(commit));
  identity.time = git_commit_time(commit);

  git_describe_options options;
  git_describe_options_init(&options, GIT_DESCRIBE_OPTIONS_VERSION);
  options.describe_strategy = GIT_DESCRIBE_TAGS;
  options.show_commit_oid_as_fallback = 1;
  git_describe_format_options format;
  git_describe_format_options_init(&format, GIT_DESCRIBE_FORMAT_OPTIONS_VERSION);
  format.abbreviated_size = kAbbreviated;
  Described described;
  if (has_tags(git_commit_owner(commit)) &&
      git_describe_commit(&described.result, reinterpret_cast<git_object*>(commit), &options) ==
          0 &&
      git_describe_format(&described.text, described.result, &format) == 0) {
    identity.description.assign(described.text.ptr, described.text.size);
  } else {
    // As git has it where no tag is found; a shallow clone may end before any.
    identity.description = identity.commit.substr(0, kAbbreviated);
  }
  return identity;
}

Result<bool> is_dirty(const Repository& repository, git_commit* head) {
  const GitTree tree = git_make<GitTree>(git_commit_tree, head);
  if (tree == nullptr) return git_failure("", "cannot read the commit's tree");
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH | GIT_DIFF_SKIP_BINARY_CHECK;
  options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
  std::string below = repository.below;
  char* pathspec = below.data();
  if (!below.empty()) options.pathspec = {&pathspec, 1};
  // The first difference is answer enough: stop there.
  options.notify_cb = [](const git_diff*, const git_diff_delta*, const char*, void* payload) {
    *static_cast<bool*>(payload) = true;
    return -1;
  };
  bool dirty = false;
  options.payload = &dirty;
  git_diff* raw = nullptr;
  const int code =
      git_diff_tree_to_workdir_with_index(&raw, repository.get(), tree.get(), &options);
  const GitDiff diff(raw);
  if (code != 0 && !dirty) {
    return git_failure(git_repository_workdir(repository.get()), "cannot look for changes");
  }
  return dirty;
}

}  // namespace towpath::tree
