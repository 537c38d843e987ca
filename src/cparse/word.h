// SPDX-License-Identifier: GPL-2.0-or-later
// What a token is to the grammar: each keyword and punctuator has its own Word.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "lex/token.h"
#include "text/text.h"

namespace towpath::c {

enum class Word : std::uint8_t {
  kEnd,  // of the text, and of any part being parsed
  kUnknown,
  kDirective,
  kDefine,
  kLine,
  kIdentifier,
  kNumber,
  kCharacter,
  kString,
  // punctuators
  kLeftParen,
  kRightParen,
  kLeftBracket,
  kRightBracket,
  kLeftBrace,
  kRightBrace,
  kComma,
  kSemicolon,
  kColon,
  kQuestion,
  kEllipsis,
  kDot,
  kArrow,
  kIncrement,
  kDecrement,
  kTilde,
  kNot,
  kHash,
  kPaste,
  // binary operators, some of them unary too
  kStar,
  kSlash,
  kPercent,
  kPlus,
  kMinus,
  kShiftLeft,
  kShiftRight,
  kLess,
  kGreater,
  kLessEqual,
  kGreaterEqual,
  kEqual,
  kNotEqual,
  kAnd,
  kXor,
  kOr,
  kAndAnd,
  kOrOr,
  // assignments
  kAssign,
  kOperatorAssign,
  // keywords: of storage, qualifiers and types
  kTypedef,
  kStorage,    // static, inline, …
  kQualifier,  // const, …
  kTypeWord,   // int, …
  kStruct,     // union too
  kEnum,
  kTypeof,
  kAttribute,  // __attribute__, __declspec, _Alignas: a parenthesis follows
  kExtension,
  // of expressions
  kSizeof,  // alignof too
  kPart,    // __real__, __imag__
  kGeneric,
  // of declarations and statements
  kStaticAssert,
  kAsm,
  kIf,
  kElse,
  kWhile,
  kDo,
  kFor,
  kSwitch,
  kCase,
  kDefault,
  kBreak,
  kContinue,
  kGoto,
  kReturn,
};

// One Word for each token.
std::vector<Word> words_of(const Text& text, std::span<const lex::Token> tokens);

// Binding strength of a binary operator, from 1 (||) to 10 (*); 0 for other words.
int precedence(Word word);

// Whether the word begins a preprocessor line that is a node of its own.
inline bool begins_line_node(Word word) {
  return word == Word::kDefine || word == Word::kLine;
}
inline bool is_between(Word word, Word first, Word last) {
  return word >= first && word <= last;
}
inline bool is_assignment(Word word) {
  return is_between(word, Word::kAssign, Word::kOperatorAssign);
}
// Begins or goes on in declaration specifiers, whatever stands around it.
inline bool is_specifier(Word word) {
  return is_between(word, Word::kTypedef, Word::kAttribute);
}
// Begins a statement and nothing else.
inline bool is_statement(Word word) {
  return is_between(word, Word::kAsm, Word::kReturn);
}

// A name written as macros are: FOO_BAR.
inline bool is_in_capitals(std::string_view name) {
  for (const char c : name) {
    if (c >= 'a' && c <= 'z') return false;
  }
  return true;
}

}  // namespace towpath::c
