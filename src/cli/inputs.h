// SPDX-License-Identifier: GPL-2.0-or-later
// What the commands share that carry a source by a recipe.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "cli/symbols.h"
#include "pipeline/pipeline.h"
#include "recipe/recipe.h"
#include "tree/source.h"
#include "tree/target.h"

namespace towpath::cli {

struct Inputs {
  std::string recipe;
  std::string source;
  std::string rev;     // empty: the folder as it is
  std::string target;  // the kernel tree; may be empty
  int jobs = 0;
  std::shared_ptr<SymbolOptions> symbols = std::make_shared<SymbolOptions>();
};

// RECIPE; then --rev, --target, --jobs and the options about symbols. How the source is named is
// the command's own.
void add_recipe_argument(CLI::App& app, Inputs& inputs);
void add_input_options(CLI::App& app, Inputs& inputs);

// The recipe with the symbols of the command line.
Result<recipe::Recipe> load_recipe(const Inputs& inputs);

Result<std::unique_ptr<tree::SourceTree>> open_source(const Inputs& inputs);

// The recipe on the source, with nothing written; shows its progress. Parents of the target get
// their lines where one is named.
Result<pipeline::Carriage> carry(const Inputs& inputs, const recipe::Recipe& recipe,
                                 const pipeline::Options& options);

}  // namespace towpath::cli
