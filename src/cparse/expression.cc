// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/parser.h"

namespace towpath::c {

bool Parser::expression() {
  const Mark mark = builder_.mark();
  if (!assignment()) return false;
  while (at(Word::kComma)) {
    take();
    if (!assignment() || !close(Kind::kComma, mark)) return false;
  }
  return true;
}

bool Parser::assignment() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  if (!binary(1)) return false;
  if (at(Word::kQuestion)) {
    take();
    if (!at(Word::kColon) && !expression()) return false;
    if (!expect(Word::kColon) || !assignment() || !close(Kind::kConditional, mark)) return false;
  }
  if (!is_assignment(word())) return true;
  take();
  return assignment() && close(Kind::kAssign, mark);
}

bool Parser::binary(int weakest) {
  const Mark mark = builder_.mark();
  if (!unary()) return false;
  for (int strength = precedence(word()); strength >= weakest; strength = precedence(word())) {
    take();
    if (!binary(strength + 1) || !close(Kind::kBinary, mark)) return false;
  }
  return true;
}

bool Parser::unary() {
  switch (word()) {
    case Word::kIncrement:
    case Word::kDecrement:
    case Word::kAnd:
    case Word::kStar:
    case Word::kPlus:
    case Word::kMinus:
    case Word::kTilde:
    case Word::kNot:
    case Word::kAndAnd:
    case Word::kExtension:
    case Word::kPart: {
      const Nesting nesting(*this);
      if (nesting.too_deep()) return fail();
      const Mark mark = builder_.mark();
      take();
      return unary() && close(Kind::kPrefix, mark);
    }
    case Word::kSizeof:
      return sizeof_expression();
    case Word::kLeftParen:
      return parenthesized();
    default: {
      const Mark mark = builder_.mark();
      return primary() && postfix(mark);
    }
  }
}

bool Parser::sizeof_expression() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  take();
  const bool type = at(Word::kLeftParen) && past(pos_) != kNowhere &&
                    is_certain_type(pos_ + 1, past(pos_) - 1) &&
                    word(past(pos_)) != Word::kLeftBrace;
  if (!type) return unary() && close(Kind::kSizeof, mark);
  take();
  return type_name() && expect(Word::kRightParen) && close(Kind::kSizeof, mark);
}

// A cast, a compound literal, a statement expression, or an expression in parentheses.
bool Parser::parenthesized() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  if (word(pos_ + 1) == Word::kLeftBrace) {
    take();
    return compound() && expect(Word::kRightParen) && close(Kind::kStatementExpression, mark) &&
           postfix(mark);
  }
  if (is_cast(pos_)) {
    take();
    if (!type_name() || !expect(Word::kRightParen)) return false;
    if (!at(Word::kLeftBrace)) return unary() && close(Kind::kCast, mark);
    return initializer_list() && close(Kind::kCompoundLiteral, mark) && postfix(mark);
  }
  const Position behind = past(pos_);
  const bool type = behind != kNowhere && is_certain_type(pos_ + 1, behind - 1);
  take();
  return (type ? type_name() : expression()) && expect(Word::kRightParen) &&
         close(Kind::kParen, mark) && postfix(mark);
}

bool Parser::primary() {
  switch (word()) {
    case Word::kIdentifier:
      return is_string_after_names(pos_) ? string() : identifier();
    case Word::kNumber:
    case Word::kCharacter:
      if (word(pos_ + 1) == Word::kPaste) return identifier();
      return single(Kind::kConstant);
    case Word::kString:
    case Word::kHash:
      return string();
    case Word::kGeneric:
      return generic();
    case Word::kLeftParen:
      return parenthesized();
    default:
      return fail();
  }
}

// A name; in a macro's body also names pasted together.
bool Parser::identifier() {
  const Mark mark = builder_.mark();
  take();
  while (at(Word::kPaste) && pos_ + 1 < end_) {
    take();
    take();
  }
  return close(Kind::kIdentifier, mark);
}

// Adjacent strings, and macros that make some.
bool Parser::string_rest(Mark mark) {
  for (;;) {
    if (at(Word::kString)) {
      take();
    } else if (at(Word::kHash) && word(pos_ + 1) == Word::kIdentifier) {
      take();
      if (!identifier()) return false;
    } else if (at(Word::kIdentifier)) {
      if (word(pos_ + 1) == Word::kLeftParen ? !call() : !identifier()) return false;
    } else {
      break;
    }
  }
  if (builder_.mark() == mark) return fail();
  return close(Kind::kString, mark);
}

bool Parser::postfix(Mark mark) {
  for (;;) {
    switch (word()) {
      case Word::kLeftParen: {
        const Kind callee = builder_.top_kind();
        if (callee == Kind::kString || callee == Kind::kConstant)
          return true;  // asm("" : "=r" (x))
        if (!arguments() || !close(Kind::kCall, mark)) return false;
        // STRINGIFY(x) "text"
        if (at(Word::kString) && !string_rest(mark)) return false;
        break;
      }
      case Word::kLeftBracket:
        take();
        if (!expression() || !expect(Word::kRightBracket) || !close(Kind::kIndex, mark))
          return false;
        break;
      case Word::kDot:
      case Word::kArrow:
        // { MACRO(x)  on the next line  .field = y }: the macro brings its own comma.
        if (begins_line(pos_) && word(pos_ + 2) == Word::kAssign &&
            builder_.top_kind() == Kind::kCall)
          return true;
        take();
        if (tokens_[view_[pos_]].kind != lex::TokenKind::kIdentifier || pos_ == end_) return fail();
        if (!identifier() || !close(Kind::kMember, mark)) return false;
        break;
      case Word::kIncrement:
      case Word::kDecrement:
        take();
        if (!close(Kind::kPostfix, mark)) return false;
        break;
      case Word::kIdentifier:
        if (builder_.top_kind() != Kind::kConstant) return true;
        if (!identifier() || !close(Kind::kPostfix, mark)) return false;
        break;
      default:
        return true;
    }
  }
}

bool Parser::paren_expression() {
  return expect(Word::kLeftParen) && expression() && expect(Word::kRightParen);
}

bool Parser::generic() {
  const Mark mark = builder_.mark();
  take();
  if (!expect(Word::kLeftParen) || !assignment()) return false;
  while (accept(Word::kComma)) {
    if (!accept(Word::kDefault) && !type_name()) return false;
    if (!expect(Word::kColon) || !assignment()) return false;
  }
  return expect(Word::kRightParen) && close(Kind::kGeneric, mark);
}

}  // namespace towpath::c
