// SPDX-License-Identifier: GPL-2.0-or-later
// Where the result contradicts the recipe's definitions, or itself.
#pragma once

#include <vector>

#include "pipeline/files.h"
#include "pipeline/report.h"
#include "recipe/recipe.h"

namespace towpath::pipeline {

struct Contradictions {
  std::vector<ContradictionReport> all;  // by path and place
  std::vector<Error> warnings;           // entries of the recipe's list that nothing needs
};

// Over the files that some unifdef stage of the recipe acted on.
Contradictions contradictions(const recipe::Recipe& recipe, const Files& files);

}  // namespace towpath::pipeline
