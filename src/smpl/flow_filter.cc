// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_filter.h"

#include <algorithm>

namespace towpath::smpl {

using c::TokenIndex;
using Op = Formula::Op;

bool FlowSet::empty() const {
  return std::all_of(bits_.begin(), bits_.end(), [](std::uint64_t bits) { return bits == 0; });
}

void FlowSet::keep(const FlowSet& others) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= others.bits_[i];
}

void FlowSet::remove(const FlowSet& others) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= ~others.bits_[i];
}

void FlowSet::add(const FlowSet& others) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] |= others.bits_[i];
}

FlowFilter::FlowFilter(const Program& program, Parsed& code, const FlowFunction& function,
                       const Given& given)
    : program_(program),
      tree_(code.tree()),
      words_(code.words()),
      features_(code.features()),
      graph_(function.graph),
      expressions_(function.expressions),
      given_(given),
      known_(program.flow.formulas.size()) {
}

// Recursion follows the formula, whose depth is bounded.
const FlowSet& FlowFilter::where(FormulaId id) {
  if (!known_[id]) known_[id] = found(program_.flow.formulas[id]);
  return *known_[id];
}

FlowSet FlowFilter::all() const {
  FlowSet every(graph_.nodes().size());
  for (FlowIndex at = 0; at < graph_.nodes().size(); ++at) every.add(at);
  return every;
}

FlowSet FlowFilter::found(const Formula& formula) {
  switch (formula.op) {
    case Op::kStatement:
    case Op::kHead:
    case Op::kInside:
    case Op::kCondition:
    case Op::kOpen:
    case Op::kExit:
      return atom(formula);
    case Op::kAnd: {
      FlowSet both = where(formula.children[0]);
      for (std::size_t i = 1; i < formula.children.size() && !both.empty(); ++i)
        both.keep(where(formula.children[i]));
      return both;
    }
    case Op::kOr: {
      FlowSet either(graph_.nodes().size());
      for (const FormulaId child : formula.children) either.add(where(child));
      return either;
    }
    case Op::kNext:
    case Op::kPast:
    case Op::kBody:
    case Op::kElse:
      return next(formula);
    case Op::kUntil:
      return until(formula);
    case Op::kTrue:
    case Op::kEnd:
    case Op::kClose:
    case Op::kBare:
    case Op::kGoto:
      return all();
  }
  return all();
}

FlowSet FlowFilter::atom(const Formula& formula) const {
  FlowSet nodes(graph_.nodes().size());
  // In order, the tokens one of which is needed; by what needs them.
  std::vector<std::vector<TokenIndex>> needed;
  if (!formula.needs.words.empty()) {
    std::vector<TokenIndex>& any = needed.emplace_back();
    for (const std::string& word : formula.needs.words) {
      const auto tokens = words_.tokens(word);
      any.insert(any.end(), tokens.begin(), tokens.end());
    }
    std::sort(any.begin(), any.end());
  }
  if (given_.run) {
    for (const std::string_view word : given_words(formula.needs, given_.run->given)) {
      const auto tokens = words_.tokens(word);
      needed.emplace_back(tokens.begin(), tokens.end());
    }
  }
  // The end of a function may be all that is needed.
  const bool is_missing =
      std::any_of(needed.begin(), needed.end(), [](const auto& tokens) { return tokens.empty(); });
  if (is_missing && formula.falls_off.empty()) return nodes;
  for (FlowIndex at = 0; at < graph_.nodes().size(); ++at) {
    const FlowNode& node = graph_[at];
    if (!formula.falls_off.empty() && node.kind == FlowKind::kClose) {
      nodes.add(at);
      continue;
    }
    if (!may_be(formula, node, at)) continue;
    TokenIndex first = node.first;
    TokenIndex last = node.last;
    if (formula.op == Op::kStatement || node.kind == FlowKind::kHead) {
      first = tree_.nodes[node.tree].first;
      last = tree_.nodes[node.tree].last;
    }
    const bool has_all = std::all_of(needed.begin(), needed.end(), [&](const auto& tokens) {
      return any_within(tokens, first, last);
    });
    if (has_all) nodes.add(at);
  }
  return nodes;
}

