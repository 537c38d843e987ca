// SPDX-License-Identifier: GPL-2.0-or-later
// The source tree as the makefile evaluator wants to see it.
#pragma once

#include <map>

#include "kbuild/makefile.h"
#include "tree/source.h"

namespace towpath::pipeline {

// For one thread: remembers the folders it has listed.
class MakefileTree : public kbuild::SourceTree {
 public:
  // `source` must outlive this.
  explicit MakefileTree(const tree::SourceTree& source) : source_(source) {}

  Result<std::optional<Text>> read(const std::string& path) const override;
  Result<bool> contains(const std::string& path) const override;
  Result<std::vector<std::string>> names(const std::string& folder) const override;

 private:
  enum class Kind { kAbsent, kFolder, kFile };
  using Folder = std::map<std::string, Kind, std::less<>>;  // by name

  Result<const Folder*> listed(const std::string& folder) const;
  Result<Kind> kind(const std::string& path) const;

  const tree::SourceTree& source_;
  mutable std::map<std::string, Folder> listed_;  // by path
};

}  // namespace towpath::pipeline
