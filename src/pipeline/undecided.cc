// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/undecided.h"

#include "unifdef/undecided.h"

namespace towpath::pipeline {

const unifdef::Definitions* definitions_for(const recipe::Recipe& recipe, const std::string& path) {
  const unifdef::Definitions* last = nullptr;
  for (const recipe::Stage& stage : recipe.stages) {
    const auto* unifdef = std::get_if<recipe::Unifdef>(&stage.action);
    if (unifdef != nullptr && stage.selection.contains(path)) last = &unifdef->definitions;
  }
  return last;
}

UndecidedSymbols undecided(const recipe::Recipe& recipe, const Files& files) {
  UndecidedSymbols out;
  // The results once more, for what is left: a scan for '#' is all that it costs.
  std::vector<unifdef::TextSymbols> texts;
  for (const auto& [path, file] : files) {
    texts.push_back(unifdef::symbols_of(file.text, definitions_for(recipe, path)));
    if (std::optional<Error>& problem = texts.back().problem) {
      problem->hint = "a stage after unifdef has made it so";
      out.warnings.push_back(*std::move(problem));
    }
  }
  std::vector<bool> needed(recipe.stay.size());
  for (unifdef::UndecidedSymbol& symbol : unifdef::undecided_symbols(texts)) {
    UndecidedReport report{std::move(symbol.symbol), std::move(symbol.controls), symbol.lines};
    if (!symbol.changed.empty()) report.defined = symbol.changed.front();
    for (std::size_t i = 0; i < recipe.stay.size(); ++i) {
      if (!recipe.stay[i].symbols.matches(report.symbol)) continue;
      report.meant_to_stay = true;
      needed[i] = true;
    }
    out.symbols.push_back(std::move(report));
  }
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (needed[i]) continue;
    out.warnings.push_back({recipe.stay[i].place,
                            "no conditional depends on " + recipe.stay[i].symbols.pattern(),
                            "take it from the list of what stays"});
  }
  return out;
}

}  // namespace towpath::pipeline
