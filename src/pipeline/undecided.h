// SPDX-License-Identifier: GPL-2.0-or-later
// Which conditionals the result still has, and on what.
#pragma once

#include <vector>

#include "pipeline/files.h"
#include "pipeline/report.h"
#include "recipe/recipe.h"

namespace towpath::pipeline {

// The definitions of the last unifdef stage that acts on a path; none if none does.
const unifdef::Definitions* definitions_for(const recipe::Recipe& recipe, const std::string& path);

struct UndecidedSymbols {
  std::vector<UndecidedReport> symbols;  // by name
  // Files whose conditionals a later stage left unbalanced; entries of `stay` that nothing needs.
  std::vector<Error> warnings;
};

// Over the files that some unifdef stage of the recipe acted on. Include guards are left out.
UndecidedSymbols undecided(const recipe::Recipe& recipe, const Files& files);

}  // namespace towpath::pipeline
