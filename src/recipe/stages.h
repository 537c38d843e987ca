// SPDX-License-Identifier: GPL-2.0-or-later
// The stages of a recipe, each read and compiled from its table.
#pragma once

#include <optional>

#include "recipe/folder.h"
#include "recipe/recipe.h"
#include "recipe/table.h"

namespace towpath::recipe {

// A path of the tree as recipes write it: no leading slash, no "..", and any final slash taken off.
// What it must not be, the table is told.
std::string tree_path(Table& table, Placed<std::string> path);

// Nothing when the table is wrong; it has been told why.
std::optional<Stage> stage_of(Table& table, Folder& folder, const kbuild::Settings& settings);

}  // namespace towpath::recipe
