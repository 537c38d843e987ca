// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/blame.h"

#include <algorithm>

#include "tree/git.h"

namespace towpath::tree {

using GitBlame = std::unique_ptr<git_blame, Freed<git_blame_free>>;

Result<std::vector<Blamed>> blame(const std::string& folder, const std::string& rev,
                                  const std::string& path, std::string_view text,
                                  std::uint32_t first, std::uint32_t last) {
  const auto repository = open_repository(folder);
  if (!repository) return repository.error();
  const auto object =
      git_make<GitObject>(git_revparse_single, repository->get(), (rev + "^{commit}").c_str());
  if (!object) return git_failure(folder, "no such commit: " + rev);
  const std::string below = repository->below.empty() ? path : repository->below + "/" + path;

  const auto blob =
      git_make<GitObject>(git_object_lookup_bypath, object.get(), below.c_str(), GIT_OBJECT_BLOB);
  if (!blob) return git_failure(path, "no such file in commit " + rev);
  const git_oid id = blob_id(text);
  if (git_oid_equal(&id, git_object_id(blob.get())) == 0) {
    return Error{{path}, "has changes that are in no commit", "name a commit with --rev"};
  }

  git_blame_options options;
  git_blame_options_init(&options, GIT_BLAME_OPTIONS_VERSION);
  options.newest_commit = *git_object_id(object.get());
  options.min_line = first;
  options.max_line = last;
  const auto found = git_make<GitBlame>(git_blame_file, repository->get(), below.c_str(), &options);
  if (!found) return git_failure(path, "its history could not be read");

  std::vector<Blamed> out;
  for (std::uint32_t i = 0; i < git_blame_get_hunk_count(found.get()); ++i) {
    const git_blame_hunk* hunk = git_blame_get_hunk_byindex(found.get(), i);
    const auto begin = static_cast<std::uint32_t>(hunk->final_start_line_number);
    const auto end = begin + static_cast<std::uint32_t>(hunk->lines_in_hunk) - 1;
    if (end < first || begin > last) continue;
    Blamed blamed{
        std::max(begin, first), std::min(end, last), to_hex(hunk->final_commit_id), {}, 0, {}};
    const auto commit =
        git_make<GitCommit>(git_commit_lookup, repository->get(), &hunk->final_commit_id);
    if (!commit) return git_failure(path, "commit " + blamed.commit + " could not be read");
    const git_signature* author = git_commit_author(commit.get());
    blamed.author = std::string(author->name) + " <" + author->email + ">";
    blamed.time = author->when.time;
    const char* subject = git_commit_summary(commit.get());
    blamed.subject = subject == nullptr ? "" : subject;
    out.push_back(std::move(blamed));
  }
  return out;
}

}  // namespace towpath::tree
