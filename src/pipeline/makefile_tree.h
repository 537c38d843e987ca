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

  std::optional<Text> read(const std::string& path) const override;
  bool contains(const std::string& path) const override;
  std::vector<std::string> names(const std::string& folder) const override;

 private:
  const std::vector<std::string>& listed(const std::string& folder) const;

  const tree::SourceTree& source_;
  mutable std::map<std::string, std::vector<std::string>> listed_;  // sorted names, by folder
};

}  // namespace towpath::pipeline
