// SPDX-License-Identifier: GPL-2.0-or-later
// Expressions of #if and #elif: parsed by C23's grammar, valued with three-valued logic.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "unifdef/token.h"
#include "unifdef/value.h"

namespace towpath::unifdef {

enum class NodeKind : std::uint8_t {
  kConstant,  // a number or character constant, or what a known symbol came to
  kSymbol,    // an unknown symbol; if it is called, its one operand is the last symbol in the
              // arguments, whose operand is the one before, and so on
  kDefined,   // `defined X` of an unknown symbol
  kUnary,
  kBinary,
  kConditional,
  kParenthesized,
};

inline constexpr std::uint32_t kNoNode = ~std::uint32_t{0};

struct Node {
  NodeKind kind;
  Operator op;          // of kUnary and kBinary
  Value value;          // of the whole subtree
  std::uint32_t begin;  // its tokens, as indices into those that were parsed
  std::uint32_t end;
  std::uint32_t operands[3];  // indices of nodes, kNoNode where there are fewer
  std::string_view symbol;    // of kSymbol and kDefined
};

// A tree of nodes in one array: operands come before what they belong to, the root is last. So
// walks in either direction are loops, and an expression may nest as deep as it likes.
class Expression {
 public:
  // Becomes the tree of expanded `tokens`, of an operand that ends at `end`; keeps views of their
  // spellings.
  // Undefined after a fault.
  std::optional<Fault> parse(const Tokens& tokens, Offset end);

  const std::vector<Node>& nodes() const { return nodes_; }
  const Node& root() const { return nodes_.back(); }
  Value value() const { return root().value; }

  // The symbols that the value still depends on: not those in parts whose value is known or does
  // not matter. In order, maybe repeated.
  std::vector<std::string_view> deciding_symbols() const;

  // An operation of known values that C does not define, if the value depends on one: a division by
  // zero, an impossible shift. Its place is the operator's in `tokens`, those that were parsed.
  std::optional<Fault> undefined_operation(const Tokens& tokens) const;

 private:
  std::vector<bool> nodes_that_matter() const;

  std::vector<Node> nodes_;
};

}  // namespace towpath::unifdef
