// SPDX-License-Identifier: GPL-2.0-or-later
// Where a text contradicts what is known of its symbols, or itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "text/result.h"
#include "text/text.h"
#include "unifdef/definitions.h"

namespace towpath::unifdef {

struct Contradiction {
  Place place;                       // the directive
  std::vector<std::string> symbols;  // that it is about, each once
  std::string message;
  Place other;  // what it contradicts: a definition, or another directive of the text, without a
                // column; no file if that is not one place

  friend bool operator==(const Contradiction&, const Contradiction&) = default;
};

// In `text`, a result of resolving by `definitions`, in its order:
//
// - A symbol that `definitions` decide is defined or undefined by the text itself, and not to the
//   same: its conditionals were decided by something else than what holds there. To define a symbol
//   with any value agrees with a definition that has none.
// - A condition that can never hold, or that always does, whatever the open symbols are: because of
//   the conditionals around it and the earlier branches. Only the first of branches that are never
//   reached is told, and nothing within them. An #elif that holds wherever it is asked says in
//   words what #else would, so it is no contradiction unless another branch follows.
//
// Conditions are functions of atoms (condition.h). Behind an #include and #pragma any symbol may
// have changed, behind a #define or #undef that one. So nothing is told that is not so, as far as
// other headers leave alone what they do not own; but what follows from arithmetic is not found.
//
// Linear but for the decision diagrams, which are bounded (bdd.h); beyond, the rest of the text's
// conditions are not looked at. Nothing for a text that cannot be resolved.
std::vector<Contradiction> contradictions(const Text& text, const Definitions& definitions);

}  // namespace towpath::unifdef
