// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/expand.h"

#include <algorithm>
#include <utility>

namespace towpath::unifdef {
namespace {

// Beyond these an expression is not for people any more. The second bounds the work, too: every
// token that is made or collected as an argument counts.
constexpr int kMaxCallDepth = 200;
constexpr std::size_t kMaxMadeTokens = std::size_t{1} << 21;

Token truth_token(const Token& name, Offset end, bool truth) {
  return {.kind = TokenKind::kTruth,
          .from_macro = true,
          .final = true,
          .begin = name.begin,
          .end = end,
          .spelling = truth ? "1" : "0"};
}

}  // namespace

std::optional<Fault> Expander::expand(Tokens& tokens) {
  marks_.resize(
      definitions_.rules().size());  // not before the first expression: most texts have none
  for (const RuleIndex rule : rules_) marks_[rule].used = false;
  rules_.clear();
  spellings_.clear();
  made_ = 0;
  fault_.reset();
  if (!expand_list(tokens, 0)) {
    for (const RuleIndex rule : rules_) marks_[rule].open = false;
  }
  return fault_;
}

bool Expander::expand_list(Tokens& tokens, int depth) {
  const bool nothing_to_do = std::none_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.kind == TokenKind::kIdentifier &&
           (token.spelling == "defined" || definitions_.find(token.spelling));
  });
  if (nothing_to_do) return true;

  PendingStack pending;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) pending.push_back({*token});
  Tokens out;
  for (Token token; pop(pending, token);) {
    if (token.kind == TokenKind::kIdentifier && !token.final) {
      const bool done = token.spelling == "defined" ? expand_defined(pending, token.begin, out)
                                                    : expand_symbol(pending, token, depth, out);
      if (!done) return false;
    } else if (token.is("(") && !out.empty() && out.back().from_macro &&
               out.back().kind == TokenKind::kNumber) {
      // No C expression: arguments given to a macro that was defined without parameters.
      for (int open = 1; open > 0;) {
        if (!pop(pending, token)) return fail(out.back().begin, "a parenthesis is not closed");
        open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      }
      out.back().end = token.end;
    } else {
      out.push_back(token);
    }
  }
  tokens = std::move(out);
  return true;
}

bool Expander::expand_symbol(PendingStack& pending, Token name, int depth, Tokens& out) {
  const std::optional<RuleIndex> rule = definitions_.find(name.spelling);
  const auto keep = [&] {
    name.final = true;
    out.push_back(name);
    return true;
  };
  if (!rule) return keep();
  use(*rule);
  const Definition& definition = definitions_.rules()[*rule];
  const bool called = next_is(pending, "(");
  if (!definition.defined) {
    if (called) return keep();
    out.push_back(truth_token(name, name.end, false));
    return true;
  }
  if (definition.value.empty()) {
    name.kind = TokenKind::kNothing;
    return keep();
  }
  if (marks_[*rule].open) return keep();
  if (!definition.function_like) return substitute(pending, *rule, name, name.end, {});
  if (!called) {
    out.push_back(name);  // but as an argument, it may still come before a parenthesis
    return true;
  }

  std::vector<Tokens> arguments;
  Offset end = name.end;
  if (!collect_arguments(pending, name, arguments, end)) return false;
  if (definition.parameters.empty() && arguments.size() == 1 && arguments[0].empty()) {
    arguments.clear();
  }
  if (definition.variadic) {
    // The commas between the variable arguments have no use in an #if; the values would not either.
    arguments.resize(std::max(arguments.size(), definition.parameters.size()));
    if (arguments.size() > definition.parameters.size()) {
      return fail(name.begin, "variable arguments of " + definition.name + " are not supported");
    }
  }
  if (arguments.size() != definition.parameters.size()) {
    return fail(name.begin, definition.name + " takes " +
                                std::to_string(definition.parameters.size()) + " arguments, not " +
                                std::to_string(arguments.size()));
  }
  if (depth == kMaxCallDepth) return fail(name.begin, "macro calls are nested too deep");
  std::vector<Argument> both;
  for (Tokens& argument : arguments) {
    Tokens expanded = argument;
    if (!expand_list(expanded, depth + 1)) return false;
    both.push_back({std::move(argument), std::move(expanded)});
  }
  return substitute(pending, *rule, name, end, both);
}

bool Expander::expand_defined(PendingStack& pending, Offset at, Tokens& out) {
  Token name;
  const bool parenthesized = next_is(pending, "(");
  if (parenthesized) pop(pending, name);
  if (!pop(pending, name) || name.kind != TokenKind::kIdentifier) {
    return fail(at, "`defined` needs a symbol");
  }
  Token token = name;
  token.begin = at;
  if (parenthesized) {
    Token close;
    if (!pop(pending, close) || !close.is(")")) return fail(at, "`defined(` is not closed");
    token.end = close.end;
  }
  if (const std::optional<RuleIndex> rule = definitions_.find(name.spelling)) {
    use(*rule);
    token = truth_token(token, token.end, definitions_.rules()[*rule].defined);
  } else {
    token.kind = TokenKind::kUndecided;
  }
  out.push_back(token);
  return true;
}

