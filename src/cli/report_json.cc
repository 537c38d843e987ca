// SPDX-License-Identifier: GPL-2.0-or-later
#include <nlohmann/json.hpp>

#include "cli/report.h"
#include "cli/version.h"

namespace towpath::cli {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

Json rules_of(const pipeline::Report& report, std::size_t stage) {
  Json rules = Json::array();
  for (const pipeline::RuleReport& rule : report.rules) {
    if (rule.stage != stage) continue;
    rules.push_back({{"name", rule.name},
                     {"place", json_of(rule.place)},
                     {"can_fire", rule.can_fire},
                     {"fired", rule.fired}});
  }
  return rules;
}

Json stages_of(const pipeline::Report& report) {
  Json stages = Json::array();
  for (std::size_t i = 0; i < report.stages.size(); ++i) {
    const pipeline::StageReport& stage = report.stages[i];
    stages.push_back({{"kind", stage.kind},
                      {"name", stage.name},
                      {"files", stage.files},
                      {"changed", stage.changed},
                      {"edits", stage.edits},
                      {"proved", stage.proved},
                      {"sampled", stage.sampled},
                      {"seconds", stage.seconds},
                      {"rules", rules_of(report, i)}});
  }
  return stages;
}

Json findings_of(const pipeline::Report& report) {
  Json out;
  out["undecided"] = Json::array();
  for (const auto& symbol : report.undecided) {
    Json places = Json::array();
    for (const Place& place : symbol.places) places.push_back(json_of(place));
    out["undecided"].push_back({{"symbol", symbol.symbol},
                                {"meant_to_stay", symbol.meant_to_stay},
                                {"defined", symbol.defined ? json_of(*symbol.defined) : Json()},
                                {"lines", symbol.lines},
                                {"places", std::move(places)}});
  }
  out["contradictions"] = Json::array();
  for (const auto& found : report.contradictions) {
    out["contradictions"].push_back(
        {{"place", json_of(found.place)},
         {"symbols", found.symbols},
         {"message", found.message},
         {"other", found.other.file.empty() ? Json() : json_of(found.other)},
         {"declared", found.declared}});
  }
  out["unparsed"] = Json::array();
  for (const auto& unparsed : report.unparsed) {
    out["unparsed"].push_back(
        {{"place", json_of(unparsed.place)}, {"function", unparsed.function}});
  }
  out["dropped"] = Json::array();
  for (const auto& file : report.dropped) {
    out["dropped"].push_back({{"path", file.path}, {"reason", file.reason}});
  }
  out["untouched"] = report.untouched;
  out["warnings"] = Json::array();
  for (const auto* warnings : {&report.warnings, &report.target_warnings}) {
    for (const Error& warning : *warnings) {
      out["warnings"].push_back({{"place", json_of(warning.where)},
                                 {"message", warning.message},
                                 {"hint", warning.hint}});
    }
  }
  return out;
}

const char* name_of(tree::Change::Kind kind) {
  switch (kind) {
    case tree::Change::Kind::kSame:
      return "same";
    case tree::Change::Kind::kAdd:
      return "add";
    case tree::Change::Kind::kChange:
      return "change";
    case tree::Change::Kind::kRemove:
      return "remove";
  }
  return "";
}

}  // namespace

std::string report_json(const RunReport& run) {
  const pipeline::Report& report = run.report;
  Json out;
  out["tool"] = {{"name", "towpath"}, {"version", kVersion}};
  out["recipe"] = run.recipe.name;
  out["source"] = {{"commit", report.source.commit},
                   {"description", report.source.description},
                   {"dirty", report.source.dirty}};
  out["files"] = {{"taken", report.taken},
                  {"changed", report.changed},
                  {"dropped", report.dropped.size()},
                  {"made", report.made},
                  {"untouched", report.untouched.size()},
                  {"lines", report.lines},
                  {"bytes", report.bytes}};
  out["stages"] = stages_of(report);
  out.update(findings_of(report));
  out["moved"] = Json::array();
  for (const evidence::Ledger::Moved& moved : run.moved) {
    out["moved"].push_back({{"section", moved.section},
                            {"key", moved.key},
                            {"before", moved.before},
                            {"after", moved.after}});
  }
  if (run.plan != nullptr) {
    Json changes = Json::array();
    for (const tree::Change& change : run.plan->changes) {
      changes.push_back({{"path", change.path}, {"change", name_of(change.kind)}});
    }
    out["target"] = {{"changes", std::move(changes)}};
    if (run.published != nullptr) {
      out["target"]["written"] = run.published->changed;
      out["target"]["commit"] = run.published->commit;
      out["target"]["reference"] = run.published->reference;
      out["target"]["backup"] = run.published->backup;
    }
  }
  out["seconds"] = run.seconds;
  // Names may hold any bytes; what is not UTF-8 is replaced.
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace towpath::cli
