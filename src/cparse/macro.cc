// SPDX-License-Identifier: GPL-2.0-or-later
// Macro calls, whose arguments may be anything, and attributes.
#include "cparse/parser.h"

namespace towpath::c {

bool Parser::arguments() {
  const Position behind = past(pos_);
  if (behind == kNowhere) return fail();
  take();
  const Mark mark = builder_.mark();
  if (pos_ != behind - 1) {
    for (;;) {
      if (!argument(behind - 1)) return false;
      if (pos_ == behind - 1) break;
      take();  // the comma
    }
  }
  if (!close(Kind::kArguments, mark)) return false;
  take();
  return true;
}

// The comma or parenthesis that ends the argument.
Parser::Position Parser::argument_end(Position at) const {
  while (at < end_) {
    switch (word(at)) {
      case Word::kComma:
      case Word::kRightParen:
      case Word::kRightBracket:
      case Word::kRightBrace:
        return at;
      case Word::kLeftParen:
      case Word::kLeftBracket:
      case Word::kLeftBrace:
        if (past(at) != kNowhere) {
          at = past(at);
          continue;
        }
        break;
      default:
        break;
    }
    ++at;
  }
  return at;
}

// Whether stars make a pointer type of the name before them: f(t **), f(t **name). A product with
// what a pointer leads to has them apart: f(a * *b).
bool Parser::points(Position stars) const {
  if (word(stars) != Word::kStar) return false;
  const Word behind = word(past_pointers(stars));
  const auto begin = [&](Position at) { return tokens_[view_[at]].begin; };
  return behind == Word::kComma || behind == Word::kRightParen ||
         (word(stars + 1) == Word::kStar && begin(stars + 1) == begin(stars) + 1);
}

// One argument of those that end at `close`. What is no C in itself stays tokens.
bool Parser::argument(Position close) {
  // Most are expressions, and end where they should.
  const Point start = point();
  // In `f(a * b)`, unlike in a statement, a name that nobody knows to be a type is a factor, and so
  // is a call.
  const Position operand_end =
      at(Word::kIdentifier) && word(pos_ + 1) == Word::kLeftParen ? past(pos_ + 1) : pos_ + 1;
  const bool factor = at(Word::kIdentifier) && operand_end != kNowhere &&
                      word(operand_end) == Word::kStar && role(pos_) != Role::kType;
  const bool odd = (starts_declaration(pos_) && !factor) || is_statement(word()) ||
                   at(Word::kLeftBrace) || at(Word::kLeftBracket) || at(Word::kComma) ||
                   pos_ == close;
  if (!odd) {
    // A known type's name alone is a type.
    const bool type = at(Word::kIdentifier) && (word(pos_ + 1) == Word::kComma || pos_ + 1 == close)
                          ? role(pos_) == Role::kType
                          : at(Word::kIdentifier) && points(pos_ + 1);
    if (!type && assignment() && (pos_ == close || at(Word::kComma))) return true;
    back_to(start);
  }
  const Position end = argument_end(pos_);
  if (end == pos_) return tokens_as(Kind::kArgument, end);
  if (is_certain_type(pos_, end) && argument_as(&Parser::type_name, end)) return true;
  if (at(Word::kLeftBrace) && argument_as(&Parser::initializer_list, end)) return true;
  if (starts_declaration(pos_) && argument_as(&Parser::parameter, end)) return true;
  if (argument_as(&Parser::argument_statements, end)) return true;
  return tokens_as(Kind::kArgument, end);
}

bool Parser::argument_as(bool (Parser::*rule)(), Position end) {
  const Point start = point();
  const Position outer = soft_end_;
  soft_end_ = end;
  const bool read = (this->*rule)() && pos_ == end;
  soft_end_ = outer;
  if (!read) back_to(start);
  return read;
}

bool Parser::argument_statements() {
  return statements_until(soft_end_);
}

bool Parser::call() {
  const Mark mark = builder_.mark();
  return identifier() && arguments() && close(Kind::kCall, mark);
}

// Whatever stands here is known to be an attribute.
bool Parser::attribute() {
  const Mark mark = builder_.mark();
  if (at(Word::kLeftBracket)) return take_until(past(pos_)) && close(Kind::kAttribute, mark);
  if (at(Word::kIdentifier)) {
    if (!single(Kind::kIdentifier)) return false;
    if (at(Word::kLeftParen) && !is_function_pointer(pos_) && !arguments()) return false;
    return close(Kind::kAttribute, mark);
  }
  take();  // __attribute__, asm
  while (at(Word::kQualifier)) take();
  if (!at(Word::kLeftParen)) return fail();
  return take_until(past(pos_)) && close(Kind::kAttribute, mark);
}

// All that can be told to be attributes by themselves.
bool Parser::attributes() {
  for (;;) {
    const bool one = at(Word::kAttribute) || is_attribute(pos_) ||
                     (at(Word::kLeftBracket) && word(pos_ + 1) == Word::kLeftBracket);
    if (!one) return true;
    if (!attribute()) return false;
  }
}

}  // namespace towpath::c
