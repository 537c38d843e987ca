// SPDX-License-Identifier: GPL-2.0-or-later
// What the matches of one rule change, as runs of tokens, and which of them go together.
#pragma once

#include <cstdint>
#include <vector>

#include "smpl/match.h"
#include "smpl/program.h"

namespace towpath::smpl {

// Removes the tokens [first, last), or none, and puts plus code in their place.
struct Change {
  c::TokenIndex first;
  c::TokenIndex last;
  bool after = false;  // without removed tokens: belongs to the token before `first`
  std::uint32_t match = 0;
  std::vector<std::uint32_t> plus = {};  // indices into Pattern::plus
  std::vector<Change> earlier = {};      // what other matches have put where it is, with their code
  // Without removed tokens: the code that matched beside it. Of several changes at one place, that
  // of the smallest is nearest to it.
  c::TokenIndex beside_first = 0;
  c::TokenIndex beside_last = 0;
  // What the list around asks for beside the plus code.
  bool comma_before = false;
  bool comma_after = false;
  bool drops_comma = false;  // that the plus code ends with
};

struct Changes {
  std::vector<Change> list;  // by first token; around before within
  // For each match: the match whose metavariable it lies in, as f(x) does in f(f(x)); else kNone.
  std::vector<std::uint32_t> parents;
  std::uint32_t fired = 0;  // matches that change something
};

// Into the order of Changes::list.
void sort_changes(std::vector<Change>& changes);

// The changes of `matches`, which are in the order of Matches::found. Of two matches that would
// remove the same tokens, the one around wins, or else the first; but one that lies wholly in what
// a metavariable of the other stands for takes effect there.
// Plus code that is repeatable is added by each; of other plus code at one place, only the first
// unless it is beside different code.
Changes collect_changes(const Pattern& pattern, const Program& program,
                        const std::vector<Match>& matches, const c::Tree& tree);

}  // namespace towpath::smpl
