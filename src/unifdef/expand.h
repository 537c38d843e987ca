// SPDX-License-Identifier: GPL-2.0-or-later
// Macro expansion in #if expressions, as far as symbols are known.
#pragma once

#include <string>
#include <vector>

#include "unifdef/definitions.h"
#include "unifdef/token.h"

namespace towpath::unifdef {

// Replaces the known symbols in the tokens of #if expressions, one expression after the other. As
// C has it (C23 6.10.5), except that
// - what has no value stays: an unknown symbol, an undefined one that is called, one that stands
//   for itself;
// - a symbol that is defined to nothing becomes a kNothing token, no operand of anything;
// - a macro without parameters that comes to a number swallows arguments, as it does in unifdef.
class Expander {
 public:
  explicit Expander(const Definitions& definitions) : definitions_(definitions) {}

  // `tokens` becomes its expansion, and views what lives until the next one. A fault when that is
  // impossible or grows beyond bounds; `tokens` is then unspecified.
  std::optional<Fault> expand(Tokens& tokens);

  // The rules that the last expansion used, each once.
  const std::vector<RuleIndex>& rules() const { return rules_; }

 private:
  // What is still to be read, the next at the back: a token, or the end of a macro's expansion.
  struct Pending {
    Token token;
    RuleIndex ends_expansion_of = Definitions::kConstant;
  };
  using PendingStack = std::vector<Pending>;
  struct Argument {
    Tokens written;
    Tokens expanded;
  };
  struct Mark {
    bool used = false;
    bool open = false;  // its expansion is being read, so it does not expand again
  };

  bool expand_list(Tokens& tokens, int depth);
  bool expand_symbol(PendingStack& pending, Token name, int depth, Tokens& out);
  bool expand_defined(PendingStack& pending, Offset at, Tokens& out);
  bool collect_arguments(PendingStack& pending, const Token& name, std::vector<Tokens>& arguments,
                         Offset& end);
  bool substitute(PendingStack& pending, RuleIndex rule, const Token& name, Offset end,
                  const std::vector<Argument>& arguments);
  bool join(Tokens& made, Tokens& operand);
  static bool next_is(const PendingStack& pending, std::string_view punctuator);
  bool pop(PendingStack& pending, Token& token);
  bool fail(Offset at, std::string fault);
  void use(RuleIndex rule);

  const Definitions& definitions_;
  std::vector<Mark> marks_;  // by RuleIndex
  std::vector<RuleIndex> rules_;
  Spellings spellings_;
  std::size_t made_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace towpath::unifdef
