// SPDX-License-Identifier: GPL-2.0-or-later
// Which files a collect stage takes, and where they land.
#pragma once

#include <string>
#include <vector>

#include "recipe/recipe.h"
#include "text/result.h"
#include "tree/source.h"

namespace towpath::pipeline {

struct Taking {
  std::string source_path;
  std::string path;  // in the target
  Place reason;      // the line of the recipe or of the makefile that asked for it
};

// Sorted by target path. Two source files for one target path, a file that a makefile or the recipe
// names and that is not there: located errors.
Result<std::vector<Taking>> collect(const recipe::Collect& stage, const kbuild::Settings& settings,
                                    const tree::SourceTree& source);

}  // namespace towpath::pipeline
