// SPDX-License-Identifier: GPL-2.0-or-later
// Where the formulas hold that speak of one node of a function: there, its code matches a program.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "smpl/flow_witness.h"
#include "smpl/match.h"
#include "smpl/parsed.h"

namespace towpath::smpl {

class FlowAtoms {
 public:
  // All outlive this.
  FlowAtoms(Parsed& code, const FlowFunction& function, Matcher& matcher, Valuations& valuations,
            Witnesses& witnesses, Budget& budget);

  // False where an atom cannot hold, as words are missing of what metavariables stand for.
  bool may_hold(const Formula& formula, FlowIndex at, ValuationId valuation);

  // `formula` is a kStatement, kHead, kInside, kCondition, kOpen, kClose,
  // kBare or kGoto.
  Outcomes check(const Formula& formula, FlowIndex at, ValuationId valuation);

 private:
  Outcomes run(const Formula& formula, c::NodeId owner, std::uint32_t position,
               ValuationId valuation);
  Outcomes whole(const Formula& formula, c::NodeId node, ValuationId valuation);
  Outcomes inside(const Formula& formula, FlowIndex at, ValuationId valuation);
  bool has_needed(const Formula& formula, c::TokenIndex first, c::TokenIndex last,
                  ValuationId valuation);
  bool is_reached(FlowIndex at);
  bool jumps_from(const Formula& formula, c::NodeId jump, ValuationId valuation) const;
  FlowIndex end_of_bare(FlowIndex at) const;
  bool is_function_body(c::NodeId node) const;
  c::NodeId condition_of(c::NodeId statement) const;

  const Subject& subject_;
  const c::Tree& tree_;
  const FlowGraph& graph_;
  const FlowExpressions& expressions_;
  const Concordance& words_;
  const TreeFeatures& features_;
  Matcher& matcher_;
  Valuations& valuations_;
  Witnesses& witnesses_;
  Budget& budget_;
  std::vector<bool> reached_;  // by node; empty until it is asked for
  // By value, the tokens that are its rarest word, as far as asked for.
  std::unordered_map<ValueId, std::optional<std::span<const c::TokenIndex>>> tokens_;
  std::optional<ValuationId> known_for_;
  std::vector<Binding> known_;  // what metavariables stand for in that valuation
};

}  // namespace towpath::smpl
