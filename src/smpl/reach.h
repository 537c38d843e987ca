// SPDX-License-Identifier: GPL-2.0-or-later
// The prefilter's second half: which rules can have an effect on a text at all, told from the words
// that it has and from which rules need which.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "smpl/rule.h"
#include "smpl/words.h"

namespace towpath::smpl {

// What is known of a rule whatever the text. Rules are indices into those of one semantic patch.
struct RuleFacts {
  bool never = false;       // it cannot match: it asks for a mode that was not, say
  bool observable = false;  // it changes something, or is a script
  std::vector<std::uint32_t> requires_matched;  // rules without whose match it does not run
  std::vector<std::uint32_t> mentions;          // these, and the others that it asks about
  // Words that it may add to the text: those of its plus code, or any.
  std::vector<std::string> added_words;
  bool adds_any = false;
};

// `before` are the facts of the rules before it.
RuleFacts facts_of(const SourceRules& rules, std::uint32_t index,
                   std::span<const RuleFacts> before);

// A rule, as the prefilter sees it.
struct Reached {
  const RuleFacts* facts;
  std::span<const WordId> words;  // one of which every match has; none: it may match anywhere
  std::span<const WordId> adds;   // those of added_words that some rule needs
};

// Words that a text has, or may have once rules have changed it.
struct WordSet {
  std::vector<bool> has;  // by word
  bool any = false;       // it may have whatever word
};

// By rule, whether it may match in a text with the words that are present, and something comes of
// that: it is observable or a later one that is needs it. Adds the words that the rules may add, so
// that the rules of a further semantic patch can be asked about.
std::vector<bool> worthwhile(std::span<const Reached> rules, WordSet& present);

}  // namespace towpath::smpl
