// SPDX-License-Identifier: GPL-2.0-or-later
// Proves that resolving conditionals changed nothing but conditionals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "text/result.h"
#include "text/text.h"
#include "unifdef/definitions.h"

namespace towpath::unifdef {

// That a condition, read in a line of the text before, holds or does not.
struct Assumption {
  std::string condition;  // `defined X`, `X > 3`
  std::uint32_t line;
  bool holds;

  friend bool operator==(const Assumption&, const Assumption&) = default;
};

// Where what survives of the two texts begins to differ, under some assignment.
struct Difference {
  Place before;
  Place after;
  std::vector<Assumption> assignment;  // of what matters; nothing else does
  std::string message;                 // if the text after has no meaning at all: why

  friend bool operator==(const Difference&, const Difference&) = default;
};

// "resolving went wrong: line 7 of the result differs, if A (line 3) and not B (line 4)", at the
// place before.
Error to_error(const Difference& difference);

struct Proof {
  // Too large for an exact answer: 256 assignments were looked at.
  bool sampled = false;
  std::optional<Difference> difference;

  bool holds() const { return !difference; }
};

// Whether, under each assignment of what `definitions` leave open, the preprocessor keeps the same
// bytes of both texts outside of the directives that control conditionals. (So it keeps the same
// tokens and comments.) `after` must be what resolving made of `before`, in any way: `prove` scans
// both texts, evaluates their conditions and compares, and knows nothing of edits.
//
// Exact and complete: binary decision diagrams give the condition under which each stretch of text
// is present, and the stretches of both are walked through in step. Where these conditions differ,
// the walk goes on for each case of its own. Beyond bounds on memory and time, `sampled`.
//
// What an assignment gives values to are the unknown conditions (see condition.h), anew behind
// every line with a '#' that is kept: another directive may be there that changes symbols. A symbol
// in `definitions` is what they say, everywhere.
//
// Costs nothing if the texts are the same. No cost if `before` cannot be resolved (its conditionals
// do not pair up): no Difference then.
Proof prove(const Text& before, const Definitions& definitions, const Text& after);

}  // namespace towpath::unifdef
