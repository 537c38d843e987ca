// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath check`: looks for mistakes in what a recipe makes of a source.
#include "evidence/check.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/terminal.h"
#include "cli/version.h"

namespace towpath::cli {
namespace {

using evidence::Finding;
using pipeline::Carriage;
using Json = nlohmann::ordered_json;

struct CheckOptions : Inputs {
  std::vector<std::string> checks;
  bool with_tools = false;
  bool json = false;
  bool sarif = false;
};

struct KnownCheck {
  const char* name;
  const char* description;
  bool always;  // unless others are named: those are quick
};
constexpr KnownCheck kChecks[] = {
    {"orphans", "A name is used whose definition was lost on the way", true},
    {"leftovers", "A name is there that the recipe says must be gone", true},
    {"equivalence", "Source and result, with stand-ins expanded, do not say the same", true},
    {"oracle", "GNU sed, unifdef and spatch make something else of the source", false},
};

// What the checks found, each in its order, and how much equivalence compared.
struct Checked {
  std::vector<Finding> findings;
  std::optional<evidence::Equivalence> equivalence;

  void add(std::vector<Finding> found) {
    std::move(found.begin(), found.end(), std::back_inserter(findings));
  }
};

int failed(const Error& error, ExitCode code) {
  print_error(error);
  return code;
}

void print_lines(char sign, std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    fmt::print("    {} {}\n", sign, lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

void print(const Carriage& carriage, const Finding& finding) {
  const Colour colour = finding.in_comment ? Colour::kYellow : Colour::kRed;
  fmt::print("{}: {}: {}{}\n", to_string(finding.place),
             coloured(finding.check, colour, STDOUT_FILENO), finding.message,
             finding.in_comment ? " (in a comment)" : "");
  if (!finding.source.file.empty()) fmt::print("    see {}\n", to_string(finding.source));
  print_lines('-', finding.wanted);
  print_lines('+', finding.found);
  if (finding.rule) {
    fmt::print("    rule {}\n", to_string(carriage.report.rules[*finding.rule].place));
  }
}

Json json_of(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

Json json_of(const Carriage& carriage, const Checked& checked) {
  Json out = Json::array();
  for (const Finding& finding : checked.findings) {
    Json one = {{"check", finding.check},
                {"place", json_of(finding.place)},
                {"message", finding.message},
                {"in_comment", finding.in_comment},
                {"source", finding.source.file.empty() ? Json() : json_of(finding.source)},
                {"rule", Json()}};
    if (!finding.unit.empty()) one["unit"] = finding.unit;
    if (!finding.wanted.empty() || !finding.found.empty()) {
      one["wanted"] = finding.wanted;
      one["found"] = finding.found;
    }
    if (finding.rule) {
      const pipeline::RuleReport& rule = carriage.report.rules[*finding.rule];
      one["rule"] = {{"name", rule.name}, {"place", json_of(rule.place)}};
    }
    out.push_back(std::move(one));
  }
  Json all = {{"findings", std::move(out)}};
  if (checked.equivalence) {
    all["equivalence"] = {{"functions", checked.equivalence->functions},
                          {"equal", checked.equivalence->equal},
                          {"explained", checked.equivalence->explained}};
  }
  return all;
}

// The Static Analysis Results Interchange Format (OASIS, SARIF 2.1.0).
Json sarif_location(const Place& place) {
  Json location = {{"physicalLocation", {{"artifactLocation", {{"uri", place.file}}}}}};
  if (place.line != 0) {
    Json region = {{"startLine", place.line}};
    if (place.column != 0) region["startColumn"] = place.column;
    location["physicalLocation"]["region"] = std::move(region);
  }
  return location;
}

Json sarif_of(const std::vector<Finding>& findings) {
  Json rules = Json::array();
  for (const KnownCheck& check : kChecks) {
    rules.push_back({{"id", check.name}, {"shortDescription", {{"text", check.description}}}});
  }
  Json results = Json::array();
  for (const Finding& finding : findings) {
    Json result = {{"ruleId", finding.check},
                   {"level", finding.in_comment ? "note" : "error"},
                   {"message", {{"text", finding.message}}},
                   {"locations", Json::array({sarif_location(finding.place)})}};
    if (!finding.source.file.empty()) {
      result["relatedLocations"] = Json::array({sarif_location(finding.source)});
    }
    results.push_back(std::move(result));
  }
  Json driver = {{"name", "towpath"}, {"version", kVersion}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}}, {"results", std::move(results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({std::move(run)})}};
}

Result<Checked> check(const CheckOptions& options, const recipe::Recipe& recipe,
                      const tree::SourceTree& source, const Carriage& carriage) {
  const auto wanted = [&](std::string_view name) {
    if (options.checks.empty()) {
      return std::any_of(std::begin(kChecks), std::end(kChecks), [name](const KnownCheck& check) {
        return check.name == name && check.always;
      });
    }
    return std::find(options.checks.begin(), options.checks.end(), name) != options.checks.end();
  };
  Checked all;
  if (wanted("orphans")) {
    auto found = evidence::orphans(recipe, source, carriage);
    if (!found) return found.error();
    all.add(*std::move(found));
  }
  if (wanted("leftovers")) all.add(evidence::leftovers(recipe, carriage));
  if (wanted("equivalence") && recipe.equivalence) {
    auto same = evidence::equivalence(recipe, carriage);
    if (!same) return same.error();
    all.add(std::move(same->findings));
    all.equivalence = *std::move(same);
  }
  if (wanted("oracle")) {
    const auto theirs = carry(options, recipe, {true, options.jobs, false});
    if (!theirs) return theirs.error();
    all.add(evidence::oracle(carriage, *theirs));
  }
  return all;
}

int run(const CheckOptions& options) {
  const auto recipe = load_recipe(options);
  if (!recipe) return failed(recipe.error(), kMisused);
  const auto source = open_source(options);
  if (!source) return failed(source.error(), kFailed);
  const auto carriage = carry(options, *recipe, {options.with_tools, options.jobs, false});
  if (!carriage) return failed(carriage.error(), kFailed);

  const auto checked = check(options, *recipe, **source, *carriage);
  if (!checked) return failed(checked.error(), kFailed);

  // What a comment still speaks of is worth a look, and no mistake.
  const auto& findings = checked->findings;
  const auto mistakes = std::count_if(findings.begin(), findings.end(),
                                      [](const Finding& finding) { return !finding.in_comment; });
  if (options.json || options.sarif) {
    const Json out = options.sarif ? sarif_of(findings) : json_of(*carriage, *checked);
    fmt::print("{}\n", out.dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    for (const Finding& finding : findings) print(*carriage, finding);
    if (const auto& same = checked->equivalence) {
      fmt::print("{} of {} functions say what the source says, {} differ as explained\n",
                 same->equal, same->functions, same->explained);
    }
    fmt::print("{} finding{}, {} in comments\n", mistakes, mistakes == 1 ? "" : "s",
               findings.size() - static_cast<std::size_t>(mistakes));
  }
  if (std::fflush(stdout) != 0) return kFailed;
  return mistakes == 0 ? kDone : kFailed;
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
  for (const KnownCheck& check : kChecks) names.emplace_back(check.name);
  app->add_option("CHECK", options->checks, "orphans, leftovers, equivalence (the default), oracle")
      ->check(CLI::IsMember(names));
  app->add_flag("--with-tools", options->with_tools,
                "Check what GNU sed, unifdef and spatch make of it");
  app->add_flag("--json", options->json, "Print the findings as JSON");
  app->add_flag("--sarif", options->sarif, "Print the findings as SARIF 2.1.0");
  add_input_options(*app, *options);
  app->footer(
      "Examples:\n"
      "  towpath check recipes/lustre-2.13 ~/lustre\n"
      "  towpath check recipes/lustre-2.13 ~/lustre --rev v2_13 orphans --sarif > orphans.sarif\n"
      "Exit codes: 0 nothing found outside of comments, 1 something was, 2 bad usage or recipe.");
  return {app, [options] { return run(*options); }};
}

}  // namespace towpath::cli
