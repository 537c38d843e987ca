// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/judge.h"

#include <algorithm>
#include <utility>

namespace towpath::unifdef {

using lex::Directive;
using lex::DirectiveKind;

Truth Judge::judge(const Directive& directive) {
  rules_.clear();
  symbols_.clear();
  problem_.reset();
  partly_known_ = false;
  tokens_.clear();
  spellings_.clear();
  tokenize(text_.bytes(), directive.keyword_end, directive.operand_end, spellings_, tokens_);
  switch (directive.kind) {
    case DirectiveKind::kIf:
    case DirectiveKind::kElif:
      return judge_expression(directive);
    case DirectiveKind::kIfdef:
    case DirectiveKind::kElifdef:
      return judge_symbol(directive, true);
    default:
      return judge_symbol(directive, false);
  }
}

Truth Judge::judge_symbol(const Directive& directive, bool wants_defined) {
  const bool readable = tokens_.size() == 1 && tokens_[0].kind == TokenKind::kIdentifier;
  if (!readable) {
    return unreadable(tokens_.empty() ? Fault{directive.keyword_begin, "a symbol is missing"}
                                      : Fault{tokens_.back().begin, "not one symbol"});
  }
  const std::optional<RuleIndex> rule = definitions_.find(tokens_[0].spelling);
  if (!rule) {
    symbols_.push_back(tokens_[0].spelling);
    return Truth::kUnknown;
  }
  rules_.push_back(*rule);
  return definitions_.rules()[*rule].defined == wants_defined ? Truth::kTrue : Truth::kFalse;
}

Truth Judge::judge_expression(const Directive& directive) {
  const bool constant = std::none_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
    return token.kind == TokenKind::kIdentifier;
  });
  if (constant && !options_.constants) return Truth::kUnknown;
  if (const std::optional<Fault> fault = expander_.expand(tokens_)) return unreadable(*fault);
  const Offset end = tokens_.empty() ? directive.keyword_end : tokens_.back().end;
  if (const std::optional<Fault> fault = expression_.parse(tokens_, end)) {
    return unreadable(*fault);
  }
  const Value value = expression_.value();
  if (!value.known) {
    set_symbols(expression_.deciding_symbols());
    problem_ = expression_.undefined_operation(tokens_);
    partly_known_ = !problem_;
    return Truth::kUnknown;
  }
  rules_ = expander_.rules();
  if (rules_.empty()) rules_.push_back(Definitions::kConstant);
  return value.is_true() ? Truth::kTrue : Truth::kFalse;
}

// What is left as it is for its form still depends on every symbol in it.
Truth Judge::unreadable(Fault fault) {
  problem_ = std::move(fault);
  std::vector<std::string_view> symbols;
  for (const Token& token : tokens_) {
    const bool symbol = token.kind == TokenKind::kIdentifier ||
                        token.kind == TokenKind::kUndecided || token.kind == TokenKind::kNothing;
    if (symbol && token.spelling != "defined") symbols.push_back(token.spelling);
  }
  set_symbols(std::move(symbols));
  return Truth::kUnknown;
}

void Judge::set_symbols(std::vector<std::string_view> symbols) {
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  symbols_ = std::move(symbols);
}

Edits Judge::simplification() {
  if (!partly_known_ || !options_.simplify) return {};
  return simplifier_.simplify(text_.bytes(), tokens_, expression_);
}

}  // namespace towpath::unifdef
