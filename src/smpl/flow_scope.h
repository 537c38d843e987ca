// SPDX-License-Identifier: GPL-2.0-or-later
// Where in a formula its metavariables have their values.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "smpl/formula.h"
#include "smpl/rule.h"

namespace towpath::smpl {

// How many of an until's guards are those that the rule's `when`s say.
using WrittenGuards = std::vector<std::pair<FormulaId, std::size_t>>;

// Sets what is scoped and closed in the formulas of the rule: each metavariable belongs to the
// smallest formula that has all its uses, so that it may stand for different code on different
// paths; where these are alternatives, to each on its own. `all`: the rule asks for all paths.
void scope_metavariables(const SourceRule& rule, bool all, const WrittenGuards& written,
                         FlowRule& flow);

}  // namespace towpath::smpl
