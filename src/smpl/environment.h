// SPDX-License-Identifier: GPL-2.0-or-later
// What rules leave to later rules: values of metavariables, and which rules have matched.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "smpl/rule.h"
#include "smpl/value.h"

namespace towpath::smpl {

// One history of matches. A rule runs once for all environments that give it the same values.
struct Environment {
  std::vector<const Value*> values;  // by export; null: it stands for nothing
  std::vector<bool> matched;         // by rule

  friend auto operator<=>(const Environment&, const Environment&) = default;  // of addresses
};

// What one run of a rule is given, and what came of it.
struct Run {
  // By metavariable of the rule; null for those that the rule itself binds.
  std::vector<const Value*> given;
  // By metavariable: the positions that one which is only compared with has in any of the
  // environments that give the rule the same code, whatever other positions it is given. May be
  // null.
  using Several = std::map<std::uint32_t, std::vector<const Value*>>;
  std::shared_ptr<const Several> several;
  std::vector<std::uint32_t> environments;

  // What each match leaves: values by the rule's exported metavariables, in their order; each once.
  std::vector<std::vector<const Value*>> left;
  std::set<std::vector<const Value*>> known;
  bool dropped = false;  // a script wants no more of these environments

  bool matched() const { return !left.empty(); }
  void leave(std::vector<const Value*> values) {
    if (known.insert(values).second) left.push_back(std::move(values));
  }
};

class Environments {
 public:
  // `given` are the values of virtual identifiers, which `values` keeps.
  Environments(const SourceRules& rules, Values& values);

  // The runs of a rule; none where nothing gives it what it depends on. `file` is that of the code.
  std::vector<Run> runs(std::uint32_t rule, std::string_view file) const;
  // Goes on to the next rule. The runs are those of runs(), with what came of them.
  void finish(std::uint32_t rule, std::span<const Run> runs);

 private:
  bool holds(const Dependency& dependency, const Environment& environment,
             std::string_view file) const;

  const SourceRules& rules_;
  std::vector<std::uint32_t> last_use_;    // of each export: by which rule
  std::vector<std::uint32_t> last_asked_;  // of each rule's having matched
  Environment first_;                      // before all rules
  std::vector<Environment> list_;          // each once, in the order of what was found
  std::vector<bool> ever_;                 // by rule
};

// The metavariables whose values later rules inherit, by index.
std::vector<std::uint32_t> exported(const SourceRule& rule);

}  // namespace towpath::smpl