// By the kinds of the node and of what is in it.
bool FlowFilter::may_be(const Formula& formula, const FlowNode& node, FlowIndex at) const {
  const KindSet& kinds = formula.needs.kinds;
  const auto is_kind = [&] {
    return formula.needs.begins_with(tree_.nodes[node.tree].kind) &&
           has_one_of(features_.of(node.tree), formula.needs.ways);
  };
  switch (formula.op) {
    case Op::kExit:
      return node.kind == FlowKind::kExit;
    case Op::kOpen:
      return node.kind == FlowKind::kOpen;
    case Op::kStatement:
      return (node.kind == FlowKind::kPlain || node.kind == FlowKind::kHead ||
              node.kind == FlowKind::kOpen) &&
             is_kind();
    case Op::kHead:
      return (node.kind == FlowKind::kHead || node.kind == FlowKind::kEntry ||
              node.kind == FlowKind::kLabel) &&
             is_kind();
    case Op::kCondition:
      return node.kind == FlowKind::kHead;
    default:
      return (kinds.none() ? !expressions_.of(at).empty()
                           : (kinds & expressions_.kinds(at)).any()) &&
             has_one_of(features_.of(node.tree), formula.needs.ways);
  }
}

// As the checker goes on from a node.
FlowSet FlowFilter::next(const Formula& formula) {
  const FormulaId child = formula.children[0];
  if (formula.op == Op::kPast && is_close(child)) return all();
  const FlowSet& goals = where(child);
  FlowSet nodes(graph_.nodes().size());
  for (FlowIndex at = 0; at < graph_.nodes().size(); ++at) {
    const FlowNode& node = graph_[at];
    FlowIndex from = at;
    if (formula.op == Op::kPast && node.after != kNoFlow) from = node.after;
    if (formula.op == Op::kBody) from = node.body;
    if (formula.op == Op::kElse) from = node.otherwise;
    if (from == kNoFlow) continue;
    const auto successors = graph_.successors(from);
    const auto is_goal = [&](FlowIndex to) { return goals.has(to); };
    const bool holds = formula.all ? std::all_of(successors.begin(), successors.end(), is_goal)
                                   : std::any_of(successors.begin(), successors.end(), is_goal);
    if (holds && !successors.empty()) nodes.add(at);
  }
  return nodes;
}

// A jump may lead to the end of a block that stands behind it.
bool FlowFilter::is_close(FormulaId id) const {
  const std::vector<Formula>& formulas = program_.flow.formulas;
  if (formulas[id].op == Op::kAnd) id = formulas[id].children[0];
  return formulas[id].op == Op::kClose;
}

FlowSet FlowFilter::until(const Formula& formula) {
  const Formula::Stay& stay = formula.stay;
  const FlowSet& goals = where(formula.children[0]);
  const bool may_leave = stay.to_end || (formula.all && !stay.arrives);
  FlowSet nodes = may_leave ? all() : before(goals);
  if (formula.all && !stay.to_end) nodes.remove(lost(goals, stay.strict));
  if (stay.nest.empty()) return nodes;
  if (stay.at_least_once || stay.nest[0] == program_.flow.all_in)
    nodes.keep(before(where(stay.nest[0])));
  return nodes;
}

bool is_branch_of_if(const c::Tree& tree, const FlowNode& node) {
  return node.kind == FlowKind::kBranch && node.tree != c::kNoNode &&
         tree.nodes[tree.nodes[node.tree].parent].kind == c::Kind::kIf;
}

// From where a way leads to the function's end past none of the goals, nor through a branch that
// may be left early.
FlowSet FlowFilter::lost(const FlowSet& goals, bool strict) const {
  FlowSet nodes(graph_.nodes().size());
  for (bool grows = true; grows;) {
    grows = false;
    for (auto at = static_cast<FlowIndex>(graph_.nodes().size()); at-- > 0;) {
      if (nodes.has(at) || goals.has(at)) continue;
      if (!strict && is_branch_of_if(tree_, graph_[at])) continue;
      const auto successors = graph_.successors(at);
      const bool is_lost = graph_[at].kind == FlowKind::kExit ||
                           std::any_of(successors.begin(), successors.end(),
                                       [&](FlowIndex to) { return nodes.has(to); });
      if (!is_lost) continue;
      nodes.add(at);
      grows = true;
    }
  }
  return nodes;
}

// From where a way leads to one of the nodes; they themselves, too.
FlowSet FlowFilter::before(const FlowSet& goals) const {
  FlowSet nodes = goals;
  for (bool grows = !nodes.empty(); grows;) {
    grows = false;
    for (auto at = static_cast<FlowIndex>(graph_.nodes().size()); at-- > 0;) {
      if (nodes.has(at)) continue;
      const auto successors = graph_.successors(at);
      if (std::none_of(successors.begin(), successors.end(),
                       [&](FlowIndex to) { return nodes.has(to); }))
        continue;
      nodes.add(at);
      grows = true;
    }
  }
  return nodes;
}

}  // namespace towpath::smpl
