// SPDX-License-Identifier: GPL-2.0-or-later
// Which inherited metavariables a rule can do without: those that are only in branches of
// disjunctions. Where nothing has been found for one, these branches do not match, the others may.
#pragma once

#include <cstdint>
#include <vector>

#include "smpl/pattern.h"

namespace towpath::smpl {

// By index into the rule's metavariables. `pattern` is the rule's, before isomorphisms.
std::vector<std::uint32_t> dispensable(const SourceRule& rule, const Pattern& pattern);

}  // namespace towpath::smpl
