// SPDX-License-Identifier: GPL-2.0-or-later
// What metavariables stand for on a path of a function: the environments of CTL with variables.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "smpl/flow.h"
#include "smpl/match.h"

namespace towpath::smpl {

// Code, told by its tokens; of a position, the place.
using ValueId = std::uint32_t;
inline constexpr ValueId kNoValue = 0;

// What metavariables stand for, and what they must not stand for; and where open blocks end.
struct Valuation {
  std::vector<ValueId> values;                              // by metavariable
  std::vector<std::pair<std::uint32_t, ValueId>> excluded;  // by metavariable; sorted
  std::vector<FlowIndex> braces;                            // by the formula's block
  auto operator<=>(const Valuation&) const = default;
};

using ValuationId = std::uint32_t;

// Each valuation once, so that they are compared and kept as numbers.
class Valuations {
 public:
  Valuations(const Program& program, const c::Tree& tree);

  // Before anything matches.
  ValuationId start(const std::vector<Binding>& inherited);

  const Valuation& operator[](ValuationId id) const { return *by_id_[id]; }
  std::vector<Binding> bindings(const std::vector<ValueId>& values) const;
  // Its tokens.
  const TokenText& text(ValueId value) const { return *texts_[value]; }

  // With what a match has bound besides; nothing where that is excluded.
  std::optional<ValuationId> extended(ValuationId id, const std::vector<Binding>& bindings);
  ValuationId with_brace(ValuationId id, std::uint32_t block, FlowIndex brace);
  ValuationId forgetting(ValuationId id, std::span<const std::uint32_t> metavariables);

  // What both say, unless they contradict each other.
  std::optional<ValuationId> merged(ValuationId a, ValuationId b);

  // All there is in `base` besides `matched`, which extends it: where one of the metavariables that
  // it binds stands for something else. `closed` are those that it may bind to whatever it likes.
  std::vector<ValuationId> besides(ValuationId base, ValuationId matched,
                                   std::span<const std::uint32_t> closed);

 private:
  ValuationId intern(Valuation valuation);
  ValueId value_of(std::uint32_t metavariable, const Binding& binding);

  const Program& program_;
  const c::Tree& tree_;
  std::map<Valuation, ValuationId> ids_;
  std::vector<const Valuation*> by_id_;  // the keys of ids_
  std::vector<Binding> values_;
  std::map<TokenText, ValueId> value_ids_;
  std::vector<const TokenText*> texts_;  // the keys of value_ids_; of kNoValue null
};

}  // namespace towpath::smpl
