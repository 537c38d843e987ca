// SPDX-License-Identifier: GPL-2.0-or-later
// A rule with dots as a formula of computation tree logic with variables and witnesses over a
// function's control-flow graph (J. Brunel, D. Doligez, R. R. Hansen, J. L. Lawall, G. Muller, "A
// Foundation for Flow-Based Program Matching", POPL 2009).
#pragma once

#include <cstdint>
#include <vector>

#include "smpl/metavariable.h"
#include "smpl/needs.h"

namespace towpath::smpl {

using FormulaId = std::uint32_t;

struct Formula {
  enum class Op : std::uint8_t {
    kTrue,
    kExit,       // the function ends here
    kStatement,  // the statement or declaration here matches the program at `entry`
    kHead,       // so does the statement whose head is here, whatever its bodies are
    kInside,     // so does an expression here
    kCondition,  // so does the condition of the `if` or `while` whose head is here
    kOpen,       // so does the `{` here, whose `}` the variable `brace` is from here on
    kClose,      // so does the `}` here, which is that of `brace`
    kBare,       // the body of a branch or loop begins here, without braces; `brace` is its end
    kGoto,       // a `goto` is here
    kAnd,        // all of `children`, here
    kOr,         // the first of `children` that holds
    kNext,       // the child holds at all successors, or at one
    kPast,       // the same behind the whole statement here
    kBody,       // the child holds where the body is entered
    kElse,       // the child holds where the else is entered
    kEnd,        // the child holds at the `}` of the block here
    kUntil,      // `children[0]` holds at the end of all paths, or of one, on which `stay` holds
  };

  // What holds on the way, by formulas.
  struct Stay {
    // Where a formula must not hold: here, or in the head that the branch here was taken, or not
    // taken, at.
    enum class Where : std::uint8_t { kHere, kTaken, kPassed };
    // What the formula binds counts only for variables that are not `closed`.
    struct Never {
      FormulaId formula;
      Where where = Where::kHere;
      std::vector<std::uint32_t> closed = {};
    };
    std::vector<Never> never;
    std::size_t whens = 0;        // so many of them are written, and say nothing of the nest's code
    std::vector<FormulaId> only;  // if there are any, one of them holds
    std::vector<FormulaId> after;   // what stands behind the dots begins here
    std::vector<FormulaId> nest;    // one, if any: may hold, and is then part of the match
    bool at_least_once = false;     // the nest
    bool strict = false;            // branches that only leave on an error count too
    bool arrives = true;            // not all paths may be left before what stands behind the dots
    std::uint32_t block = kNone;    // whose `}` the dots do not pass
    bool to_end = false;            // of the function or a block: leaving is an end as well
    std::uint32_t removed = kNone;  // the slot of what is passed, where that is taken away
  };

  Op op;
  bool all = true;          // kNext, kPast, kUntil: all paths, not one
  std::uint32_t entry = 0;  // into Program::code
  std::uint32_t brace = 0;
  std::uint32_t loop = kNone;  // kStatement: the brace of the loop or switch that a jump is out of
  std::vector<FormulaId> children = {};
  Stay stay = {};
  Needs needs = {};                        // of atoms
  std::vector<std::uint32_t> uses = {};    // metavariables that the program at `entry` speaks of
  std::vector<std::uint32_t> scoped = {};  // metavariables that mean something only within
  // The slots of the tokens of `return;`, which stands for the end of a function too.
  std::vector<std::uint32_t> falls_off = {};
};

// Whether it speaks of code that a program matches, but for braces.
constexpr bool has_entry(Formula::Op op) {
  return op == Formula::Op::kStatement || op == Formula::Op::kHead || op == Formula::Op::kInside ||
         op == Formula::Op::kCondition;
}

struct FlowRule {
  std::vector<Formula> formulas;  // children before parents; empty for rules without dots
  FormulaId root = 0;
  std::uint32_t braces = 0;
  bool from_entry = false;  // matches begin with the function
  // A nest that may be of nothing, where a match without its code says no more than that there is
  // one.
  FormulaId all_in = kNone;
  // By plus code: the metavariables that it is made of, but for those that it makes itself.
  std::vector<std::vector<std::uint32_t>> plus_uses;
};

}  // namespace towpath::smpl
