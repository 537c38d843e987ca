// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/spatch_findings.h"

#include <nlohmann/json.hpp>
#include <set>

#include "cli/version.h"

namespace towpath::cli {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

// The name of the semantic patch without folder and ending: what its findings are known by.
std::string stem(const std::string& cocci) {
  const std::size_t begin = cocci.rfind('/') + 1;
  const std::size_t end = cocci.ends_with(".cocci") ? cocci.size() - 6 : cocci.size();
  return cocci.substr(begin, end - begin);
}

Json region(std::uint32_t line, std::uint32_t column, std::uint32_t line_end,
            std::uint32_t column_end) {
  return {{"startLine", line},
          {"startColumn", column},
          {"endLine", line_end},
          {"endColumn", column_end}};
}

Json location(const std::string& file, Json region) {
  Json found;
  found["physicalLocation"]["artifactLocation"]["uri"] = file;
  found["physicalLocation"]["region"] = std::move(region);
  return found;
}

// Code may hold any bytes, JSON only UTF-8.
std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

void SpatchFindings::add(std::span<const smpl::Rule> rules, const Text& before, const Edits& edits,
                         const std::vector<smpl::Outcome::Shown>& shown,
                         const std::vector<script::Finding>& reported,
                         const std::vector<smpl::Outcome::Unparsed>& unparsed) {
  ++files_;
  for (const Edit& edit : edits) {
    changes_.push_back({before.place(edit.begin),
                        before.place(edit.end),
                        {},
                        std::string(before.slice(edit.begin, edit.end)),
                        edit.replacement});
    for (const RuleIndex rule : edit.rules) changes_.back().rules.push_back(rules[rule]);
  }
  for (const smpl::Outcome::Shown& one : shown) {
    const Place begin = before.place(one.begin);
    const Place end = before.place(one.end);
    reported_.push_back({.cocci = rules[one.rule].place.file,
                         .rule = rules[one.rule].name,
                         .file = begin.file,
                         .line = begin.line,
                         .column = begin.column - 1,
                         .line_end = end.line,
                         .column_end = end.column - 1,
                         .message = "`" + rules[one.rule].name + "` matches this"});
  }
  reported_.insert(reported_.end(), reported.begin(), reported.end());
  unparsed_.insert(unparsed_.end(), unparsed.begin(), unparsed.end());
}

std::string SpatchFindings::json() const {
  Json findings = Json::array();
  for (const script::Finding& one : reported_) {
    findings.push_back({{"semantic_patch", one.cocci},
                        {"rule", one.rule},
                        {"file", one.file},
                        {"line", one.line},
                        {"column", one.column + 1},
                        {"line_end", one.line_end},
                        {"column_end", one.column_end + 1},
                        {"message", one.message}});
  }
  Json changes = Json::array();
  for (const Change& one : changes_) {
    Json rules = Json::array();
    for (const smpl::Rule& rule : one.rules)
      rules.push_back({{"semantic_patch", rule.place.file}, {"rule", rule.name}});
    changes.push_back({{"rules", std::move(rules)},
                       {"file", one.begin.file},
                       {"line", one.begin.line},
                       {"column", one.begin.column},
                       {"line_end", one.end.line},
                       {"column_end", one.end.column},
                       {"removed", one.removed},
                       {"added", one.added}});
  }
  Json unparsed = Json::array();
  for (const auto& one : unparsed_)
    unparsed.push_back({{"place", json_of(one.place)}, {"function", one.function}});
  Json errors = Json::array();
  for (const Error& one : errors_) {
    errors.push_back({{"place", json_of(one.where)}, {"message", one.message}, {"hint", one.hint}});
  }
  return dumped({{"towpath", kVersion},
                 {"files", files_},
                 {"findings", std::move(findings)},
                 {"changes", std::move(changes)},
                 {"unparsed", std::move(unparsed)},
                 {"errors", std::move(errors)}});
}

std::string SpatchFindings::sarif() const {
  std::set<std::string> names;
  Json results = Json::array();
  const auto add_result = [&](const std::string& cocci, std::string_view level,
                              const std::string& text, Json where) {
    names.insert(stem(cocci));
    Json result;
    result["ruleId"] = stem(cocci);
    result["level"] = level;
    result["message"]["text"] = text;
    result["locations"] = Json::array({std::move(where)});
    results.push_back(std::move(result));
  };
  for (const script::Finding& one : reported_) {
    add_result(
        one.cocci, "warning", one.message,
        location(one.file, region(one.line, one.column + 1, one.line_end, one.column_end + 1)));
  }
  for (const Change& one : changes_) {
    const smpl::Rule& rule = one.rules.front();
    const Json where = region(one.begin.line, one.begin.column, one.end.line, one.end.column);
    add_result(rule.place.file, "note", "`" + rule.name + "` changes this",
               location(one.begin.file, where));
    Json replacement;
    replacement["deletedRegion"] = where;
    replacement["insertedContent"]["text"] = one.added;
    Json change;
    change["artifactLocation"]["uri"] = one.begin.file;
    change["replacements"] = Json::array({std::move(replacement)});
    Json fix;
    fix["artifactChanges"] = Json::array({std::move(change)});
    results.back()["fixes"] = Json::array({std::move(fix)});
  }
  Json rules = Json::array();
  for (const std::string& name : names) rules.push_back(Json::object({{"id", name}}));
  Json notes = Json::array();
  for (const Error& one : errors_) {
    Json note;
    note["level"] = "error";
    note["message"]["text"] = to_string(one);
    notes.push_back(std::move(note));
  }
  Json run;
  run["tool"]["driver"] = {{"name", "towpath"}, {"version", kVersion}, {"rules", std::move(rules)}};
  Json invocation;
  invocation["executionSuccessful"] = errors_.empty();
  invocation["toolExecutionNotifications"] = std::move(notes);
  run["invocations"] = Json::array({std::move(invocation)});
  run["results"] = std::move(results);
  Json log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = Json::array({std::move(run)});
  return dumped(log);
}

}  // namespace towpath::cli
