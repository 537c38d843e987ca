// SPDX-License-Identifier: GPL-2.0-or-later
// A source tree with patches on top: what the stages before the first collect make of it.
#pragma once

#include <map>
#include <optional>

#include "tree/source.h"

namespace towpath::pipeline {

class PatchedSource : public tree::SourceTree {
 public:
  // `original` must outlive this.
  explicit PatchedSource(const tree::SourceTree& original) : original_(original) {}

  // Replaces, adds or (with nothing) removes a file.
  void set(const std::string& path, std::optional<tree::File> file) {
    changed_[path] = std::move(file);
  }

  Result<std::vector<tree::Entry>> list(std::string_view prefix) const override;
  Result<tree::File> read(std::string_view path) const override;
  Result<tree::SourceIdentity> identity() const override { return original_.identity(); }

 private:
  const tree::SourceTree& original_;
  std::map<std::string, std::optional<tree::File>, std::less<>> changed_;
};

}  // namespace towpath::pipeline
