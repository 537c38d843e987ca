// SPDX-License-Identifier: GPL-2.0-or-later
// The s command.
#pragma once

#include "sed/pattern_space.h"
#include "sed/program.h"
#include "sed/regex.h"

namespace towpath::sed {

enum class Substituted { kYes, kNo, kGaveUp, kTooLarge };

// Replaces in `space` what the command says. The space may grow to about `max_size` bytes.
Substituted substitute(const Substitution& substitution, const Regex& regex, RuleIndex rule,
                       std::size_t max_size, Matcher& matcher, PatternSpace& space);

}  // namespace towpath::sed
