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
};
constexpr KnownCheck kChecks[] = {
    {"orphans", "A name is used whose definition was lost on the way"},
    {"leftovers", "A name is there that the recipe says must be gone"},
};

int failed(const Error& error, ExitCode code) {
  print_error(error);
  return code;
}

void print(const Carriage& carriage, const Finding& finding) {
  const Colour colour = finding.in_comment ? Colour::kYellow : Colour::kRed;
  fmt::print("{}: {}: {}{}\n", to_string(finding.place),
             coloured(finding.check, colour, STDOUT_FILENO), finding.message,
             finding.in_comment ? " (in a comment)" : "");
  if (!finding.source.file.empty()) fmt::print("    see {}\n", to_string(finding.source));
  if (finding.rule) {
    fmt::print("    rule {}\n", to_string(carriage.report.rules[*finding.rule].place));
  }
}

Json json_of(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

Json json_of(const Carriage& carriage, const std::vector<Finding>& findings) {
  Json out = Json::array();
  for (const Finding& finding : findings) {
    Json one = {{"check", finding.check},
                {"place", json_of(finding.place)},
                {"message", finding.message},
                {"in_comment", finding.in_comment},
                {"source", finding.source.file.empty() ? Json() : json_of(finding.source)},
                {"rule", Json()}};
    if (finding.rule) {
      const pipeline::RuleReport& rule = carriage.report.rules[*finding.rule];
      one["rule"] = {{"name", rule.name}, {"place", json_of(rule.place)}};
    }
    out.push_back(std::move(one));
  }
  return out;
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

int run(const CheckOptions& options) {
  const auto recipe = load_recipe(options);
  if (!recipe) return failed(recipe.error(), kMisused);
  const auto source = open_source(options);
  if (!source) return failed(source.error(), kFailed);
  const auto carriage = carry(options, *recipe, {options.with_tools, options.jobs, false});
  if (!carriage) return failed(carriage.error(), kFailed);

  const auto wanted = [&](const char* name) {
    return options.checks.empty() ||
           std::find(options.checks.begin(), options.checks.end(), name) != options.checks.end();
  };
  std::vector<Finding> findings;
  if (wanted("orphans")) {
    auto found = evidence::orphans(*recipe, **source, *carriage);
    if (!found) return failed(found.error(), kFailed);
    findings = *std::move(found);
  }
  if (wanted("leftovers")) {
    auto found = evidence::leftovers(*recipe, *carriage);
    std::move(found.begin(), found.end(), std::back_inserter(findings));
  }

  // What a comment still speaks of is worth a look, and no mistake.
  const auto mistakes = std::count_if(findings.begin(), findings.end(),
                                      [](const Finding& finding) { return !finding.in_comment; });
  if (options.json || options.sarif) {
    const Json out = options.sarif ? sarif_of(findings) : json_of(*carriage, findings);
    fmt::print("{}\n", out.dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    for (const Finding& finding : findings) print(*carriage, finding);
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
  app->add_option("CHECK", options->checks, "orphans, leftovers (default: all)")
      ->check(CLI::IsMember({"orphans", "leftovers"}));
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
