// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/environment.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

void note_asked(const Dependency& dependency, std::uint32_t by, std::vector<std::uint32_t>& last) {
  if (dependency.rule != kNone) last[dependency.rule] = by;
  for (const Dependency& part : dependency.parts) note_asked(part, by, last);
}

// Whether `file` is `name` or below a folder of that name.
bool is_in(std::string_view file, std::string_view name) {
  if (file == name) return true;
  while (name.ends_with('/')) name.remove_suffix(1);
  for (std::size_t at = file.find(name); at != std::string_view::npos;
       at = file.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || file[at - 1] == '/') && (end == file.size() || file[end] == '/')) return true;
  }
  return false;
}

}  // namespace

std::vector<std::uint32_t> exported(const SourceRule& rule) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < rule.metavariables.size(); ++i) {
    if (rule.metavariables[i].exported != kNone) found.push_back(i);
  }
  return found;
}

Environments::Environments(const SourceRules& rules, Values& values)
    : rules_(rules),
      last_use_(rules.exports, 0),
      last_asked_(rules.rules.size(), 0),
      ever_(rules.rules.size(), false) {
  for (std::uint32_t i = 0; i < rules.rules.size(); ++i) {
    const SourceRule& rule = rules.rules[i];
    if (rule.dependency) note_asked(*rule.dependency, i, last_asked_);
    for (const Metavariable& meta : rule.metavariables) {
      if (meta.import != kNone) last_use_[meta.import] = i;
    }
  }
  first_ = {std::vector<const Value*>(rules.exports, nullptr),
            std::vector<bool>(rules.rules.size(), false)};
  for (std::size_t i = 0; i < rules.given.size(); ++i) {
    first_.values[i] = values.keep(value_of(rules.given[i]));
  }
  list_.push_back(first_);
}

bool Environments::holds(const Dependency& dependency, const Environment& environment,
                         std::string_view file) const {
  using Op = Dependency::Op;
  const auto part_holds = [&](const Dependency& part) { return holds(part, environment, file); };
  const bool known = dependency.rule != kNone;
  switch (dependency.op) {
    case Op::kMatched:
      return dependency.defined || (known && environment.matched[dependency.rule]);
    case Op::kNotMatched:
      return !dependency.defined && !(known && environment.matched[dependency.rule]);
    case Op::kEver:
      return dependency.defined || (known && ever_[dependency.rule]);
    case Op::kNever:
      return !dependency.defined && !(known && ever_[dependency.rule]);
    case Op::kFile:
      return is_in(file, dependency.file);
    case Op::kOtherFile:
      return !is_in(file, dependency.file);
    case Op::kAnd:
      return std::all_of(dependency.parts.begin(), dependency.parts.end(), part_holds);
    case Op::kOr:
      return std::any_of(dependency.parts.begin(), dependency.parts.end(), part_holds);
  }
  return false;
}

std::vector<Run> Environments::runs(std::uint32_t index, std::string_view file) const {
  const SourceRule& rule = rules_.rules[index];
  const auto is_several = [&](const Metavariable& meta) {
    return meta.optional && meta.kind == MetaKind::kPosition && !rule.script;
  };
  using Given = std::vector<const Value*>;
  const auto without_positions = [&](Given given) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (rule.metavariables[i].kind == MetaKind::kPosition) given[i] = nullptr;
    }
    return given;
  };
  std::vector<Run> runs;
  std::map<Given, std::size_t> known;
  std::map<Given, std::shared_ptr<Run::Several>> several;
  for (std::uint32_t at = 0; at < list_.size(); ++at) {
    const Environment& environment = list_[at];
    if (rule.dependency && !holds(*rule.dependency, environment, file)) continue;
    Given given(rule.metavariables.size(), nullptr);
    bool complete = true;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const Metavariable& meta = rule.metavariables[i];
      if (meta.from_rule.empty() || meta.from_rule == kMergedVariables || is_several(meta))
        continue;
      if (meta.import != kNone) given[i] = environment.values[meta.import];
      complete &= given[i] != nullptr || meta.optional;
    }
    if (!complete) continue;
    const auto [entry, is_new] = known.emplace(given, runs.size());
    if (is_new) {
      std::shared_ptr<Run::Several>& all = several[without_positions(given)];
      if (!all) all = std::make_shared<Run::Several>();
      runs.push_back({.given = given, .several = all, .environments = {}, .left = {}, .known = {}});
    }
    runs[entry->second].environments.push_back(at);
    for (std::uint32_t i = 0; i < given.size(); ++i) {
      const Metavariable& meta = rule.metavariables[i];
      if (!is_several(meta) || meta.import == kNone || !environment.values[meta.import]) continue;
      (*several[without_positions(given)])[i].push_back(environment.values[meta.import]);
    }
  }
  for (const auto& [code, all] : several) {
    for (auto& [meta, positions] : *all) {
      std::sort(positions.begin(), positions.end());
      positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
    }
  }
  return runs;
}

void Environments::finish(std::uint32_t index, std::span<const Run> runs) {
  const SourceRule& rule = rules_.rules[index];
  const std::vector<std::uint32_t> exports = exported(rule);
  std::vector<Environment> next;
  std::set<Environment> known;
  const auto keep = [&](Environment environment) {
    for (std::size_t i = 0; i < environment.values.size(); ++i) {
      if (last_use_[i] <= index) environment.values[i] = nullptr;
    }
    for (std::size_t i = 0; i <= index; ++i) {
      if (last_asked_[i] <= index) environment.matched[i] = false;
    }
    if (known.insert(environment).second) next.push_back(std::move(environment));
  };
  std::vector<bool> went_on(list_.size(), false);
  for (const Run& run : runs) {
    if (run.dropped) {
      for (const std::uint32_t at : run.environments) went_on[at] = true;
    }
    if (!run.matched()) continue;
    ever_[index] = true;
    for (const std::uint32_t at : run.environments) {
      went_on[at] = true;
      for (const std::vector<const Value*>& values : run.left) {
        Environment environment = list_[at];
        environment.matched[index] = true;
        for (std::size_t i = 0; i < exports.size(); ++i) {
          environment.values[rule.metavariables[exports[i]].exported] = values[i];
        }
        keep(std::move(environment));
      }
    }
  }
  for (std::size_t at = 0; at < list_.size(); ++at) {
    if (!went_on[at]) keep(std::move(list_[at]));
  }
  // Where scripts have dropped all of them, rules that inherit nothing still run.
  if (next.empty()) next.push_back(first_);
  list_ = std::move(next);
}

}  // namespace towpath::smpl
