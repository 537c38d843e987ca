// SPDX-License-Identifier: GPL-2.0-or-later
// What metavariables stand for, kept apart from the text where it was found: what rules inherit.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "smpl/metavariable.h"
#include "smpl/origin.h"
#include "smpl/piece.h"
#include "smpl/subject.h"

namespace towpath::smpl {

// Where a position metavariable is, as scripts are told: lines from 1, columns from 0.
struct Position {
  PlaceId id;
  std::string file;
  std::string element;  // the function, or "something_else"
  std::uint32_t line;
  std::uint32_t column;
  std::uint32_t line_end;
  std::uint32_t column_end;
  // The function, from its first to its last token; 0 without one.
  std::uint32_t element_line = 0;
  std::uint32_t element_column = 0;
  std::uint32_t element_line_end = 0;
  std::uint32_t element_column_end = 0;
};

struct Value {
  TokenText tokens;                // what it is compared by; of types, in one order
  std::string text;                // as it stood; further lines without the first one's indentation
  std::vector<Piece> pieces;       // as new code has it
  std::vector<Piece> behind = {};  // types: what comes behind the declared name, as `[3]` does
  c::Kind kind = c::Kind::kUnparsed;  // of the node that it was; kUnparsed for lists
  std::optional<Position> position;
  TypeRef type = {};  // of types
};

// The comments before, between and behind the tokens [first, last), with a blank between.
std::string comments_around(const c::Tree& tree, c::TokenIndex first, c::TokenIndex last);
// The tokens [first, last) of a tree.
TokenText token_text(const c::Tree& tree, c::TokenIndex first, c::TokenIndex last);
// The same code as a value; `node` is what it is, or kNoNode.
Value value_of(const Subject& subject, c::NodeId node, c::TokenIndex first, c::TokenIndex last);
// A single token.
Value value_of(std::string token);
// Tokens with commas between.
Value list_of(std::span<const std::string> items);
// A type that the code does not spell out.
Value value_of(const TypeRef& type);

// Values by what they are compared by: each once, so that two are the same if their addresses are;
// types by how they are written.
class Values {
 public:
  const Value* keep(Value value);
  // A number that was not given before.
  std::uint32_t next_number() { return number_++; }

 private:
  std::deque<Value> values_;
  std::unordered_map<std::string, const Value*> known_;
  std::uint32_t number_ = 0;
};

}  // namespace towpath::smpl
