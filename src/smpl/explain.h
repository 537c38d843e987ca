// SPDX-License-Identifier: GPL-2.0-or-later
// Why rules do not match at a line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "smpl/semantic_patch.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::smpl {

struct Explanation {
  enum class Verdict : std::uint8_t {
    kMatches,   // the rule matches code that begins on the line
    kPart,      // so does one of its statements; whether the rule does, dots decide
    kFails,     // what came furthest fails at `place`
    kNotTried,  // `reason` tells why
  };
  Rule rule;
  Verdict verdict;
  Place place = {};           // kMatches, kPart: where; kFails: of the offending token
  std::string found = {};     // kFails: that token
  std::string expected = {};  // kFails: what the rule has there
  std::string reason = {};    // kNotTried
};

// By rule of `patch` that is no script; each is tried on the text as it is, whatever it inherits.
std::vector<Explanation> explain(const SemanticPatch& patch, const Text& text, std::uint32_t line);

}  // namespace towpath::smpl
