// SPDX-License-Identifier: GPL-2.0-or-later
// Where in a function formulas may hold at all, told from words and kinds of node without matching
// anything: the prefilter that spares most functions the checker, and most nodes the matcher.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "smpl/match.h"
#include "smpl/parsed.h"

namespace towpath::smpl {

// Nodes of one graph.
class FlowSet {
 public:
  explicit FlowSet(std::size_t nodes) : bits_((nodes + 63) / 64) {}
  void add(FlowIndex at) { bits_[at / 64] |= std::uint64_t{1} << at % 64; }
  bool has(FlowIndex at) const { return (bits_[at / 64] >> at % 64 & 1) != 0; }
  bool empty() const;
  void keep(const FlowSet& others);
  void remove(const FlowSet& others);
  void add(const FlowSet& others);

 private:
  std::vector<std::uint64_t> bits_;
};

// Whether a body is entered that an `if` stands before: such a branch may be left early.
bool is_branch_of_if(const c::Tree& tree, const FlowNode& node);

class FlowFilter {
 public:
  // All outlive this.
  FlowFilter(const Program& program, Parsed& code, const FlowFunction& function,
             const Given& given);

  // The nodes where the formula may hold, found out when first asked for; it holds at no other.
  const FlowSet& where(FormulaId formula);

 private:
  FlowSet found(const Formula& formula);
  FlowSet all() const;
  FlowSet atom(const Formula& formula) const;
  bool may_be(const Formula& formula, const FlowNode& node, FlowIndex at) const;
  FlowSet next(const Formula& formula);
  FlowSet until(const Formula& formula);
  FlowSet before(const FlowSet& goals) const;
  FlowSet lost(const FlowSet& goals, bool strict) const;
  bool is_close(FormulaId id) const;

  const Program& program_;
  const c::Tree& tree_;
  const Concordance& words_;
  const TreeFeatures& features_;
  const FlowGraph& graph_;
  const FlowExpressions& expressions_;
  const Given& given_;
  std::vector<std::optional<FlowSet>> known_;
};

}  // namespace towpath::smpl
