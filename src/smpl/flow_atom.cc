// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_atom.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using Op = Formula::Op;

FlowAtoms::FlowAtoms(Parsed& code, const FlowFunction& function, Matcher& matcher,
                     Valuations& valuations, Witnesses& witnesses, Budget& budget)
    : subject_(code.subject()),
      tree_(code.tree()),
      graph_(function.graph),
      expressions_(function.expressions),
      words_(code.words()),
      features_(code.features()),
      matcher_(matcher),
      valuations_(valuations),
      witnesses_(witnesses),
      budget_(budget) {
}

Outcomes FlowAtoms::check(const Formula& formula, FlowIndex at, ValuationId valuation) {
  const FlowNode& node = graph_[at];
  switch (formula.op) {
    case Op::kStatement: {
      if (!formula.falls_off.empty() && node.kind == FlowKind::kClose &&
          is_function_body(node.tree) && is_reached(at)) {
        std::vector<Capture> nothing;
        for (const std::uint32_t slot : formula.falls_off)
          nothing.push_back({slot, node.first, node.first});
        return {{valuation, witnesses_.of(std::move(nothing))}};
      }
      const bool begins = node.kind == FlowKind::kPlain || node.kind == FlowKind::kHead ||
                          (node.kind == FlowKind::kOpen && !is_function_body(node.tree));
      if (!begins || !jumps_from(formula, node.tree, valuation)) return {};
      return whole(formula, node.tree, valuation);
    }
    case Op::kGoto:
      if (node.kind != FlowKind::kPlain || tree_.nodes[node.tree].kind != Kind::kGoto) return {};
      return {{valuation, kNoWitness}};
    case Op::kHead: {
      const bool begins = node.kind == FlowKind::kHead || node.kind == FlowKind::kEntry ||
                          node.kind == FlowKind::kLabel;
      return begins ? whole(formula, node.tree, valuation) : Outcomes{};
    }
    case Op::kInside:
      return inside(formula, at, valuation);
    case Op::kCondition: {
      const NodeId condition = node.kind == FlowKind::kHead ? condition_of(node.tree) : c::kNoNode;
      return condition == c::kNoNode ? Outcomes{} : whole(formula, condition, valuation);
    }
    case Op::kOpen:
      if (node.kind != FlowKind::kOpen) return {};
      return run(formula, node.tree, tree_.nodes[node.tree].children_begin,
                 valuations_.with_brace(valuation, formula.brace, node.after));
    case Op::kClose: {
      if (valuations_[valuation].braces[formula.brace] != at) return {};
      if (node.kind != FlowKind::kClose) return {{valuation, kNoWitness}};
      const c::Node& block = tree_.nodes[node.tree];
      return run(formula, node.tree, block.children_begin + block.children_count - 1, valuation);
    }
    case Op::kBare: {
      const FlowIndex end = end_of_bare(at);
      if (end == kNoFlow) return {};
      return {{valuations_.with_brace(valuation, formula.brace, end), kNoWitness}};
    }
    default:
      return {};
  }
}

// From the function's entry.
bool FlowAtoms::is_reached(FlowIndex at) {
  if (reached_.empty()) {
    reached_.assign(graph_.nodes().size(), false);
    reached_[0] = true;
    for (std::vector<FlowIndex> work{0}; !work.empty();) {
      const FlowIndex here = work.back();
      work.pop_back();
      for (const FlowIndex to : graph_.successors(here)) {
        if (!reached_[to]) work.push_back(to);
        reached_[to] = true;
      }
    }
  }
  return reached_[at];
}

// Where control goes behind the body that begins here, if that is one without braces.
FlowIndex FlowAtoms::end_of_bare(FlowIndex at) const {
  const FlowNode& node = graph_[at];
  const bool begins = node.kind == FlowKind::kPlain || node.kind == FlowKind::kHead;
  if (!begins) return kNoFlow;
  NodeId around = tree_.nodes[node.tree].parent;
  if (tree_.nodes[around].kind == Kind::kElse) around = tree_.nodes[around].parent;
  if (!is_control(tree_.nodes[around].kind)) return kNoFlow;
  for (FlowIndex i = 0; i < graph_.nodes().size(); ++i) {
    const FlowNode& other = graph_[i];
    if (other.tree != around) continue;
    if (tree_.nodes[around].kind == Kind::kDo && other.kind == FlowKind::kTail) return i;
    if (tree_.nodes[around].kind != Kind::kDo && other.kind == FlowKind::kHead)
      return tree_.nodes[around].kind == Kind::kIf ? other.after : i;
  }
  return kNoFlow;
}

