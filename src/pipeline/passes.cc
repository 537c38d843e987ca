// SPDX-License-Identifier: GPL-2.0-or-later
// Towpath's own engines as passes, and the rules of every stage.
#include <algorithm>
#include <map>

#include "pipeline/pass.h"
#include "unifdef/resolve.h"

namespace towpath::pipeline {
namespace {

// How often each rule appears in a list of edits.
std::vector<std::pair<RuleIndex, std::uint64_t>> count_rules(const Edits& edits) {
  std::map<RuleIndex, std::uint64_t> counts;
  for (const Edit& edit : edits) {
    for (const RuleIndex rule : edit.rules) ++counts[rule];
  }
  return {counts.begin(), counts.end()};
}

Result<Passed> pass(const recipe::Unifdef& stage, const Text& text) {
  auto resolution = unifdef::resolve(text, stage.definitions);
  if (!resolution) return resolution.error();
  Passed passed;
  passed.fired = count_rules(resolution->edits);
  passed.edits = std::move(resolution->edits);
  passed.warnings = std::move(resolution->problems);
  return passed;
}

Result<Passed> pass(const recipe::Sed& stage, const Text& text) {
  auto edits = sed::run(stage.script, text);
  if (!edits) return edits.error();
  Passed passed;
  passed.fired = count_rules(*edits);
  passed.edits = *std::move(edits);
  return passed;
}

Result<Passed> pass(const recipe::Spatch& stage, const Text& text) {
  auto outcome = stage.patch.apply(text);
  if (!outcome) return outcome.error();
  Passed passed;
  passed.edits = std::move(outcome->edits);
  for (RuleIndex rule = 0; rule < outcome->fired.size(); ++rule) {
    if (outcome->fired[rule] != 0) passed.fired.emplace_back(rule, outcome->fired[rule]);
  }
  for (auto& unparsed : outcome->unparsed) {
    passed.unparsed.push_back({std::move(unparsed.place), std::move(unparsed.function)});
  }
  return passed;
}

std::vector<RuleReport> rules(const recipe::Collect& stage) {
  (void)stage;
  return {};
}

std::vector<RuleReport> rules(const recipe::Unifdef& stage) {
  std::vector<RuleReport> out;
  for (const unifdef::Definition& definition : stage.definitions.rules()) {
    // Nobody expects each symbol of a configuration to be asked for, nor one that is overridden.
    const bool can_fire = out.size() >= unifdef::Definitions::kFirstSymbol &&
                          !definition.generated &&
                          stage.definitions.decides(static_cast<RuleIndex>(out.size()));
    out.push_back({0, definition.name, definition.place, can_fire, 0});
  }
  return out;
}

std::vector<RuleReport> rules(const recipe::Sed& stage) {
  std::vector<RuleReport> out;
  for (const sed::Rule& rule : stage.script.rules()) {
    out.push_back({0, rule.source, rule.place, !rule.may_be_silent, 0});
  }
  return out;
}

std::vector<RuleReport> rules(const recipe::Spatch& stage) {
  std::vector<RuleReport> out;
  for (const smpl::Rule& rule : stage.patch.rules())
    out.push_back({0, rule.name, rule.place, true, 0});
  return out;
}

std::vector<RuleReport> rules(const recipe::Patches& stage) {
  std::vector<RuleReport> out;
  for (const patch::Patch& patch : stage.series.patches()) {
    for (const patch::FileChange& change : patch.changes) {
      for (const patch::Hunk& hunk : change.hunks) {
        out.push_back({0, patch.name + ": " + (change.after.empty() ? change.before : change.after),
                       hunk.place, true, 0});
      }
    }
  }
  return out;
}

std::vector<RuleReport> rules(const recipe::Prune& stage) {
  std::vector<RuleReport> out;
  for (std::size_t i = 0; i < stage.rules.size(); ++i) {
    out.push_back({0, stage.rules[i].headers, stage.places[i], true, 0});
  }
  return out;
}

std::vector<RuleReport> rules(const recipe::Kbuild& stage) {
  std::vector<RuleReport> out;
  for (const auto& makefiles : stage.makefiles) {
    const auto names = kbuild::rule_names(makefiles.rules);
    for (std::size_t i = 0; i < names.size(); ++i) {
      // The rules before the first pattern are ways of working, not lines of the recipe.
      out.push_back({0, names[i], makefiles.place, i >= kbuild::kFirstDropRule, 0});
    }
  }
  for (const auto& added : stage.added) out.push_back({0, added.path, added.place, true, 0});
  // Where a target is given, these lines are added or it is an error.
  for (const auto& parent : stage.parents)
    out.push_back({0, parent.line.line, parent.place, false, 0});
  return out;
}

}  // namespace

bool has_pass(const recipe::Stage& stage) {
  return std::holds_alternative<recipe::Unifdef>(stage.action) ||
         std::holds_alternative<recipe::Sed>(stage.action) ||
         std::holds_alternative<recipe::Spatch>(stage.action);
}

std::vector<RuleReport> rules_of(const recipe::Stage& stage) {
  return std::visit([](const auto& action) { return rules(action); }, stage.action);
}

Pass native_pass(const recipe::Stage& stage) {
  if (const auto* unifdef = std::get_if<recipe::Unifdef>(&stage.action)) {
    return [unifdef](const Text& text) { return pass(*unifdef, text); };
  }
  if (const auto* sed = std::get_if<recipe::Sed>(&stage.action)) {
    return [sed](const Text& text) { return pass(*sed, text); };
  }
  const auto& spatch = std::get<recipe::Spatch>(stage.action);
  return [&spatch](const Text& text) { return pass(spatch, text); };
}

}  // namespace towpath::pipeline
