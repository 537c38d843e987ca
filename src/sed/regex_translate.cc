// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/regex_translate.h"

#include <optional>

namespace towpath::sed {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void put_byte(int c, std::string& out) {
  const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '_' || c == ' ' || c == '/' || c == '<' || c == '>';
  if (plain) {
    out += static_cast<char>(c);
  } else {
    out += "\\x";
    out += kHex[c / 16];
    out += kHex[c % 16];
  }
}

void put_ranges(const ByteSet& set, std::string& out) {
  for (int c = 0; c < 256; ++c) {
    if (!set[c]) continue;
    int last = c;
    while (last < 255 && set[last + 1]) ++last;
    put_byte(c, out);
    if (last > c) {
      out += '-';
      put_byte(last, out);
    }
    c = last;
  }
}

void put_set(const ByteSet& set, std::string& out) {
  if (set.all()) {
    out += '.';  // with PCRE2_DOTALL
  } else if (set.none()) {
    out += "(?!)";
  } else if (set.count() == 1) {
    int c = 0;
    while (!set[c]) ++c;
    put_byte(c, out);
  } else if (set.count() > 128) {
    out += "[^";
    put_ranges(~set, out);
    out += ']';
  } else {
    out += '[';
    put_ranges(set, out);
    out += ']';
  }
}

// The depth of trees is limited, and so is the recursion.
class Translator {
 public:
  Translator(RegexFlags flags, Subject subject)
      : by_line_(flags.multiline || subject == Subject::kWholeFile),
        whole_file_(subject == Subject::kWholeFile) {}

  void put(const RegexNode& node) {
    using Kind = RegexNode::Kind;
    switch (node.kind) {
      case Kind::kSet: {
        ByteSet set = node.set;
        if (whole_file_) set.reset('\n');
        return put_set(set, out_);
      }
      case Kind::kSequence:
        for (const RegexNode& child : node.children) put(child);
        return;
      case Kind::kChoice:
        out_ += "(?:";
        for (std::size_t i = 0; i < node.children.size(); ++i) {
          if (i > 0) out_ += '|';
          put(node.children[i]);
        }
        out_ += ')';
        return;
      case Kind::kRepeat:
        return put_repeat(node);
      case Kind::kGroup:
        out_ += '(';
        put(node.children[0]);
        out_ += ')';
        return;
      case Kind::kReference:
        out_ += "\\g{" + std::to_string(node.group) + '}';
        return;
      case Kind::kAssertion:
        out_ += assertion(node.assertion);
        return;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void put_repeat(const RegexNode& node) {
    const RegexNode& body = node.children[0];
    const bool is_atom = body.kind == RegexNode::Kind::kSet || body.kind == RegexNode::Kind::kGroup;
    if (!is_atom) out_ += "(?:";
    put(body);
    if (!is_atom) out_ += ')';
    if (node.max == RegexNode::kUnlimited && node.min <= 1) {
      out_ += node.min == 0 ? '*' : '+';
    } else if (node.min == 0 && node.max == 1) {
      out_ += '?';
    } else {
      out_ += '{' + std::to_string(node.min) + ',';
      if (node.max != RegexNode::kUnlimited) out_ += std::to_string(node.max);
      out_ += '}';
    }
  }

  std::string_view assertion(RegexNode::Assertion which) const {
    using Assertion = RegexNode::Assertion;
    switch (which) {
      case Assertion::kLineBegin:
        return by_line_ ? "(?m:^)" : "\\A";
      case Assertion::kLineEnd:
        return by_line_ ? "(?m:$)" : "\\z";
      case Assertion::kBufferBegin:
        return whole_file_ ? "(?m:^)" : "\\A";
      case Assertion::kBufferEnd:
        return whole_file_ ? "(?m:$)" : "\\z";
      case Assertion::kWordBegin:
        return "\\b(?=\\w)";
      case Assertion::kWordEnd:
        return "\\b(?<=\\w)";
      case Assertion::kWordEdge:
        return "\\b";
      case Assertion::kNotWordEdge:
        return "\\B";
    }
    return "";
  }

  bool by_line_;
  bool whole_file_;
  std::string out_;
};

// The number of bytes that every match of the node has, if it is one number and not absurdly large.
std::optional<int> width(const RegexNode& node) {
  using Kind = RegexNode::Kind;
  switch (node.kind) {
    case Kind::kSet:
      return 1;
    case Kind::kAssertion:
      return 0;
    case Kind::kReference:
      return std::nullopt;
    case Kind::kSequence:
    case Kind::kGroup: {
      int sum = 0;
      for (const RegexNode& child : node.children) {
        const std::optional<int> one = width(child);
        if (!one) return std::nullopt;
        sum += *one;
        if (sum > 100000) return std::nullopt;
      }
      return sum;
    }
    case Kind::kChoice: {
      const std::optional<int> first = width(node.children[0]);
      for (const RegexNode& child : node.children) {
        if (width(child) != first) return std::nullopt;
      }
      return first;
    }
    case Kind::kRepeat: {
      const std::optional<int> one = width(node.children[0]);
      if (!one || node.min != node.max || *one * std::int64_t{node.min} > 100000) {
        return std::nullopt;
      }
      return *one * node.min;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string to_pcre2(const RegexNode& node, RegexFlags flags, Subject subject) {
  Translator translator(flags, subject);
  translator.put(node);
  return translator.take();
}

bool greedy_is_longest(const RegexNode& root) {
  using Kind = RegexNode::Kind;
  switch (root.kind) {
    case Kind::kSet:
    case Kind::kAssertion:
      return true;
    case Kind::kSequence:
    case Kind::kGroup:
      for (const RegexNode& child : root.children) {
        if (!greedy_is_longest(child)) return false;
      }
      return true;
    case Kind::kRepeat: {
      const RegexNode* body = &root.children[0];
      while (body->kind == Kind::kGroup ||
             (body->kind == Kind::kSequence && body->children.size() == 1)) {
        body = &body->children[0];
      }
      return body->kind == Kind::kSet || width(root).has_value();
    }
    case Kind::kChoice:
      return width(root).has_value();
    case Kind::kReference:
      return false;
  }
  return false;
}

}  // namespace towpath::sed
