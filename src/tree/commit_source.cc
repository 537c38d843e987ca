// SPDX-License-Identifier: GPL-2.0-or-later
// A source tree that is a git commit, read from the object store.
#include <algorithm>
#include <climits>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "tree/beneath.h"
#include "tree/git.h"
#include "tree/identity.h"
#include "tree/source.h"

namespace towpath::tree {
namespace {

// One tree can name another many times over, so that small objects unfold to endless listings.
constexpr std::size_t kMaxEntries = 4'000'000;

struct Node {
  std::string name;
  git_oid id;
  git_filemode_t mode;
};
using Folder = std::vector<Node>;  // sorted by name

class CommitSource : public SourceTree {
 public:
  CommitSource(Repository repository, GitCommit commit, GitOdb odb, Node root)
      : repository_(std::move(repository)),
        commit_(std::move(commit)),
        odb_(std::move(odb)),
        root_(std::move(root)) {}

  Result<std::vector<Entry>> list(std::string_view prefix) const override {
    const std::size_t slash = prefix.rfind('/');
    std::string top(slash == std::string_view::npos ? "" : prefix.substr(0, slash));
    Result<std::optional<Node>> start = std::optional<Node>(root_);
    if (!top.empty()) {
      if (Status checked = check_path(top); !checked.ok()) return std::move(checked).error();
      start = find(top);
      if (!start.ok()) return std::move(start).error();
    }
    std::vector<Entry> entries;
    if (!*start || (*start)->mode != GIT_FILEMODE_TREE) return entries;

    std::vector<std::pair<std::string, git_oid>> folders = {{std::move(top), (*start)->id}};
    std::size_t seen = 0;
    while (!folders.empty()) {
      const auto [path, id] = std::move(folders.back());
      folders.pop_back();
      const Result<const Folder*> folder = read_folder(path, id);
      if (!folder.ok()) return folder.error();
      seen += (*folder)->size() + 1;
      if (seen > kMaxEntries) return Error{{path}, "the commit's tree has too many entries", ""};
      for (const Node& node : **folder) {
        std::string below = path.empty() ? node.name : path + '/' + node.name;
        if (node.name == ".git" || !below.starts_with(prefix)) continue;
        if (below.size() >= PATH_MAX) return Error{{path}, "path is too long", ""};
        if (node.mode == GIT_FILEMODE_TREE) {
          folders.emplace_back(std::move(below), node.id);
          continue;
        }
        const Entry::Kind kind = node.mode == GIT_FILEMODE_LINK     ? Entry::Kind::kLink
                                 : node.mode == GIT_FILEMODE_COMMIT ? Entry::Kind::kOther
                                                                    : Entry::Kind::kFile;
        entries.push_back({std::move(below), kind, node.mode == GIT_FILEMODE_BLOB_EXECUTABLE});
      }
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return entries;
  }

  Result<File> read(std::string_view path) const override {
    if (Status checked = check_path(path); !checked.ok()) return std::move(checked).error();
    const std::string name(path);
    Result<std::optional<Node>> node = find(name);
    if (!node.ok()) return std::move(node).error();
    if (!*node || (*node)->mode == GIT_FILEMODE_LINK) {
      const Result<std::string> resolved =
          resolve_links(path, [&](const std::string& at) { return link_text(at); });
      if (!resolved.ok()) return resolved.error();
      node = find(*resolved);
      if (!node.ok()) return std::move(node).error();
    }
    if (!*node) return Error{{name}, "no such file in commit " + short_id(), ""};
    if ((*node)->mode == GIT_FILEMODE_TREE) return Error{{name}, "is a folder, not a file", ""};
    if ((*node)->mode == GIT_FILEMODE_COMMIT) {
      return Error{{name}, "is a submodule, not a file", ""};
    }
    Result<std::string> bytes = read_blob((*node)->id, name);
    if (!bytes.ok()) return std::move(bytes).error();
    return File{name, Text(name, std::move(*bytes)), (*node)->mode == GIT_FILEMODE_BLOB_EXECUTABLE};
  }

  Result<SourceIdentity> identity() const override { return identify(commit_.get()); }

 private:
  std::string short_id() const { return to_hex(*git_commit_id(commit_.get())).substr(0, 12); }

  // The tree object at `path`, parsed once. Stays valid: folders are never dropped.
  Result<const Folder*> read_folder(const std::string& path, const git_oid& id) const {
    {
      const std::scoped_lock lock(mutex_);
      if (const auto known = folders_.find(path); known != folders_.end())
        return known->second.get();
    }
    const GitTree tree = git_make<GitTree>(git_tree_lookup, repository_.get(), &id);
    if (tree == nullptr) return git_failure(path, "cannot read the folder from the object store");
    auto folder = std::make_unique<Folder>();
    const std::size_t count = git_tree_entrycount(tree.get());
    folder->reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const git_tree_entry* const entry = git_tree_entry_byindex(tree.get(), i);
      Node node = {git_tree_entry_name(entry), *git_tree_entry_id(entry),
                   git_tree_entry_filemode(entry)};
      if (!check_path(node.name).ok() || node.name.find('/') != std::string::npos) {
        return Error{{path}, "the folder's tree object is damaged", ""};
      }
      folder->push_back(std::move(node));
    }
    std::sort(folder->begin(), folder->end(),
              [](const Node& a, const Node& b) { return a.name < b.name; });
    const std::scoped_lock lock(mutex_);
    return folders_.try_emplace(path, std::move(folder)).first->second.get();
  }

