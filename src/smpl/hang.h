// SPDX-License-Identifier: GPL-2.0-or-later
// Hangs plus code on the tokens of the pattern that it is beside.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "smpl/body.h"
#include "smpl/pattern.h"
#include "smpl/rule.h"

namespace towpath::smpl {

// What the rule's body says of one token of a pattern.
struct TokenMarks {
  bool minus = false;
  bool dots = false;                  // stands for dots
  bool optional = false;              // begins a line of optional code
  std::uint32_t plus_before = kNone;  // index into Pattern::plus
  std::uint32_t plus_after = kNone;
  std::vector<std::uint32_t> positions = {};
};

// `code` is what context and plus lines say together, `marks` those of the pattern's tokens; each
// run of plus tokens is appended to `plus`.
void hang_plus_code(const SourceRule& rule, const Body& body, const c::Tree& pattern,
                    const std::shared_ptr<const Subject>& code, std::vector<TokenMarks>& marks,
                    std::vector<PlusCode>& plus);

}  // namespace towpath::smpl
