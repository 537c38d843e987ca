// SPDX-License-Identifier: GPL-2.0-or-later
// Which expressions the nodes of a function have, told once for all rules.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "smpl/flow.h"
#include "smpl/formula.h"

namespace towpath::smpl {

class FlowExpressions {
 public:
  FlowExpressions(const Subject& subject, const FlowGraph& graph);

  // The expressions among the node's own tokens, and the kinds that these have.
  std::span<const c::NodeId> of(FlowIndex at) const {
    return std::span(expressions_).subspan(begins_[at], begins_[at + 1] - begins_[at]);
  }
  const KindSet& kinds(FlowIndex at) const { return kinds_[at]; }

 private:
  void find(const c::Tree& tree, const FlowNode& node);

  std::vector<c::NodeId> expressions_;
  std::vector<std::uint32_t> begins_;  // in expressions_, by node, and their end
  std::vector<KindSet> kinds_;         // by node
};

}  // namespace towpath::smpl