  // What the commit has at exactly `path`, following no links.
  Result<std::optional<Node>> find(const std::string& path) const {
    Node at = root_;
    for (std::size_t begin = 0; begin <= path.size();) {
      if (at.mode != GIT_FILEMODE_TREE) return std::optional<Node>();
      const Result<const Folder*> folder =
          read_folder(path.substr(0, begin == 0 ? 0 : begin - 1), at.id);
      if (!folder.ok()) return folder.error();
      const std::size_t end = std::min(path.find('/', begin), path.size());
      const std::string_view name = std::string_view(path).substr(begin, end - begin);
      const auto node =
          std::lower_bound((*folder)->begin(), (*folder)->end(), name,
                           [](const Node& a, std::string_view b) { return a.name < b; });
      if (node == (*folder)->end() || node->name != name) return std::optional<Node>();
      at = *node;
      begin = end + 1;
    }
    return std::optional<Node>(std::move(at));
  }

  std::optional<std::string> link_text(const std::string& path) const {
    const Result<std::optional<Node>> node = find(path);
    if (!node.ok() || !*node || (*node)->mode != GIT_FILEMODE_LINK) return std::nullopt;
    Result<std::string> text = read_blob((*node)->id, path);
    if (!text.ok()) return std::nullopt;
    return std::move(*text);
  }

  Result<std::string> read_blob(const git_oid& id, const std::string& path) const {
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb_.get(), &id) != 0) {
      return git_failure(path, "cannot read from the object store");
    }
    if (size > kMaxTextSize) return Error{{path}, "file is too large (over 2 GiB)", ""};
    const GitOdbObject object = git_make<GitOdbObject>(git_odb_read, odb_.get(), &id);
    if (object == nullptr || git_odb_object_type(object.get()) != GIT_OBJECT_BLOB) {
      return git_failure(path, "cannot read from the object store");
    }
    return std::string(static_cast<const char*>(git_odb_object_data(object.get())),
                       git_odb_object_size(object.get()));
  }

  Repository repository_;
  GitCommit commit_;
  GitOdb odb_;
  Node root_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, std::unique_ptr<const Folder>> folders_;
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
  GitOdb odb = git_make<GitOdb>(git_repository_odb, opened->get());
  const GitTree tree = git_make<GitTree>(git_commit_tree, commit.get());
  if (odb == nullptr || tree == nullptr) return git_failure(repository, "cannot read " + rev);
  Node root = {"", *git_tree_id(tree.get()), GIT_FILEMODE_TREE};
  if (!opened->below.empty()) {
    const GitTreeEntry entry =
        git_make<GitTreeEntry>(git_tree_entry_bypath, tree.get(), opened->below.c_str());
    if (entry == nullptr || git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE) {
      return Error{{repository}, "commit " + rev + " has no folder " + opened->below, ""};
    }
    root.id = *git_tree_entry_id(entry.get());
  }
  return std::unique_ptr<SourceTree>(std::make_unique<CommitSource>(
      std::move(*opened), std::move(commit), std::move(odb), std::move(root)));
}

}  // namespace towpath::tree
