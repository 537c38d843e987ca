// SPDX-License-Identifier: GPL-2.0-or-later
// Takes from a partly known #if expression what is known.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/edit.h"
#include "unifdef/definitions.h"
#include "unifdef/expand.h"
#include "unifdef/expression.h"
#include "unifdef/token.h"

namespace towpath::unifdef {

// What remains is true where the expression was, and keeps its spelling, layout and comments:
//
// - `A && X` with a true A and `A || X` with a false A become `X`; so do `X && A` and `X || A`;
// - `A ? X : Y` with a known A becomes `X` or `Y`;
// - parentheses around what this leaves go, too, unless a binary operator or ?: is left in them;
// - comments beside an operand that goes go with it, those beside one that stays stay.
//
// Only logic is simplified: in arithmetic and comparisons, known symbols and macros stay as they
// are written (`X >= VERSION(5, 4)`), and so does all logic that is an operand there. Where a macro
// brings a part of the logic, that part stays.
//
// What goes is always an operand with its operator, and what stays binds at least as tightly as
// what it was part of, so that no parentheses need to be added.
class Simplifier {
 public:
  explicit Simplifier(const Definitions& definitions) : expander_(definitions) {}

  // The edits that simplify the expression in `bytes` whose expanded `tokens` were parsed to
  // `expression`, which is unknown. Their rules are those that decide what they take.
  // Valid until the next call.
  const Edits& simplify(std::string_view bytes, const Tokens& tokens, const Expression& expression);

 private:
  struct Cut {
    Offset begin;
    Offset end;
    std::uint32_t known;  // the node that goes with it; kNoNode for a parenthesis
  };

  void choose_operands();
  bool may_go(std::uint32_t node) const;
  bool is_written(std::uint32_t token) const { return !(*tokens_)[token].from_macro; }
  void take_operands();
  void take_parentheses();
  void cut_before(std::uint32_t known, std::uint32_t separator);
  void cut_after(std::uint32_t separator, std::uint32_t known);
  void make_edits();
  void add_rules(std::uint32_t known, std::vector<RuleIndex>& rules);

  Expander expander_;
  std::string_view bytes_;
  const Tokens* tokens_ = nullptr;
  const std::vector<Node>* nodes_ = nullptr;
  std::vector<bool> logic_;             // by node: only whether it is true matters, and it stays
  std::vector<std::uint32_t> stays_;    // by node: the operand that takes its place, or kNoNode
  std::vector<std::uint32_t> remains_;  // by node: what is left of it
  std::vector<Cut> cuts_;
  Edits edits_;
};

}  // namespace towpath::unifdef
