// SPDX-License-Identifier: GPL-2.0-or-later
// How alike two texts are, by the measure with which git tells renamed files (gitdiffcore(7)).
#pragma once

#include <string_view>
#include <unordered_map>

namespace towpath::tree {

// The pieces of a text: its lines, long ones in pieces of 64 bytes. The text must outlive them.
class Pieces {
 public:
  explicit Pieces(std::string_view text);

  // What part of the larger text is in both, wherever it stands: from 0 to 1.
  double similarity(std::string_view other) const;

 private:
  std::size_t size_;
  std::unordered_map<std::string_view, std::size_t> bytes_;  // of all pieces that are the same
};

}  // namespace towpath::tree
