// SPDX-License-Identifier: GPL-2.0-or-later
// From a POSIX expression's tree to PCRE2's notation.
#pragma once

#include <string>

#include "sed/regex_syntax.h"

namespace towpath::sed {

enum class Subject {
  kSpace,     // a pattern space: anchors mean what the flags say, sets may match newlines
  kWholeFile  // a file: only matches within one line, to whose ends all anchors hold
};

std::string to_pcre2(const RegexTree& tree, RegexFlags flags, Subject subject);

// Whether PCRE2's first match is always the longest one at its place. True of sequences whose every
// item is either one byte out of a set, repeated in any way, or of one width: such sequences end no
// earlier the later their tail begins, so taking as much as possible from left to right is best.
bool greedy_is_longest(const RegexNode& root);

}  // namespace towpath::sed
