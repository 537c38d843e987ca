// SPDX-License-Identifier: GPL-2.0-or-later
// Findings about lines of the result, told of in both trees.
#pragma once

#include <optional>
#include <string_view>

#include "evidence/check.h"
#include "evidence/history.h"

namespace towpath::evidence {

// A finding of `check` about these lines, with the source's lines that they come from and the last
// rule that shaped them. `trace` is what History::back tells of them.
Finding located(const char* check, const Trace& trace, std::string message);

// PATH:LINE:COLUMN or PATH:LINE, as programs begin what they say; what follows is left in `text`.
std::optional<Place> take_place(std::string_view& text);

}  // namespace towpath::evidence
