// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <deque>

#include "smpl/flow.h"
#include "smpl/flow_expressions.h"

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

}  // namespace towpath::smpl
