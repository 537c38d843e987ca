// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/plain.h"

#include <algorithm>

#include "lex/directive.h"
#include "unifdef/expand.h"
#include "unifdef/expression.h"

namespace towpath::unifdef {
namespace {

// Past the parenthesis that closes the one at `open`; 0 if none does.
std::size_t past_arguments(const Tokens& tokens, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].is("(")) ++depth;
    if (tokens[i].is(")") && --depth == 0) return i + 1;
  }
  return 0;
}

std::string spelled(Value value) {
  if (value.signedness == Signedness::kUnsigned) return std::to_string(value.bits) + "u";
  const auto number = static_cast<std::int64_t>(value.bits);
  return number < 0 ? "(" + std::to_string(number) + ")" : std::to_string(number);
}

// The number that the tokens come to, if they do.
class Evaluator {
 public:
  explicit Evaluator(const Definitions& definitions) : expander_(definitions) {}

  std::optional<std::string> evaluate(Tokens tokens) {
    if (tokens.empty()) return std::nullopt;
    const Offset end = tokens.back().end;
    if (expander_.expand(tokens) || expression_.parse(tokens, end)) return std::nullopt;
    const Value value = expression_.value();
    if (!value.settled()) return std::nullopt;
    return spelled(value);
  }
  // Those that the last evaluation used.
  const std::vector<RuleIndex>& rules() const { return expander_.rules(); }

 private:
  Expander expander_;
  Expression expression_;
};

std::string parameters_of(const Definition& macro) {
  std::string out = "(";
  for (const std::string& parameter : macro.parameters) {
    if (out.size() > 1) out += ", ";
    const bool rest = macro.variadic && &parameter == &macro.parameters.back();
    if (!rest || parameter != "__VA_ARGS__") out += parameter;
    if (rest) out += "...";
  }
  return out + ')';
}

}  // namespace

std::string plain_definitions(const Definitions& definitions) {
  Evaluator evaluator(definitions);
  std::string lines;
  for (RuleIndex rule = Definitions::kFirstSymbol; rule < definitions.rules().size(); ++rule) {
    if (!definitions.decides(rule)) continue;
    const Definition& definition = definitions.rules()[rule];
    lines += (definition.defined ? "#define " : "#undef ") + definition.name;
    if (definition.function_like) lines += parameters_of(definition);
    if (!definition.value.empty()) {
      Spellings spellings;
      Tokens tokens;
      const Offset size = static_cast<Offset>(definition.value.size());
      if (!definition.function_like) tokenize(definition.value, 0, size, spellings, tokens);
      lines += ' ' + evaluator.evaluate(std::move(tokens)).value_or(definition.value);
    }
    lines += '\n';
  }
  return lines;
}

Edits plain_calls(const Text& text, const Definitions& definitions) {
  Edits edits;
  const bool none = std::none_of(definitions.rules().begin(), definitions.rules().end(),
                                 [](const Definition& rule) { return rule.function_like; });
  if (none) return edits;
  Evaluator evaluator(definitions);
  for (const lex::Directive& directive :
       lex::scan_directives(text.bytes(), lex::Wanted::kConditionals).directives) {
    if (directive.kind != lex::DirectiveKind::kIf && directive.kind != lex::DirectiveKind::kElif) {
      continue;
    }
    Spellings spellings;
    Tokens tokens;
    tokenize(text.bytes(), directive.keyword_end, directive.operand_end, spellings, tokens);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (tokens[i].kind != TokenKind::kIdentifier || !tokens[i + 1].is("(")) continue;
      const std::optional<RuleIndex> rule = definitions.find(tokens[i].spelling);
      if (!rule || !definitions.rules()[*rule].function_like) continue;
      const std::size_t past = past_arguments(tokens, i + 1);
      if (past == 0) break;
      Tokens call(tokens.begin() + static_cast<std::ptrdiff_t>(i),
                  tokens.begin() + static_cast<std::ptrdiff_t>(past));
      const Offset begin = call.front().begin;
      const Offset end = call.back().end;
      if (text.line_of(begin) != text.line_of(end)) continue;
      const std::optional<std::string> number = evaluator.evaluate(std::move(call));
      if (!number) continue;
      edits.push_back({begin, end, *number, evaluator.rules()});
      i = past - 1;
    }
  }
  return edits;
}

}  // namespace towpath::unifdef
