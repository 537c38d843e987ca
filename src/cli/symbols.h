// SPDX-License-Identifier: GPL-2.0-or-later
// What the command line says about the symbols of conditionals.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "recipe/recipe.h"
#include "text/result.h"

namespace towpath::cli {

// One of -D, -U and --definitions; they add up in the order given.
struct SymbolOption {
  enum class Kind : std::uint8_t { kDefine, kUndefine, kFile } kind;
  std::string argument;
};
using SymbolOptions = std::vector<SymbolOption>;

void add_symbol_options(CLI::App& app, const std::shared_ptr<SymbolOptions>& options);

// Adds them to what each unifdef stage of the recipe knows, over it.
Status add_symbols(const SymbolOptions& options, recipe::Recipe& recipe);

// Which line decides `symbol`, stage by stage, and which lines it overrides; which line says that
// it is meant to stay. Empty where the recipe says nothing of it.
std::string explain(const recipe::Recipe& recipe, const std::string& symbol);

}  // namespace towpath::cli
