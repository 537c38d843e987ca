// SPDX-License-Identifier: GPL-2.0-or-later
// A rule's body as text: which line is minus, plus or context, and where the disjunctions are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "smpl/rule.h"
#include "text/result.h"

namespace towpath::smpl {

enum class Mark : std::uint8_t { kContext, kMinus, kPlus };

// A stretch of the body, [begin, end), with the disjunctions directly in it.
struct Stretch {
  struct Disjunction {
    Offset begin = 0;  // the opening parenthesis
    Offset end = 0;    // past the closing one
    std::vector<Stretch> branches;
  };
  Offset begin = 0;
  Offset end = 0;
  std::vector<Disjunction> disjunctions;
};

struct Body {
  std::string code;         // the body with the marks in the first column blanked
  std::vector<Mark> marks;  // of each line
  Stretch whole;
};

// Everything that only dots, positions and the like would give a meaning to is refused here.
Result<Body> read_body(const SourceRule& rule);

}  // namespace towpath::smpl
