// SPDX-License-Identifier: GPL-2.0-or-later
// How much of the code is seen: functions that could be parsed and those that could not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cparse/parse.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::cli {

struct Coverage {
  struct Unparsed {
    Place place;           // where the parser gave up
    std::string function;  // empty outside functions
    std::string token;     // the offending one
  };
  std::uint32_t functions = 0;  // definitions, parsed or not
  std::vector<Unparsed> unparsed;

  std::uint32_t unparsed_functions() const;
  void add(Coverage other);
};

Coverage coverage_of(const Text& text, const c::Names& names);

// "PLACE: function NAME could not be parsed at `TOKEN`".
Error told(const Coverage::Unparsed& unparsed);

// One line: how many functions there are and what part of them was parsed.
std::string summary(const Coverage& coverage);

}  // namespace towpath::cli
