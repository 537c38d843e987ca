// SPDX-License-Identifier: GPL-2.0-or-later
// Compares what metavariables stand for, with one another and with a rule's constraints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/match.h"
#include "smpl/program.h"

namespace towpath::smpl {

// Of one attempt at a match; all that it is made of must outlive it. `steps` counts the work.
class Constraints {
 public:
  Constraints(const Program& program, const c::Tree& tree, const Given& given,
              const std::vector<Binding>& bindings, std::uint32_t& steps)
      : program_(program), tree_(tree), given_(given), bindings_(bindings), steps_(steps) {}

  // Whether what the metavariable stands for is what the rule's constraints let it be. Those that
  // ask about other metavariables are only looked at `at_end`, and then only they.
  bool allow(std::uint32_t meta, bool at_end);
  bool same_place(const Binding& a, const Binding& b) const;
  bool same_code(const Binding& a, const Binding& b);

 private:
  bool holds(const Constraint& constraint, std::uint32_t meta, bool at_end);
  bool equals(const Operand& operand, std::uint32_t meta, const Binding& bound);
  bool is_within(const Operand& operand, const Binding& bound);
  bool is_code(const Binding& code, std::string_view text);
  bool is_in_range(const Operand& operand, const Binding& bound) const;
  TokenText text_of(const Binding& bound) const;
  PlaceId place_of(c::TokenIndex token) const;
  PlaceId place_of(const Binding& binding) const;

  const Program& program_;
  const c::Tree& tree_;
  const Given& given_;
  const std::vector<Binding>& bindings_;
  std::uint32_t& steps_;
};

}  // namespace towpath::smpl
