// SPDX-License-Identifier: GPL-2.0-or-later
// Which brackets around operands must be parentheses, by the precedence of C's operators.
#include <algorithm>
#include <utility>

#include "evidence/equivalence/normal_form.h"

namespace towpath::evidence {

namespace {

// The higher, the tighter.
constexpr int kNone = 0;
constexpr int kComma = 1;
constexpr int kAssignment = 2;
constexpr int kConditional = 3;
constexpr int kUnary = 14;
constexpr int kPostfix = 15;
constexpr int kPrimary = 16;

int binary_precedence(std::string_view word) {
  static constexpr std::pair<std::string_view, int> kOperators[] = {{",", kComma},
                                                                    {"=", kAssignment},
                                                                    {"+=", kAssignment},
                                                                    {"-=", kAssignment},
                                                                    {"*=", kAssignment},
                                                                    {"/=", kAssignment},
                                                                    {"%=", kAssignment},
                                                                    {"&=", kAssignment},
                                                                    {"|=", kAssignment},
                                                                    {"^=", kAssignment},
                                                                    {"<<=", kAssignment},
                                                                    {">>=", kAssignment},
                                                                    {"?", kConditional},
                                                                    {":", kConditional},
                                                                    {"||", 4},
                                                                    {"&&", 5},
                                                                    {"|", 6},
                                                                    {"^", 7},
                                                                    {"&", 8},
                                                                    {"==", 9},
                                                                    {"!=", 9},
                                                                    {"<", 10},
                                                                    {">", 10},
                                                                    {"<=", 10},
                                                                    {">=", 10},
                                                                    {"<<", 11},
                                                                    {">>", 11},
                                                                    {"+", 12},
                                                                    {"-", 12},
                                                                    {"*", 13},
                                                                    {"/", 13},
                                                                    {"%", 13}};
  for (const auto& [spelling, precedence] : kOperators) {
    if (word == spelling) return precedence;
  }
  return kNone;
}

bool is_keyword_before_operand(const Word& word) {
  return word.is("return") || word.is("case") || word.is("else") || word.is("do");
}

// Whether an operand ends with `word`, so that `*`, `&`, `+` and `-` behind it take two.
bool ends_operand(const Word& word) {
  switch (word.kind) {
    case WordKind::kName:
      return !is_keyword_before_operand(word) && !word.is("sizeof");
    case WordKind::kNumber:
    case WordKind::kLiteral:
    case WordKind::kClose:
      return true;
    default:
      return word.is(")") || word.is("]") || word.is("++") || word.is("--");
  }
}

class Reader {
 public:
  explicit Reader(const Words& words) : words_(words), keep_(words.size(), false) {}

  Words read() && {
    for (std::size_t i = 0; i < words_.size(); ++i) step(i);
    Words out;
    out.reserve(words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const bool bracket = words_[i].kind == WordKind::kOpen || words_[i].kind == WordKind::kClose;
      if (bracket && !keep_[i]) continue;
      out.push_back(words_[i]);
      if (bracket) out.back().kind = WordKind::kPunctuator;
    }
    return out;
  }

 private:
  // A pair of brackets that is open, of any kind.
  struct Group {
    std::size_t open;
    bool marked;  // kOpen
    int loosest = kPrimary;
  };

  void step(std::size_t i) {
    const Word& word = words_[i];
    if (word.kind == WordKind::kOpen || word.is("(") || word.is("[") || word.is("{")) {
      if (word.is("[") || (word.is("(") && i > 0 && ends_operand(words_[i - 1]))) note(kPostfix);
      groups_.push_back({i, word.kind == WordKind::kOpen});
    } else if (word.kind == WordKind::kClose || word.is(")") || word.is("]") || word.is("}")) {
      close(i);
    } else if (word.kind == WordKind::kPunctuator) {
      note(precedence(i));
    } else if (word.is("sizeof")) {
      note(kUnary);
    }
  }

  void note(int precedence) {
    if (!groups_.empty() && precedence != kNone) {
      groups_.back().loosest = std::min(groups_.back().loosest, precedence);
    }
  }

  // Of the operator at `i`, or kNone.
  int precedence(std::size_t i) const {
    const Word& word = words_[i];
    if (word.is(".") || word.is("->")) return kPostfix;
    const bool binary = i > 0 && ends_operand(words_[i - 1]);
    if (word.is("++") || word.is("--")) return binary ? kPostfix : kUnary;
    if (word.is("!") || word.is("~")) return kUnary;
    if (!binary && (word.is("*") || word.is("&") || word.is("+") || word.is("-"))) return kUnary;
    return binary_precedence(word.spelling);
  }

  void close(std::size_t i) {
    if (groups_.empty()) return;
    const Group group = groups_.back();
    groups_.pop_back();
    if (!group.marked) return;
    const bool alone = group.loosest == kPrimary;
    if (!alone && (group.loosest < left_of(group.open) || group.loosest < right_of(i))) {
      keep_[group.open] = keep_[i] = true;
    } else {
      note(group.loosest);
    }
  }

  // How tightly what stands before the bracket takes its right operand; kNone if nothing does.
  int left_of(std::size_t open) const {
    if (open == 0) return kNone;
    const Word& before = words_[open - 1];
    if (before.kind == WordKind::kOpen || before.is("(") || before.is("[")) return kNone;
    if (before.is(")") || before.is("sizeof")) return kUnary;  // a cast
    const int operator_before = precedence(open - 1);
    // What is of one precedence is grouped from the left, but for assignments and conditionals.
    if (operator_before > kConditional && operator_before < kUnary) return operator_before + 1;
    return before.is("?") ? kNone : operator_before == kComma ? kAssignment : operator_before;
  }

  int right_of(std::size_t close) const {
    if (close + 1 == words_.size()) return kNone;
    const Word& behind = words_[close + 1];
    if (behind.is("(") || behind.is("[") || behind.is(".") || behind.is("->") || behind.is("++") ||
        behind.is("--")) {
      return kPostfix;
    }
    if (behind.is(":")) return kNone;
    const int operator_behind = binary_precedence(behind.spelling);
    if (operator_behind == kConditional) return kConditional + 1;
    if (operator_behind == kAssignment) return kUnary;
    return operator_behind == kComma ? kAssignment : operator_behind;
  }

  const Words& words_;
  std::vector<bool> keep_;
  std::vector<Group> groups_;
};

}  // namespace

Words with_parentheses(const Words& words) {
  return Reader(words).read();
}

}  // namespace towpath::evidence
