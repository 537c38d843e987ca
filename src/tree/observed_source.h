// SPDX-License-Identifier: GPL-2.0-or-later
// A source tree that remembers what it was asked. What a run makes of a source depends on nothing
// else of it: a tree that gives the same answers makes for the same result.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <span>

#include "tree/source.h"

namespace towpath::tree {

// A question and its answer. An error is an answer like others, whatever it says.
struct Observation {
  enum class Kind : std::uint8_t { kList, kFile };

  Kind kind = Kind::kFile;
  std::string path;                   // or what the paths of a list begin with
  std::optional<Fingerprint> answer;  // of a list, made of all its entries; none for an error

  friend bool operator==(const Observation&, const Observation&) = default;
};

class ObservedSource : public SourceTree {
 public:
  // `tree` must outlive this.
  explicit ObservedSource(const SourceTree& tree) : tree_(tree) {}

  Result<std::vector<Entry>> list(std::string_view prefix) const override;
  Result<File> read(std::string_view path) const override;
  Result<SourceIdentity> identity() const override { return tree_.identity(); }

  // Each question once, with its first answer: lists, then files, by path.
  std::vector<Observation> observations() const;
  // What read() gave first; nothing where it was not asked, or failed.
  const File* answer(const std::string& path) const;

 private:
  const SourceTree& tree_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::optional<Fingerprint>> lists_;
  mutable std::map<std::string, std::optional<File>> files_;
};

// Whether `tree` gives all these answers.
bool answers(const SourceTree& tree, std::span<const Observation> observations);

}  // namespace towpath::tree
