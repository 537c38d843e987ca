// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what may stand behind a metavariable's name in its declaration: constraints, or the seed of
// a fresh identifier.
#pragma once

#include <memory>
#include <vector>

#include "smpl/header.h"

namespace towpath::smpl {

class ConstraintReader {
 public:
  // All must outlive it.
  ConstraintReader(TokenReader& reader, Context& context, SourceRule& rule)
      : reader_(reader), context_(context), rule_(rule) {}

  // `= a`, `!= {a, b}`, `=~ "re"`, `<= r.e`, `: script:python() { … }`, with `&&` or `||` between.
  Status constraints(Metavariable& meta);
  Status seed(Metavariable& meta);
  // Where among the rule's the metavariable is whose constraints were read last.
  void settle(std::uint32_t meta);
  // A part of a constraint about a metavariable of this kind. `r.x` brings the metavariable with
  // it.
  Result<Operand> operand(MetaKind kind);

 private:
  Status constraint(MetaKind kind, Constraint& constraint);
  Status operands(Constraint& constraint, MetaKind kind);
  Result<Operand> metavariable();
  TokenText code();
  Result<ScriptExpression> script();

  TokenReader& reader_;
  Context& context_;
  SourceRule& rule_;
  // Of the constraints of the metavariable at hand, which is their last parameter.
  std::vector<std::shared_ptr<ScriptExpression>> own_scripts_;
};

}  // namespace towpath::smpl
