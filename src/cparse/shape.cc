// SPDX-License-Identifier: GPL-2.0-or-later
// What a place in the text looks like. C needs a symbol table to tell declarations from expressions
// and types from values; these look ahead instead, at names, at the words around them, and at the
// layout.
#include <algorithm>

#include "cparse/parser.h"

namespace towpath::c {

bool Parser::starts_declaration(Position at) const {
  while (word(at) == Word::kExtension) ++at;
  if (is_specifier(word(at))) return true;
  if (word(at) == Word::kLeftBracket)
    return word(at + 1) == Word::kLeftBracket;  // [[fallthrough]];
  return word(at) == Word::kIdentifier && starts_named_declaration(at);
}

bool Parser::starts_named_declaration(Position at) const {
  const Word next = word(at + 1);
  switch (next) {  // the quick way out for most statements
    case Word::kAssign:
    case Word::kArrow:
    case Word::kDot:
    case Word::kSemicolon:
    case Word::kColon:
      return false;
    default:
      break;
  }
  const std::optional<Role> role = this->role(at);
  if (role == Role::kAttribute) {
    const Position type = past_attributes(at);
    return word(type) == Word::kIdentifier ? starts_named_declaration(type)
                                           : is_specifier(word(type));
  }
  if (role && role != Role::kType) return false;
  if (role == Role::kType) {
    if (next == Word::kStar) {
      const Word declared = word(past_pointers(at + 1));
      return declared == Word::kIdentifier || declared == Word::kLeftParen;
    }
    if (next == Word::kLeftParen) return is_function_pointer(at + 1);
    return next == Word::kIdentifier || is_specifier(next);
  }
  if (next == Word::kStar) {
    const Position name = past_pointers(at + 1);
    if (word(name) == Word::kLeftParen) return is_function_pointer(name);
    return is_declared_name(name);
  }
  if (next == Word::kLeftParen) {
    const Position behind = past(at + 1);
    if (behind == kNowhere) return false;
    if (is_function_pointer(at + 1)) {
      const Position end = past(behind);
      if (end == kNowhere) return false;
      return word(end) == Word::kSemicolon || word(end) == Word::kAssign ||
             word(end) == Word::kComma;
    }
    // A type made by a macro: STACK_OF(X509) *x;
    if (begins_line(behind) || is_iterator_name(at)) return false;
    if (word(behind) == Word::kStar) return is_declared_name(past_pointers(behind));
    return word(behind) == Word::kIdentifier && word(behind + 1) != Word::kLeftParen &&
           word(behind + 1) != Word::kIdentifier && is_declared_name(behind);
  }
  // A name on a line of its own is rather a macro that lacks its semicolon.
  if (begins_line(at + 1)) return false;
  if (next == Word::kIdentifier) {
    return is_declared_name(at + 1) || word(at + 2) == Word::kStar || word(at + 2) == Word::kColon;
  }
  return is_specifier(next);
}

// Whether what follows the name tells a declaration rather than an expression.
bool Parser::is_declared_name(Position at) const {
  if (word(at) != Word::kIdentifier) return false;
  switch (word(at + 1)) {
    case Word::kSemicolon:
    case Word::kAssign:
    case Word::kComma:
    case Word::kLeftBracket:
    case Word::kLeftParen:
    case Word::kIdentifier:
    case Word::kAttribute:
    case Word::kStruct:
    case Word::kTypeWord:
    case Word::kQualifier:
    case Word::kStorage:
      return true;
    default:
      return false;
  }
}

bool Parser::is_attribute(Position at) const {
  return word(at) == Word::kIdentifier && role(at) == Role::kAttribute;
}

// Whether an attribute's name is rather what is declared: long __unused[3], __spare : 4.
bool Parser::is_declared_attribute(Position at) const {
  const Word next = word(at + 1);
  if (next == Word::kLeftBracket || next == Word::kColon || next == Word::kAssign) return true;
  // int __unused; but struct { } __packed;
  return (next == Word::kSemicolon || next == Word::kComma) && at > 0 &&
         word(at - 1) == Word::kTypeWord;
}

bool Parser::is_iterator_name(Position at) const {
  const std::optional<Role> role = this->role(at);
  if (role == Role::kIterator) return true;
  if (role) return false;
  const std::string_view name = spelling(at);
  for (const std::string_view part : {"for_each", "foreach", "FOR_EACH", "FOREACH", "ForEach"}) {
    if (name.find(part) != std::string_view::npos) return true;
  }
  return false;
}

bool Parser::is_declarer_name(Position at) const {
  const std::optional<Role> role = this->role(at);
  if (role) return role == Role::kDeclarer;
  const std::string_view name = spelling(at);
  return name.find("DECLARE_") != std::string_view::npos || name.starts_with("DEFINE_");
}

// Whether a K&R function's parameters are declared from here on: the body follows a semicolon.
bool Parser::is_old_style(Position at) const {
  if (word(at) != Word::kIdentifier && !is_specifier(word(at))) return false;
  constexpr Position kFarthest = 200;
  for (Position i = at; i < end_ && i < at + kFarthest; ++i) {
    if (word(i) == Word::kLeftBrace) return i > at && word(i - 1) == Word::kSemicolon;
    if (word(i) == Word::kAssign || word(i) == Word::kRightBrace) return false;
  }
  return false;
}

// Whether the parenthesis holds the declarator of a pointer: (*name)(…), (*name)[…], (__cdecl
// *name)(…).
bool Parser::is_function_pointer(Position open) const {
  const Position behind = past(open);
  if (behind == kNowhere) return false;
  if (word(behind) != Word::kLeftParen && word(behind) != Word::kLeftBracket) return false;
  Position star = open + 1;
  if (word(star) == Word::kIdentifier && word(star + 1) == Word::kStar) ++star;
  if (word(star) != Word::kStar) return false;
  const Position name = past_pointers(star);
  if (word(name) != Word::kIdentifier) return false;
  const Word after = word(name + 1);
  return after == Word::kRightParen || after == Word::kLeftBracket || after == Word::kLeftParen;
}

// Whether the identifiers at `at` lead to a string, KERN_ERR PFX "text", or are several in
// capitals, which can be nothing else.
bool Parser::is_string_after_names(Position at) const {
  constexpr Position kMost = 8;
  bool capitals = true;
  for (Position i = at; i < at + kMost; ++i) {
    if (word(i) == Word::kString) return true;
    if (word(i) != Word::kIdentifier) {
      const bool ends =
          word(i) == Word::kComma || word(i) == Word::kSemicolon || word(i) == Word::kRightParen;
      return ends && i > at + 1 && capitals;
    }
    if (word(at + 1) != Word::kIdentifier && word(at + 1) != Word::kString) return false;
    capitals = capitals && is_in_capitals(spelling(i));
  }
  return false;
}

Parser::Position Parser::past_attributes(Position at) const {
  for (;;) {
    if (word(at) != Word::kAttribute && !is_attribute(at)) return at;
    ++at;
    const bool arguments =
        word(at) == Word::kLeftParen && past(at) != kNowhere && !is_function_pointer(at);
    if (arguments) at = past(at);
  }
}

Parser::Position Parser::past_pointers(Position at) const {
  for (;;) {
    if (word(at) == Word::kStar || word(at) == Word::kQualifier) {
      ++at;
      continue;
    }
    const Position behind = past_attributes(at);
    if (behind != at) {
      at = behind;
      continue;
    }
    // An attribute nobody told of: struct x *__ptr32 p.
    const bool unknown = word(at) == Word::kIdentifier && word(at + 1) == Word::kIdentifier &&
                         spelling(at).starts_with("__") && !is_attribute(at + 1);
    if (!unknown) return at;
    ++at;
  }
}

// (int *__attribute_like)x: nothing but an attribute has its place there.
bool Parser::is_last_attribute(Position at) const {
  return word(at) == Word::kIdentifier && word(at + 1) == Word::kRightParen &&
         spelling(at).starts_with("__");
}

// The longest type name that could begin here; its certainty holds only if it ends where it should.
Parser::TypeShape Parser::type_shape(Position at) const {
  Certainty certainty = Certainty::kNone;
  bool more = true;
  while (more) {
    switch (word(at)) {
      case Word::kTypeWord:
      case Word::kQualifier:
        certainty = Certainty::kCertain;
        ++at;
        break;
      case Word::kStruct:
      case Word::kEnum:
        certainty = Certainty::kCertain;
        at = past_attributes(at + 1);
        if (word(at) == Word::kIdentifier) ++at;
        if (word(at) == Word::kPaste) at += 2;
        if (word(at) == Word::kLeftBrace && past(at) != kNowhere) at = past(at);
        break;
      case Word::kTypeof:
        certainty = Certainty::kCertain;
        ++at;
        if (word(at) == Word::kLeftParen && past(at) != kNowhere) at = past(at);
        break;
      case Word::kIdentifier: {
        const std::optional<Role> role = this->role(at);
        if (role == Role::kAttribute) {
          at = past_attributes(at);
        } else if (certainty == Certainty::kNone) {
          certainty = role == Role::kType ? Certainty::kCertain : Certainty::kPossible;
          ++at;
        } else if (word(at - 1) == Word::kQualifier || word(at + 1) == Word::kStar ||
                   spelling(at).starts_with("__")) {
          certainty = Certainty::kCertain;  // const x, x FAR *, x __attribute_like
          ++at;
        } else {
          more = false;
        }
        break;
      }
      case Word::kAttribute:
        at = past_attributes(at);
        break;
      default:
        more = false;
    }
  }
  if (certainty == Certainty::kNone) return {at, certainty};
  const Position stars = at;
  const bool known = certainty == Certainty::kCertain;
  at = past_pointers(at);
  if (at != stars) certainty = Certainty::kCertain;
  if (at != stars && known && is_last_attribute(at)) ++at;
  // (*)(int), (*[3])(void): certain in itself; else only types that are known have such behind
  // them.
  bool types_follow = false;
  while (at < end_ && (word(at) == Word::kLeftParen || word(at) == Word::kLeftBracket)) {
    const bool pointer = word(at) == Word::kLeftParen && word(at + 1) == Word::kStar &&
                         (word(past_pointers(at + 1)) == Word::kRightParen ||
                          word(past_pointers(at + 1)) == Word::kLeftBracket);
    if ((!known && !pointer && !types_follow) || past(at) == kNowhere) break;
    certainty = Certainty::kCertain;
    types_follow = pointer;
    at = past(at);
  }
  return {at, certainty};
}

// Whether '(' opens a cast or a compound literal.
bool Parser::is_cast(Position open) const {
  const Position behind = past(open);
  if (behind == kNowhere) return false;
  const TypeShape shape = type_shape(open + 1);
  if (shape.certainty == Certainty::kNone || shape.end + 1 != behind) return false;
  const Word next = word(behind);
  switch (next) {
    case Word::kIdentifier:
    case Word::kNumber:
    case Word::kCharacter:
    case Word::kString:
    case Word::kSizeof:
    case Word::kExtension:
    case Word::kNot:
    case Word::kTilde:
    case Word::kLeftBrace:
      return true;
    case Word::kLeftParen:
      if (shape.certainty == Certainty::kCertain) return true;
      // (NAME)(x): nobody puts a macro's name in parentheses to call it.
      return is_in_capitals(spelling(open + 1)) || is_simple_cast(behind);
    case Word::kMinus:
    case Word::kPlus:
    case Word::kStar:
    case Word::kAnd:
    case Word::kAndAnd:
    case Word::kIncrement:
    case Word::kDecrement:
    case Word::kPart:
    case Word::kGeneric:
    case Word::kHash:
      return shape.certainty == Certainty::kCertain;
    default:
      return false;
  }
}

// Whether '(' opens `(type)value`: then what stands before it is no function to call.
bool Parser::is_simple_cast(Position open) const {
  const Position behind = past(open);
  if (behind == kNowhere) return false;
  const TypeShape shape = type_shape(open + 1);
  if (shape.certainty == Certainty::kNone || shape.end + 1 != behind) return false;
  return word(behind) == Word::kIdentifier || word(behind) == Word::kNumber;
}

bool Parser::is_certain_type(Position at, Position end) const {
  const TypeShape shape = type_shape(at);
  return shape.end == end && shape.certainty == Certainty::kCertain;
}

}  // namespace towpath::c
