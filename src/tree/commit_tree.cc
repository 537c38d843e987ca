// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/commit_tree.h"

#include <algorithm>
#include <climits>

#include "text/text.h"
#include "tree/beneath.h"

namespace towpath::tree {
namespace {

// One tree can name another many times over, so that small objects unfold to endless listings.
constexpr std::size_t kMaxEntries = 4'000'000;

}  // namespace

CommitTree::CommitTree(git_repository* repository, const git_oid& tree, GitOdb odb)
    : repository_(repository),
      odb_(std::move(odb)),
      root_{"", tree, GIT_FILEMODE_TREE},
      folders_(std::make_unique<Folders>()) {
}

Result<CommitTree> CommitTree::open(git_repository* repository, const git_oid& tree) {
  GitOdb odb = git_make<GitOdb>(git_repository_odb, repository);
  if (odb == nullptr)
    return git_failure(git_repository_path(repository), "cannot open the objects");
  return CommitTree(repository, tree, std::move(odb));
}

Result<std::optional<Node>> CommitTree::find(const std::string& path) const {
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

Result<std::vector<Node>> CommitTree::list(std::string_view prefix) const {
  const std::size_t slash = prefix.rfind('/');
  std::string top(slash == std::string_view::npos ? "" : prefix.substr(0, slash));
  Result<std::optional<Node>> start = std::optional<Node>(root_);
  if (!top.empty()) {
    if (Status checked = check_path(top); !checked.ok()) return std::move(checked).error();
    start = find(top);
    if (!start.ok()) return std::move(start).error();
  }
  std::vector<Node> entries;
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
      entries.push_back({std::move(below), node.id, node.mode});
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const Node& a, const Node& b) { return a.name < b.name; });
  return entries;
}

Result<std::string> CommitTree::read(const git_oid& id, const std::string& path) const {
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

// The tree object at `path`, parsed once. Stays valid: folders are never dropped.
Result<const CommitTree::Folder*> CommitTree::read_folder(const std::string& path,
                                                          const git_oid& id) const {
  {
    const std::scoped_lock lock(folders_->mutex);
    if (const auto known = folders_->by_path.find(path); known != folders_->by_path.end())
      return known->second.get();
  }
  const GitTree tree = git_make<GitTree>(git_tree_lookup, repository_, &id);
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
  const std::scoped_lock lock(folders_->mutex);
  return folders_->by_path.try_emplace(path, std::move(folder)).first->second.get();
}

}  // namespace towpath::tree
