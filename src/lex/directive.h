// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the preprocessor directives of a C text without tokenizing the rest.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace towpath::lex {

enum class DirectiveKind : std::uint8_t {
  kIf,
  kIfdef,
  kIfndef,
  kElif,
  kElifdef,
  kElifndef,
  kElse,
  kEndif,
  kDefine,
  kUndef,
  kInclude,
  kOther,  // any other word after '#', or none
};

// One directive as written. All members are byte offsets into the scanned text.
struct Directive {
  DirectiveKind kind;
  // The logical line: from its first byte to past its newline (or the end of the text),
  // continuation lines and comments that begin on it and end on a later line included. Where a
  // comment from an earlier line ends on this one, `begin` is that comment's end, so not the first
  // byte of a line.
  Offset begin;
  Offset end;
  Offset keyword_begin;  // the word after '#', which may have line splices inside
  Offset keyword_end;
  Offset
      operand_end;  // the operand is [keyword_end, operand_end): the rest, without the line's end
};

enum class Wanted : std::uint8_t {
  kConditionals,  // kIf to kEndif
  kAll,
};

struct DirectiveScan {
  std::vector<Directive> directives;  // in order
  // Where a comment begins that never ends; the size of the text if there is none. Nothing after it
  // is a directive.
  Offset unclosed_comment;
};

// Knows comments, strings and character constants (these end with their line, closed or not), line
// splices and "\r\n". Digraphs and trigraphs are not recognized. Never fails; one linear pass; no
// recursion.
DirectiveScan scan_directives(std::string_view bytes, Wanted wanted);

// The next quote, slash or number sign at or after `at`, or the text's end: the only bytes that can
// open something outside of comments and literals.
Offset next_opener(std::string_view bytes, Offset at);

// The comment that opens at the slash at `at`, if one does.
enum class CommentKind : std::uint8_t { kNo, kLine, kBlock };
struct Comment {
  CommentKind kind;
  // Past a block comment, the greatest Offset if it is not closed; the newline that ends a line
  // comment, or the text's end.
  Offset end;
};
Comment comment_at(std::string_view bytes, Offset at);

// What the line's parts are made of, for those who read operands. Each takes an offset and returns
// one. Past a line splice (backslash, newline) or any number of them at `at`.
Offset skip_splices(std::string_view bytes, Offset at);
// Past white space other than newlines, splices and comments, but not beyond `end`.
Offset skip_blanks(std::string_view bytes, Offset at, Offset end);
// Past the string or character constant that opens at `at`; a newline ends an unclosed one.
Offset skip_literal(std::string_view bytes, Offset at);

}  // namespace towpath::lex
