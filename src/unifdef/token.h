// SPDX-License-Identifier: GPL-2.0-or-later
// The preprocessing tokens of #if expressions and of macro values.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"
#include "unifdef/value.h"

namespace towpath::unifdef {

enum class TokenKind : std::uint8_t {
  kIdentifier,
  kNumber,
  kCharacter,
  kLiteral,     // a string, a header name's part, or anything else without a value
  kPunctuator,  // one byte or an operator of an #if expression
  kTruth,       // "1" or "0": what `defined X` came to
  kUndecided,   // `defined X` where nobody knows; spelled as X
  kNothing,     // a symbol that is defined to nothing
};

struct Token {
  TokenKind kind = TokenKind::kLiteral;
  bool from_macro = false;
  bool final = false;  // not to be expanded (again)
  // What it stands for in the text of the directive: itself, or the whole macro invocation.
  Offset begin = 0;
  Offset end = 0;
  std::string_view spelling;  // without line splices

  bool is(std::string_view punctuator) const {
    return kind == TokenKind::kPunctuator && spelling == punctuator;
  }
};

using Tokens = std::vector<Token>;

// Why an expression is none, and where in the directive's text.
struct Fault {
  Offset at;
  std::string message;
};

// The spellings of tokens that line splices divide, for as long as the tokens are used.
using Spellings = std::deque<std::string>;

// Appends the tokens in [begin, end) of `bytes` to `tokens`. Comments and blanks are skipped.
void tokenize(std::string_view bytes, Offset begin, Offset end, Spellings& spellings,
              Tokens& tokens);

bool is_identifier_start(char c);
bool is_identifier_part(char c);

}  // namespace towpath::unifdef
