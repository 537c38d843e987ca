// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_scope.h"

#include <algorithm>
#include <set>

namespace towpath::smpl {

namespace {

using Op = Formula::Op;

class Scoper {
 public:
  Scoper(const SourceRule& rule, bool all, const WrittenGuards& written, FlowRule& flow)
      : rule_(rule), all_paths_(all), written_(written), flow_(flow) {}

  void run() {
    const std::size_t count = flow_.formulas.size();
    atoms_.assign(count, {});
    std::vector<std::set<FormulaId>> within(count);  // itself and what it is made of
    for (FormulaId id = 0; id < count; ++id) {
      for_each_part(id, [&](FormulaId part) {
        atoms_[id].insert(atoms_[part].begin(), atoms_[part].end());
        within[id].insert(within[part].begin(), within[part].end());
      });
      within[id].insert(id);
      if (!flow_.formulas[id].uses.empty()) atoms_[id].insert(id);
    }
    for (std::uint32_t meta = 0; meta < rule_.metavariables.size(); ++meta) {
      const std::set<FormulaId> users = users_in(flow_.root, meta);
      scopes_.emplace_back();
      if (users.empty()) continue;
      // What is inherited is known from the beginning.
      if (is_left(meta, users) || !rule_.metavariables[meta].from_rule.empty()) {
        scopes_[meta].insert(flow_.root);
      } else {
        std::set<FormulaId> seen;
        find_scopes(flow_.root, meta, seen);
      }
      for (const FormulaId id : scopes_[meta]) flow_.formulas[id].scoped.push_back(meta);
    }
    // A guard is about any code, but for the metavariables that have their value there already.
    for (FormulaId id = 0; id < count; ++id) {
      Formula& formula = flow_.formulas[id];
      if (formula.op != Op::kUntil) continue;
      for (Formula::Stay::Never& never : formula.stay.never) {
        for (const std::uint32_t meta : flow_.formulas[never.formula].uses) {
          const std::set<FormulaId>& scopes = scopes_[meta];
          const auto scope = std::find_if(scopes.begin(), scopes.end(),
                                          [&](FormulaId one) { return within[one].contains(id); });
          if (scope == scopes.end()) {
            never.closed.push_back(meta);
            continue;
          }
          const std::set<FormulaId> users = users_in(*scope, meta);
          const bool in_goal = users == users_in(formula.children[0], meta);
          if (in_goal && !means_the_same(meta, users)) never.closed.push_back(meta);
        }
      }
    }
  }

 private:
  // The atoms that speak of the metavariable.
  std::set<FormulaId> users_in(FormulaId id, std::uint32_t meta) const {
    std::set<FormulaId> users;
    for (const FormulaId atom : atoms_[id]) {
      const std::vector<std::uint32_t>& uses = flow_.formulas[atom].uses;
      if (std::find(uses.begin(), uses.end(), meta) != uses.end()) users.insert(atom);
    }
    return users;
  }

  void find_scopes(FormulaId id, std::uint32_t meta, std::set<FormulaId>& seen) {
    if (!seen.insert(id).second) return;
    const std::set<FormulaId> users = users_in(id, meta);
    std::vector<FormulaId> parts;
    std::size_t found = 0;
    bool in_part = false;
    for_each_part(id, [&](FormulaId part) {
      const std::size_t here = users_in(part, meta).size();
      if (here == 0) return;
      parts.push_back(part);
      found += here;
      in_part |= here == users.size();
    });
    const bool apart = flow_.formulas[id].op == Op::kOr && found == users.size();
    if (!in_part && !apart) {
      scopes_[meta].insert(id);
      return;
    }
    for (const FormulaId part : parts) {
      if (apart || users_in(part, meta).size() == users.size()) find_scopes(part, meta, seen);
    }
  }

  // What later rules inherit means the same in the whole match. Positions may differ from path to
  // path where all are asked for, as may what is found only on the way (in nests).
  bool is_left(std::uint32_t meta, const std::set<FormulaId>& users) const {
    const Metavariable& left = rule_.metavariables[meta];
    if (left.exported == kNone || (all_paths_ && left.kind == MetaKind::kPosition)) return false;
    std::vector<FormulaId> open{flow_.root};
    while (!open.empty()) {
      const FormulaId id = open.back();
      open.pop_back();
      if (users.contains(id)) return true;
      const std::vector<FormulaId>& children = flow_.formulas[id].children;
      open.insert(open.end(), children.begin(), children.end());
    }
    return false;
  }

  // Of code that later rules inherit, each is looked for on its own, past others of its kind.
  bool means_the_same(std::uint32_t meta, const std::set<FormulaId>& users) const {
    return rule_.metavariables[meta].kind != MetaKind::kPosition && is_left(meta, users);
  }

  template <class Visit>
  void for_each_part(FormulaId id, Visit visit) const {
    const Formula& formula = flow_.formulas[id];
    for (const FormulaId child : formula.children) visit(child);
    if (formula.op != Op::kUntil) return;
    for (const FormulaId nest : formula.stay.nest) visit(nest);
    for (const FormulaId only : formula.stay.only) visit(only);
    for (const auto& [until, written] : written_) {
      if (until != id) continue;
      for (std::size_t i = 0; i < written; ++i) visit(formula.stay.never[i].formula);
    }
  }

  const SourceRule& rule_;
  const bool all_paths_;
  const WrittenGuards& written_;
  FlowRule& flow_;
  std::vector<std::set<FormulaId>> atoms_;   // by formula: those that it is made of
  std::vector<std::set<FormulaId>> scopes_;  // by metavariable
};

}  // namespace

void scope_metavariables(const SourceRule& rule, bool all, const WrittenGuards& written,
                         FlowRule& flow) {
  Scoper(rule, all, written, flow).run();
}

}  // namespace towpath::smpl
