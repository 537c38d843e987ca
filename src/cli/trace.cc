// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath trace`: where a line of the carried tree comes from, where one of the source went, and
// what a rule did.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/lineage_file.h"
#include "cli/terminal.h"
#include "cli/trace_output.h"

namespace towpath::cli {
namespace {

using evidence::Lines;
using evidence::Trace;
using pipeline::Carriage;

struct TraceOptions : Inputs {
  std::vector<std::string> places;
  std::vector<std::string> source_places;
  std::vector<std::string> rules;
  std::string ledger;
  bool blame = false;
  bool json = false;
};

// A file, or lines of it.
struct Query {
  std::string file;
  std::optional<Lines> lines;
};

// FILE, FILE:LINE or FILE:FIRST-LAST.
Result<Query> query_of(const std::string& text) {
  const auto file = [](const std::string& path) {
    return std::filesystem::path(path).lexically_normal().string();
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return Query{file(text), {}};
  const char* at = text.data() + colon + 1;
  const char* const end = text.data() + text.size();
  Lines lines{0, 0};
  auto parsed = std::from_chars(at, end, lines.first);
  lines.last = lines.first;
  if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '-') {
    parsed = std::from_chars(parsed.ptr + 1, end, lines.last);
  }
  if (parsed.ec != std::errc() || parsed.ptr != end || lines.first == 0 ||
      lines.last < lines.first) {
    return Error{{text}, "not a place", "FILE, FILE:LINE or FILE:FIRST-LAST; lines count from 1"};
  }
  return Query{file(text.substr(0, colon)), lines};
}

struct Queries {
  std::vector<Query> target;
  std::vector<Query> source;  // with lines
};

Result<Queries> queries_of(const TraceOptions& options) {
  Queries queries;
  for (const std::string& place : options.places) {
    auto query = query_of(place);
    if (!query) return query.error();
    queries.target.push_back(*std::move(query));
  }
  for (const std::string& place : options.source_places) {
    auto query = query_of(place);
    if (!query) return query.error();
    if (!query->lines) {
      return Error{{place}, "which line?", "--source takes FILE:LINE or FILE:FIRST-LAST"};
    }
    queries.source.push_back(*std::move(query));
  }
  return queries;
}

Result<std::vector<Trace>> target_traces(const Carriage& carriage, const Query& query) {
  if (!query.lines) return evidence::trace_file(carriage, query.file);
  auto trace = evidence::trace_target(carriage, query.file, *query.lines);
  if (!trace) return trace.error();
  return std::vector{*std::move(trace)};
}

Result<std::vector<Trace>> source_traces(const Carriage& carriage, const Query& query) {
  return evidence::trace_source(carriage, query.file, *query.lines);
}

// By name, or by the place in the recipe: FILE:LINE, without the folders before the file.
std::vector<RuleIndex> rules_called(const pipeline::Report& report, const std::string& name) {
  std::vector<RuleIndex> found;
  for (std::size_t i = 0; i < report.rules.size(); ++i) {
    const pipeline::RuleReport& rule = report.rules[i];
    const std::string place = fmt::format("{}:{}", rule.place.file, rule.place.line);
    if (rule.name != name && place != name && !place.ends_with("/" + name)) continue;
    found.push_back(static_cast<RuleIndex>(i));
  }
  return found;
}

Result<std::vector<Trace>> rule_traces(const Carriage& carriage, const std::string& name) {
  const std::vector<RuleIndex> rules = rules_called(carriage.report, name);
  if (rules.empty()) {
    return Error{{name},
                 "the recipe has no rule of this name or at this place",
                 "`towpath run --verbose` lists them, and `run --json` tells their places"};
  }
  std::vector<Trace> traces;
  for (const RuleIndex rule : rules) {
    auto found = evidence::trace_rule(carriage, rule);
    std::move(found.begin(), found.end(), std::back_inserter(traces));
  }
  return traces;
}

// The commits behind the source's lines of all answers.
Status add_commits(const TraceOptions& options, const Carriage& carriage,
                   std::vector<Answer>& answers) {
  const auto has_commits = [](const Trace& trace) {
    return trace.from == pipeline::Carried::From::kSource && !trace.inserted;
  };
  std::vector<tree::BlameQuestion> questions;
  std::map<std::string, std::size_t> question_of;  // by path in the source
  for (const Answer& answer : answers) {
    const Trace& trace = answer.trace;
    if (!has_commits(trace)) continue;
    const auto [known, is_new] = question_of.emplace(trace.source_path, questions.size());
    if (is_new) {
      questions.push_back({trace.source_path, file_of(carriage, trace).source.bytes(), {}});
    }
    auto& lines = questions[known->second].lines;
    for (const Lines& range : trace.source_lines) lines.push_back({range.first, range.last});
  }
  if (questions.empty()) return Done{};
  const auto found =
      tree::blame(options.source, options.rev.empty() ? "HEAD" : options.rev, questions);
  if (!found) return found.error();
  for (Answer& answer : answers) {
    if (!has_commits(answer.trace)) continue;
    const auto& all = (*found)[question_of.at(answer.trace.source_path)];
    for (const Lines& range : answer.trace.source_lines) {
      for (tree::Blamed blamed : all) {
        if (blamed.last < range.first || blamed.first > range.last) continue;
        blamed.first = std::max(blamed.first, range.first);
        blamed.last = std::min(blamed.last, range.last);
        answer.commits.push_back(std::move(blamed));
      }
    }
  }
  return Done{};
}

int failed(const Error& error, ExitCode code) {
  print_error(error);
  return code;
}

// The files that are asked about, at the least: from the lineage that a run left, or carried.
Result<Carriage> carriage_of(const TraceOptions& options, const Queries& queries,
                             const recipe::Recipe& recipe) {
  evidence::KeptLineage::Wanted wanted;
  for (const auto* of : {&queries.target, &queries.source}) {
    for (const Query& query : *of) wanted.files.push_back(query.file);
  }
  const pipeline::Report report = pipeline::unstarted(recipe);
  for (const std::string& name : options.rules) {
    const std::vector<RuleIndex> rules = rules_called(report, name);
    wanted.rules.insert(wanted.rules.end(), rules.begin(), rules.end());
  }
  const std::string ledger = options.ledger.empty()
                                 ? (std::filesystem::path(options.recipe) / "ledger.toml").string()
                                 : options.ledger;
  if (auto kept = kept_carriage(ledger, options, recipe, wanted)) return *std::move(kept);
  pipeline::Options carrying{.jobs = options.jobs, .prove = false, .survey = false};
  // A rule may have changed any file.
  if (options.rules.empty()) carrying.only = std::move(wanted.files);
  return carry(options, recipe, carrying);
}

// What the target's own files have, such as fs/Kconfig, is known only where the target is.
Status check_target(const TraceOptions& options, const Queries& queries,
                    const recipe::Recipe& recipe, const Carriage& carriage) {
  if (!options.target.empty()) return Done{};
  for (const recipe::Stage& stage : recipe.stages) {
    const auto* const kbuild = std::get_if<recipe::Kbuild>(&stage.action);
    if (kbuild == nullptr) continue;
    for (const recipe::Kbuild::Parent& parent : kbuild->parents) {
      for (const Query& query : queries.target) {
        if (query.file != parent.file || carriage.files.contains(query.file)) continue;
        return Error{{query.file},
                     "is the target's own file, to which the recipe adds lines",
                     "name that tree with --target"};
      }
    }
  }
  return Done{};
}

int run(const TraceOptions& options) {
  const auto queries = queries_of(options);
  if (!queries) return failed(queries.error(), kMisused);
  const auto recipe = load_recipe(options);
  if (!recipe) return failed(recipe.error(), kMisused);
  const auto carriage = carriage_of(options, *queries, *recipe);
  if (!carriage) return failed(carriage.error(), kFailed);

  if (Status known = check_target(options, *queries, *recipe, *carriage); !known) {
    return failed(known.error(), kFailed);
  }

  std::vector<Answer> answers;
  const auto ask = [&](const auto& questions, const auto& answer) -> Status {
    for (const auto& question : questions) {
      auto found = answer(*carriage, question);
      if (!found) return found.error();
      for (Trace& trace : *found) answers.push_back({std::move(trace)});
    }
    return Done{};
  };
  for (const Status& asked :
       {ask(queries->target, target_traces), ask(queries->source, source_traces),
        ask(options.rules, rule_traces)}) {
    if (!asked) return failed(asked.error(), kFailed);
  }
  if (options.blame) {
    if (Status found = add_commits(options, *carriage, answers); !found) {
      return failed(found.error(), kFailed);
    }
  }
  if (options.json) {
    fmt::print("{}", json_of(*carriage, answers));
  } else {
    print(*carriage, answers);
  }
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

}  // namespace

Command add_trace(CLI::App& root) {
  CLI::App* app = root.add_subcommand(
      "trace", "Tells where lines of the carried tree come from, and what became of others");
  auto options = std::make_shared<TraceOptions>();
  add_recipe_argument(*app, *options);
  app->add_option("SRC", options->source, "The project's tree: a folder or a git repository")
      ->required()
      ->type_name("DIR");
  app->add_option("PLACE", options->places,
                  "FILE, FILE:LINE or FILE:FIRST-LAST, by their path in the target")
      ->type_name("FILE:LINE");
  app->add_option("--source", options->source_places,
                  "Lines of the source instead: where they went, or what removed them")
      ->type_name("FILE:LINE")
      ->allow_extra_args(false);
  app->add_option("--rule", options->rules,
                  "Every place that a rule changed; by its name, or FILE:LINE in the recipe")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app->add_option("--ledger", options->ledger,
                  "Answer by the lineage that `run --ledger FILE` left beside this ledger, where "
                  "that is still true (default: ledger.toml in the recipe's folder)")
      ->type_name("FILE");
  app->add_flag("--blame", options->blame, "With the commits that last touched the source's lines");
  app->add_flag("--json", options->json, "Print the answers as JSON");
  add_input_options(*app, *options);
  app->callback([options] {
    if (options->places.empty() && options->source_places.empty() && options->rules.empty()) {
      throw CLI::RequiredError("a place, --source or --rule");
    }
  });
  app->footer(
      "Examples:\n"
      "  towpath trace recipes/lustre-2.13 ~/lustre --rev v2_13 fs/lustre/llite/file.c:120\n"
      "      the source line, and each rule that shaped it\n"
      "  towpath trace recipes/lustre-2.13 ~/lustre --source lustre/llite/file.c:140 --blame\n"
      "      where a line of the source went, and who wrote it\n"
      "  towpath trace recipes/lustre-2.13 ~/lustre --rule client.cocci:12\n"
      "      all that one rule did\n"
      "Exit codes: 0 done, 1 no such line or rule, 2 bad usage or recipe.");
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
