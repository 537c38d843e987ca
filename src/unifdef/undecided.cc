// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/undecided.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "lex/directive.h"
#include "unifdef/guard.h"

namespace towpath::unifdef {

using lex::Directive;
using lex::DirectiveKind;

TextSymbols symbols_of(const Text& text, const Definitions* definitions) {
  TextSymbols symbols{text.name(), {}, {}, {}};
  const auto directives = lex::scan_directives(text.bytes(), lex::Wanted::kAll).directives;
  const std::optional<std::size_t> guard = include_guard(text.bytes(), directives);
  for (std::size_t i = 0; i < directives.size(); ++i) {
    const Directive& directive = directives[i];
    const bool defines = directive.kind == DirectiveKind::kDefine;
    if ((!defines && directive.kind != DirectiveKind::kUndef) || (guard && i == *guard + 1)) {
      continue;
    }
    Spellings spellings;
    std::string symbol(leading_symbol(text.bytes(), directive, spellings));
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
