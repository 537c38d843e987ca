// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath run`: a recipe on a source, into a target.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <memory>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/ledger_file.h"
#include "cli/lineage_file.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "pipeline/pipeline.h"
#include "recipe/recipe.h"
#include "tree/observed_source.h"
#include "tree/source.h"
#include "tree/target.h"

namespace towpath::cli {
namespace {

struct RunOptions : Inputs {
  std::string output;
  std::string branch;
  std::string message;
  bool commit = false;
  bool dry_run = false;
  bool diff = false;
  bool with_tools = false;
  bool force = false;
  bool json = false;
  bool verbose = false;
  bool strict = false;
  bool no_proof = false;
  std::string ledger;
  bool locked = false;
  std::string explain;
};

int failed(const Error& error, ExitCode code) {
  print_error(error);
  return code;
}

// Where the result goes, as the options have it.
Result<std::unique_ptr<tree::Target>> open_target(const RunOptions& options,
                                                  const std::string& recipe) {
  if (!options.output.empty()) return tree::open_output_folder(options.output);
  if (options.commit || !options.branch.empty()) {
    return tree::open_commit_target(options.target, recipe, options.branch);
  }
  return tree::open_work_tree(options.target);
}

std::string commit_message(const recipe::Recipe& recipe, const pipeline::Report& report,
                           const std::string& subject) {
  const std::string& source = report.source.description;
  return fmt::format(
      "{}\n\nCarried with the recipe {} by towpath {}\nfrom {}{}.\n\n"
      "{} files taken: {} changed, {} as they were, {} dropped; {} made by the recipe.\n",
      subject.empty() ? recipe.commit_subject : subject, recipe.name, kVersion,
      source.empty() ? "a folder" : source,
      report.source.commit.empty() ? "" : " (" + report.source.commit + ")", report.taken,
      report.changed, report.untouched.size(), report.dropped.size(), report.made);
}

std::string uncommitted_message(const std::vector<std::string>& paths) {
  constexpr std::size_t kShown = 10;
  std::string message = "these paths have uncommitted changes:";
  for (std::size_t i = 0; i < paths.size() && i < kShown; ++i) message += "\n    " + paths[i];
  if (paths.size() > kShown) message += fmt::format("\n    … and {} more", paths.size() - kShown);
  return message;
}

int explain_symbol(const recipe::Recipe& recipe, const std::string& symbol) {
  const std::string explanation = explain(recipe, symbol);
  if (explanation.empty()) {
    return failed({{recipe.name},
                   "nothing in this recipe decides " + symbol,
                   "a #define or #undef in a file of an unifdef stage does, and -D or -U"},
                  kFailed);
  }
  fmt::print("{}", explanation);
  return kDone;
}

// What --strict does not let pass.
std::vector<Error> unmeant(const pipeline::Report& report) {
  std::vector<Error> errors;
  for (const pipeline::UndecidedReport& symbol : report.undecided) {
    if (symbol.meant_to_stay) continue;
    errors.push_back({symbol.places.front(),
                      fmt::format("{} is undecided, in {} places over {} lines", symbol.symbol,
                                  symbol.places.size(), symbol.lines),
                      "define or undefine it for the unifdef stage, or list it under 'stay'"});
  }
  for (const pipeline::ContradictionReport& found : report.contradictions) {
    if (found.declared) continue;
    errors.push_back({found.place, found.message,
                      "change the definitions, or list the symbol under 'contradictions'"});
  }
  return errors;
}

int run(const RunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  auto recipe = load_recipe(options);
  if (!recipe) return failed(recipe.error(), kMisused);
  if (!options.explain.empty()) return explain_symbol(*recipe, options.explain);
  const auto source = open_source(options);
  if (!source) return failed(source.error(), kFailed);
  auto target = open_target(options, recipe->name);
  if (!target) return failed(target.error(), kFailed);
  if ((*target)->recovery() != tree::Target::Recovery::kNone) {
    const bool finished = (*target)->recovery() == tree::Target::Recovery::kFinished;
    print_warning({{},
                   finished ? "an interrupted earlier run has been finished"
                            : "what an interrupted earlier run left has been removed",
                   ""});
  }

  // Lines for parents such as fs/Kconfig are added to what the kernel tree has, even where the
  // result goes to a folder of its own.
  std::unique_ptr<tree::Target> kernel;
  const tree::Target* parents = target->get();
  if (!options.output.empty()) {
    parents = nullptr;
    if (!options.target.empty()) {
      auto opened = tree::open_work_tree(options.target);
      if (!opened) return failed(opened.error(), kFailed);
      kernel = *std::move(opened);
      parents = kernel.get();
    }
  }
  pipeline::TargetReader reader;
  if (parents != nullptr)
    reader = [parents](const std::string& path) { return parents->read(path); };

  const tree::ObservedSource observed(**source);
  pipeline::Progress progress;
  auto carriage = [&] {
    const ProgressBar bar(progress);
    return pipeline::carry(*recipe, observed, reader,
                           {options.with_tools, options.jobs, !options.no_proof}, progress);
  }();
  if (!carriage) return failed(carriage.error(), kFailed);

  if (options.strict) {
    const std::vector<Error> errors = unmeant(carriage->report);
    for (const Error& error : errors) print_error(error);
    if (!errors.empty()) return kFailed;
  }

  const LedgerFile ledger(options.ledger, *recipe, *carriage);
  const auto moved = ledger.moved(options.locked);
  if (!moved) return failed(moved.error(), kFailed);
  if (options.locked && !moved->empty()) {
    for (const evidence::Ledger::Moved& entry : *moved) {
      print_error({{options.ledger}, describe(entry), ""});
    }
    return kFailed;
  }

  std::vector<tree::File> outputs;
  outputs.reserve(carriage->files.size());
  for (const auto& [path, file] : carriage->files)
    outputs.push_back({path, file.text, file.executable});
  const auto plan = (*target)->plan(std::move(outputs), recipe->owns);
  if (!plan) return failed(plan.error(), kFailed);

  RunReport report{*recipe, carriage->report, &*plan, nullptr, *moved, 0};
  tree::Published published;
  if (!options.dry_run && !options.diff) {
    if (!plan->uncommitted.empty() && !options.force) {
      return failed({{options.target},
                     uncommitted_message(plan->uncommitted),
                     "commit or stash them, or let --force keep a backup of them"},
                    kFailed);
    }
    const tree::Publication publication{options.force,
                                        commit_message(*recipe, carriage->report, options.message),
                                        carriage->report.source.time};
    auto done = (*target)->publish(*plan, publication);
    if (!done) return failed(done.error(), kFailed);
    published = *std::move(done);
    report.published = &published;
    if (!options.ledger.empty() && !options.locked) {
      if (Status written = ledger.write(); !written) return failed(written.error(), kFailed);
      // The original programs do not tell which of their rules did something.
      if (!options.with_tools) {
        const Status kept = write_lineage(options.ledger, *recipe, observed, *carriage);
        if (!kept) return failed(kept.error(), kFailed);
      }
    }
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  // A diff is for programs, so the summary goes out of its way.
  std::FILE* const summary = options.diff ? stderr : stdout;
  if (options.diff) fmt::print("{}", plan_diff(*plan));
  if (options.json) {
    fmt::print(summary, "{}", report_json(report));
  } else {
    fmt::print(summary, "{}", report_text(report, options.verbose, has_colours(::fileno(summary))));
    if (options.dry_run && !options.diff) fmt::print("{}", diffstat(*plan));
  }
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

}  // namespace

Command add_run(CLI::App& root) {
  CLI::App* app =
      root.add_subcommand("run", "Carries a source tree into a target tree by a recipe");
  auto options = std::make_shared<RunOptions>();
  add_recipe_argument(*app, *options);
  app->add_option("-s,--source", options->source,
                  "The project's tree: a folder or a git repository")
      ->type_name("SRC");
  add_input_options(*app, *options);
  app->add_option("-o,--output", options->output,
                  "Write into this plain folder, not into the target")
      ->type_name("DIR");
  app->add_flag("--commit", options->commit,
                "Make a commit on top of HEAD; branches, work tree and index stay");
  app->add_option("--branch", options->branch, "Likewise on top of this branch, made if need be")
      ->type_name("NAME");
  app->add_option("-m,--message", options->message, "Subject of the commit")->type_name("SUBJECT");
  app->add_flag("-n,--dry-run", options->dry_run, "Write nothing; show a diffstat");
  app->add_flag("--diff", options->diff,
                "Write nothing; print the diff against what the target has");
  app->add_flag("--with-tools", options->with_tools,
                "Use GNU sed, unifdef and spatch instead of Towpath's own engines");
  app->add_flag("-f,--force", options->force,
                "Go on over uncommitted changes, after keeping them in a commit of their own");
  app->add_option("--explain", options->explain,
                  "Tell which line decides a symbol, and do nothing else")
      ->type_name("SYMBOL");
  app->add_flag("--no-proof", options->no_proof,
                "Do not prove that unifdef stages changed nothing but conditionals");
  app->add_flag(
      "--strict", options->strict,
      "Fail where a symbol stays undecided that the recipe does not list under 'stay', or a "
      "contradiction is not listed under 'contradictions'");
  app->add_option(
         "--ledger", options->ledger,
         "Compare with what an earlier run wrote there, tell what moved, and write it anew")
      ->type_name("FILE");
  app->add_flag("--locked", options->locked,
                "Fail where anything has moved since the ledger, and write nothing");
  app->add_flag("--json", options->json, "Print the report as JSON");
  app->add_flag("-v,--verbose", options->verbose, "Show each rule's edits and each stage's time");
  app->callback([options] {
    if (!options->explain.empty()) return;
    if (options->source.empty()) throw CLI::RequiredError("--source");
    if (options->target.empty() && options->output.empty()) {
      throw CLI::RequiredError("--target or --output");
    }
    if (options->locked && options->ledger.empty()) throw CLI::RequiredError("--ledger");
    if (!options->output.empty() && (options->commit || !options->branch.empty())) {
      throw CLI::ExcludesError("--output", options->commit ? "--commit" : "--branch");
    }
  });
  app->footer(
      "Examples:\n"
      "  towpath run recipes/lustre-2.13 --source ~/lustre --target ~/linux\n"
      "      write into the work tree of ~/linux and stage it\n"
      "  towpath run recipes/lustre-2.13 --source ~/lustre --rev v2_13 --target ~/linux \\\n"
      "      --branch lustre -m 'lustre: update from master'\n"
      "      make a commit on a branch, leaving the work tree alone\n"
      "  towpath run recipes/lustre-2.13 --source ~/lustre --target ~/linux --diff | less\n"
      "      see what would change\n"
      "Exit codes: 0 done, 1 a check or patch failed, 2 bad usage or recipe.");
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
