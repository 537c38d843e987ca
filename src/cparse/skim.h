// SPDX-License-Identifier: GPL-2.0-or-later
// Cutting a text into external declarations by its brackets alone.
#pragma once

#include <span>
#include <vector>

#include "cparse/parse.h"
#include "cparse/word.h"

namespace towpath::c {

// All tokens but kEnd, in order, without gaps. A closing brace at the beginning of a line ends an
// external declaration even where the brackets before it do not match.
std::vector<External> skim(const Text& text, std::span<const lex::Token> tokens,
                           std::span<const Word> words);

// The function that [first, last) seems to define: the name before its first parenthesis. Empty if
// there is none.
std::string_view function_name(const Text& text, std::span<const lex::Token> tokens,
                               std::span<const Word> words, External external);

}  // namespace towpath::c
