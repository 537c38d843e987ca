// SPDX-License-Identifier: GPL-2.0-or-later
// The control-flow graph of one function, over the nodes of its C tree.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "smpl/subject.h"

namespace towpath::smpl {

using FlowIndex = std::uint32_t;
inline constexpr FlowIndex kNoFlow = ~FlowIndex{0};

enum class FlowKind : std::uint8_t {
  kEntry,      // a function's head
  kOpen,       // `{`
  kClose,      // `}`
  kPlain,      // a statement or declaration with no statements in it
  kHead,       // if, while, for, do, switch or an iterator, up to its body
  kTail,       // the `while (…)` of a do
  kLabel,      // a label, case or default, up to its colon
  kBranch,     // the body of a branch or loop is entered
  kElse,       // the other branch is entered, or the body passed by
  kAfter,      // behind a statement that has statements in it
  kDirective,  // #if, #elif, #else or #endif between statements; of no tree node
  kExit,       // the end of the function; its own successor
};

struct FlowNode {
  FlowKind kind;
  c::NodeId tree;       // whose node it is; kBranch, kElse: the body entered, or kNoNode
  c::TokenIndex first;  // the tokens that are its own: [first, last)
  c::TokenIndex last;
  FlowIndex body = kNoFlow;       // kHead: kBranch; kOpen: kClose; kEntry: the body's kOpen
  FlowIndex otherwise = kNoFlow;  // kHead: kElse
  FlowIndex after = kNoFlow;      // kHead: kAfter; kOpen: kClose
  FlowIndex head = kNoFlow;       // kBranch, kElse: kHead, or a do's kTail
  std::uint32_t successors_begin = 0;
  std::uint32_t successors_count = 0;
};

class FlowGraph {
 public:
  // Of a kFunction node. The graph is linear in the function's size. Code that nothing leads to has
  // nodes without predecessors.
  FlowGraph(const Subject& subject, c::NodeId function);

  std::span<const FlowNode> nodes() const { return nodes_; }
  const FlowNode& operator[](FlowIndex index) const { return nodes_[index]; }
  std::span<const FlowIndex> successors(FlowIndex index) const {
    const FlowNode& node = nodes_[index];
    return std::span(successors_).subspan(node.successors_begin, node.successors_count);
  }

 private:
  std::vector<FlowNode> nodes_;
  std::vector<FlowIndex> successors_;
};

}  // namespace towpath::smpl
