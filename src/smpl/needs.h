// SPDX-License-Identifier: GPL-2.0-or-later
// What code has wherever a term matches it, told without matching: the rules' prefilter.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/features.h"
#include "smpl/pattern.h"
#include "smpl/value.h"

namespace towpath::smpl {

using KindSet = std::bitset<128>;
static_assert(static_cast<std::size_t>(c::Kind::kGeneric) < KindSet().size());

struct Needs {
  // One of these words: few, and long ones, as those are the rare. Empty where there are none such.
  // Sorted.
  std::vector<std::string> words = {};
  // The words of all that these metavariables stand for already. Sorted.
  std::vector<std::uint32_t> metas = {};
  // The places that these stand for already are in it.
  std::vector<std::uint32_t> positions = {};
  FeatureWays ways = {};
  KindSet kinds = {};  // the node where the match begins is of one of these, if there are any

  // Whether a match may begin at a node of the kind.
  bool begins_with(c::Kind kind) const {
    return kinds.none() || kinds.test(static_cast<std::size_t>(kind));
  }
};

// Of a part of the pattern, but for the kinds. `all_nests`: a match without the code of a nest that
// may be of nothing is of no use.
Needs needs_of(const SourceRule& rule, const Pattern& pattern, const Term& part, bool all_nests);

// The words that a match has as what its metavariables stand for beforehand; `given` is by
// metavariable, null where there is nothing.
std::vector<std::string_view> given_words(const Needs& needs, std::span<const Value* const> given);

// The words in code given by its tokens, up to where a literal or a preprocessor line has blanks of
// its own.
std::vector<std::string_view> words_of(const TokenText& code);

}  // namespace towpath::smpl
