// SPDX-License-Identifier: GPL-2.0-or-later
// Declarations and functions, at file level, in blocks and in structures.
#include <algorithm>

#include "cparse/parser.h"

namespace towpath::c {

bool Parser::external_declaration() {
  switch (word()) {
    case Word::kSemicolon:
      return single(Kind::kEmptyStatement);
    case Word::kAsm:
      return asm_statement();
    case Word::kStaticAssert:
      return static_assertion();
    case Word::kIdentifier:
      if (is_machine()) return machine_declaration();
      if (is_macro_at_file_level()) return macro_declaration(builder_.mark());
      return declaration(Where::kFile);
    default:
      return declaration(Where::kFile);
  }
}

// Whether NAME(...), or a NAME in capitals, is a declaration by itself, not the beginning of one.
bool Parser::is_macro_at_file_level() const {
  const bool last_on_line = pos_ + 1 == end_ || begins_line(pos_ + 1);
  if (last_on_line && is_in_capitals(spelling(pos_))) {
    if (pos_ + 1 == end_) return true;
    if (word(pos_ + 1) == Word::kIdentifier && word(pos_ + 2) != Word::kLeftParen &&
        is_in_capitals(spelling(pos_ + 1))) {
      return true;
    }
  }
  const Position behind = word(pos_ + 1) == Word::kLeftParen ? past(pos_ + 1) : kNowhere;
  if (behind == kNowhere) return false;
  if (word(behind) == Word::kSemicolon || behind == end_) return true;
  if (is_attribute(pos_) || is_old_style(behind)) return false;
  const Position next = past_attributes(behind);
  if (word(next) == Word::kSemicolon) return true;
  // Two macros on one line: PAGEFLAG(Private) TESTFLAG(Private)
  if (word(behind) == Word::kIdentifier && word(behind + 1) == Word::kLeftParen &&
      past(behind + 1) != kNowhere && is_in_capitals(spelling(behind))) {
    return true;
  }
  if (word(behind) == Word::kLeftBrace) return word(behind + 1) == Word::kDot;
  const bool begins =
      word(behind) == Word::kIdentifier || is_specifier(word(behind)) || word(behind) == Word::kAsm;
  return begins && begins_line(behind);
}

bool Parser::macro_declaration(Mark mark) {
  if (!(word(pos_ + 1) == Word::kLeftParen ? call() : identifier()) || !attributes()) return false;
  if (at(Word::kLeftBrace) && !initializer_list()) return false;
  accept(Word::kSemicolon);
  return close(Kind::kMacroDeclaration, mark);
}

// MACHINE_START(x) .a = b, MACHINE_END
bool Parser::is_machine() const {
  if (word(pos_ + 1) != Word::kLeftParen || past(pos_ + 1) == kNowhere) return false;
  return word(past(pos_ + 1)) == Word::kDot;
}

bool Parser::machine_declaration() {
  const Mark mark = builder_.mark();
  if (!call()) return false;
  while (at(Word::kDot)) {
    if (!initializer_element()) return false;
    accept(Word::kComma);
  }
  if (!at(Word::kIdentifier)) return fail();
  if (!identifier()) return false;
  accept(Word::kSemicolon);
  return close(Kind::kMacroDeclaration, mark);
}

bool Parser::static_assertion() {
  const Mark mark = builder_.mark();
  take();
  return expect(Word::kLeftParen) && assignment() && (!accept(Word::kComma) || assignment()) &&
         expect(Word::kRightParen) && end_of_statement() && close(Kind::kStaticAssert, mark);
}

bool Parser::declaration(Where where) {
  const Mark mark = builder_.mark();
  bool typed = false;
  if (!specifiers(where, typed)) return false;
  const Kind kind = where == Where::kField ? Kind::kField : Kind::kDeclaration;
  if (builder_.mark() != mark && accept(Word::kSemicolon)) return close(kind, mark);

  const Mark first = builder_.mark();
  const Position behind =
      at(Word::kIdentifier) && word(pos_ + 1) == Word::kLeftParen ? past(pos_ + 1) : kNowhere;
  if (!typed && behind != kNowhere) {
    // No type, so NAME(...) is a macro that brings it, or a function that returns int.
    const bool next_begins = begins_line(behind) &&
                             (word(behind) == Word::kIdentifier || is_specifier(word(behind))) &&
                             !is_old_style(behind);
    if (word(past_attributes(behind)) == Word::kSemicolon || next_begins)
      return macro_declaration(mark);
    const bool macro = word(behind) == Word::kAssign ||
                       (word(behind) == Word::kLeftBrace && is_macro_function(pos_));
    if (!(macro ? call() : declarator(Naming::kConcrete))) return false;
  } else if (!(at(Word::kColon) && where == Where::kField) && !declarator(Naming::kConcrete)) {
    return false;
  }
  if (where != Where::kField) {
    if (!trailing_attributes()) return false;
    if (at(Word::kLeftBrace) || is_old_style(pos_)) return function_rest(mark);
  }
  for (Mark declared = first;; declared = builder_.mark()) {
    if (declared != first && !(at(Word::kColon) && where == Where::kField) &&
        !attributes_and_declarator())
      return false;
    if (!init_declarator_rest(declared)) return false;
    if (!accept(Word::kComma)) break;
  }
  return end_of_statement() && close(kind, mark);
}

// int a, __attribute__((unused)) b;
bool Parser::attributes_and_declarator() {
  const bool name = at(Word::kIdentifier) && is_declared_attribute(pos_);
  return (name || attributes()) && declarator(Naming::kConcrete);
}

// Whether NAME(...) { } is a function made by a macro: its arguments are no parameters, or its name
// is written as macros are.
bool Parser::is_macro_function(Position name) const {
  const std::string_view word = spelling(name);
  return is_in_capitals(word) || word.find("DEFINE") != std::string_view::npos;
}

// From the bit-field's colon, an attribute or the initializer on.
bool Parser::init_declarator_rest(Mark mark) {
  if (accept(Word::kColon)) {
    if (!assignment() || !close(Kind::kBitField, mark)) return false;
  }
  if (!trailing_attributes()) return false;
  if (accept(Word::kAssign) && !initializer()) return false;
  return close(Kind::kInitDeclarator, mark);
}

// Behind a declarator any name is an attribute.
bool Parser::trailing_attributes() {
  for (;;) {
    const bool one = at(Word::kAttribute) || at(Word::kAsm) ||
                     (at(Word::kLeftBracket) && word(pos_ + 1) == Word::kLeftBracket) ||
                     (at(Word::kIdentifier) && !is_old_style(pos_));
    if (!one) return true;
    if (!attribute()) return false;
  }
}

bool Parser::initializer() {
  return at(Word::kLeftBrace) ? initializer_list() : assignment();
}

bool Parser::initializer_list() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  if (!expect(Word::kLeftBrace)) return false;
  while (!at(Word::kRightBrace)) {
    // Only behind a macro, which may bring its own, may the comma be missing.
    const bool macro = at(Word::kIdentifier);
    if (!initializer_element()) return false;
    if (!accept(Word::kComma) && !at(Word::kRightBrace) && !macro) return fail();
  }
  take();
  return close(Kind::kInitializerList, mark);
}