// Whether a `break` or `continue` is one of the loop or switch that the formula asks for.
bool FlowAtoms::jumps_from(const Formula& formula, NodeId jump, ValuationId valuation) const {
  if (formula.loop == kNone) return true;
  const FlowIndex brace = valuations_[valuation].braces[formula.loop];
  const Kind kind = tree_.nodes[jump].kind;
  if (brace == kNoFlow || (kind != Kind::kBreak && kind != Kind::kContinue)) return true;
  NodeId node = tree_.nodes[jump].parent;
  for (; node != c::kNoNode; node = tree_.nodes[node].parent) {
    const Kind around = tree_.nodes[node].kind;
    const bool is_left = is_control(around) && around != Kind::kIf && around != Kind::kElse &&
                         (around != Kind::kSwitch || kind == Kind::kBreak);
    if (is_left) break;
  }
  const NodeId block = graph_[brace].tree;
  return node != c::kNoNode && (block == node || tree_.nodes[block].parent == node);
}

bool FlowAtoms::is_function_body(NodeId id) const {
  return tree_.nodes[tree_.nodes[id].parent].kind == Kind::kFunction;
}

NodeId FlowAtoms::condition_of(NodeId statement) const {
  const Kind kind = tree_.nodes[statement].kind;
  if (kind != Kind::kIf && kind != Kind::kWhile) return c::kNoNode;
  for (const Child child : tree_.children_of(statement)) {
    if (child.is_node() && tree_.significant(child)) return child.node();
  }
  return c::kNoNode;
}

Outcomes FlowAtoms::whole(const Formula& formula, NodeId node, ValuationId valuation) {
  return run(formula, tree_.nodes[node].parent, subject_.position(node), valuation);
}

Outcomes FlowAtoms::run(const Formula& formula, NodeId owner, std::uint32_t position,
                        ValuationId valuation) {
  if (tree_.nodes[owner].children_count == 0) return {};
  if (known_for_ != valuation) known_ = valuations_.bindings(valuations_[valuation].values);
  known_for_ = valuation;
  Outcomes outcomes;
  bool found = matcher_.run(formula.entry, owner, position, known_);
  for (; found; found = matcher_.again()) {
    Match match = matcher_.match();
    if (const auto extended = valuations_.extended(valuation, match.bindings)) {
      witnesses_.add(outcomes, {*extended, witnesses_.of(std::move(match.captures))});
    }
  }
  if (matcher_.gave_up()) budget_.give_up();
  return outcomes;
}

Outcomes FlowAtoms::inside(const Formula& formula, FlowIndex at, ValuationId valuation) {
  Outcomes outcomes;
  for (const NodeId id : expressions_.of(at)) {
    const c::Node& node = tree_.nodes[id];
    if (!formula.needs.begins_with(node.kind)) continue;
    if (!has_one_of(features_.of(id), formula.needs.ways)) continue;
    if (!has_needed(formula, node.first, node.last, valuation)) continue;
    budget_.spend();
    if (budget_.spent()) break;
    for (const Outcome& outcome : whole(formula, id, valuation)) witnesses_.add(outcomes, outcome);
  }
  return outcomes;
}

bool FlowAtoms::may_hold(const Formula& formula, FlowIndex at, ValuationId valuation) {
  if (formula.needs.metas.empty()) return true;
  const FlowNode& node = graph_[at];
  if (formula.op != Op::kStatement && node.kind != FlowKind::kHead)
    return has_needed(formula, node.first, node.last, valuation);
  const c::Node& tree = tree_.nodes[node.tree];
  return has_needed(formula, tree.first, tree.last, valuation);
}

bool FlowAtoms::has_needed(const Formula& formula, c::TokenIndex first, c::TokenIndex last,
                           ValuationId valuation) {
  for (const std::uint32_t meta : formula.needs.metas) {
    const ValueId value = valuations_[valuation].values[meta];
    if (value == kNoValue) continue;
    const auto [found, is_new] = tokens_.try_emplace(value);
    if (is_new) {
      const auto words = words_of(valuations_.text(value));
      if (!words.empty()) found->second = words_.rarest(words);
    }
    if (found->second && !any_within(*found->second, first, last)) return false;
  }
  return true;
}

}  // namespace towpath::smpl
