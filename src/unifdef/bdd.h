// SPDX-License-Identifier: GPL-2.0-or-later
// Boolean functions in canonical form: reduced ordered binary decision diagrams.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace towpath::unifdef {

// After Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986), with the unique
// table and the if-then-else operator of Brace, Rudell and Bryant, "Efficient Implementation of a
// BDD Package" (1990). Functions are equal if and only if their numbers are.
//
// Variables are tested from the newest to the oldest. Conditions nest, and inner ones are met
// later, so that "outer and inner" adds one node to whatever "outer" is.
class Bdd {
 public:
  using Formula = std::uint32_t;  // an index into the nodes
  static constexpr Formula kFalse = 0;
  static constexpr Formula kTrue = 1;
  static constexpr bool kExact = true;

  Bdd();

  // The function that is true where the variable is.
  Formula variable(std::uint32_t number) { return make(number, kFalse, kTrue); }
  Formula negation(Formula f) { return choose(f, kFalse, kTrue); }
  Formula both(Formula f, Formula g) { return choose(f, g, kFalse); }
  Formula either(Formula f, Formula g) { return choose(f, kTrue, g); }
  // `condition ? then : otherwise`.
  Formula choose(Formula condition, Formula then, Formula otherwise);

  // Whether some function got too large. Everything since then is meaningless.
  bool exhausted() const { return exhausted_; }

  // Values of variables for which `f`, which is not kFalse, is true, whatever the others are; the
  // oldest variable first.
  std::vector<std::pair<std::uint32_t, bool>> assignment(Formula f) const;

 private:
  struct Node {
    std::uint32_t variable;
    Formula low;
    Formula high;
  };
  struct Computed {
    Formula condition = kFalse;  // never asked for
    Formula then = kFalse;
    Formula otherwise = kFalse;
    Formula result = kFalse;
  };

  Formula choose(Formula condition, Formula then, Formula otherwise, int depth);
  Formula make(std::uint32_t variable, Formula low, Formula high);
  void grow();

  std::vector<Node> nodes_;
  std::vector<Formula> unique_;  // open addressing; kFalse marks a free slot
  std::vector<Computed> computed_;
  bool exhausted_ = false;
};

}  // namespace towpath::unifdef
