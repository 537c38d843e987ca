// SPDX-License-Identifier: GPL-2.0-or-later
// A C text as the words that a compiler sees: no comments, no white space, no line splices.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace towpath::evidence {

enum class WordKind : std::uint8_t {
  kName,
  kNumber,
  kLiteral,  // strings, character constants, names of headers
  kPunctuator,
  kDirective,  // `#` and the directive's name, "#define"; its other words follow, up to a kLineEnd
  kLineEnd,
  kOpen,  // around what a stand-in put in place of an operand; see brackets.h
  kClose,
};

struct Word {
  std::string_view spelling;  // into the text or the pool
  Offset at;                  // in the text; for what a stand-in made, where that stood
  WordKind kind;
  bool made = false;          // by a stand-in
  bool first_column = false;  // at the beginning of its line

  bool is(std::string_view what) const { return spelling == what; }
};

using Words = std::vector<Word>;
using Pool = std::deque<std::string>;  // spellings that no text has

// The words of `text`, which must outlive them.
Words words_of(const Text& text, Pool& pool);

// With a blank between any two.
std::string joined(const Words& words, std::size_t begin, std::size_t end);

}  // namespace towpath::evidence
