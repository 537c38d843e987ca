// SPDX-License-Identifier: GPL-2.0-or-later
// Passing over lines at which no command of a script can do anything.
//
// A new cycle starts with a line unchanged and no substitution made. If no command can act on such
// a line, the cycle only prints it; whether a command can, its address or expression tells: the
// line must hold certain literals, or have a certain number. So those lines are looked up in the
// whole file at once and the others are never read. This holds as long as no range is open, which
// the interpreter watches.
#pragma once

#include <string_view>
#include <vector>

#include "sed/program.h"
#include "sed/regex.h"
#include "text/text.h"

namespace towpath::sed {

// Fills in the last part of Program.
void prepare_prefilter(Program& program);

// The prefilter's view of one text.
class Prefilter {
 public:
  // `text` and `program` must outlive it.
  Prefilter(const Program& program, const Text& text);

  // Whether there may be a match in the source bytes [begin, end), where `begin` begins a line. To
  // be asked with rising `begin`.
  bool may_match(std::uint32_t regex, Offset begin, Offset end);

  bool can_skip() const { return !program_.triggers.empty(); }
  // A place in the first line, of those at or after `from`, at which a command may act; size() if
  // none. To be asked with rising `from`.
  Offset next_candidate(Offset from, Matcher& matcher);

 private:
  Offset next_occurrence(std::uint32_t literal, Offset from);
  Offset next_for(const Trigger& trigger, Offset from, Matcher& matcher);

  const Program& program_;
  const Text& text_;
  std::vector<std::vector<Offset>> occurrences_;  // by literal
  std::vector<std::size_t> cursors_;              // by literal: the first occurrence not passed yet
  std::vector<Offset> next_;                      // by trigger, what next_for() last gave
};

}  // namespace towpath::sed
