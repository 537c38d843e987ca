// SPDX-License-Identifier: GPL-2.0-or-later
// Types: specifiers, structures, declarators, parameters.
#include <algorithm>

#include "cparse/parser.h"

namespace towpath::c {

// Pushes a kSpecifiers node unless there are none. `typed` tells whether they name a type.
bool Parser::specifiers(Where where, bool& typed) {
  const Mark mark = builder_.mark();
  bool more = true;
  while (more) {
    switch (word()) {
      case Word::kTypedef:
      case Word::kStorage:
      case Word::kExtension:
        take();
        break;
      case Word::kQualifier:
        take();
        // _Atomic(int) x;
        if (at(Word::kLeftParen) && !typed && past(pos_) != kNowhere &&
            is_certain_type(pos_ + 1, past(pos_) - 1)) {
          take();
          if (!type_name() || !expect(Word::kRightParen)) return false;
          typed = true;
        }
        break;
      case Word::kTypeWord:
        take();
        typed = true;
        break;
      case Word::kStruct:
      case Word::kEnum:
        if (!tag()) return false;
        typed = true;
        break;
      case Word::kTypeof:
        if (!typeof_specifier()) return false;
        typed = true;
        break;
      case Word::kAttribute:
        if (!attribute()) return false;
        break;
      case Word::kLeftBracket:
        more = word(pos_ + 1) == Word::kLeftBracket;
        if (more && !attribute()) return false;
        break;
      case Word::kIdentifier:
        switch (specifier_role(where, typed)) {
          case SpecifierRole::kType:
            // In semantic patches the name of a type stands for a whole `struct name`.
            if (word(pos_ + 1) == Word::kLeftBrace && role(pos_) == Role::kType) {
              const Mark structure = builder_.mark();
              if (!identifier() || !struct_body() || !close(Kind::kStruct, structure)) return false;
            } else if (!identifier()) {
              return false;
            }
            typed = true;
            break;
          case SpecifierRole::kMacroType:
            if (!call()) return false;
            typed = true;
            break;
          case SpecifierRole::kAttribute:
            if (!attribute()) return false;
            break;
          case SpecifierRole::kDeclared:
            more = false;
            break;
        }
        break;
      default:
        more = false;
    }
  }
  return builder_.mark() == mark || close(Kind::kSpecifiers, mark);
}

// What the name at hand is among specifiers.
Parser::SpecifierRole Parser::specifier_role(Where where, bool typed) const {
  if (is_attribute(pos_)) {
    return typed && is_declared_attribute(pos_) ? SpecifierRole::kDeclared
                                                : SpecifierRole::kAttribute;
  }
  return typed ? role_behind_type(where) : role_before_type(where);
}

Parser::SpecifierRole Parser::role_before_type(Where where) const {
  Position behind = pos_ + 1;
  while (word(behind) == Word::kPaste && behind + 1 < end_) behind += 2;
  const Word next = word(behind);
  switch (next) {
    case Word::kLeftParen: {
      if (role(pos_) == Role::kType || is_function_pointer(behind)) return SpecifierRole::kType;
      if (where == Where::kTypeName && word(behind + 1) == Word::kStar) return SpecifierRole::kType;
      const Position end = past(behind);
      if (end == kNowhere || is_old_style(end)) return SpecifierRole::kDeclared;
      // static DEFINE_THING(x) without its semicolon.
      if (where == Where::kFile && begins_line(end) && is_in_capitals(spelling(pos_)))
        return SpecifierRole::kDeclared;
      if (is_specifier(word(end))) return SpecifierRole::kAttribute;
      if (word(end) == Word::kStar) return SpecifierRole::kMacroType;
      if (word(end) != Word::kIdentifier) return SpecifierRole::kDeclared;
      if (is_attribute(end)) return SpecifierRole::kDeclared;
      const Word third = word(end + 1);
      return third == Word::kIdentifier || third == Word::kStar ? SpecifierRole::kAttribute
                                                                : SpecifierRole::kMacroType;
    }
    case Word::kIdentifier: {
      // Of two names before a third the first is the type, unless it looks like a macro.
      const Word third = word(behind + 1);
      const bool three = third == Word::kIdentifier || third == Word::kStar;
      // __FORTIFY_INLINE __diagnose_as(x, 1) char *f(…)
      if (third == Word::kLeftParen && past(behind + 1) != kNowhere &&
          is_specifier(word(past(behind + 1))) && !is_old_style(past(behind + 1))) {
        return SpecifierRole::kAttribute;
      }
      if (!three || role(pos_) == Role::kType || is_attribute(behind)) return SpecifierRole::kType;
      const std::string_view name = spelling(pos_);
      const bool macro =
          is_in_capitals(name) || name.starts_with("__") || role(behind) == Role::kType;
      return macro ? SpecifierRole::kAttribute : SpecifierRole::kType;
    }
    case Word::kQualifier: {
      // FOO const char *x: the type comes later.
      while (word(behind) == Word::kQualifier) ++behind;
      const Word type = word(behind);
      const bool later = type == Word::kTypeWord || type == Word::kStruct || type == Word::kEnum;
      return later ? SpecifierRole::kAttribute : SpecifierRole::kType;
    }
    case Word::kStar:
    case Word::kAttribute:
      return SpecifierRole::kType;
    case Word::kTypedef:
    case Word::kStorage:
      return role(pos_) == Role::kType ? SpecifierRole::kType : SpecifierRole::kAttribute;
    case Word::kTypeWord:
    case Word::kStruct:
    case Word::kEnum:
    case Word::kTypeof:
      return SpecifierRole::kAttribute;
    case Word::kAssign:
      return SpecifierRole::kDeclared;
    case Word::kComma:
    case Word::kLeftBracket:
      if (where == Where::kTypeName || where == Where::kParameter) return SpecifierRole::kType;
      return SpecifierRole::kDeclared;
    default:
      return SpecifierRole::kType;
  }
}

Parser::SpecifierRole Parser::role_behind_type(Where where) const {
  const Word next = word(pos_ + 1);
  switch (next) {
    case Word::kIdentifier: {
      // unsigned T x: a semantic patch says a part of the type.
      if (role(pos_) == Role::kType) return SpecifierRole::kType;
      // int x __unused: the name comes before the attribute.
      const Position behind = past_attributes(pos_ + 1);
      const bool name =
          behind != pos_ + 1 && word(behind) != Word::kIdentifier && word(behind) != Word::kStar;
      return name ? SpecifierRole::kDeclared : SpecifierRole::kAttribute;
    }
    case Word::kStar:
    case Word::kTypeWord:
    case Word::kQualifier:
    case Word::kStorage:
    case Word::kStruct:
      return SpecifierRole::kAttribute;
    case Word::kLeftParen: {
      // int macro(x) *f(…)
      const Position behind = past(pos_ + 1);
      const bool attribute = behind != kNowhere && word(behind) == Word::kStar;
      return attribute ? SpecifierRole::kAttribute : SpecifierRole::kDeclared;
    }
    default:
      return where == Where::kTypeName ? SpecifierRole::kAttribute : SpecifierRole::kDeclared;
  }
}

// A structure, union or enumeration.
bool Parser::tag() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  const bool enumeration = at(Word::kEnum);
  take();
  if (!attributes()) return false;
  const auto is_body = [&](Position at) {
    return word(at) == Word::kLeftBrace ||
           (enumeration && word(at) == Word::kColon && word(at + 2) == Word::kLeftBrace);
  };
  if (at(Word::kIdentifier)) {
    if (word(pos_ + 1) == Word::kIdentifier && is_body(pos_ + 2) && !attribute()) return false;
    const Position behind = word(pos_ + 1) == Word::kLeftParen ? past(pos_ + 1) : kNowhere;
    // struct NAME(1) { }, struct NAME(1) x;
    if (behind != kNowhere && (is_body(behind) || (word(behind) == Word::kIdentifier &&
                                                   is_in_capitals(spelling(pos_))))) {
      if (!call()) return false;
    } else if (!identifier()) {
      return false;
    }
    if (is_body(past_attributes(pos_)) && !attributes()) return false;
  }
  if (is_body(pos_)) {
    bool typed = false;
    if (accept(Word::kColon) && !specifiers(Where::kTypeName, typed)) return false;
    if (!(enumeration ? enumerators() : struct_body()) || !attributes()) return false;
  }
  return close(enumeration ? Kind::kEnum : Kind::kStruct, mark);
}

