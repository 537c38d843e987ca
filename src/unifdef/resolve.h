// SPDX-License-Identifier: GPL-2.0-or-later
// Resolves the conditionals of a C text that known symbols decide.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/edit.h"
#include "text/result.h"
#include "text/text.h"
#include "unifdef/definitions.h"

namespace towpath::unifdef {

struct Options {
  // Decide expressions without any symbol (`#if 0`) too, as `unifdef -k` does.
  bool constants = true;
  // Take from expressions that stay undecided the parts that are known; see simplify.h.
  bool simplify = true;
};

// A symbol that still controls something.
struct Undecided {
  std::string symbol;
  std::uint32_t line;              // of the directive
  std::uint32_t lines_controlled;  // left between the directive and its #endif

  friend bool operator==(const Undecided&, const Undecided&) = default;
};

struct Resolution {
  Edits edits;                       // their rules: all symbols that had a part in the decision
  std::vector<Undecided> undecided;  // one for each directive and symbol, in order
  std::vector<Error> problems;       // directives left as they are because nobody can read them
};

// What `unifdef -k -f` does, without its refusals. An error if #if, #else and #endif do not pair
// up.
//
// Where a branch is certain, its directives go, with the branches that it rules out; lines go as a
// whole. Where an earlier branch stays open, `#elif` with a true condition becomes `#else` (and
// loses the rest of its line) and what follows it `#endif`; where all earlier ones are gone, an
// open `#elif` becomes `#if `, as wide as it was.
// An #endif that ends the text gets a newline, if it has none.
//
// Differences from unifdef 2.10, all on purpose:
// - An expression that is partly known is simplified; unifdef leaves it as it is.
// - Directives over several lines (by continuation or comment) or behind a comment that ends on
//   their line are resolved; unifdef stops or, where it can, leaves them. So are #elifdef and
//   #elifndef.
// - Any depth of nesting; unifdef stops at 64.
// - A literal that does not end on its line ends there; unifdef stops.
// - More expressions are decided: all operators of C, suffixes, character constants, values that
//   are expressions, macros with parameters (unifdef: 1), an undefined symbol that is called in a
//   part which does not matter.
// - White space continued onto a directive's line goes with the directive.
Result<Resolution> resolve(const Text& text, const Definitions& definitions,
                           const Options& options = {});

}  // namespace towpath::unifdef
