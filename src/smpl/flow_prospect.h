// SPDX-License-Identifier: GPL-2.0-or-later
// Whether formulas can hold for what metavariables stand for, as far as words tell: what spares
// most starts of dots the paths behind them.
#pragma once

#include "smpl/flow_atom.h"
#include "smpl/flow_filter.h"

namespace towpath::smpl {

class FlowProspect {
 public:
  // All outlive this.
  FlowProspect(const Program& program, Parsed& code, const FlowFunction& function,
               FlowFilter& filter, FlowAtoms& atoms, Budget& budget)
      : flow_(program.flow),
        tree_(code.tree()),
        graph_(function.graph),
        filter_(filter),
        atoms_(atoms),
        budget_(budget) {}

  bool may_hold(FormulaId id, FlowIndex at, ValuationId valuation);

  // `formula` is a kUntil. Whether what stands behind the dots can be met on a way from `start` or,
  // where all ways are to lead there, on each that is not left early.
  bool may_arrive(const Formula& formula, FlowIndex start, ValuationId valuation);

 private:
  const FlowRule& flow_;
  const c::Tree& tree_;
  const FlowGraph& graph_;
  FlowFilter& filter_;
  FlowAtoms& atoms_;
  Budget& budget_;
};

}  // namespace towpath::smpl