// Takes "(a, b)" from `pending`; `end` becomes the end of the parenthesis.
bool Expander::collect_arguments(PendingStack& pending, const Token& name,
                                 std::vector<Tokens>& arguments, Offset& end) {
  Token token;
  pop(pending, token);
  arguments.emplace_back();
  for (int open = 1;;) {
    if (!pop(pending, token)) {
      return fail(name.begin, "the arguments of " + std::string(name.spelling) + " do not end");
    }
    open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    if (open == 0) break;
    if (++made_ > kMaxMadeTokens) return fail(name.begin, "it expands to too much");
    if (open == 1 && token.is(",")) {
      arguments.emplace_back();
    } else {
      arguments.back().push_back(token);
    }
  }
  end = token.end;
  return true;
}

// Arguments go in expanded, but as written beside ## and after `defined`, where C leaves them no
// meaning: so the kernel's IS_ENABLED() can be told in one line.
bool Expander::substitute(PendingStack& pending, RuleIndex rule, const Token& name, Offset end,
                          const std::vector<Argument>& arguments) {
  const Definition& macro = definitions_.rules()[rule];
  Tokens body;
  tokenize(macro.value, 0, static_cast<Offset>(macro.value.size()), spellings_, body);
  const auto argument_of = [&](const Token& token) -> const Argument* {
    const auto parameter =
        std::find(macro.parameters.begin(), macro.parameters.end(), token.spelling);
    if (token.kind != TokenKind::kIdentifier || parameter == macro.parameters.end()) return nullptr;
    return &arguments[static_cast<std::size_t>(parameter - macro.parameters.begin())];
  };
  Tokens made;
  bool paste = false;  // the next operand joins the last token made
  for (std::size_t i = 0; i < body.size(); ++i) {
    const Token& token = body[i];
    if (macro.function_like && token.is("#")) {
      return fail(name.begin, "# in the value of " + macro.name + " is not supported");
    }
    if (macro.function_like && token.is("##")) {
      paste = true;
      continue;
    }
    const bool pasted = paste || (i + 1 < body.size() && body[i + 1].is("##"));
    const auto is_defined = [&](std::size_t at) { return body[at].spelling == "defined"; };
    const bool asked =
        (i >= 1 && is_defined(i - 1)) || (i >= 2 && body[i - 1].is("(") && is_defined(i - 2));
    Tokens operand = {token};
    if (const Argument* argument = argument_of(token)) {
      operand = pasted || asked ? argument->written : argument->expanded;
    }
    if (paste && !join(made, operand)) {
      return fail(name.begin, "## in the value of " + macro.name + " does not make one token");
    }
    paste = false;
    made.insert(made.end(), operand.begin(), operand.end());
    if (made_ + made.size() > kMaxMadeTokens) return fail(name.begin, "it expands to too much");
  }
  made_ += made.size();

  marks_[rule].open = true;
  pending.push_back({.token = {}, .ends_expansion_of = rule});
  for (auto token = made.rbegin(); token != made.rend(); ++token) {
    token->from_macro = true;
    token->begin = name.begin;
    token->end = end;
    pending.push_back({*token});
  }
  return true;
}

// The ## operator: the last token of `made` becomes one with the first of `operand`.
bool Expander::join(Tokens& made, Tokens& operand) {
  if (made.empty() || operand.empty()) return true;
  const std::string& spelling =
      spellings_.emplace_back(std::string(made.back().spelling) + std::string(operand[0].spelling));
  Tokens joined;
  tokenize(spelling, 0, static_cast<Offset>(spelling.size()), spellings_, joined);
  if (joined.size() != 1) return false;
  made.pop_back();
  operand[0] = joined[0];
  return true;
}

bool Expander::next_is(const PendingStack& pending, std::string_view punctuator) {
  for (auto next = pending.rbegin(); next != pending.rend(); ++next) {
    if (next->ends_expansion_of == Definitions::kConstant) return next->token.is(punctuator);
  }
  return false;
}

bool Expander::pop(PendingStack& pending, Token& token) {
  for (; !pending.empty(); pending.pop_back()) {
    if (pending.back().ends_expansion_of == Definitions::kConstant) {
      token = pending.back().token;
      pending.pop_back();
      return true;
    }
    marks_[pending.back().ends_expansion_of].open = false;
  }
  return false;
}

bool Expander::fail(Offset at, std::string fault) {
  fault_ = Fault{at, std::move(fault)};
  return false;
}

void Expander::use(RuleIndex rule) {
  if (std::exchange(marks_[rule].used, true)) return;
  rules_.push_back(rule);
}

}  // namespace towpath::unifdef
