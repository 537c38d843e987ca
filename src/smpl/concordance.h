// SPDX-License-Identifier: GPL-2.0-or-later
// Where each word of a tree stands.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cparse/tree.h"

namespace towpath::smpl {

class Concordance {
 public:
  // Keeps views of the tree's text.
  explicit Concordance(const c::Tree& tree);

  // The tokens that are the word, in order.
  std::span<const c::TokenIndex> tokens(std::string_view word) const;
  // Those that are the rarest of the words in the code, which has some.
  std::span<const c::TokenIndex> rarest(const std::vector<std::string_view>& words) const;

 private:
  struct Word {
    std::string_view text = {};
    std::uint32_t begin = 0;  // of its tokens in tokens_
    std::uint32_t count = 0;
  };

  std::size_t place_of(std::string_view word) const;

  std::vector<Word> table_;  // open addressing; its size is a power of two
  std::vector<c::TokenIndex> tokens_;
};

// Whether one of the tokens, which are in order, is in [first, last).
bool any_within(std::span<const c::TokenIndex> tokens, c::TokenIndex first, c::TokenIndex last);

}  // namespace towpath::smpl
