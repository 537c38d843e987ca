// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/definitions.h"

#include <algorithm>

#include "lex/directive.h"
#include "unifdef/token.h"

namespace towpath::unifdef {
namespace {

// Reads "NAME" or "NAME(a, b, ...)" at the front of `tokens`, which `used` counts. An empty name:
// neither.
Definition read_macro_head(const Tokens& tokens, std::size_t& used) {
  Definition macro;
  used = 0;
  const auto is = [&](std::string_view punctuator) {
    return used < tokens.size() && tokens[used].is(punctuator);
  };
  const auto is_name = [&] {
    return used < tokens.size() && tokens[used].kind == TokenKind::kIdentifier;
  };
  if (!is_name()) return {};
  const Token& name = tokens[used++];
  macro.name = name.spelling;
  // Only a parenthesis that touches the name opens parameters.
  if (!is("(") || tokens[used].begin != name.end) return macro;
  macro.function_like = true;
  for (++used; !is(")");) {
    if (macro.variadic) return {};
    if (is_name()) {
      macro.parameters.emplace_back(tokens[used++].spelling);
    } else if (!is(".")) {
      return {};
    } else {
      macro.parameters.emplace_back("__VA_ARGS__");
    }
    if (is(".")) {
      macro.variadic = true;
      for (int dots = 0; dots < 3; ++dots, ++used) {
        if (!is(".")) return {};
      }
    }
    if (is(",")) {
      ++used;
      if (is(")")) return {};
    } else if (!is(")")) {
      return {};
    }
  }
  ++used;
  return macro;
}

// The operand of a #define or #undef at `begin`; its head's tokens are `tokens[0, used)`.
std::string value_after(std::string_view bytes, const Tokens& tokens, std::size_t used,
                        Offset end) {
  const Offset begin = lex::skip_blanks(bytes, tokens[used - 1].end, end);
  std::string_view value = bytes.substr(begin, end - begin);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  return std::string(value);
}

// The first byte in [at, end) that is neither blank nor comment, or `end`.
Offset first_content(std::string_view bytes, Offset at, Offset end) {
  while ((at = lex::skip_blanks(bytes, at, end)) < end && bytes[at] == '\n') ++at;
  return at;
}

}  // namespace

Definitions::Definitions() {
  rules_.resize(kFirstSymbol);
  rules_[kConstant].name = "constant conditions";
  rules_[kFinalNewline].name = "newline at the end";
}

Result<Definitions> Definitions::parse(const Text& text) {
  const std::string_view bytes = text.bytes();
  const lex::DirectiveScan scan = lex::scan_directives(bytes, lex::Wanted::kAll);
  if (scan.unclosed_comment < text.size()) {
    return Error{text.place(scan.unclosed_comment), "this comment is not closed", ""};
  }
  const auto unreadable = [&](Offset at) {
    return Error{text.place(at), "not a definition",
                 "lines are `#define SYMBOL`, `#define SYMBOL VALUE` or `#undef SYMBOL`"};
  };
  Definitions definitions;
  Offset read = 0;
  for (const lex::Directive& directive : scan.directives) {
    const Offset between = first_content(bytes, read, directive.begin);
    if (between < directive.begin) return unreadable(between);
    read = directive.end;
    const bool defines = directive.kind == lex::DirectiveKind::kDefine;
    if (!defines && directive.kind != lex::DirectiveKind::kUndef) {
      return unreadable(directive.keyword_begin);
    }
    Spellings spellings;
    Tokens tokens;
    tokenize(bytes, directive.keyword_end, directive.operand_end, spellings, tokens);
    std::size_t used = 0;
    Definition definition = read_macro_head(tokens, used);
    if (definition.name.empty() || definition.name == "defined") {
      return Error{text.place(directive.keyword_begin), "no symbol to define", ""};
    }
    if (!defines && tokens.size() > 1) {
      return Error{text.place(tokens[1].begin), "unexpected text after the symbol", ""};
    }
    definition.defined = defines;
    definition.place = text.place(tokens[0].begin);
    definition.value = value_after(bytes, tokens, used, directive.operand_end);
    definitions.add(std::move(definition));
  }
  const Offset rest = first_content(bytes, read, text.size());
  if (rest < text.size()) return unreadable(rest);
  return definitions;
}

Status Definitions::define(std::string_view name, std::string_view value, Place place) {
  Spellings spellings;
  Tokens tokens;
  tokenize(name, 0, static_cast<Offset>(name.size()), spellings, tokens);
  std::size_t used = 0;
  Definition definition = read_macro_head(tokens, used);
  if (definition.name.empty() || used != tokens.size()) {
    return Error{std::move(place), "not a symbol: " + std::string(name), ""};
  }
  definition.place = std::move(place);
  definition.value = value;
  add(std::move(definition));
  return Done{};
}

Status Definitions::undefine(std::string_view name, Place place) {
  if (name.empty() || !is_identifier_start(name[0]) ||
      !std::all_of(name.begin(), name.end(), is_identifier_part)) {
    return Error{std::move(place), "not a symbol: " + std::string(name), ""};
  }
  Definition definition;
  definition.name = name;
  definition.place = std::move(place);
  definition.defined = false;
  add(std::move(definition));
  return Done{};
}

std::optional<RuleIndex> Definitions::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

void Definitions::add(Definition definition) {
  by_name_[definition.name] = static_cast<RuleIndex>(rules_.size());
  rules_.push_back(std::move(definition));
}

}  // namespace towpath::unifdef
