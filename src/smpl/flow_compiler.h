// SPDX-License-Identifier: GPL-2.0-or-later
// From the terms of a rule with dots to its formula: what compile_flow() is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "smpl/flow_compile.h"
#include "smpl/flow_scope.h"

namespace towpath::smpl {

class FlowCompiler {
 public:
  // All outlive this. `entry` and `slot` as in compile_flow().
  FlowCompiler(const SourceRule& rule, const Pattern& pattern, const TermCompiler& entry,
               const TermCompiler& slot)
      : rule_(rule),
        pattern_(pattern),
        entry_(entry),
        slot_(slot),
        all_(rule.paths != Paths::kExists) {}
  Result<FlowRule> run();

 private:
  FormulaId add(Formula formula);
  FormulaId both(FormulaId a, FormulaId b);
  FormulaId move(Formula::Op op, FormulaId to);
  void fail(std::string_view what);
  // Whether something comes of the code besides the nests.
  bool tells_without_nests(const Term& term) const;
  void collect(const Term& term, std::set<std::uint32_t>& metas) const;
  // Metavariables in plus code are used where it hangs.
  void collect_plus(const Term& term, std::set<std::uint32_t>& metas) const;
  // Of a name that is made, what it is made of.
  void add_use(std::uint32_t meta, std::set<std::uint32_t>& uses) const;
  void find_plus_uses();
  FormulaId atom(Formula::Op op, const Term& term, std::uint32_t brace = 0);
  // `rest` is what holds where the part ends; `before` what stands before it.
  FormulaId part(const Term& term, FormulaId rest, const std::vector<FormulaId>& before);
  FormulaId sequence(std::span<const Term> terms, FormulaId rest,
                     const std::vector<FormulaId>& before);
  // Preprocessor lines are no nodes of the graph: what is behind them has them before it.
  FormulaId behind_lines(std::span<const Term> terms, FormulaId rest);
  // A label is a node of its own, before what it stands at.
  FormulaId labelled(std::span<const Term> terms, FormulaId rest);
  FormulaId statement(const Term& term, FormulaId rest);
  // What a part begins with, on its own.
  std::vector<FormulaId> guards_of(const Term& term);

  // -- flow_compile_dots.cc

  FormulaId dots(const Term& term, std::span<const Term> behind, FormulaId rest,
                 const std::vector<FormulaId>& before);
  // What optional code stands for need not be there: then what is behind it comes next, without
  // more dots.
  FormulaId behind_dots(std::span<const Term> behind, FormulaId rest);
  void add_when(Formula::Stay& stay, DotsOptions::When when, const Term& code);

  // -- flow_compile_body.cc: blocks, and statements with bodies

  FormulaId block(const Term& term, FormulaId rest, bool is_body = false);
  // Whether they stand for any code.
  bool is_plain(const Term& dots) const;
  // Each of them is one that the switch leads to.
  FormulaId cases(std::span<const Term> lines, FormulaId end);
  // The head with whatever body, and each body by itself.
  FormulaId headed(const Term& term, FormulaId rest);
  // What `{ ... }` is, written as one node: any statement (braces0).
  std::optional<Term> any_body(const Term& term) const;
  FormulaId body(const Term& term);

  const SourceRule& rule_;
  const Pattern& pattern_;
  const TermCompiler& entry_;
  const TermCompiler& slot_;
  const bool all_;
  FlowRule flow_;
  FormulaId true_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t block_ = kNone;                 // that is being compiled
  std::uint32_t breaks_from_ = kNone;           // the block of the loop or switch around
  std::uint32_t continues_ = kNone;             // of the loop
  std::optional<c::Kind> body_of_;              // the loop or switch that the next block is of
  bool ends_match_ = true;                      // nothing has to match behind it
  std::vector<std::vector<FormulaId>> starts_;  // the atoms that each formula begins with
  std::vector<FormulaId> optional_nests_;
  std::set<FormulaId> any_statement_;  // atoms that a statement metavariable alone is
  WrittenGuards written_;
  std::optional<Error> error_;
};

}  // namespace towpath::smpl
