// SPDX-License-Identifier: GPL-2.0-or-later
// What s puts in place of a match, and the strings of y.
#pragma once

#include <string>
#include <string_view>

#include "sed/program.h"

namespace towpath::sed {

// Reads the replacement of an s command, of which the delimiter is gone, into `result`.
void parse_replacement(std::string_view source, Substitution& result);

// One of the strings of y, with its escapes resolved.
std::string without_escapes(std::string_view source);

}  // namespace towpath::sed
