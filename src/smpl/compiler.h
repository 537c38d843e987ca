// SPDX-License-Identifier: GPL-2.0-or-later
// From the terms of a rule to the instructions of its program.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "smpl/pattern.h"
#include "smpl/program.h"

namespace towpath::smpl {

class Compiler {
 public:
  Compiler(const SourceRule& rule, const Pattern& pattern) : rule_(rule), pattern_(pattern) {}
  Result<Program> run();

 private:
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t emit(Instruction instruction);
  std::uint32_t slot(const Term& term);
  MetaKind meta_kind(const Term& term) const;
  // Whether any number of items may match.
  bool is_run(const Term& term) const;
  bool any_run(const Term& node) const;
  void term(const Term& term);
  void token(const Term& term);
  void root(const Term& term);
  void any_of(const Term& term);
  template <class Emit>
  void any_of(const Term& term, Emit emit_branch) {
    std::vector<std::uint32_t> jumps;
    for (std::size_t i = 0; i < term.children.size(); ++i) {
      const bool last = i + 1 == term.children.size();
      const std::uint32_t split = last ? 0 : emit({.op = Instruction::Op::kSplit});
      emit_branch(term.children[i]);
      if (last) break;
      jumps.push_back(emit({.op = Instruction::Op::kJump}));
      program_.code[split].argument = here();
    }
    for (const std::uint32_t jump : jumps) program_.code[jump].argument = here();
  }
  void node(const Term& node);
  void directive(const Term& node);
  void all(std::span<const Term> terms);

  // -- compile_list.cc: arguments, fields and so on

  // How many items come behind the one at `at`; kNone if that is open.
  std::uint32_t items_behind(std::span<const Term> terms, std::size_t at) const;
  void run(const Term& term, std::uint32_t least, std::uint32_t after);
  // Items with commas between; where a run is empty, the comma before it is not there, or the one
  // behind it where it comes first.
  void separated(std::span<const Term> terms);
  void run_or_nothing(const Term& item, const Term* comma, std::uint32_t after);
  // Fields or statements.
  void side_by_side(const Term& node);
  // With a designator, initializers are in any order, and others may be among them.
  void initializers(const Term& node);

  // -- compile_shape.cc: nests, chains, heads

  // Some expression within matches; each that does is a match.
  void nest(const Term& term);
  // Each operand that is written is one of the code's, in this order; there may be no others.
  void chain(const Term& node, const Term& dots);
  // Dots for what is done first stand for a declaration, too, which has the `;` in it.
  void for_statement(const Term& node);
  // A function whose type is not told has any, pointers too.
  void function(const Term& node);
  // Parameters of K&R's style may be declared before it, which the pattern need not speak of.
  void function_body(const Term& node);

  // -- compile_declaration.cc

  bool is_type(const Term& term) const;
  // The words in any order, then the nodes. Returns the index into Program::specifiers. Storage
  // words and qualifiers that the pattern leaves open may be there (optional_storage,
  // optional_qualifier); they go with a declaration that goes, and stay with one that is replaced.
  std::uint32_t specifiers(const Term& node, bool is_root, bool any_type = false);
  std::uint32_t words(const Term& node, bool is_root, bool any_type);
  c::Kind kind_of(const Term& term) const;
  // The declarator, or all of what is declared without one.
  void declarator(const Term* written, std::uint32_t specifiers);
  // A declaration, parameter, function or type name: what stands behind the specifiers.
  void declaration(const Term& node);
  void init_declarator(const Term& declaration, const Term& node, std::uint32_t specifiers);
  // What goes where the declaration is one of several: kNone where it must not be. What replaces
  // one stands before or behind what is left of the declaration.
  std::uint32_t several(const Term& node, const Term& specifiers);
  // A type as a rule: it matches where it, or what it is written with, begins a declaration.
  void root_type(const Term& node);

  const SourceRule& rule_;
  const Pattern& pattern_;
  Program program_;
  std::optional<Error> error_;
};

}  // namespace towpath::smpl
