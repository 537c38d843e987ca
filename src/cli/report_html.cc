// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath report`: a run as a page to look at.
#include <memory>
#include <set>

#include "cli/checks.h"
#include "cli/command.h"
#include "cli/files.h"
#include "cli/inputs.h"
#include "cli/ledger_file.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "report/page.h"

namespace towpath::cli {
namespace {

struct PageOptions : Inputs {
  std::string ledger;
  std::string output;
};

int failed(const Error& error, ExitCode code) {
  print_error(error);
  return code;
}

// The recipe's files that have rules. What is no file, such as an option of the command line, has
// nothing to show.
std::vector<Text> recipe_files(const pipeline::Report& report) {
  std::set<std::string> paths;
  for (const pipeline::RuleReport& rule : report.rules) paths.insert(rule.place.file);
  std::vector<Text> files;
  for (const std::string& path : paths) {
    if (auto text = read_input(path)) files.push_back(*std::move(text));
  }
  return files;
}

std::vector<report::Check> checks_of(Checked checked) {
  std::vector<report::Check> checks;
  for (Checked::One& one : checked.checks) {
    checks.push_back({one.check->name, one.check->description, std::move(one.findings), {}});
    if (checks.back().name == "equivalence") checks.back().compared = checked.compared;
  }
  return checks;
}

int run(const PageOptions& options) {
  const auto recipe = load_recipe(options);
  if (!recipe) return failed(recipe.error(), kMisused);
  const auto source = open_source(options);
  if (!source) return failed(source.error(), kFailed);
  const auto carriage = carry(options, *recipe, {false, options.jobs, true});
  if (!carriage) return failed(carriage.error(), kFailed);
  const auto moved = LedgerFile(options.ledger, *recipe, *carriage).moved(false);
  if (!moved) return failed(moved.error(), kFailed);
  auto checked = make_checks({}, options, *recipe, **source, *carriage);
  if (!checked) return failed(checked.error(), kFailed);

  const report::Content content{
      *carriage, report_json({*recipe, carriage->report, nullptr, nullptr, *moved}),
      options.ledger.empty() ? std::nullopt : std::optional(options.ledger),
      checks_of(*std::move(checked)), recipe_files(carriage->report)};
  const Status written =
      write_output(options.output, report::page(content), {}, options.recipe, "");
  return written ? kDone : failed(written.error(), kFailed);
}

}  // namespace

Command add_report(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand("report", "Writes one HTML page that shows what a run does and why");
  auto options = std::make_shared<PageOptions>();
  add_recipe_argument(*app, *options);
  app->add_option("-s,--source", options->source,
                  "The project's tree: a folder or a git repository")
      ->required()
      ->type_name("SRC");
  add_input_options(*app, *options);
  app->add_option("--ledger", options->ledger,
                  "Show what moved since an earlier run wrote this file, which stays as it is")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  app->add_option("-o,--output", options->output, "The page")->required()->type_name("FILE.html");
  app->footer(
      "The page needs no server and no network, and no other file.\n"
      "Examples:\n"
      "  towpath report recipes/lustre-2.13 --source ~/lustre --output lustre.html\n"
      "  towpath report recipes/lustre-2.13 --source ~/lustre --rev v2_13 --target ~/linux \\\n"
      "      --ledger recipes/lustre-2.13/ledger.toml --output lustre.html\n"
      "Exit codes: 0 done, 1 a patch failed or something could not be read or written, 2 bad "
      "usage\nor recipe.");
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
