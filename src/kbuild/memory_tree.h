// SPDX-License-Identifier: GPL-2.0-or-later
// A SourceTree in memory, for tests.
#pragma once

#include <map>
#include <set>

#include "kbuild/makefile.h"

namespace towpath::kbuild {

class MemoryTree : public SourceTree {
 public:
  MemoryTree() = default;
  MemoryTree(std::initializer_list<std::pair<const std::string, std::string>> files)
      : files_(files) {}

  void add(const std::string& path, std::string bytes = "") { files_[path] = std::move(bytes); }

  // A file that is there but cannot be read.
  void add_unreadable(const std::string& path) {
    add(path);
    unreadable_.insert(path);
  }

  Result<std::optional<Text>> read(const std::string& path) const override {
    if (unreadable_.contains(path)) return Error{{path}, "cannot be read", ""};
    const auto found = files_.find(path);
    if (found == files_.end()) return std::optional<Text>();
    return std::optional<Text>(Text(path, found->second));
  }
  Result<bool> contains(const std::string& path) const override {
    const auto found = files_.lower_bound(path);
    return found != files_.end() && (found->first == path || found->first.starts_with(path + "/"));
  }
  Result<std::vector<std::string>> names(const std::string& folder) const override {
    const std::string prefix = folder.empty() ? "" : folder + "/";
    std::set<std::string> names;
    for (auto file = files_.lower_bound(prefix);
         file != files_.end() && file->first.starts_with(prefix); ++file) {
      const std::string rest = file->first.substr(prefix.size());
      names.insert(rest.substr(0, rest.find('/')));
    }
    return std::vector<std::string>(names.begin(), names.end());
  }

 private:
  std::map<std::string, std::string> files_;
  std::set<std::string> unreadable_;
};

}  // namespace towpath::kbuild
