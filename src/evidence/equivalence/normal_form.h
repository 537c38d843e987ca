// SPDX-License-Identifier: GPL-2.0-or-later
// The normal form in which the words of source and result are compared. What it levels:
//
//   operands   the brackets around what a stand-in put in place of an operand become parentheses
//              where the operators around them bind tighter, and go where they do not
//   bodies     those of if, else, for, while, do and of macros that are called like loops
//              (`list_for_each_entry(…) f();`) always stand in braces
//   blocks     of a stand-in (`{ … }`, `do { … } while (0)`) are part of the list they stand in
//   statements that are empty go; so do those of a stand-in that only name a value
//
// Everything else is as it was written.
#pragma once

#include "evidence/equivalence/words.h"

namespace towpath::evidence {

// Of expanded words. kOpen and kClose are gone afterwards.
Words with_parentheses(const Words& words);

// Appends the statements among words[begin, end) to `out` in their normal form: a function's body
// without its braces, or a macro's. Nesting beyond 200 levels is left as it is.
void append_statements(const Words& words, std::size_t begin, std::size_t end, Words& out);

}  // namespace towpath::evidence
