// SPDX-License-Identifier: GPL-2.0-or-later
// Model checking: where a rule's formula holds in a function, and what was matched on the way.
#pragma once

#include "smpl/match.h"
#include "smpl/parsed.h"
#include "smpl/program.h"

namespace towpath::smpl {

// One Match for each statement matched in one environment, in the order of Matches::found. Checking
// is local: it begins where the rule's first statement matches and goes only as far as the formula
// asks, so that environments are small when they meet a node.
Matches find_flow_matches(const Program& program, Parsed& code, const Given& given);

}  // namespace towpath::smpl
