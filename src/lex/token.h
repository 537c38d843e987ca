// SPDX-License-Identifier: GPL-2.0-or-later
// C tokens of a text as it is written: nothing is expanded, nothing is thrown away.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace towpath::lex {

enum class TokenKind : std::uint8_t {
  kIdentifier,  // keywords too: which words are keywords is the parser's business
  kNumber,      // a preprocessing number
  kCharacter,   // with its prefix and quotes
  kString,      // with its prefix and quotes
  kPunctuator,  // longest match, digraphs included
  kDirective,   // a whole preprocessor line, continuations and comments included, without the final
                // newline
  kDefine,      // from `#` to `define`; the rest of that line follows as tokens of its own
                // (Defines::kSplit)
  kLine,     // from `#` to the word of an `#include`, `#undef` or `#pragma`; likewise. The name of
             // a header is one kString, in quotes or angles
  kUnknown,  // a byte that starts no token (a stray `@`, an unclosed quote up to the line's end)
  kEnd,      // the last token of every list: empty, at the end of the text
};

// White space and comments are no tokens: they are the bytes between one token's end and the next
// one's begin.
struct Token {
  Offset begin;
  std::uint32_t length;
  TokenKind kind;
  bool line_start;  // the first token on its line
  bool spliced;     // has a backslash-newline inside its spelling
  bool in_define;   // follows a kDefine or kLine on its line (continuations included)

  Offset end() const { return begin + length; }
};

// What becomes of the lines that C code is in or that change what code means, `#define` above all.
enum class Defines : std::uint8_t {
  kWhole,  // one kDirective
  kSplit,  // one kDefine or kLine, then the rest (a macro's name, parameters and body, …) as tokens
           // with in_define set; backslash-newline is white space there
};

// All tokens of `text`, in order, ending with kEnd. Never fails: see kUnknown. An unclosed comment
// runs to the end of the text. One linear pass; no recursion.
std::vector<Token> tokenize(const Text& text, Defines defines = Defines::kWhole);

// The same for the bytes [begin, end) of `text`, which begin at a token's begin and end at a
// token's end or after it; kEnd stands at `end`.
std::vector<Token> tokenize(const Text& text, Offset begin, Offset end, Defines defines);

}  // namespace towpath::lex
