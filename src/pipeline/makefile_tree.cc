// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/makefile_tree.h"

namespace towpath::pipeline {

Result<std::optional<Text>> MakefileTree::read(const std::string& path) const {
  const Result<Kind> there = kind(path);
  if (!there.ok()) return there.error();
  if (*there != Kind::kFile) return std::optional<Text>();
  Result<tree::File> file = source_.read(path);
  if (!file.ok()) return std::move(file).error();
  return std::optional<Text>(std::move(file->text));
}

Result<bool> MakefileTree::contains(const std::string& path) const {
  const Result<Kind> there = kind(path);
  if (!there.ok()) return there.error();
  return *there != Kind::kAbsent;
}

Result<std::vector<std::string>> MakefileTree::names(const std::string& folder) const {
  const Result<const Folder*> known = listed(folder);
  if (!known.ok()) return known.error();
  std::vector<std::string> names;
  for (const auto& [name, kind] : **known) names.push_back(name);
  return names;
}

Result<MakefileTree::Kind> MakefileTree::kind(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const Result<const Folder*> known = listed(folder);
  if (!known.ok()) return known.error();
  const auto found = (*known)->find(name);
  return found == (*known)->end() ? Kind::kAbsent : found->second;
}

Result<const MakefileTree::Folder*> MakefileTree::listed(const std::string& folder) const {
  if (const auto known = listed_.find(folder); known != listed_.end()) return &known->second;
  const std::string prefix = folder.empty() ? "" : folder + "/";
  const auto entries = source_.list(prefix);
  if (!entries.ok()) return entries.error();
  Folder& names = listed_[folder];
  for (const tree::Entry& entry : *entries) {
    const std::string rest = entry.path.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    names.emplace(rest.substr(0, slash), slash == std::string::npos ? Kind::kFile : Kind::kFolder);
  }
  return &names;
}

}  // namespace towpath::pipeline
