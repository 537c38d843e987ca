// SPDX-License-Identifier: GPL-2.0-or-later
// Edit and Edits: the one way in which anything changes a text, and so the evidence of what did.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace towpath {

// The index of a rule in the list that its pass publishes; the pipeline maps it to a run-wide name.
using RuleIndex = std::uint32_t;

// Replaces the bytes [begin, end) of the text before; begin == end inserts. `rules` names the rules
// that made it, in the order in which they acted, each once.
struct Edit {
  Offset begin = 0;
  Offset end = 0;
  std::string replacement;
  std::vector<RuleIndex> rules;

  friend bool operator==(const Edit&, const Edit&) = default;
};

// Sorted and disjoint: each edit ends at or before the place where the next begins. Insertions at
// one place keep their order.
using Edits = std::vector<Edit>;

// Whether `edits` is sorted, disjoint and within a text of `size` bytes.
bool well_formed(const Edits& edits, Offset size);

// The text after `edits`, which must be well formed. (Not `apply`: argument-dependent look-up would
// find std::apply first.)
std::string applied(std::string_view before, const Edits& edits);

// One list of edits that does what `first` and, on its result, `second` do. Edits that touch become
// one, which names the rules of both.
Edits compose(const Edits& first, const Edits& second);

// Takes from each edit the bytes that it replaces by themselves (common head and tail), and drops
// edits that change nothing.
Edits trimmed(std::string_view before, Edits edits);

}  // namespace towpath