bool Parser::struct_body() {
  take();
  while (!at(Word::kRightBrace)) {
    if (pos_ == end_) return fail();
    if (at(Word::kSemicolon)) {
      if (!single(Kind::kEmptyStatement)) return false;
    } else if (at(Word::kStaticAssert)) {
      if (!static_assertion()) return false;
    } else if (is_macro_field()) {
      if (!macro_declaration(builder_.mark())) return false;
    } else if (!declaration(Where::kField)) {
      return false;
    }
  }
  take();
  return true;
}

// Whether NAME(...) in a structure is a macro that brings fields.
bool Parser::is_macro_field() const {
  if (!at(Word::kIdentifier)) return false;
  if (word(pos_ + 1) == Word::kRightBrace) return true;
  if (word(pos_ + 1) != Word::kLeftParen) return false;
  if (is_attribute(pos_) || is_function_pointer(pos_ + 1)) return false;
  const Position behind = past(pos_ + 1);
  if (behind == kNowhere) return false;
  const Position next = past_attributes(behind);
  if (word(next) == Word::kSemicolon || word(next) == Word::kRightBrace) return true;
  return begins_line(behind) && word(behind) != Word::kStar;
}

bool Parser::enumerators() {
  take();
  const Mark mark = builder_.mark();
  while (!at(Word::kRightBrace)) {
    const Mark enumerator = builder_.mark();
    if (!at(Word::kIdentifier)) return fail();
    const bool macro = word(pos_ + 1) == Word::kLeftParen;
    if (!(macro ? call() : identifier()) || !attributes()) return false;
    if (accept(Word::kAssign) && !assignment()) return false;
    if (!close(Kind::kEnumerator, enumerator)) return false;
    if (!accept(Word::kComma) && !at(Word::kRightBrace) && !at(Word::kIdentifier)) return fail();
  }
  if (!close(Kind::kEnumerators, mark)) return false;
  take();
  return true;
}

