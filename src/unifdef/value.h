// SPDX-License-Identifier: GPL-2.0-or-later
// What an #if expression or a part of it is worth: an integer of the preprocessor, or not known.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace towpath::unifdef {

// Of an unknown value, the type may be known; and the other way round: `1 ? 0 : X` is 0, but
// unsigned if X is.
enum class Signedness : std::uint8_t { kSigned, kUnsigned, kUnknown };

// An intmax_t or uintmax_t of 64 bits, as C23 6.10.2 has it, or unknown.
struct Value {
  bool known = false;
  Signedness signedness = Signedness::kUnknown;
  std::uint64_t bits = 0;

  static Value of(bool truth) { return {true, Signedness::kSigned, truth}; }
  static Value unknown(Signedness signedness) { return {false, signedness, 0}; }
  bool is_true() const { return known && bits != 0; }
  bool is_false() const { return known && bits == 0; }
  // Whether nothing at all is left open.
  bool settled() const { return known && signedness != Signedness::kUnknown; }

  friend bool operator==(const Value&, const Value&) = default;
};

enum class Operator : std::uint8_t {
  kPlus,  // unary
  kMinus,
  kComplement,
  kNot,
  kMultiply,  // binary
  kDivide,
  kRemainder,
  kAdd,
  kSubtract,
  kShiftLeft,
  kShiftRight,
  kLess,
  kGreater,
  kLessEqual,
  kGreaterEqual,
  kEqual,
  kNotEqual,
  kBitAnd,
  kBitXor,
  kBitOr,
  kAnd,
  kOr,
  kConditional,  // ?:
};

// Three-valued: && is false with one false side, || true with one true side, whatever the other is.
// What C leaves undefined (division by zero, a shift by less than 0 or more than 63) is unknown. A
// result that an unknown signedness has a say in is known where it is the same either way.
Value apply_unary(Operator op, Value operand);
Value apply_binary(Operator op, Value left, Value right);
// Whether C defines the operation, as far as the operands are known.
bool is_defined(Operator op, Value left, Value right);
// Unknown where the condition is, unless both ways give the same. Unsigned if either way is.
Value apply_conditional(Value condition, Value then, Value otherwise);

// An integer constant with C23's prefixes, digit separators and suffixes; nothing if `spelling` is
// none or it does not fit 64 bits.
std::optional<Value> parse_number(std::string_view spelling);
// A character constant of one byte or escape sequence below 128, for which all encodings agree;
// with u8, u and U its type is unsigned.
std::optional<Value> parse_character(std::string_view spelling);

}  // namespace towpath::unifdef
