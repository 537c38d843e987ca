// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/check_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.h"
#include "cli/version.h"

namespace towpath::cli {
namespace {

using evidence::Finding;
using pipeline::Carriage;
using Json = nlohmann::ordered_json;

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

Json json_of(const Carriage& carriage, const Finding& finding) {
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
  return one;
}

Json sarif_location(const Place& place) {
  Json location = {{"physicalLocation", {{"artifactLocation", {{"uri", place.file}}}}}};
  if (place.line != 0) {
    Json region = {{"startLine", place.line}};
    if (place.column != 0) region["startColumn"] = place.column;
    location["physicalLocation"]["region"] = std::move(region);
  }
  return location;
}

Json sarif_result(const Finding& finding) {
  Json result = {{"ruleId", finding.check},
                 {"level", finding.in_comment ? "note" : "error"},
                 {"message", {{"text", finding.message}}},
                 {"locations", Json::array({sarif_location(finding.place)})}};
  if (!finding.source.file.empty()) {
    result["relatedLocations"] = Json::array({sarif_location(finding.source)});
  }
  return result;
}

// Names may hold any bytes; what is not UTF-8 is replaced.
std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void print(const Carriage& carriage, const Checked& checked) {
  for (const Checked::One& one : checked.checks) {
    for (const Finding& finding : one.findings) print(carriage, finding);
  }
  if (const auto& same = checked.compared) {
    fmt::print("{} of {} functions say what the source says, {} differ as explained\n", same->equal,
               same->functions, same->explained);
  }
  fmt::print("{} finding{}, {} in comments\n", checked.mistakes(),
             checked.mistakes() == 1 ? "" : "s", checked.in_comments());
}

std::string json_of(const Carriage& carriage, const Checked& checked) {
  Json findings = Json::array();
  for (const Checked::One& one : checked.checks) {
    for (const Finding& finding : one.findings) findings.push_back(json_of(carriage, finding));
  }
  Json all = {{"findings", std::move(findings)}};
  if (checked.compared) {
    all["equivalence"] = {{"functions", checked.compared->functions},
                          {"equal", checked.compared->equal},
                          {"explained", checked.compared->explained}};
  }
  return dumped(all);
}

std::string sarif_of(const Checked& checked) {
  Json rules = Json::array();
  for (const KnownCheck& check : known_checks()) {
    rules.push_back({{"id", check.name}, {"shortDescription", {{"text", check.description}}}});
  }
  Json results = Json::array();
  for (const Checked::One& one : checked.checks) {
    for (const Finding& finding : one.findings) results.push_back(sarif_result(finding));
  }
  Json driver = {{"name", "towpath"}, {"version", kVersion}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}}, {"results", std::move(results)}};
  return dumped({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs", Json::array({std::move(run)})}});
}

}  // namespace towpath::cli
