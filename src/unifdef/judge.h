// SPDX-License-Identifier: GPL-2.0-or-later
// Decides the conditions of directives.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lex/directive.h"
#include "text/text.h"
#include "unifdef/definitions.h"
#include "unifdef/expand.h"
#include "unifdef/expression.h"
#include "unifdef/resolve.h"
#include "unifdef/simplify.h"

namespace towpath::unifdef {

enum class Truth : std::uint8_t { kFalse, kTrue, kUnknown };

// One directive of a text after the other. What it tells about a directive is valid until the next.
class Judge {
 public:
  // All three must outlive it.
  Judge(const Text& text, const Definitions& definitions, const Options& options)
      : text_(text),
        definitions_(definitions),
        options_(options),
        expander_(definitions),
        simplifier_(definitions) {}

  // Of a directive that has a condition.
  Truth judge(const lex::Directive& directive);

  // The rules with a part in the decision.
  const std::vector<RuleIndex>& rules() const { return rules_; }
  // If the condition is unknown: the symbols which that is due to, each once and sorted; what is
  // wrong with it; the edits that take what is known in it.
  const std::vector<std::string_view>& symbols() const { return symbols_; }
  const std::optional<Fault>& problem() const { return problem_; }
  Edits simplification();

 private:
  Truth judge_symbol(const lex::Directive& directive, bool wants_defined);
  Truth judge_expression(const lex::Directive& directive);
  Truth unreadable(Fault fault);
  void set_symbols(std::vector<std::string_view> symbols);

  const Text& text_;
  const Definitions& definitions_;
  const Options& options_;
  Expander expander_;
  Expression expression_;
  Simplifier simplifier_;
  Spellings spellings_;
  Tokens tokens_;
  bool partly_known_ = false;  // maybe
  std::vector<RuleIndex> rules_;
  std::vector<std::string_view> symbols_;
  std::optional<Fault> problem_;
};

}  // namespace towpath::unifdef
