// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/regex_syntax.h"

#include <cctype>
#include <optional>
#include <string>
#include <utility>

namespace towpath::sed {
namespace {

constexpr int kMaxRepeat = 32767;  // RE_DUP_MAX

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

int parse_number_escape(std::string_view text, std::size_t& at, int base, std::size_t max_digits) {
  std::size_t end = at + 1;
  int value = 0;
  while (end < text.size() && end - at <= max_digits && digit_value(text[end]) < base) {
    value = value * base + digit_value(text[end++]);
  }
  if (end == at + 1) return -1;
  at = end;
  return value & 0xff;
}

template <class Predicate>
ByteSet set_of(Predicate is_member) {
  ByteSet set;
  for (int c = 0; c < 256; ++c) set[c] = is_member(c);
  return set;
}

bool is_ascii_alpha(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_ascii_digit(int c) {
  return c >= '0' && c <= '9';
}
bool is_word(int c) {
  return is_ascii_alpha(c) || is_ascii_digit(c) || c == '_';
}
bool is_space(int c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::optional<ByteSet> class_named(std::string_view name) {
  if (name == "alpha") return set_of(is_ascii_alpha);
  if (name == "digit") return set_of(is_ascii_digit);
  if (name == "alnum") return set_of([](int c) { return is_ascii_alpha(c) || is_ascii_digit(c); });
  if (name == "upper") return set_of([](int c) { return c >= 'A' && c <= 'Z'; });
  if (name == "lower") return set_of([](int c) { return c >= 'a' && c <= 'z'; });
  if (name == "space") return set_of(is_space);
  if (name == "blank") return set_of([](int c) { return c == ' ' || c == '\t'; });
  if (name == "cntrl") return set_of([](int c) { return c < 32 || c == 127; });
  if (name == "print") return set_of([](int c) { return c >= 32 && c < 127; });
  if (name == "graph") return set_of([](int c) { return c > 32 && c < 127; });
  if (name == "punct") {
    return set_of(
        [](int c) { return c > 32 && c < 127 && !is_ascii_alpha(c) && !is_ascii_digit(c); });
  }
  if (name == "xdigit") {
    return set_of([](int c) { return c < 128 && digit_value(static_cast<char>(c)) < 16; });
  }
  return std::nullopt;
}

// Recursive descent; the depth of groups is limited, and so is the recursion.
class RegexParser {
 public:
  RegexParser(std::string_view source, RegexFlags flags, const Place& where)
      : source_(source), flags_(flags), where_(where) {}

  Result<RegexTree> parse() {
    RegexTree tree;
    tree.root = choice(0);
    if (!failed_ && at_ < source_.size()) fail("unmatched ) or \\)");
    if (failed_) return std::move(error_);
    tree.groups = groups_;
    tree.has_references = has_references_;
    return tree;
  }

 private:
  using Node = RegexNode;
  using Kind = RegexNode::Kind;

  void fail(std::string message, std::string hint = "") {
    if (failed_) return;
    failed_ = true;
    error_ = {where_, std::move(message), std::move(hint)};
    if (error_.where.column != 0) error_.where.column += static_cast<std::uint32_t>(at_);
    at_ = source_.size();
  }

  bool at_end() const { return at_ >= source_.size(); }
  bool next_is(std::string_view token) const { return source_.substr(at_).starts_with(token); }
  bool at_operator(std::string_view basic, std::string_view extended) const {
    return next_is(flags_.extended ? extended : basic);
  }
  std::size_t operator_size() const { return flags_.extended ? 1 : 2; }
  bool at_choice_end() const {
    return at_end() || at_operator("\\|", "|") || (depth_ > 0 && at_operator("\\)", ")"));
  }

  Node choice(int repeat_depth) {
    const auto closed_before = closed_;
    Node first = sequence(repeat_depth);
    if (!at_operator("\\|", "|")) return first;
    Node result{.kind = Kind::kChoice};
    result.children.push_back(std::move(first));
    auto closed_within = closed_;
    while (!failed_ && at_operator("\\|", "|")) {
      at_ += operator_size();
      closed_ = closed_before;  // one alternative cannot refer to another's groups
      result.children.push_back(sequence(repeat_depth));
      closed_within |= closed_;
    }
    closed_ = closed_within;
    return result;
  }

  Node sequence(int repeat_depth) {
    Node result{.kind = Kind::kSequence};
    bool at_start = true;  // where there is nothing to repeat
    while (!failed_ && !at_choice_end()) {
      Node item = atom(at_start);
      // Behind an anchor, too, a repetition operator stands for itself or is wrong.
      at_start = item.kind == Kind::kAssertion;
      if (!at_start) item = repeated(std::move(item), repeat_depth);
      result.children.push_back(std::move(item));
    }
    return result;
  }

  // `item` with the repetition operators behind it.
  Node repeated(Node item, int repeat_depth) {
    while (!failed_) {
      int min = 0;
      int max = Node::kUnlimited;
      if (next_is("*")) {
        ++at_;
      } else if (at_operator("\\+", "+")) {
        min = 1;
        at_ += operator_size();
      } else if (at_operator("\\?", "?")) {
        max = 1;
        at_ += operator_size();
      } else if (at_operator("\\{", "{")) {
        at_ += operator_size();
        if (!interval(min, max)) return item;
      } else {
        return item;
      }
      if (++repeat_depth > kMaxRegexDepth) fail("the regular expression is nested too deeply");
      // x** means x*, and must not become a nest of loops.
      const bool stars = item.kind == Kind::kRepeat && item.min == 0 && min == 0 &&
                         item.max == Node::kUnlimited && max == Node::kUnlimited;
      if (stars) continue;
      Node repeat{.kind = Kind::kRepeat, .min = min, .max = max};
      repeat.children.push_back(std::move(item));
      item = std::move(repeat);
    }
    return item;
  }

  int number() {
    if (at_end() || !is_ascii_digit(source_[at_])) return -1;
    int value = 0;
    while (!at_end() && is_ascii_digit(source_[at_])) {
      value = value * 10 + (source_[at_++] - '0');
      if (value > kMaxRepeat) {
        fail("a repeat count is above 32767");
        return -1;
      }
    }
    return value;
  }

  bool interval(int& min, int& max) {
    min = number();
    max = min;
    if (next_is(",")) {
      ++at_;
      if (min < 0) min = 0;
      max = number();
      if (max < 0) max = Node::kUnlimited;
    }
    if (!failed_ && (min < 0 || (max != Node::kUnlimited && max < min))) {
      fail("invalid content of \\{\\}");
    }
    if (!failed_ && !at_operator("\\}", "}")) {
      fail(at_end() ? "unmatched { or \\{" : "invalid content of \\{\\}");
    }
    if (failed_) return false;
    at_ += operator_size();
    return true;
  }

  static Node assertion(Node::Assertion which) {
    return {.kind = Kind::kAssertion, .assertion = which};
  }

  Node set(ByteSet bytes) const {
    if (flags_.ignore_case) {
      for (int c = 'a'; c <= 'z'; ++c) {
        const bool any = bytes[c] || bytes[c - 'a' + 'A'];
        bytes[c] = any;
        bytes[c - 'a' + 'A'] = any;
      }
    }
    return {.kind = Kind::kSet, .set = bytes};
  }

  // With the flag M neither `.` nor [^...] goes past the end of a line; \W and \S do.
  ByteSet within_line(ByteSet bytes) const {
    if (flags_.multiline) bytes.reset('\n');
    return bytes;
  }

  Node byte(char c) const {
    ByteSet one;
    one.set(static_cast<unsigned char>(c));
    return set(one);
  }

  Node atom(bool at_start) {
    if (at_operator("\\(", "(")) return group();
    if (flags_.extended) {
      if (next_is("^")) return ++at_, assertion(Node::Assertion::kLineBegin);
      if (next_is("$")) return ++at_, assertion(Node::Assertion::kLineEnd);
      if (next_is("*") || next_is("+") || next_is("?") || next_is("{")) {
        fail("nothing stands before this repetition", "put \\ before it to match it literally");
        return {};
      }
      if (next_is(")")) {
        fail("unmatched ) or \\)");
        return {};
      }
    } else {
      if (at_start && previous_opens() && next_is("^")) {
        return ++at_, assertion(Node::Assertion::kLineBegin);
      }
      if (next_is("$") && dollar_is_anchor()) {
        return ++at_, assertion(Node::Assertion::kLineEnd);
      }
      if (at_start && next_is("\\{")) {
        fail("nothing stands before this repetition");
        return {};
      }
    }
    const char c = source_[at_];
    if (c == '.') return ++at_, set(within_line(ByteSet().set()));
    if (c == '[') return bracket();
    if (c == '\\') return escape();
    return ++at_, byte(c);
  }

  // Whether nothing of this sequence has been read yet: `^^` has one anchor only in a BRE.
  bool previous_opens() const {
    const std::string_view before = source_.substr(0, at_);
    return before.empty() || before.ends_with("\\(") || before.ends_with("\\|");
  }
  bool dollar_is_anchor() const {
    const std::string_view after = source_.substr(at_ + 1);
    return after.empty() || after.starts_with("\\)") || after.starts_with("\\|");
  }

  Node group() {
    at_ += operator_size();
    if (++depth_ > kMaxRegexDepth) {
      fail("the regular expression is nested too deeply");
      return {};
    }
    Node result{.kind = Kind::kGroup, .group = ++groups_};
    const int number = groups_;
    result.children.push_back(choice(0));
    if (!failed_ && at_end()) fail("unmatched ( or \\(");
    at_ += failed_ ? 0 : operator_size();
    --depth_;
    if (number < static_cast<int>(closed_.size())) closed_[number] = true;
    return result;
  }

  Node escape() {
    std::size_t after = at_ + 1;
    if (after >= source_.size()) {
      fail("trailing backslash");
      return {};
    }
    const int literal = parse_byte_escape(source_, after);
    if (literal >= 0) {
      at_ = after;
      return byte(static_cast<char>(literal));
    }
    const char c = source_[after];
    at_ = after + 1;
    switch (c) {
      case 'w':
        return set(set_of(is_word));
      case 'W':
        return set(~set_of(is_word));
      case 's':
        return set(set_of(is_space));
      case 'S':
        return set(~set_of(is_space));
      case 'b':
        return assertion(Node::Assertion::kWordEdge);
      case 'B':
        return assertion(Node::Assertion::kNotWordEdge);
      case '<':
        return assertion(Node::Assertion::kWordBegin);
      case '>':
        return assertion(Node::Assertion::kWordEnd);
      case '`':
        return assertion(Node::Assertion::kBufferBegin);
      case '\'':
        return assertion(Node::Assertion::kBufferEnd);
      default:
        break;
    }
    if (c >= '1' && c <= '9') {
      const int number = c - '0';
      if (!closed_[number]) {
        fail("invalid back reference");
        return {};
      }
      has_references_ = true;
      return {.kind = Kind::kReference, .group = number};
    }
    return byte(c);
  }

  // One end of a range or one member of a bracket expression; -1 after a failure.
  int bracket_byte() {
    if (next_is("[.") || next_is("[=")) {
      const char kind = source_[at_ + 1];
      if (at_ + 4 < source_.size() && source_[at_ + 3] == kind && source_[at_ + 4] == ']') {
        const int c = static_cast<unsigned char>(source_[at_ + 2]);
        at_ += 5;
        return c;
      }
      fail("invalid collation character");
      return -1;
    }
    if (next_is("\\")) {
      std::size_t after = at_ + 1;
      const int literal = parse_byte_escape(source_, after);
      if (literal >= 0) {
        at_ = after;
        return literal;
      }
      if (after < source_.size() && source_[after] == '\\') ++at_;  // [\\t] has no tab
    }
    return static_cast<unsigned char>(source_[at_++]);
  }

  // Where case is ignored, ranges are of capitals, as in GNU sed: [!-c] goes to C and has no D.
  int folded(int c) const { return flags_.ignore_case && c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; }

  Node bracket() {
    ++at_;
    const bool negated = next_is("^");
    if (negated) ++at_;
    ByteSet members;
    for (bool first = true;; first = false) {
      if (failed_) return {};
      if (at_end()) {
        fail("unmatched [, [^, [:, [. or [=");
        return {};
      }
      if (next_is("]") && !first) break;
      if (next_is("[:")) {
        const std::size_t close = source_.find(":]", at_ + 2);
        const auto named = close == source_.npos
                               ? std::nullopt
                               : class_named(source_.substr(at_ + 2, close - at_ - 2));
        if (!named) {
          fail("invalid character class name");
          return {};
        }
        members |= *named;
        at_ = close + 2;
        continue;
      }
      int low = bracket_byte();
      int high = low;
      if (!failed_ && next_is("-") && at_ + 1 < source_.size() && source_[at_ + 1] != ']') {
        ++at_;
        high = next_is("[:") ? -1 : bracket_byte();
      }
      low = folded(low);
      high = folded(high);
      if (!failed_ && high < low) fail("invalid range end");
      for (int c = low; !failed_ && c <= high; ++c) {
        if (folded(c) == c) members.set(c);
      }
    }
    ++at_;
    if (!negated) return set(members);
    // Fold case before complementing: [^a]I excludes A too.
    Node folded = set(members);
    folded.set = within_line(~folded.set);
    return folded;
  }

  std::string_view source_;
  RegexFlags flags_;
  Place where_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int groups_ = 0;
  std::bitset<10> closed_;  // groups that a back-reference may name
  bool has_references_ = false;
  bool failed_ = false;
  Error error_;
};

}  // namespace

int parse_byte_escape(std::string_view text, std::size_t& at) {
  if (at >= text.size()) return -1;
  switch (text[at]) {
    case 'a':
      return ++at, '\a';
    case 'f':
      return ++at, '\f';
    case 'n':
      return ++at, '\n';
    case 'r':
      return ++at, '\r';
    case 't':
      return ++at, '\t';
    case 'v':
      return ++at, '\v';
    case 'c': {
      if (at + 1 >= text.size()) return -1;
      const int c = std::toupper(static_cast<unsigned char>(text[at + 1])) ^ 0x40;
      at += 2;
      return c;
    }
    case 'd':
      return parse_number_escape(text, at, 10, 3);
    case 'o':
      return parse_number_escape(text, at, 8, 3);
    case 'x':
      return parse_number_escape(text, at, 16, 2);
    default:
      return -1;
  }
}

Result<RegexTree> parse_regex(std::string_view source, RegexFlags flags, const Place& where) {
  return RegexParser(source, flags, where).parse();
}

}  // namespace towpath::sed
