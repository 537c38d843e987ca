// SPDX-License-Identifier: GPL-2.0-or-later
// Plus code with its metavariables filled in, token by token, before it has a place on a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/match.h"
#include "smpl/piece.h"
#include "smpl/program.h"

namespace towpath::smpl {

// How the code of a match is written in the text after the changes within it.
class BoundCode {
 public:
  virtual ~BoundCode() = default;
  // An expression or a list of them, in kernel spacing; the first piece's gap does not count.
  virtual std::vector<Piece> expression(c::TokenIndex first, c::TokenIndex last) const = 0;
  // A statement as it stands, without the indentation of its first line; further lines have the
  // indentation of the first taken away, as far as they have it.
  virtual std::string statement(c::TokenIndex first, c::TokenIndex last) const = 0;
};

struct MatchedRule {
  const std::vector<Metavariable>& metavariables;
  const Match& match;
  const c::Tree& tree;  // what matched
};

// The plus code's pieces. Those of the first token have level 0 if it begins a statement.
std::vector<Piece> render(const PlusCode& plus, const MatchedRule& rule, const BoundCode& bound);

// How many statements and declarations the code is, labels not counted.
std::size_t statement_count(const PlusCode& plus);

// Whether an expression of plus code needs parentheses where it is put in place of `replaced`.
bool needs_parentheses(const PlusCode& plus, const c::Tree& tree, c::NodeId replaced);

}  // namespace towpath::smpl
