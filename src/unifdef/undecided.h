// SPDX-License-Identifier: GPL-2.0-or-later
// What is left undecided: the symbols that still control something in a whole tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "text/result.h"
#include "text/text.h"
#include "unifdef/definitions.h"
#include "unifdef/resolve.h"

namespace towpath::unifdef {

// A #define or #undef line.
struct SymbolLine {
  std::string symbol;
  std::uint32_t line;
  bool defines;

  friend bool operator==(const SymbolLine&, const SymbolLine&) = default;
};

// What one text has to do with symbols.
struct TextSymbols {
  std::string path;
  std::vector<Undecided> undecided;
  std::vector<SymbolLine> changed;
  std::optional<Error> problem = {};  // why the text cannot be resolved
};

// Of `text`, which is a result of resolving by `definitions`: it is resolved once more, since the
// places then are those that people can go to. Include guards are left out on both sides: an
// #ifndef around all other conditionals, whose symbol the very next directive defines. If the text
// cannot be resolved, or there are no `definitions` for it, nothing is undecided in it, but its
// #define and #undef lines count.
TextSymbols symbols_of(const Text& text, const Definitions* definitions);

// One symbol over all texts.
struct UndecidedSymbol {
  std::string symbol;
  std::vector<Place> controls;  // the directives, without columns
  std::uint64_t lines = 0;      // that these control
  std::vector<Place> changed;   // where the texts themselves #define or #undef it
};

// All symbols that are undecided somewhere, by name; places in the order of `texts`.
std::vector<UndecidedSymbol> undecided_symbols(const std::vector<TextSymbols>& texts);

}  // namespace towpath::unifdef
