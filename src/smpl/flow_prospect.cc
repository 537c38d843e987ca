// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_prospect.h"

#include <algorithm>
#include <vector>

namespace towpath::smpl {

using Op = Formula::Op;

// Recursion follows the formula, whose depth is bounded.
bool FlowProspect::may_hold(FormulaId id, FlowIndex at, ValuationId valuation) {
  if (!filter_.where(id).has(at)) return false;
  const Formula& formula = flow_.formulas[id];
  const auto may = [&](FormulaId child) { return may_hold(child, at, valuation); };
  switch (formula.op) {
    case Op::kAnd:
      return std::all_of(formula.children.begin(), formula.children.end(), may);
    case Op::kOr:
      return std::any_of(formula.children.begin(), formula.children.end(), may);
    default:
      return atoms_.may_hold(formula, at, valuation);
  }
}

bool FlowProspect::may_arrive(const Formula& formula, FlowIndex start, ValuationId valuation) {
  if (formula.stay.to_end) return true;
  bool arrives = formula.all && !formula.stay.arrives;
  std::vector<FlowIndex> work{start};
  FlowSet seen(graph_.nodes().size());
  seen.add(start);
  while (!work.empty() && !budget_.spent()) {
    budget_.spend();
    const FlowIndex at = work.back();
    work.pop_back();
    const bool may_leave =
        formula.all && !formula.stay.strict && is_branch_of_if(tree_, graph_[at]);
    if (may_leave || may_hold(formula.children[0], at, valuation)) {
      if (!formula.all) return true;
      arrives = true;
      continue;
    }
    if (formula.all && graph_[at].kind == FlowKind::kExit) return false;
    for (const FlowIndex to : graph_.successors(at)) {
      if (seen.has(to)) continue;
      seen.add(to);
      work.push_back(to);
    }
  }
  return arrives;
}

}  // namespace towpath::smpl
