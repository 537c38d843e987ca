// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/undecided.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "lex/directive.h"
#include "unifdef/token.h"

namespace towpath::unifdef {
namespace {

using lex::Directive;
using lex::DirectiveKind;

// The symbol that the directive begins with, if it does.
std::string symbol_of(const Text& text, const Directive& directive) {
  Spellings spellings;
  Tokens tokens;
  tokenize(text.bytes(), directive.keyword_end, directive.operand_end, spellings, tokens);
  const bool symbol = !tokens.empty() && tokens[0].kind == TokenKind::kIdentifier;
  return symbol ? std::string(tokens[0].spelling) : std::string();
}

// The index of the #ifndef of an include guard; the #define is next.
std::optional<std::size_t> guard_of(const Text& text, const std::vector<Directive>& directives) {
  const auto conditional = [](const Directive& directive) {
    return directive.kind <= DirectiveKind::kEndif;
  };
  const auto first = std::find_if(directives.begin(), directives.end(), conditional);
  if (first == directives.end() || first->kind != DirectiveKind::kIfndef) return std::nullopt;
  const auto define = first + 1;
  if (define == directives.end() || define->kind != DirectiveKind::kDefine ||
      symbol_of(text, *first) != symbol_of(text, *define)) {
    return std::nullopt;
  }
  // Its #endif is the last conditional directive.
  int depth = 0;
  for (auto at = first; at != directives.end(); ++at) {
    if (!conditional(*at)) continue;
    if (depth == 0 && at != first) return std::nullopt;
    if (at->kind <= DirectiveKind::kIfndef) ++depth;
    if (at->kind == DirectiveKind::kEndif) --depth;
    if (depth == 1 && at->kind > DirectiveKind::kIfndef && at->kind < DirectiveKind::kEndif) {
      return std::nullopt;
    }
  }
  return first - directives.begin();
}

}  // namespace

TextSymbols symbols_of(const Text& text, const Definitions* definitions) {
  TextSymbols symbols{text.name(), {}, {}, {}};
  const auto directives = lex::scan_directives(text.bytes(), lex::Wanted::kAll).directives;
  const std::optional<std::size_t> guard = guard_of(text, directives);
  for (std::size_t i = 0; i < directives.size(); ++i) {
    const Directive& directive = directives[i];
    const bool defines = directive.kind == DirectiveKind::kDefine;
    if ((!defines && directive.kind != DirectiveKind::kUndef) || (guard && i == *guard + 1)) {
      continue;
    }
    std::string symbol = symbol_of(text, directive);
    if (symbol.empty()) continue;
    symbols.changed.push_back({std::move(symbol), text.line_of(directive.keyword_begin), defines});
  }
  if (definitions == nullptr) return symbols;
  auto resolution = resolve(text, *definitions);
  if (!resolution) {
    symbols.problem = resolution.error();
    return symbols;
  }
  symbols.undecided = std::move(resolution->undecided);
  if (guard) {
    const std::uint32_t line = text.line_of(directives[*guard].keyword_begin);
    std::erase_if(symbols.undecided,
                  [line](const Undecided& undecided) { return undecided.line == line; });
  }
  return symbols;
}

std::vector<UndecidedSymbol> undecided_symbols(const std::vector<TextSymbols>& texts) {
  std::map<std::string_view, UndecidedSymbol> by_name;
  for (const TextSymbols& text : texts) {
    for (const Undecided& here : text.undecided) {
      UndecidedSymbol& symbol = by_name[here.symbol];
      symbol.symbol = here.symbol;
      symbol.lines += here.lines_controlled;
      symbol.controls.push_back({text.path, here.line, 0});
    }
  }
  for (const TextSymbols& text : texts) {
    for (const SymbolLine& here : text.changed) {
      const auto symbol = by_name.find(here.symbol);
      if (symbol != by_name.end()) symbol->second.changed.push_back({text.path, here.line, 0});
    }
  }
  std::vector<UndecidedSymbol> list;
  for (auto& [name, symbol] : by_name) list.push_back(std::move(symbol));
  return list;
}

}  // namespace towpath::unifdef
