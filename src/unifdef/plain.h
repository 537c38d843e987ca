// SPDX-License-Identifier: GPL-2.0-or-later
// In terms of the original unifdef, which evaluates neither macros with parameters nor values that
// are more than a number.
#pragma once

#include <string>

#include "text/edit.h"
#include "text/text.h"
#include "unifdef/definitions.h"

namespace towpath::unifdef {

// What is in force, as lines that `unifdef -f` reads.
std::string plain_definitions(const Definitions& definitions);

// Puts the number in place of each call of a known macro with parameters in #if and #elif, where it
// has one and lies on one line: OBD_OCD_VERSION(2, 9, 50, 0) becomes 34091520.
Edits plain_calls(const Text& text, const Definitions& definitions);

}  // namespace towpath::unifdef
