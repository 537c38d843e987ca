// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/makefile_tree.h"

#include <algorithm>

namespace towpath::pipeline {

std::optional<Text> MakefileTree::read(const std::string& path) const {
  if (!contains(path)) return std::nullopt;
  Result<tree::File> file = source_.read(path);
  if (!file) return std::nullopt;
  return file->text;
}

bool MakefileTree::contains(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const auto& names = listed(folder);
  return std::binary_search(names.begin(), names.end(), name);
}

std::vector<std::string> MakefileTree::names(const std::string& folder) const {
  return listed(folder);
}

const std::vector<std::string>& MakefileTree::listed(const std::string& folder) const {
  const auto [at, fresh] = listed_.try_emplace(folder);
  if (!fresh) return at->second;
  std::vector<std::string>& names = at->second;
  const std::string prefix = folder.empty() ? "" : folder + "/";
  if (const auto entries = source_.list(prefix)) {
    for (const tree::Entry& entry : *entries) {
      const std::string rest = entry.path.substr(prefix.size());
      names.push_back(rest.substr(0, rest.find('/')));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace towpath::pipeline
