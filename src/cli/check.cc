// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath check`: looks for mistakes in what a recipe makes of a source.
#include <fmt/format.h>

#include "cli/check_output.h"
#include "cli/checks.h"
#include "cli/command.h"
#include "cli/terminal.h"

namespace towpath::cli {
namespace {

struct CheckOptions : Inputs {
  Checks checks;
  bool with_tools = false;
  bool json = false;
  bool sarif = false;
};

int failed(const Error& error, ExitCode code) {
  print_error(error);
  return code;
}

int run(const CheckOptions& options) {
  const auto recipe = load_recipe(options);
  if (!recipe) return failed(recipe.error(), kMisused);
  const auto source = open_source(options);
  if (!source) return failed(source.error(), kFailed);
  const auto carriage = carry(
      options, *recipe,
      {.with_tools = options.with_tools, .jobs = options.jobs, .prove = false, .survey = false});
  if (!carriage) return failed(carriage.error(), kFailed);
  const auto checked = make_checks(options.checks, options, *recipe, **source, *carriage);
  if (!checked) return failed(checked.error(), kFailed);
  if (options.json) {
    fmt::print("{}\n", json_of(*carriage, *checked));
  } else if (options.sarif) {
    fmt::print("{}\n", sarif_of(*checked));
  } else {
    print(*carriage, *checked);
  }
  if (std::fflush(stdout) != 0) return kFailed;
  return checked->mistakes() == 0 ? kDone : kFailed;
}

}  // namespace

Command add_check(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand("check", "Looks for mistakes in what a recipe makes of a source");
  auto options = std::make_shared<CheckOptions>();
  add_recipe_argument(*app, *options);
  app->add_option("SRC", options->source, "The project's tree: a folder or a git repository")
      ->required()
      ->type_name("DIR");
  std::vector<std::string> names;
  for (const KnownCheck& check : known_checks()) names.emplace_back(check.name);
  app->add_option("CHECK", options->checks.names,
                  "orphans, leftovers, equivalence (the default); oracle, style, build, sparse")
      ->check(CLI::IsMember(names));
  app->add_option("--kernel", options->checks.kernel,
                  "The kernel tree for style, build and sparse, or its headers for the latter two "
                  "(default: the target)")
      ->check(CLI::ExistingDirectory)
      ->type_name("DIR");
  app->add_flag("--with-tools", options->with_tools,
                "Check what GNU sed, unifdef and spatch make of it");
  CLI::Option* json = app->add_flag("--json", options->json, "Print the findings as JSON");
  app->add_flag("--sarif", options->sarif, "Print the findings as SARIF 2.1.0")->excludes(json);
  add_input_options(*app, *options);
  app->footer(
      "Examples:\n"
      "  towpath check recipes/lustre-2.13 ~/lustre\n"
      "  towpath check recipes/lustre-2.13 ~/lustre --rev v2_13 orphans --sarif > orphans.sarif\n"
      "  towpath check examples/harbor/recipe examples/harbor/source build \\\n"
      "      --kernel /lib/modules/$(uname -r)/build\n"
      "build compiles with the CC of the environment, style runs the kernel tree's checkpatch.pl.\n"
      "Exit codes: 0 nothing found outside of comments, 1 something was, 2 bad usage or recipe.");
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