bool Parser::typeof_specifier() {
  const Mark mark = builder_.mark();
  take();
  const Position behind = past(pos_);
  if (!at(Word::kLeftParen) || behind == kNowhere) return fail();
  const bool type = is_certain_type(pos_ + 1, behind - 1);
  take();
  return (type ? type_name() : expression()) && expect(Word::kRightParen) &&
         close(Kind::kTypeof, mark);
}

bool Parser::declarator(Naming naming) {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  if (at(Word::kStar)) {
    take();
    Position end = past_pointers(pos_);
    if (naming == Naming::kAbstract && is_last_attribute(end)) ++end;
    while (pos_ < end && !at(Word::kStar)) {
      if (at(Word::kQualifier)) {
        take();
      } else if (!attribute()) {
        return false;
      }
    }
    const bool more = at(Word::kStar) || at(Word::kLeftParen) || at(Word::kIdentifier) ||
                      (at(Word::kLeftBracket) && word(pos_ + 1) != Word::kLeftBracket);
    const bool optional = naming != Naming::kConcrete;
    if ((more || !optional) && !declarator(naming)) return false;
    return close(Kind::kPointer, mark);
  }
  if (at(Word::kLeftParen) && is_paren_declarator(pos_, naming)) {
    take();
    if (!attributes()) return false;
    if (at(Word::kIdentifier) && word(pos_ + 1) == Word::kStar && !attribute()) return false;
    if (!declarator(naming) || !expect(Word::kRightParen) || !close(Kind::kParenDeclarator, mark)) {
      return false;
    }
  } else if (at(Word::kIdentifier) && naming != Naming::kAbstract) {
    if (!identifier()) return false;
  } else if (naming == Naming::kConcrete) {
    return fail();
  }
  return declarator_suffixes(mark);
}