bool Parser::initializer_element() {
  const Mark mark = builder_.mark();
  if (at(Word::kIdentifier) && word(pos_ + 1) == Word::kColon) {
    if (!single(Kind::kIdentifier)) return false;
    take();
  } else if (at(Word::kDot) || at(Word::kLeftBracket)) {
    if (!designators()) return false;
    accept(Word::kAssign);  // GNU C did without
  } else if (at(Word::kIdentifier) && word(pos_ + 1) == Word::kLeftParen &&
             past(pos_ + 1) != kNowhere && word(past(pos_ + 1)) == Word::kAssign) {
    // CHANNEL(1) = { … }
    if (!call() || !close(Kind::kDesignator, mark)) return false;
    take();
  }
  return initializer() && close(Kind::kInitializer, mark);
}

bool Parser::designators() {
  while (at(Word::kDot) || at(Word::kLeftBracket)) {
    const Mark mark = builder_.mark();
    if (accept(Word::kDot)) {
      if (!at(Word::kIdentifier)) return fail();
      if (word(pos_ + 1) == Word::kLeftParen ? !call() : !identifier()) return false;
    } else {
      take();
      if (!assignment()) return false;
      if (accept(Word::kEllipsis) && !assignment()) return false;
      if (!expect(Word::kRightBracket)) return false;
    }
    if (!close(Kind::kDesignator, mark)) return false;
  }
  return true;
}

bool Parser::function_rest(Mark mark) {
  while (!at(Word::kLeftBrace)) {
    if (!declaration(Where::kBlock)) return false;
  }
  return compound() && close(Kind::kFunction, mark);
}

}  // namespace towpath::c
