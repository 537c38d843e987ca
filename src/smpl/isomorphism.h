// SPDX-License-Identifier: GPL-2.0-or-later
// Isomorphisms: other ways of writing what a rule says, which match as well.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "smpl/pattern.h"
#include "smpl/rule.h"
#include "smpl/term_class.h"
#include "text/result.h"

namespace towpath::smpl {

class Isomorphisms {
 public:
  // Reads a file in the format of Coccinelle's standard.iso: rules of the kinds Expression,
  // ArgExpression, TestExpression, ToTestExpression, Statement, Declaration, TopLevel and Type (of
  // words alone). What is known by name may be in the file too.
  static Result<Isomorphisms> read(const Text& file);
  // Those of Coccinelle's standard.iso, by the same names and in the same order, as order matters:
  // each one sees the results of those before. docs/semantic-patches.md tells which of them only
  // dots, types or a whole program would give a meaning to; these are known by name and do nothing.
  static const Isomorphisms& standard();

  bool knows(std::string_view name) const;
  // Has the others tried behind these.
  void add(const Isomorphisms& others);

  // Puts in place of each term all the ways of writing it, but for the isomorphisms that the rule
  // disables. The error is about an unknown name or a number of ways beyond reason.
  // May add metavariables to the rule.
  Status expand(SourceRule& rule, Pattern& pattern) const;

 private:
  enum class Where : std::uint8_t {
    kExpression,
    kTest,      // in a tested expression only
    kToTest,    // what comes of it matches tested expressions only
    kArgument,  // as an argument or on the right of an assignment only
    kStatement,
    kDeclaration,
    kTopLevel,  // either of the two
    kType,      // its words
  };
  struct Isomorphism {
    std::string name;
    Where where;
    TypeClass type;  // that its metavariables must have in the rule
    std::vector<Metavariable> metavariables;
    std::vector<bool> pure;  // by metavariable: stands for a bare metavariable without plus code
    std::vector<Term> sides;
    std::size_t sources = 0;  // each of the first so many sides becomes each of the others
  };

  class Expander;

  friend class IsomorphismReader;

  std::vector<Isomorphism> list_;
  std::vector<std::string> names_;
};

}  // namespace towpath::smpl
