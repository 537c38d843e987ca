// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/parser.h"

namespace towpath::c {

bool Parser::compound() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  if (!expect(Word::kLeftBrace)) return false;
  while (!at(Word::kRightBrace)) {
    if (pos_ == end_) return fail();
    if (!block_item()) return false;
  }
  take();
  return close(Kind::kCompound, mark);
}

// A statement or a declaration.
bool Parser::block_item() {
  if (at(Word::kIdentifier)) {
    if (word(pos_ + 1) == Word::kLeftParen && is_declarer_name(pos_)) {
      const Position behind = past(pos_ + 1);
      if (behind != kNowhere && word(behind) == Word::kAssign) return declaration(Where::kBlock);
      const bool complete =
          behind != kNowhere && (word(past_attributes(behind)) == Word::kSemicolon ||
                                 behind == soft_end_ || begins_line(behind));
      if (complete) return macro_declaration(builder_.mark());
    }
    return starts_named_declaration(pos_) ? declaration(Where::kBlock) : statement();
  }
  if (at(Word::kExtension) ? starts_declaration(pos_)
                           : is_specifier(word()) ||
                                 (at(Word::kLeftBracket) && word(pos_ + 1) == Word::kLeftBracket)) {
    return declaration(Where::kBlock);
  }
  return statement();
}

// Block items up to `end`: one as itself, several as a kCompound.
bool Parser::statements_until(Position end) {
  const Mark mark = builder_.mark();
  int count = 0;
  for (; pos_ < end; ++count) {
    if (!block_item()) return false;
  }
  return count == 1 || close(Kind::kCompound, mark);
}

bool Parser::statement() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  switch (word()) {
    case Word::kLeftBrace:
      return compound();
    case Word::kSemicolon:
      return single(Kind::kEmptyStatement);
    case Word::kIf:
      return if_statement();
    case Word::kWhile:
      return headed_statement(Kind::kWhile);
    case Word::kSwitch:
      return headed_statement(Kind::kSwitch);
    case Word::kDo:
      return do_statement();
    case Word::kFor:
      return for_statement();
    case Word::kCase:
      return case_label();
    case Word::kDefault:
      take();
      return labelled(mark, Kind::kDefault);
    case Word::kBreak:
      return jump(Kind::kBreak);
    case Word::kContinue:
      return jump(Kind::kContinue);
    case Word::kGoto:
      return jump(Kind::kGoto);
    case Word::kReturn:
      return jump(Kind::kReturn);
    case Word::kAsm:
      return asm_statement();
    case Word::kStaticAssert:
      return static_assertion();
    case Word::kAttribute:
      return declaration(Where::kBlock);  // __attribute__((fallthrough));
    case Word::kIdentifier:
      if (word(pos_ + 1) == Word::kColon) {
        if (!single(Kind::kIdentifier)) return false;
        return labelled(mark, Kind::kLabel);
      }
      if (role(pos_) == Role::kItem) return single(Kind::kMacroStatement);
      return macro_or_expression_statement();
    default:
      return expression_statement();
  }
}

// From the colon on.
bool Parser::labelled(Mark mark, Kind kind) {
  if (!expect(Word::kColon)) return false;
  if (kind == Kind::kLabel && at(Word::kAttribute) && !attributes()) return false;
  const bool alone =
      at(Word::kRightBrace) || at(Word::kCase) || at(Word::kDefault) || pos_ == soft_end_;
  return (alone || block_item()) && close(kind, mark);
}

bool Parser::case_label() {
  const Mark mark = builder_.mark();
  take();
  if (!assignment()) return false;
  if (accept(Word::kEllipsis) && !assignment()) return false;
  return labelled(mark, Kind::kCase);
}

bool Parser::if_statement() {
  const Mark mark = builder_.mark();
  take();
  if (!(at(Word::kLeftParen) ? paren_expression() : unary()) || !statement()) return false;
  if (at(Word::kElse) && !else_part()) return false;
  return close(Kind::kIf, mark);
}

bool Parser::else_part() {
  const Mark mark = builder_.mark();
  take();
  return statement() && close(Kind::kElse, mark);
}

bool Parser::headed_statement(Kind kind) {
  const Mark mark = builder_.mark();
  take();
  return paren_expression() && statement() && close(kind, mark);
}

bool Parser::do_statement() {
  const Mark mark = builder_.mark();
  take();
  if (!statement()) return false;
  if (at(Word::kIdentifier) && word(pos_ + 1) == Word::kLeftParen) {
    if (!call()) return false;
  } else if (!expect(Word::kWhile) || !paren_expression()) {
    return false;
  }
  accept(Word::kSemicolon);
  return close(Kind::kDo, mark);
}

bool Parser::for_statement() {
  const Mark mark = builder_.mark();
  take();
  if (!expect(Word::kLeftParen)) return false;
  if (starts_declaration(pos_)) {
    if (!declaration(Where::kBlock)) return false;
  } else if (!accept(Word::kSemicolon)) {
    if (!expression()) return false;
    if (accept(Word::kRightParen)) return statement() && close(Kind::kFor, mark);
    if (!expect(Word::kSemicolon)) return false;
  }
  if (!at(Word::kSemicolon) && !expression()) return false;
  if (!expect(Word::kSemicolon)) return false;
  if (!at(Word::kRightParen) && !expression()) return false;
  return expect(Word::kRightParen) && statement() && close(Kind::kFor, mark);
}

