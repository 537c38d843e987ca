// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/value.h"

#include <algorithm>

namespace towpath::unifdef {
namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

std::int64_t as_signed(Value v) {
  return static_cast<std::int64_t>(v.bits);
}

// Of two operands that are converted to a common type.
Signedness common(Value left, Value right) {
  if (left.signedness == Signedness::kUnsigned) return Signedness::kUnsigned;
  return right.signedness == Signedness::kSigned ? left.signedness : right.signedness;
}

bool less(Value left, Value right, bool is_unsigned) {
  return is_unsigned ? left.bits < right.bits : as_signed(left) < as_signed(right);
}

std::uint64_t divide(Operator op, Value left, Value right, bool is_unsigned) {
  const bool quotient = op == Operator::kDivide;
  if (is_unsigned) return quotient ? left.bits / right.bits : left.bits % right.bits;
  // The one quotient that does not fit wraps, like every other result here.
  if (as_signed(right) == -1) return quotient ? 0 - left.bits : 0;
  return static_cast<std::uint64_t>(quotient ? as_signed(left) / as_signed(right)
                                             : as_signed(left) % as_signed(right));
}

// Of known operands for which C defines the result.
std::uint64_t compute(Operator op, Value left, Value right, bool is_unsigned) {
  switch (op) {
    case Operator::kMultiply:
      return left.bits * right.bits;
    case Operator::kDivide:
    case Operator::kRemainder:
      return divide(op, left, right, is_unsigned);
    case Operator::kAdd:
      return left.bits + right.bits;
    case Operator::kSubtract:
      return left.bits - right.bits;
    case Operator::kShiftLeft:
      return left.bits << right.bits;
    case Operator::kShiftRight:
      return is_unsigned ? left.bits >> right.bits
                         : static_cast<std::uint64_t>(as_signed(left) >> right.bits);
    case Operator::kLess:
      return less(left, right, is_unsigned);
    case Operator::kGreater:
      return less(right, left, is_unsigned);
    case Operator::kLessEqual:
      return !less(right, left, is_unsigned);
    case Operator::kGreaterEqual:
      return !less(left, right, is_unsigned);
    case Operator::kEqual:
      return left.bits == right.bits;
    case Operator::kNotEqual:
      return left.bits != right.bits;
    case Operator::kBitAnd:
      return left.bits & right.bits;
    case Operator::kBitXor:
      return left.bits ^ right.bits;
    default:
      return left.bits | right.bits;
  }
}

// u, l, ll, wb and the like, in the combinations and letter cases C allows; sets `is_unsigned`.
bool parse_suffix(std::string_view suffix, bool& is_unsigned) {
  const auto take = [&suffix](std::string_view part) {
    if (!suffix.starts_with(part)) return false;
    suffix.remove_prefix(part.size());
    return true;
  };
  const auto take_unsigned = [&] {
    const bool taken = take("u") || take("U");
    is_unsigned = is_unsigned || taken;
    return taken;
  };
  const bool unsigned_first = take_unsigned();
  const bool sized = take("ll") || take("LL") || take("l") || take("L") || take("wb") || take("WB");
  if (sized && !unsigned_first) take_unsigned();
  return suffix.empty();
}

}  // namespace

Value apply_unary(Operator op, Value operand) {
  if (op == Operator::kNot) {
    return operand.known ? Value::of(operand.bits == 0) : Value::unknown(Signedness::kSigned);
  }
  if (op == Operator::kMinus) operand.bits = 0 - operand.bits;
  if (op == Operator::kComplement) operand.bits = ~operand.bits;
  return operand.known ? operand : Value::unknown(operand.signedness);
}

bool is_defined(Operator op, Value left, Value right) {
  if (!left.known || !right.known) return true;
  if (op == Operator::kDivide || op == Operator::kRemainder) return right.bits != 0;
  // A negative number of bits is a large one, too.
  return (op != Operator::kShiftLeft && op != Operator::kShiftRight) || right.bits <= 63;
}

