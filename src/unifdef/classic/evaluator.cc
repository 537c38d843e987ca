// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/classic/evaluator.h"

#include <algorithm>
#include <array>
#include <limits>

namespace towpath::unifdef::classic {
namespace {

struct BinaryOperator {
  std::string_view spelling;
  Operator op;
  int level;  // the higher, the tighter it binds
};
// Longer spellings first.
constexpr std::array kBinaryOperators = {
    BinaryOperator{"||", Operator::kOr, 0},        BinaryOperator{"&&", Operator::kAnd, 1},
    BinaryOperator{"==", Operator::kEqual, 5},     BinaryOperator{"!=", Operator::kNotEqual, 5},
    BinaryOperator{"<=", Operator::kLessEqual, 6}, BinaryOperator{">=", Operator::kGreaterEqual, 6},
    BinaryOperator{"<<", Operator::kShiftLeft, 7}, BinaryOperator{">>", Operator::kShiftRight, 7},
    BinaryOperator{"|", Operator::kBitOr, 2},      BinaryOperator{"^", Operator::kBitXor, 3},
    BinaryOperator{"&", Operator::kBitAnd, 4},     BinaryOperator{"<", Operator::kLess, 6},
    BinaryOperator{">", Operator::kGreater, 6},    BinaryOperator{"+", Operator::kAdd, 8},
    BinaryOperator{"-", Operator::kSubtract, 8},   BinaryOperator{"*", Operator::kMultiply, 9},
    BinaryOperator{"/", Operator::kDivide, 9},     BinaryOperator{"%", Operator::kRemainder, 9},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Value known(std::uint64_t bits) {
  return {true, Signedness::kSigned, bits};
}

Truth truth_of(std::uint64_t bits) {
  return bits != 0 ? Truth::kTrue : Truth::kFalse;
}

// The trace shows the lower half of values.
std::int32_t shown(std::uint64_t bits) {
  return static_cast<std::int32_t>(bits);
}

}  // namespace

std::string_view name_of(Truth truth) {
  switch (truth) {
    case Truth::kFalse:
      return "FALSE";
    case Truth::kTrue:
      return "TRUE";
    case Truth::kUnknown:
      return "IF";
    case Truth::kError:
      return "ERROR";
  }
  return "";
}

Evaluation Evaluator::evaluate(Offset begin, bool strict) {
  strict_ = strict;
  at_ = begin;
  constant_ = true;
  bits_ = 0;
  waiting_.clear();
  tell(" ", scanner_.rest(begin));
  descend_from(0);
  bool complete = false;
  while (!complete) {
    if (!read_operand() || !read_operators(complete)) break;
  }
  // After an error, what was found last is the right side of something.
  const auto outermost = std::find_if(waiting_.begin(), waiting_.end(),
                                      [](const Waiting& waiting) { return waiting.armed; });
  tell(" = ", shown(outermost == waiting_.end() ? bits_ : outermost->left_bits));
  if (!complete) return {Truth::kError, constant_, begin};
  return {truth_, constant_, at_};
}

void Evaluator::descend_from(int level) const {
  if (!trace_.on()) return;
  for (; level <= kTightest; ++level) tell(level);
}

bool Evaluator::fail(std::string_view why) {
  if (!why.empty()) tell_operand(why);
  truth_ = Truth::kError;
  return false;
}

void Evaluator::set(Value value) {
  truth_ = value.known ? truth_of(value.bits) : Truth::kUnknown;
  if (value.known) bits_ = value.bits;
}

// Prefixes, opening parentheses and what comes behind them.
bool Evaluator::read_operand() {
  for (;;) {
    at_ = scanner_.skip_blanks(at_);
    const char c = scanner_.at(at_);
    if (c == '(') {
      ++at_;
      tell_operand("(");
      waiting_.push_back({.kind = Waiting::Kind::kParenthesis});
      descend_from(0);
      continue;
    }
    if (c != '!' && c != '~' && c != '-') return read_leaf();
    tell_operand(std::string_view(&c, 1));
    ++at_;
    waiting_.push_back({.kind = Waiting::Kind::kUnary,
                        .op = c == '!'   ? Operator::kNot
                              : c == '~' ? Operator::kComplement
                                         : Operator::kMinus});
  }
}

bool Evaluator::read_leaf() {
  const char c = scanner_.at(at_);
  if (!is_word_part(c)) return fail("bad expr");
  const std::string_view word = word_at(scanner_.rest(at_));
  const bool read = is_digit(c)         ? read_number()
                    : word == "defined" ? read_defined()
                                        : read_symbol();
  if (read) tell(kOperand, " = ", shown(bits_));
  return read;
}

bool Evaluator::read_number() {
  tell_operand("number");
  std::size_t used = 0;
  const std::optional<std::int64_t> number = number_at(scanner_.rest(at_), used);
  at_ += static_cast<Offset>(used);
  set(known(static_cast<std::uint64_t>(*number)));
  return true;
}

bool Evaluator::read_defined() {
  at_ = scanner_.skip_blanks(scanner_.skip_word(at_));
  const bool parenthesized = scanner_.at(at_) == '(';
  if (parenthesized) at_ = scanner_.skip_blanks(at_ + 1);
  const std::string_view name = word_at(scanner_.rest(at_));
  const Symbol* const symbol = symbols_.find(name);
  at_ = scanner_.skip_blanks(at_ + static_cast<Offset>(name.size()));
  if (parenthesized && scanner_.at(at_++) != ')') return fail("defined missing ')'");
  constant_ = false;
  if (symbol == nullptr) {
    tell_operand("defined unknown");
    set({});
  } else {
    tell(kOperand, " defined ", symbol->name);
    set(known(symbol->value != nullptr ? 1 : 0));
  }
  return true;
}

bool Evaluator::read_symbol() {
  tell_operand("symbol");
  const std::string_view name = word_at(scanner_.rest(at_));
  const Symbol* const symbol = symbols_.find(name);
  at_ += static_cast<Offset>(name.size());
  if (symbol == nullptr) {
    set({});
    at_ = scanner_.skip_arguments(at_);
  } else if (symbol->value == nullptr) {
    set(known(0));  // takes no arguments: they are the next thing to be wrong
  } else {
    std::size_t used = 0;
    const std::optional<std::int64_t> number = number_at(*symbol->value, used);
    set(known(static_cast<std::uint64_t>(number.value_or(0))));
    if (!number || used != symbol->value->size()) return fail();
    at_ = scanner_.skip_arguments(at_);
  }
  constant_ = false;
  return true;
}

// Behind an operand: closing parentheses, then an operator or the end.
bool Evaluator::read_operators(bool& complete) {
  for (;;) {
    apply_prefixes();
    at_ = scanner_.skip_blanks(at_);
    for (const BinaryOperator& candidate : kBinaryOperators) {
      if (!scanner_.starts_with(at_, candidate.spelling)) continue;
      if (!rise_to(candidate.level)) return false;
      at_ += static_cast<Offset>(candidate.spelling.size());
      tell(candidate.level, " ", candidate.spelling);
      const bool same_level = !waiting_.empty() && waiting_.back().kind == Waiting::Kind::kBinary &&
                              waiting_.back().level == candidate.level;
      if (!same_level) {
        waiting_.push_back({.kind = Waiting::Kind::kBinary, .level = candidate.level});
      }
      Waiting& waiting = waiting_.back();
      waiting.op = candidate.op;
      waiting.armed = true;
      waiting.left = truth_;
      waiting.left_bits = bits_;
      bits_ = waiting.right_bits;
      descend_from(candidate.level + 1);
      return true;
    }
    if (!rise_to(-1)) return false;
    complete = waiting_.empty();
    if (complete) return true;
    if (!close_parenthesis()) return false;
  }
}

bool Evaluator::close_parenthesis() {
  at_ = scanner_.skip_blanks(at_);
  if (scanner_.at(at_) != ')') return fail();
  ++at_;
  waiting_.pop_back();
  tell(kOperand, " = ", shown(bits_));
  return true;
}

void Evaluator::apply_prefixes() {
  while (!waiting_.empty() && waiting_.back().kind == Waiting::Kind::kUnary) {
    if (truth_ != Truth::kUnknown) set(apply_unary(waiting_.back().op, known(bits_)));
    waiting_.pop_back();
    tell(kOperand, " = ", shown(bits_));
  }
}

// The operand is complete for all operators that bind tighter than `level`, and is the right side
// of one of that level that waits for it.
bool Evaluator::rise_to(int level) {
  for (int at = kTightest; at >= std::max(level, 0); --at) {
    const bool here = !waiting_.empty() && waiting_.back().kind == Waiting::Kind::kBinary &&
                      waiting_.back().level == at;
    if (here && waiting_.back().armed) combine(waiting_.back());
    if (at == level) return true;
    if (here) waiting_.pop_back();
    tell(at, " = ", shown(bits_));
    tell(at, " lt = ", name_of(truth_));
    if (truth_ == Truth::kError) return false;
  }
  return true;
}

void Evaluator::combine(Waiting& waiting) {
  waiting.armed = false;
  waiting.right_bits = bits_;
  const Truth right = truth_;
  bits_ = waiting.left_bits;
  if (waiting.op == Operator::kDivide && right != Truth::kTrue) {
    tell(" division by zero");
    truth_ = Truth::kError;
    return;
  }
  const bool logical = waiting.op == Operator::kAnd || waiting.op == Operator::kOr;
  const bool open = waiting.left == Truth::kUnknown || right == Truth::kUnknown;
  if (open && (strict_ || !logical)) return set({});
  const auto value = [](Truth truth, std::uint64_t bits) {
    return truth == Truth::kUnknown ? Value{} : known(bits);
  };
  set(apply_binary(waiting.op, value(waiting.left, waiting.left_bits),
                   value(right, waiting.right_bits)));
}

std::optional<std::int64_t> number_at(std::string_view text, std::size_t& used) {
  static constexpr std::string_view kBlanks = " \t\n\v\f\r";
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const auto digit_at = [&](std::size_t at, unsigned base) {
    if (at >= text.size()) return std::string_view::npos;
    const char c =
        text[at] >= 'A' && text[at] <= 'F' ? static_cast<char>(text[at] | 0x20) : text[at];
    return kDigits.substr(0, base).find(c);
  };
  std::size_t at = std::min(text.find_first_not_of(kBlanks), text.size());
  const bool negative = at < text.size() && text[at] == '-';
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  unsigned base = 10;
  if (at < text.size() && text[at] == '0') {
    const bool hexadecimal = at + 2 < text.size() && (text[at + 1] | 0x20) == 'x' &&
                             digit_at(at + 2, 16) != std::string_view::npos;
    base = hexadecimal ? 16 : 8;
    if (hexadecimal) at += 2;
  }
  const std::size_t first = at;
  const std::uint64_t most =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
  std::uint64_t magnitude = 0;
  for (std::size_t digit; (digit = digit_at(at, base)) != std::string_view::npos; ++at) {
    magnitude = magnitude > (most - digit) / base ? most : magnitude * base + digit;
  }
  if (at == first) return std::nullopt;
  used = at;
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

}  // namespace towpath::unifdef::classic
