// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/patched_source.h"

#include <algorithm>

namespace towpath::pipeline {

Result<std::vector<tree::Entry>> PatchedSource::list(std::string_view prefix) const {
  auto entries = original_.list(prefix);
  if (!entries) return entries;
  std::erase_if(*entries, [&](const tree::Entry& entry) { return changed_.contains(entry.path); });
  for (const auto& [path, file] : changed_) {
    if (file && path.starts_with(prefix)) {
      entries->push_back({path, tree::Entry::Kind::kFile, file->executable});
    }
  }
  std::sort(entries->begin(), entries->end(),
            [](const tree::Entry& a, const tree::Entry& b) { return a.path < b.path; });
  return entries;
}

Result<tree::File> PatchedSource::read(std::string_view path) const {
  const auto changed = changed_.find(path);
  if (changed == changed_.end()) return original_.read(path);
  if (changed->second) return *changed->second;
  return Error{{std::string(path)}, "a patch of the recipe removed this file", ""};
}

}  // namespace towpath::pipeline