bool Parser::declarator_suffixes(Mark mark) {
  for (;;) {
    if (at(Word::kLeftParen)) {
      if (!parameters() || !close(Kind::kFunctionDeclarator, mark)) return false;
    } else if (at(Word::kLeftBracket) && word(pos_ + 1) != Word::kLeftBracket) {
      if (!array_suffix() || !close(Kind::kArray, mark)) return false;
    } else {
      return true;
    }
  }
}

// Whether '(' opens a declarator in parentheses rather than parameters.
bool Parser::is_paren_declarator(Position open, Naming naming) const {
  switch (word(open + 1)) {
    case Word::kStar:
    case Word::kLeftParen:
    case Word::kLeftBracket:
      return true;
    case Word::kAttribute:
      return word(past_attributes(open + 1)) == Word::kStar;
    case Word::kIdentifier:
      if (naming == Naming::kConcrete) return true;
      if (is_attribute(open + 1)) return word(past_attributes(open + 1)) == Word::kStar;
      return naming == Naming::kEither && word(open + 2) == Word::kRightParen &&
             role(open + 1) != Role::kType;
    default:
      return false;
  }
}

bool Parser::array_suffix() {
  take();
  while (at(Word::kQualifier) || at(Word::kStorage)) take();
  if (at(Word::kStar) && word(pos_ + 1) == Word::kRightBracket) {
    take();
  } else if (!at(Word::kRightBracket) && !expression()) {
    return false;
  }
  return expect(Word::kRightBracket);
}

bool Parser::parameters() {
  const Position behind = past(pos_);
  if (behind == kNowhere) return fail();
  take();
  const Mark mark = builder_.mark();
  const bool names_only = at(Word::kIdentifier) && is_old_style(behind);
  while (pos_ < behind - 1) {
    const Point start = point();
    if (at(Word::kEllipsis)) {
      take();
    } else if (names_only && at(Word::kIdentifier)) {
      if (!single(Kind::kIdentifier)) return false;
    } else if (!parameter() || (pos_ != behind - 1 && !at(Word::kComma))) {
      back_to(start);
      if (!tokens_as(Kind::kArgument, argument_end(pos_))) return false;
    }
    if (pos_ < behind - 1 && !expect(Word::kComma)) return false;
  }
  if (!close(Kind::kParameters, mark)) return false;
  return expect(Word::kRightParen);
}

bool Parser::parameter() {
  const Mark mark = builder_.mark();
  bool typed = false;
  if (!specifiers(Where::kParameter, typed)) return false;
  const bool more =
      at(Word::kStar) || at(Word::kLeftParen) || at(Word::kIdentifier) || at(Word::kLeftBracket);
  if (more && !declarator(Naming::kEither)) return false;
  if (builder_.mark() == mark) return fail();
  while (at(Word::kAttribute) || at(Word::kIdentifier) || at(Word::kLeftBracket)) {
    if (!attribute()) return false;
  }
  return close(Kind::kParameter, mark);
}

bool Parser::type_name() {
  const Nesting nesting(*this);
  if (nesting.too_deep()) return fail();
  const Mark mark = builder_.mark();
  bool typed = false;
  if (!specifiers(Where::kTypeName, typed)) return false;
  if (builder_.mark() == mark) return fail();
  const bool more = at(Word::kStar) || at(Word::kLeftParen) || at(Word::kLeftBracket);
  if (more && !declarator(Naming::kAbstract)) return false;
  return attributes() && close(Kind::kTypeName, mark);
}

}  // namespace towpath::c
