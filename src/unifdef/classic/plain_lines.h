// SPDX-License-Identifier: GPL-2.0-or-later
// The way past lines that have no part in conditionals, at memory speed.
#pragma once

#include <string_view>

#include "text/text.h"

namespace towpath::unifdef::classic {

// Past lines that a LineScanner, with nothing open where they begin, would call text and leave with
// nothing open behind them. `begin` is the begin of a line, and the result one or the text's end.
// It stops early rather than look closely: at directives that may be conditionals, and before
// literals that do not end on their line.
Offset skip_plain_lines(std::string_view bytes, Offset begin);

// The begin of the first line, from the one at `begin` on, that has more than `most` bytes with its
// newline; the text's end if there is none. Looks at about one line in `most` bytes.
Offset find_long_line(std::string_view bytes, Offset begin, Offset most);

}  // namespace towpath::unifdef::classic
