// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_function.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;

FlowExpressions::FlowExpressions(const Subject& subject, const FlowGraph& graph) {
  const c::Tree& tree = subject.tree();
  for (const FlowNode& node : graph.nodes()) find(tree, node);
  begins_.push_back(static_cast<std::uint32_t>(expressions_.size()));
}

void FlowExpressions::find(const c::Tree& tree, const FlowNode& node) {
  begins_.push_back(static_cast<std::uint32_t>(expressions_.size()));
  KindSet& kinds = kinds_.emplace_back();
  if (node.first == node.last || node.tree == c::kNoNode) return;
  std::vector<NodeId> open{node.tree};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    const c::Node& part = tree.nodes[id];
    const bool own = node.first <= part.first && part.last <= node.last;
    if (own && id != node.tree && (is_value(tree, id) || part.kind == Kind::kInitDeclarator)) {
      expressions_.push_back(id);
      kinds.set(static_cast<std::size_t>(part.kind));
    }
    for (const Child child : tree.children_of(id)) {
      if (!child.is_node()) continue;
      const c::Node& below = tree.nodes[child.node()];
      if (below.first < node.last && node.first < below.last) open.push_back(child.node());
    }
  }
}

FlowFunctions flow_functions(const Subject& subject) {
  FlowFunctions functions;
  const c::Tree& tree = subject.tree();
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    if (tree.nodes[id].kind == Kind::kFunction) functions.emplace_back(subject, id);
  }
  return functions;
}

}  // namespace towpath::smpl