bool Parser::jump(Kind kind) {
  const Mark mark = builder_.mark();
  take();
  const bool operand = kind == Kind::kGoto || kind == Kind::kReturn;
  if (operand && !at(Word::kSemicolon) && pos_ != soft_end_ && !expression()) return false;
  return end_of_statement() && close(kind, mark);
}

bool Parser::asm_statement() {
  const Mark mark = builder_.mark();
  take();
  while (at(Word::kQualifier) || at(Word::kStorage) || at(Word::kGoto)) take();
  const Position behind = past(pos_);
  if (at(Word::kLeftBrace)) {  // __asm { … }
    if (!take_until(behind)) return false;
  } else if (!at(Word::kLeftParen) || behind == kNowhere) {
    return fail();
  } else {
    take();
    const Point start = point();
    if (!asm_operands(behind - 1)) {
      back_to(start);
      if (!take_until(behind - 1)) return false;
    }
    take();
  }
  accept(Word::kSemicolon);
  return close(Kind::kAsm, mark);
}

bool Parser::asm_operands(Position end) {
  while (pos_ < end) {
    switch (word()) {
      case Word::kColon:
      case Word::kComma:
        take();
        break;
      case Word::kLeftBracket:
        if (!take_until(past(pos_))) return false;
        break;
      default:
        if (!assignment()) return false;
    }
  }
  return pos_ == end;
}

bool Parser::expression_statement() {
  const Mark mark = builder_.mark();
  if (!expression()) return false;
  if (accept(Word::kSemicolon)) return close(Kind::kExpressionStatement, mark);
  const bool macro = builder_.top_kind() == Kind::kCall || builder_.top_kind() == Kind::kIdentifier;
  if (pos_ != soft_end_ && !(macro && at(Word::kRightBrace))) return fail();
  return close(Kind::kMacroStatement, mark);
}

// A statement that begins with a name: what follows NAME or NAME(...) tells whether it is a loop's
// head, a macro without its semicolon, or the beginning of an expression.
bool Parser::macro_or_expression_statement() {
  const Mark mark = builder_.mark();
  const bool call = word(pos_ + 1) == Word::kLeftParen;
  const Position behind = call ? past(pos_ + 1) : pos_ + 1;
  if (behind == kNowhere || behind == soft_end_) return expression_statement();
  switch (following(behind)) {
    case Following::kExpression:
      return expression_statement();
    case Following::kBody:
      return iterator(mark);
    case Following::kStatement:
      if (!(call ? this->call() : identifier())) return false;
      return close(Kind::kMacroStatement, mark);
  }
  return fail();
}

// What the words at `behind` are to the NAME or NAME(...) at hand before them.
Parser::Following Parser::following(Position behind) const {
  const bool call = behind != pos_ + 1;
  const bool loop = is_iterator_name(pos_);
  switch (word(behind)) {
    case Word::kLeftBrace:
      return role(pos_) == Role::kStatement ? Following::kStatement : Following::kBody;
    case Word::kSemicolon:
      return loop && call ? Following::kBody : Following::kExpression;
    case Word::kRightBrace:
    case Word::kCase:
    case Word::kDefault:
    case Word::kElse:
      return Following::kStatement;
    case Word::kIdentifier:
    case Word::kIf:
    case Word::kWhile:
    case Word::kDo:
    case Word::kFor:
    case Word::kSwitch:
    case Word::kBreak:
    case Word::kContinue:
    case Word::kGoto:
    case Word::kReturn:
    case Word::kAsm:
      break;
    case Word::kIncrement:
    case Word::kDecrement:
    case Word::kStar:
    case Word::kLeftParen:
      // *p = 1; on the next line, or a product.
      if (loop) return Following::kBody;
      if (!begins_line(behind) || indent(behind) > indent(pos_) || role(pos_) == std::nullopt)
        return Following::kExpression;
      return Following::kStatement;
    case Word::kNumber:
    case Word::kString:
    case Word::kNot:
    case Word::kTilde:
      // What only begins an expression is another statement.
      return role(pos_) == Role::kStatement ? Following::kStatement : Following::kExpression;
    default:
      return is_specifier(word(behind)) ? Following::kStatement : Following::kExpression;
  }
  if (role(pos_) == Role::kStatement) return Following::kStatement;
  if (loop) return Following::kBody;
  if (!call) return is_string_after_names(behind) ? Following::kExpression : Following::kStatement;
  // Kernel style indents a loop's body.
  return !begins_line(behind) || indent(behind) > indent(pos_) ? Following::kBody
                                                               : Following::kStatement;
}

bool Parser::iterator(Mark mark) {
  // An else belongs to a macro that hides an `if`, not to one that hides a loop.
  const bool loop = is_iterator_name(pos_);
  if (!identifier()) return false;
  if (at(Word::kLeftParen) && !arguments()) return false;
  if (!statement()) return false;
  if (!loop && at(Word::kElse) && !else_part()) return false;
  return close(Kind::kIterator, mark);
}

}  // namespace towpath::c
