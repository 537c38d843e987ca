// SPDX-License-Identifier: GPL-2.0-or-later
// A rule's body as text: which line is minus, plus or context, and where the disjunctions are.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "smpl/rule.h"
#include "text/result.h"

namespace towpath::smpl {

enum class Mark : std::uint8_t { kContext, kMinus, kPlus };

// A stretch of the body, [begin, end), with the gaps directly in it: what C has no words for.
struct Stretch {
  struct Gap;
  Offset begin = 0;
  Offset end = 0;
  std::vector<Gap> gaps;
};

enum class DotsKind : std::uint8_t {
  kDots,        // ...
  kNest,        // <... ...>
  kStrictNest,  // <+... ...+>: what is within occurs at least once
};

// What stands behind `when`, but for the code.
struct DotsOptions {
  enum class When : std::uint8_t { kNot, kOnly, kNotTrue, kNotFalse };
  std::vector<When> whens;
  bool any = false;
  bool strict = false;
  bool exists = false;
  bool forall = false;
};

struct Stretch::Gap {
  bool is_dots;
  Offset begin;  // the opening parenthesis or dots
  Offset end;    // past the closing one, or the last `when`
  // A disjunction's; or a nest's one, then the code of each of the whens.
  std::vector<Stretch> branches = {};
  DotsKind kind = DotsKind::kDots;
  DotsOptions options = {};
  bool in_expression = false;    // a nest of expressions, or dots below a statement
  bool in_fields = false;        // dots among the fields of a structure
  bool all = false;              // a conjunction: all of the branches match, not one
  bool ends_expression = false;  // dots behind an expression without a `;`
};

// `f@p`: a metavariable attached to the token or disjunction that ends at `after`.
struct Attachment {
  Offset after;
  std::uint32_t meta;
};

struct Body {
  std::string code;         // the body with the marks in the first column and attachments blanked
  std::vector<Mark> marks;  // of each line
  std::vector<Attachment> attachments;
  // Where a metavariable stands for an operator; the code has some operator of its kind there.
  std::map<Offset, std::uint32_t> operators;
  std::set<std::uint32_t> optional;    // lines of code that need not be there (`?`)
  std::set<std::uint32_t> repeatable;  // lines of plus code that several matches may add (`++`)
  Stretch whole;
  // The rule only shows code (its minus lines are marked with `*`) and changes nothing.
  bool shows = false;

  // That of the line there; `rule` is the one whose body it is.
  Mark mark_at(const SourceRule& rule, Offset at) const;
};

// What the first column of each line says, which is blanked; for read_body().
Status read_marks(const SourceRule& rule, Body& body);

// Everything that nothing gives a meaning to yet is refused here.
Result<Body> read_body(const SourceRule& rule);

}  // namespace towpath::smpl
