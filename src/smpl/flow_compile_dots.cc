// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "smpl/flow_compiler.h"

namespace towpath::smpl {

using Op = Formula::Op;

namespace {

bool is_optional_alone(const Term& branch) {
  const bool of_one = branch.op == Term::Op::kSequence && branch.children.size() == 1;
  return is_optional(of_one ? branch.children.front() : branch);
}

// Where one branch need not be there, none need be.
bool has_optional_branch(const Term& term) {
  return term.op == Term::Op::kOr && !is_optional(term) &&
         std::any_of(term.children.begin(), term.children.end(), is_optional_alone);
}

Term optional_choice(Term choice) {
  for (Term& branch : choice.children) {
    if (!is_optional_alone(branch)) continue;
    Term code = branch.op == Term::Op::kSequence ? branch.children.front() : std::move(branch);
    branch = std::move(code.children.front());
  }
  return Term::optional(std::move(choice));
}

}  // namespace

FormulaId FlowCompiler::dots(const Term& term, std::span<const Term> behind, FormulaId rest,
                             const std::vector<FormulaId>& before) {
  const Dots& dots = pattern_.dots[term.dots];
  Formula until{.op = Op::kUntil};
  until.all = dots.options.forall || (all_ && !dots.options.exists);
  std::vector<Term> with_choice;
  if (!behind.empty() && has_optional_branch(behind.front())) {
    with_choice.assign(behind.begin(), behind.end());
    with_choice.front() = optional_choice(behind.front());
    behind = with_choice;
  }
  const FormulaId goal = behind_dots(behind, rest);
  const bool at_end = std::all_of(behind.begin(), behind.end(), [](const Term& one) {
    return one.op == Term::Op::kDots || is_optional(one);
  });
  until.children.push_back(goal);
  until.stay.strict = dots.options.strict;
  until.stay.block = block_;
  until.stay.arrives = !at_end || !ends_match_;
  until.stay.to_end = at_end;
  until.stay.after = starts_[goal];
  std::size_t child = 0;
  if (dots.kind != DotsKind::kDots) {
    until.stay.nest.push_back(part(term.children[child++], true_, {}));
    until.stay.at_least_once = dots.kind == DotsKind::kStrictNest;
    if (!until.stay.at_least_once) optional_nests_.push_back(until.stay.nest.front());
  }
  for (const DotsOptions::When when : dots.options.whens)
    add_when(until.stay, when, term.children[child++]);
  if (term.minus) until.stay.removed = slot_(Term{.op = Term::Op::kMeta, .minus = true});
  const std::size_t written = until.stay.whens = until.stay.never.size();
  if (!dots.options.any) {
    for (const FormulaId id : before) {
      // Anything is a statement, so that one before the dots forbids nothing.
      if (!any_statement_.contains(id)) until.stay.never.push_back({id});
    }
    for (const FormulaId id : until.stay.after) until.stay.never.push_back({id});
  }
  const FormulaId id = add(std::move(until));
  starts_[id] = starts_[goal];
  written_.emplace_back(id, written);
  return id;
}

FormulaId FlowCompiler::behind_dots(std::span<const Term> behind, FormulaId rest) {
  if (error_) return true_;
  if (!behind.empty() && is_optional(behind.front())) {
    const Term& optional = behind.front();
    behind = behind.subspan(1);
    const bool dots = !behind.empty() && behind.front().op == Term::Op::kDots;
    const Term& code = optional.children.front();
    const FormulaId next =
        sequence(behind, rest, dots ? guards_of(code) : std::vector<FormulaId>{});
    const FormulaId there = part(code, next, {});
    const bool plain = dots && pattern_.dots[behind.front().dots].kind == DotsKind::kDots;
    const FormulaId missing = behind_dots(plain ? behind.subspan(1) : behind, rest);
    const FormulaId either = add({.op = Op::kOr, .children = {there, missing}});
    starts_[either] = starts_[there];
    starts_[either].insert(starts_[either].end(), starts_[missing].begin(), starts_[missing].end());
    return either;
  }
  const FormulaId goal = sequence(behind, rest, {});
  return goal == true_ ? add({.op = Op::kExit}) : goal;
}

void FlowCompiler::add_when(Formula::Stay& stay, DotsOptions::When when, const Term& code) {
  using When = DotsOptions::When;
  using Where = Formula::Stay::Where;
  if (when == When::kNot) {
    stay.never.push_back({part(code, true_, {})});
  } else if (when == When::kOnly) {
    stay.only.push_back(part(code, true_, {}));
  } else if (code.op != Term::Op::kInside) {
    fail("`when != true` and `when != false` with other than an expression");
  } else {
    const FormulaId condition = atom(Op::kCondition, code.children[0]);
    stay.never.push_back({condition, when == When::kNotTrue ? Where::kTaken : Where::kPassed});
  }
}

}  // namespace towpath::smpl