Value apply_binary(Operator op, Value left, Value right) {
  if (op == Operator::kAnd || op == Operator::kOr) {
    const bool decisive = op == Operator::kOr;
    if (decisive ? left.is_true() || right.is_true() : left.is_false() || right.is_false()) {
      return Value::of(decisive);
    }
    return left.known && right.known ? Value::of(!decisive) : Value::unknown(Signedness::kSigned);
  }
  const bool shift = op == Operator::kShiftLeft || op == Operator::kShiftRight;
  const bool comparison = op >= Operator::kLess && op <= Operator::kNotEqual;
  const Signedness operands = shift ? left.signedness : common(left, right);
  const Signedness result = comparison ? Signedness::kSigned : operands;
  if (!left.known || !right.known || !is_defined(op, left, right)) return Value::unknown(result);
  const std::uint64_t bits = compute(op, left, right, operands == Signedness::kUnsigned);
  const bool open = operands == Signedness::kUnknown && bits != compute(op, left, right, true);
  return open ? Value::unknown(result) : Value{true, result, bits};
}

Value apply_conditional(Value condition, Value then, Value otherwise) {
  const Signedness result = common(then, otherwise);
  const Value& chosen = condition.is_false() ? otherwise : then;
  const bool same = then.known && otherwise.known && then.bits == otherwise.bits;
  if (!chosen.known || (!condition.known && !same)) return Value::unknown(result);
  return {true, result, chosen.bits};
}

std::optional<Value> parse_number(std::string_view spelling) {
  unsigned base = 10;
  std::size_t at = 0;
  if (spelling.size() > 1 && spelling[0] == '0') {
    const char mark = static_cast<char>(spelling[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    at = base == 8 ? 1 : 2;
  }
  Value value = Value::of(false);
  bool digits = base == 8;
  for (; at < spelling.size(); ++at) {
    if (spelling[at] == '\'') continue;
    const unsigned digit = static_cast<unsigned>(digit_value(spelling[at]));
    if (digit >= base) break;
    if (value.bits > (~std::uint64_t{0} - digit) / base) return std::nullopt;
    value.bits = value.bits * base + digit;
    digits = true;
  }
  bool is_unsigned = false;
  if (!digits || !parse_suffix(spelling.substr(at), is_unsigned)) return std::nullopt;
  if (value.bits >> 63 != 0) {
    // No signed type holds it: a hexadecimal one becomes unsigned, a decimal one is an error in C.
    if (base == 10 && !is_unsigned) return std::nullopt;
    is_unsigned = true;
  }
  if (is_unsigned) value.signedness = Signedness::kUnsigned;
  return value;
}

std::optional<Value> parse_character(std::string_view spelling) {
  const std::size_t prefix = std::min(spelling.find('\''), spelling.size());
  const Signedness signedness =
      prefix > 0 && spelling[0] != 'L' ? Signedness::kUnsigned : Signedness::kSigned;
  spelling.remove_prefix(prefix);
  if (spelling.size() < 3 || spelling.front() != '\'' || spelling.back() != '\'') {
    return std::nullopt;
  }
  const std::string_view body = spelling.substr(1, spelling.size() - 2);
  const auto character = [signedness](unsigned byte) { return Value{true, signedness, byte}; };
  if (body[0] != '\\') {
    // Beyond ASCII the value depends on char's signedness and the execution character set.
    if (body.size() != 1 || static_cast<unsigned char>(body[0]) > 127) return std::nullopt;
    return character(static_cast<unsigned char>(body[0]));
  }
  if (body.size() < 2) return std::nullopt;
  static constexpr std::string_view kNames = "'\"?\\abfnrtv";
  static constexpr std::string_view kBytes = "'\"?\\\a\b\f\n\r\t\v";
  if (const std::size_t name = kNames.find(body[1]); name != std::string_view::npos) {
    return body.size() == 2 ? std::optional(character(static_cast<unsigned char>(kBytes[name])))
                            : std::nullopt;
  }
  const int base = body[1] == 'x' ? 16 : 8;
  const std::string_view digits = body.substr(base == 16 ? 2 : 1);
  if (digits.empty() || (base == 8 && digits.size() > 3)) return std::nullopt;
  unsigned byte = 0;
  for (const char c : digits) {
    if (digit_value(c) >= base) return std::nullopt;
    byte = byte * static_cast<unsigned>(base) + static_cast<unsigned>(digit_value(c));
    if (byte > 127) return std::nullopt;
  }
  return character(byte);
}

}  // namespace towpath::unifdef
