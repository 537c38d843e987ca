// SPDX-License-Identifier: GPL-2.0-or-later
// Selection: whether a command's addresses select the pattern space. Keeps what lasts from line to
// line: which ranges are open, and which expression was used last.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sed/input.h"
#include "sed/pattern_space.h"
#include "sed/prefilter.h"
#include "sed/program.h"
#include "sed/regex.h"

namespace towpath::sed {

class Selection {
 public:
  // All must outlive it.
  Selection(const Program& program, Input& input, const PatternSpace& space, Prefilter& prefilter,
            Matcher& matcher);

  // To be asked once for each time that the command is come to; an error has no place in the text.
  Result<bool> selects(const Command& command);

  // Whether the command's range goes on beyond this line.
  bool is_open(const Command& command) const;
  bool any_open() const { return open_ranges_ != 0; }

  // Whether the expression may match the pattern space, judged by literals that it needs.
  bool may_match(std::uint32_t regex);
  // The expression, which the empty one now stands for; null where there is none for that.
  const Regex* regex(std::uint32_t regex);

 private:
  struct Range {
    enum class State : std::uint8_t { kInactive, kActive, kClosed };
    State state = State::kInactive;
    std::uint64_t last = 0;  // the last line, if the second address says so
  };

  void set_state(Range& range, Range::State state);
  Result<bool> matches(const Address& address, const Command& command);
  Result<bool> begins(Range& range, const Command& command);
  Result<bool> continues(Range& range, const Command& command);

  const Program& program_;
  Input& input_;
  const PatternSpace& space_;
  Prefilter& prefilter_;
  Matcher& matcher_;
  std::vector<Range> ranges_;
  std::uint32_t open_ranges_ = 0;
  std::uint32_t last_regex_ = kNone;
};

// Errors that commands with expressions share.
Error no_previous_regex(const Command& command);
Error too_many_steps(const Regex& regex, const Place& line);

}  // namespace towpath::sed
