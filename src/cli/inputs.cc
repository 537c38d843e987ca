// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/inputs.h"

#include "cli/terminal.h"

namespace towpath::cli {

void add_recipe_argument(CLI::App& app, Inputs& inputs) {
  app.add_option("RECIPE", inputs.recipe, "Folder with the recipe's towpath.toml")
      ->required()
      ->type_name("DIR");
}

void add_input_options(CLI::App& app, Inputs& inputs) {
  app.add_option("--rev", inputs.rev, "Commit of the source to read, without checking it out")
      ->type_name("COMMIT");
  app.add_option("-t,--target", inputs.target, "The kernel tree, a git work tree")
      ->type_name("DST");
  add_symbol_options(app, inputs.symbols);
  app.add_option("-j,--jobs", inputs.jobs, "Threads (default: one a core)")
      ->type_name("N")
      ->check([](const std::string& text) -> std::string {
        const bool number =
            !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        return number && text.size() <= 3 && text != "0" ? ""
                                                         : "not a number from 1 to 999: " + text;
      });
}

Result<recipe::Recipe> load_recipe(const Inputs& inputs) {
  auto recipe = recipe::load(inputs.recipe);
  if (!recipe) return recipe;
  if (Status added = add_symbols(*inputs.symbols, *recipe); !added) return added.error();
  return recipe;
}

Result<std::unique_ptr<tree::SourceTree>> open_source(const Inputs& inputs) {
  if (!inputs.rev.empty()) return tree::open_commit(inputs.source, inputs.rev);
  return tree::open_folder(inputs.source);
}

Result<pipeline::Carriage> carry(const Inputs& inputs, const recipe::Recipe& recipe,
                                 const pipeline::Options& options) {
  const auto source = open_source(inputs);
  if (!source) return source.error();
  std::unique_ptr<tree::Target> target;
  pipeline::TargetReader reader;
  if (!inputs.target.empty()) {
    auto opened = tree::open_work_tree(inputs.target);
    if (!opened) return opened.error();
    target = *std::move(opened);
    reader = [&target](const std::string& path) { return target->read(path); };
  }
  pipeline::Progress progress;
  const ProgressBar bar(progress);
  return pipeline::carry(recipe, **source, reader, options, progress);
}

}  // namespace towpath::cli
