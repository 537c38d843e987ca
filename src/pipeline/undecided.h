// SPDX-License-Identifier: GPL-2.0-or-later
// Which conditionals the result still has, and on what.
#pragma once

#include <vector>

#include "pipeline/files.h"
#include "pipeline/report.h"
#include "recipe/recipe.h"

namespace towpath::pipeline {

// By symbol, over the files that some unifdef stage of the recipe acted on. Include guards are left
// out: they are meant to stay.
std::vector<UndecidedReport> undecided(const recipe::Recipe& recipe, const Files& files);

}  // namespace towpath::pipeline
