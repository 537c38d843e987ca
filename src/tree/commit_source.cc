// SPDX-License-Identifier: GPL-2.0-or-later
// A source tree that is a git commit, read from the object store.
#include <cstring>

#include "tree/beneath.h"
#include "tree/commit_tree.h"
#include "tree/git.h"
#include "tree/identity.h"
#include "tree/source.h"

namespace towpath::tree {
namespace {

class CommitSource : public SourceTree {
 public:
  CommitSource(Repository repository, GitCommit commit, CommitTree tree)
      : repository_(std::move(repository)), commit_(std::move(commit)), tree_(std::move(tree)) {}

  Result<std::vector<Entry>> list(std::string_view prefix) const override {
    Result<std::vector<Node>> nodes = tree_.list(prefix);
    if (!nodes.ok()) return std::move(nodes).error();
    std::vector<Entry> entries;
    entries.reserve(nodes->size());
    for (Node& node : *nodes) {
      const Entry::Kind kind = node.mode == GIT_FILEMODE_LINK     ? Entry::Kind::kLink
                               : node.mode == GIT_FILEMODE_COMMIT ? Entry::Kind::kOther
                                                                  : Entry::Kind::kFile;
      entries.push_back({std::move(node.name), kind, node.executable()});
    }
    return entries;
  }

  Result<File> read(std::string_view path) const override {
    const Result<Node> node = file_at(path);
    if (!node.ok()) return node.error();
    const std::string name(path);
    Result<std::string> bytes = tree_.read(node->id, name);
    if (!bytes.ok()) return std::move(bytes).error();
    return File{name, Text(name, std::move(*bytes)), node->executable()};
  }

  Result<Fingerprint> fingerprint(std::string_view path) const override {
    const Result<Node> node = file_at(path);
    if (!node.ok()) return node.error();
    Fingerprint fingerprint;
    std::memcpy(fingerprint.id.data(), node->id.id, fingerprint.id.size());
    fingerprint.executable = node->executable();
    return fingerprint;
  }

  Result<SourceIdentity> identity() const override { return identify(commit_.get()); }

 private:
  // The file that read() gives for this path, behind links.
  Result<Node> file_at(std::string_view path) const {
    if (Status checked = check_path(path); !checked.ok()) return std::move(checked).error();
    const std::string name(path);
    Result<std::optional<Node>> node = tree_.find(name);
    if (!node.ok()) return std::move(node).error();
    if (!*node || (*node)->mode == GIT_FILEMODE_LINK) {
      const Result<std::string> resolved =
          resolve_links(path, [&](const std::string& at) { return link_text(at); });
      if (!resolved.ok()) return resolved.error();
      node = tree_.find(*resolved);
      if (!node.ok()) return std::move(node).error();
    }
    if (!*node) return Error{{name}, "no such file in commit " + short_id(), ""};
    if ((*node)->mode == GIT_FILEMODE_TREE) return Error{{name}, "is a folder, not a file", ""};
    if ((*node)->mode == GIT_FILEMODE_COMMIT) {
      return Error{{name}, "is a submodule, not a file", ""};
    }
    return **std::move(node);
  }

  std::string short_id() const { return to_hex(*git_commit_id(commit_.get())).substr(0, 12); }

  std::optional<std::string> link_text(const std::string& path) const {
    const Result<std::optional<Node>> node = tree_.find(path);
    if (!node.ok() || !*node || (*node)->mode != GIT_FILEMODE_LINK) return std::nullopt;
    Result<std::string> text = tree_.read((*node)->id, path);
    if (!text.ok()) return std::nullopt;
    return std::move(*text);
  }

  Repository repository_;
  GitCommit commit_;
  CommitTree tree_;
};

}  // namespace

Result<std::unique_ptr<SourceTree>> open_commit(const std::string& repository,
                                                const std::string& rev) {
  Result<Repository> opened = open_repository(repository);
  if (!opened.ok()) return std::move(opened).error();
  const std::string wanted = rev + "^{commit}";
  GitObject object = git_make<GitObject>(git_revparse_single, opened->get(), wanted.c_str());
  if (object == nullptr) return git_failure(repository, "no such commit: " + rev);
  GitCommit commit(reinterpret_cast<git_commit*>(object.release()));
  git_oid root = *git_commit_tree_id(commit.get());
  if (!opened->below.empty()) {
    const Result<CommitTree> whole = CommitTree::open(opened->get(), root);
    if (!whole.ok()) return whole.error();
    const Result<std::optional<Node>> folder = whole->find(opened->below);
    if (!folder.ok()) return folder.error();
    if (!*folder || (*folder)->mode != GIT_FILEMODE_TREE) {
      return Error{{repository}, "commit " + rev + " has no folder " + opened->below, ""};
    }
    root = (*folder)->id;
  }
  Result<CommitTree> tree = CommitTree::open(opened->get(), root);
  if (!tree.ok()) return std::move(tree).error();
  return std::unique_ptr<SourceTree>(
      std::make_unique<CommitSource>(std::move(*opened), std::move(commit), std::move(*tree)));
}

}  // namespace towpath::tree
