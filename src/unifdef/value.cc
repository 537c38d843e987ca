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

bool is_negative(Value v) {
  return !v.is_unsigned && (v.bits >> 63) != 0;
}
std::int64_t as_signed(Value v) {
  return static_cast<std::int64_t>(v.bits);
}

bool less(Value left, Value right, bool is_unsigned) {
  return is_unsigned ? left.bits < right.bits : as_signed(left) < as_signed(right);
}

Value divide(Operator op, Value left, Value right, bool is_unsigned) {
  if (right.bits == 0) return {};
  if (is_unsigned) {
    return {true, true, op == Operator::kDivide ? left.bits / right.bits : left.bits % right.bits};
  }
  // The one quotient that does not fit wraps, like every other result here.
  if (as_signed(right) == -1) return {true, false, op == Operator::kDivide ? 0 - left.bits : 0};
  const std::int64_t result = op == Operator::kDivide ? as_signed(left) / as_signed(right)
                                                      : as_signed(left) % as_signed(right);
  return {true, false, static_cast<std::uint64_t>(result)};
}

Value shift(Operator op, Value left, Value right) {
  if (is_negative(right) || right.bits > 63) return {};
  if (op == Operator::kShiftLeft) return {true, left.is_unsigned, left.bits << right.bits};
  if (left.is_unsigned) return {true, true, left.bits >> right.bits};
  return {true, false, static_cast<std::uint64_t>(as_signed(left) >> right.bits)};
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
  if (!operand.known) return {};
  switch (op) {
    case Operator::kMinus:
      return {true, operand.is_unsigned, 0 - operand.bits};
    case Operator::kComplement:
      return {true, operand.is_unsigned, ~operand.bits};
    case Operator::kNot:
      return Value::of(operand.bits == 0);
    default:
      return operand;
  }
}

Value apply_binary(Operator op, Value left, Value right) {
  if (op == Operator::kAnd) {
    if (left.is_false() || right.is_false()) return Value::of(false);
    return left.known && right.known ? Value::of(true) : Value{};
  }
  if (op == Operator::kOr) {
    if (left.is_true() || right.is_true()) return Value::of(true);
    return left.known && right.known ? Value::of(false) : Value{};
  }
  if (!left.known || !right.known) return {};
  const bool is_unsigned = left.is_unsigned || right.is_unsigned;
  switch (op) {
    case Operator::kMultiply:
      return {true, is_unsigned, left.bits * right.bits};
    case Operator::kDivide:
    case Operator::kRemainder:
      return divide(op, left, right, is_unsigned);
    case Operator::kAdd:
      return {true, is_unsigned, left.bits + right.bits};
    case Operator::kSubtract:
      return {true, is_unsigned, left.bits - right.bits};
    case Operator::kShiftLeft:
    case Operator::kShiftRight:
      return shift(op, left, right);
    case Operator::kLess:
      return Value::of(less(left, right, is_unsigned));
    case Operator::kGreater:
      return Value::of(less(right, left, is_unsigned));
    case Operator::kLessEqual:
      return Value::of(!less(right, left, is_unsigned));
    case Operator::kGreaterEqual:
      return Value::of(!less(left, right, is_unsigned));
    case Operator::kEqual:
      return Value::of(left.bits == right.bits);
    case Operator::kNotEqual:
      return Value::of(left.bits != right.bits);
    case Operator::kBitAnd:
      return {true, is_unsigned, left.bits & right.bits};
    case Operator::kBitXor:
      return {true, is_unsigned, left.bits ^ right.bits};
    default:
      return {true, is_unsigned, left.bits | right.bits};
  }
}

Value apply_conditional(Value condition, Value then, Value otherwise) {
  if (then.known && otherwise.known) {
    then.is_unsigned = otherwise.is_unsigned = then.is_unsigned || otherwise.is_unsigned;
  }
  if (!condition.known) return then == otherwise ? then : Value{};
  const Value& chosen = condition.is_true() ? then : otherwise;
  const Value& other = condition.is_true() ? otherwise : then;
  // The other operand, if unsigned, makes the result so, which tells for negative numbers only.
  return is_negative(chosen) && !other.known ? Value{} : chosen;
}

std::optional<Value> parse_number(std::string_view spelling) {
  unsigned base = 10;
  std::size_t at = 0;
  if (spelling.size() > 1 && spelling[0] == '0') {
    const char mark = static_cast<char>(spelling[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    at = base == 8 ? 1 : 2;
  }
  Value value{.known = true};
  bool digits = base == 8;
  for (; at < spelling.size(); ++at) {
    if (spelling[at] == '\'') continue;
    const unsigned digit = static_cast<unsigned>(digit_value(spelling[at]));
    if (digit >= base) break;
    if (value.bits > (~std::uint64_t{0} - digit) / base) return std::nullopt;
    value.bits = value.bits * base + digit;
    digits = true;
  }
  if (!digits || !parse_suffix(spelling.substr(at), value.is_unsigned)) return std::nullopt;
  if (value.bits >> 63 != 0) {
    // No signed type holds it: a hexadecimal one becomes unsigned, a decimal one is an error in C.
    if (base == 10 && !value.is_unsigned) return std::nullopt;
    value.is_unsigned = true;
  }
  return value;
}

std::optional<Value> parse_character(std::string_view spelling) {
  const std::size_t prefix = std::min(spelling.find('\''), spelling.size());
  const bool is_unsigned = prefix > 0 && spelling[0] != 'L';
  spelling.remove_prefix(prefix);
  if (spelling.size() < 3 || spelling.front() != '\'' || spelling.back() != '\'') {
    return std::nullopt;
  }
  const std::string_view body = spelling.substr(1, spelling.size() - 2);
  const auto character = [is_unsigned](unsigned byte) { return Value{true, is_unsigned, byte}; };
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
