// SPDX-License-Identifier: GPL-2.0-or-later
// Under which condition the text between two directives is there.
#pragma once

#include <vector>

#include "lex/directive.h"
#include "unifdef/condition.h"

namespace towpath::unifdef {

// `condition` as a function in `logic`, a Bdd or Samples; `variable(atom)` gives the atoms'.
template <class Logic, class Variable>
typename Logic::Formula formula_of(const Condition& condition, Logic& logic, Variable variable) {
  using Formula = typename Logic::Formula;
  if (condition.size() == 1 && condition[0].kind == Step::Kind::kAtom) {
    return variable(condition[0].atom);
  }
  std::vector<Formula> stack;
  const auto take = [&stack] {
    const Formula top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const Step& step : condition) {
    switch (step.kind) {
      case Step::Kind::kFalse:
        stack.push_back(Logic::kFalse);
        break;
      case Step::Kind::kTrue:
        stack.push_back(Logic::kTrue);
        break;
      case Step::Kind::kAtom:
        stack.push_back(variable(step.atom));
        break;
      case Step::Kind::kNot:
        stack.back() = logic.negation(stack.back());
        break;
      case Step::Kind::kAnd: {
        const Formula right = take();
        stack.back() = logic.both(stack.back(), right);
        break;
      }
      case Step::Kind::kOr: {
        const Formula right = take();
        stack.back() = logic.either(stack.back(), right);
        break;
      }
      case Step::Kind::kChoose: {
        const Formula otherwise = take();
        const Formula then = take();
        stack.back() = logic.choose(stack.back(), then, otherwise);
        break;
      }
    }
  }
  return stack.back();
}

// Follows the conditionals of a text.
template <class Logic>
class Presence {
 public:
  using Formula = typename Logic::Formula;

  explicit Presence(Logic& logic) : logic_(logic) {}

  // Where the text behind the last directive is present.
  const Formula& now() const { return branches_.empty() ? always_ : branches_.back().now; }
  // Where a condition of the innermost conditional would be looked at, were it next.
  const Formula& open() const { return branches_.back().rest; }

  std::size_t depth() const { return branches_.size(); }
  // Whether an #elif or #else may follow.
  bool may_go_on() const { return !branches_.empty() && !branches_.back().has_else; }

  void see_if(const Formula& condition) {
    const Formula outer = now();
    branches_.push_back(
        {logic_.both(outer, condition), logic_.both(outer, logic_.negation(condition)), false});
  }
  void see_elif(const Formula& condition) {
    Branch& branch = branches_.back();
    branch.now = logic_.both(branch.rest, condition);
    branch.rest = logic_.both(branch.rest, logic_.negation(condition));
  }
  void see_else() {
    Branch& branch = branches_.back();
    branch.now = branch.rest;
    branch.has_else = true;
  }
  void see_endif() { branches_.pop_back(); }

 private:
  struct Branch {
    Formula now;   // where this branch is present
    Formula rest;  // where neither it nor an earlier one is
    bool has_else;
  };

  Logic& logic_;
  const Formula always_ = Logic::kTrue;
  std::vector<Branch> branches_;
};

}  // namespace towpath::unifdef
