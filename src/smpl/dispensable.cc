// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/dispensable.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

bool asks_about(const std::vector<Operand>& operands, std::uint32_t meta) {
  return std::any_of(operands.begin(), operands.end(),
                     [&](const Operand& operand) { return operand.meta == meta; });
}

bool asks_about(const ScriptExpression& script, std::uint32_t meta) {
  return std::any_of(script.parameters.begin(), script.parameters.end(),
                     [&](const auto& parameter) { return parameter.meta == meta; });
}

bool asks_about(const std::vector<Constraint>& constraints, std::uint32_t meta) {
  return std::any_of(constraints.begin(), constraints.end(), [&](const Constraint& one) {
    return asks_about(one.operands, meta) || (one.script && asks_about(*one.script, meta)) ||
           std::any_of(one.ways.begin(), one.ways.end(),
                       [&](const auto& way) { return asks_about(way, meta); });
  });
}

// How a pattern uses one metavariable.
class Use {
 public:
  Use(const SourceRule& rule, const Pattern& pattern, std::uint32_t meta)
      : rule_(rule), pattern_(pattern), meta_(meta) {}

  bool is_needed() const { return always(pattern_.root) || is_wanted(pattern_.root); }

 private:
  // Whether all that matches the term has code for it.
  bool always(const Term& term) const {
    const auto below = [&](const Term& child) { return always(child); };
    if (term.op == Term::Op::kOr)
      return std::all_of(term.children.begin(), term.children.end(), below);
    return (term.op == Term::Op::kMeta && term.meta == meta_) ||
           std::any_of(term.children.begin(), term.children.end(), below);
  }

  // Whether new code has it where there may be no code for it.
  bool is_wanted(const Term& term) const {
    if (always(term)) return false;
    return adds(term.plus_before) || adds(term.plus_after) ||
           std::any_of(term.children.begin(), term.children.end(),
                       [&](const Term& child) { return is_wanted(child); });
  }

  bool adds(std::uint32_t plus) const {
    if (plus == kNone) return false;
    const PlusCode& code = pattern_.plus[plus];
    for (c::TokenIndex token = code.first; token < code.last; ++token) {
      if (rule_.find(code.code->tree().spelling(token)) == meta_) return true;
    }
    return adds(code.behind);
  }

  const SourceRule& rule_;
  const Pattern& pattern_;
  const std::uint32_t meta_;
};

bool may_be_open(const SourceRule& rule, std::uint32_t index) {
  const Metavariable& meta = rule.metavariables[index];
  if (meta.from_rule.empty() || meta.from_rule == "virtual" || meta.optional) return false;
  if (meta.kind == MetaKind::kPosition || meta.kind == MetaKind::kCount ||
      meta.kind == MetaKind::kType)
    return false;
  return std::none_of(
      rule.metavariables.begin(), rule.metavariables.end(), [&](const Metavariable& other) {
        return asks_about(other.seed, index) || asks_about(other.constraints, index) ||
               (other.maker && asks_about(*other.maker, index));
      });
}

}  // namespace

std::vector<std::uint32_t> dispensable(const SourceRule& rule, const Pattern& pattern) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t meta = 0; meta < rule.metavariables.size(); ++meta) {
    if (may_be_open(rule, meta) && !Use(rule, pattern, meta).is_needed()) found.push_back(meta);
  }
  return found;
}

}  // namespace towpath::smpl
