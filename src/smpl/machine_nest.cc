// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include "smpl/machine.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;

bool Machine::descend(const Instruction& instruction, std::uint32_t pc) {
  skip();
  if (at_end() || here().is_token()) return false;
  const NodeId whole = here().node();
  const c::Node& around = tree_.nodes[whole];
  NodeId node = std::exchange(retry_, kNone);
  if (node == kNone) node = whole;
  const auto is_below = [&](NodeId id) {
    return tree_.nodes[id].first >= around.first && tree_.nodes[id].last <= around.last;
  };
  while (!is_expression(tree_.nodes[node].kind) || (node != whole && !is_value(tree_, node))) {
    found_.spend(1);
    if (node == 0 || !is_below(node - 1)) return false;
    --node;
  }
  if (node > 0 && is_below(node - 1)) choose(pc, true, node - 1);
  found_.capture(instruction.slot, around.first, around.last);
  if (!found_.bind_positions(instruction.slot, around.first, around.last)) return false;
  const NodeId owner = tree_.nodes[node].parent;
  frames_.push_back({frame_, position_ + 1, owner, end_of(owner), found_.mark().captures});
  frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
  position_ = subject_.position(node);
  return true;
}

std::vector<NodeId> Machine::operands_of(NodeId node, std::string_view op) {
  std::vector<NodeId> operands;
  for (;;) {
    std::vector<Child> parts;
    if (tree_.nodes[node].kind == Kind::kBinary) {
      for (const Child part : tree_.children_of(node)) {
        if (tree_.significant(part)) parts.push_back(part);
      }
    }
    found_.spend(1);
    const bool is_chain = parts.size() == 3 && parts[0].is_node() && parts[1].is_token() &&
                          parts[2].is_node() && tree_.spelling(parts[1].token()) == op;
    operands.push_back(is_chain ? parts[2].node() : node);
    if (!is_chain) break;
    node = parts[0].node();
  }
  std::reverse(operands.begin(), operands.end());
  return operands;
}

bool Machine::enter_operand(const Instruction& instruction, std::uint32_t pc) {
  skip();
  if (at_end() || here().is_token()) return false;
  const OperandChain& chain = program_.chains[instruction.argument];
  const NodeId whole = here().node();
  const std::vector<NodeId> operands = operands_of(whole, chain.op);
  if (operands.size() == 1 && !is_tested(tree_, whole)) return false;
  const auto is_before = [&](const Frame& frame) {
    return frame.operand != kNone && frame.above == frame_ && frame.resume == position_ + 1;
  };
  const auto before = std::find_if(frames_.rbegin(), frames_.rend(), is_before);
  const bool first = before == frames_.rend();
  std::uint32_t index = std::exchange(retry_, kNone);
  if (index == kNone) index = first ? 0 : before->operand + 1;
  if (index >= operands.size()) return false;
  if (!chain.next && index + 1 < operands.size()) choose(pc, true, index + 1);
  if (first) {
    const c::Node& around = tree_.nodes[whole];
    found_.capture(instruction.slot, around.first, around.last);
    if (!found_.bind_positions(instruction.slot, around.first, around.last)) return false;
  }
  const NodeId owner = tree_.nodes[operands[index]].parent;
  frames_.push_back({frame_, position_ + 1, owner, end_of(owner), found_.mark().captures, index});
  frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
  position_ = subject_.position(operands[index]);
  return true;
}

}  // namespace towpath::smpl
