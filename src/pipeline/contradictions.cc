// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline/contradictions.h"

#include <algorithm>
#include <utility>

#include "pipeline/undecided.h"
#include "unifdef/contradictions.h"

namespace towpath::pipeline {

Contradictions contradictions(const recipe::Recipe& recipe, const Files& files) {
  Contradictions out;
  std::vector<bool> needed(recipe.contradictions.size());
  // One that is about several symbols is declared by any of them.
  const auto declared = [&](const std::vector<std::string>& symbols) {
    bool any = false;
    for (std::size_t i = 0; i < needed.size(); ++i) {
      const Glob& declaration = recipe.contradictions[i].symbols;
      if (std::any_of(symbols.begin(), symbols.end(),
                      [&](const std::string& symbol) { return declaration.matches(symbol); })) {
        needed[i] = any = true;
      }
    }
    return any;
  };
  for (const auto& [path, file] : files) {
    const unifdef::Definitions* const definitions = definitions_for(recipe, path);
    if (definitions == nullptr) continue;
    for (unifdef::Contradiction& found : unifdef::contradictions(file.text, *definitions)) {
      const bool meant = declared(found.symbols);
      out.all.push_back({std::move(found.place), std::move(found.symbols), std::move(found.message),
                         std::move(found.other), meant});
    }
  }
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (needed[i]) continue;
    out.warnings.push_back({recipe.contradictions[i].place,
                            "nothing contradicts " + recipe.contradictions[i].symbols.pattern(),
                            "take it from the list of contradictions"});
  }
  return out;
}

}  // namespace towpath::pipeline
