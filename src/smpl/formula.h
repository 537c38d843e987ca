// SPDX-License-Identifier: GPL-2.0-or-later
// A rule with dots as a formula of computation tree logic with variables and witnesses over a
// function's control-flow graph (J. Brunel, D. Doligez, R. R. Hansen, J. L. Lawall, G. Muller, "A
// Foundation for Flow-Based Program Matching", POPL 2009).
#pragma once

#include <cstdint>
#include <vector>

namespace towpath::smpl {

using FormulaId = std::uint32_t;

struct Formula {
  enum class Op : std::uint8_t {
    kTrue,
    kExit,       // the function ends here
    kStatement,  // the statement or declaration here matches the program at `entry`
    kHead,       // so does the statement whose head is here, whatever its bodies are
    kInside,     // so does an expression here
    kOpen,       // so does the `{` here, whose `}` the variable `brace` is from here on
    kClose,      // so does the `}` here, which is that of `brace`
    kAnd,        // all of `children`, here
    kOr,         // the first of `children` that holds
    kNext,       // the child holds at all successors, or at one
    kPast,       // the same behind the whole statement here
    kBody,       // the child holds where the body is entered
    kElse,       // the child holds where the else is entered
    kUntil,      // `children[0]` holds at the end of all paths, or of one, on which `stay` holds
  };

  // What holds on the way, by formulas.
  struct Stay {
    // None of these holds. What they bind counts only for variables that are not `closed`.
    struct Never {
      FormulaId formula;
      std::vector<std::uint32_t> closed;
    };
    std::vector<Never> never;
    std::vector<FormulaId> after;  // what stands behind the dots begins here
    std::vector<FormulaId> nest;   // one, if any: may hold, and is then part of the match
    bool at_least_once = false;    // the nest
    bool strict = false;           // branches that only leave on an error count too
    bool to_end = false;           // of the function or a block: leaving is an end as well
  };

  Op op;
  bool all = true;          // kNext, kPast, kUntil: all paths, not one
  std::uint32_t entry = 0;  // into Program::code
  std::uint32_t brace = 0;
  std::vector<FormulaId> children = {};
  Stay stay = {};
  std::vector<std::uint32_t> uses = {};    // metavariables that the program at `entry` speaks of
  std::vector<std::uint32_t> scoped = {};  // metavariables that mean something only within
};

struct FlowRule {
  std::vector<Formula> formulas;  // children before parents; empty for rules without dots
  FormulaId root = 0;
  std::uint32_t braces = 0;
  bool from_entry = false;  // matches begin with the function
};

}  // namespace towpath::smpl
