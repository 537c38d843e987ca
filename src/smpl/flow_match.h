// SPDX-License-Identifier: GPL-2.0-or-later
// Model checking: where a rule's formula holds in a function, and what was matched on the way.
#pragma once

#include <deque>

#include "smpl/concordance.h"
#include "smpl/flow.h"
#include "smpl/flow_expressions.h"
#include "smpl/match.h"
#include "smpl/program.h"

namespace towpath::smpl {

// What rules need to know of a function, whichever they are.
struct FlowFunction {
  FlowFunction(const Subject& subject, c::NodeId function)
      : graph(subject, function), expressions(subject, graph) {}
  FlowGraph graph;
  FlowExpressions expressions;
};
using FlowFunctions = std::deque<FlowFunction>;
// Of all functions in the subject, which must outlive it.
FlowFunctions flow_functions(const Subject& subject);

// One Match for each statement matched in one environment, in the order of Matches::found. Checking
// is local: it begins where the rule's first statement matches and goes only as far as the formula
// asks, so that environments are small when they meet a node.
Matches find_flow_matches(const Program& program, const Subject& subject, const Concordance& words,
                          const FlowFunctions& functions, const Given& given);

}  // namespace towpath::smpl
