// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/regex_translate.h"

#include <algorithm>
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

bool can_be_empty(const RegexNode& node) {
  using Kind = RegexNode::Kind;
  switch (node.kind) {
    case Kind::kSet:
      return false;
    case Kind::kSequence:
      return std::all_of(node.children.begin(), node.children.end(), can_be_empty);
    case Kind::kChoice:
      return std::any_of(node.children.begin(), node.children.end(), can_be_empty);
    case Kind::kRepeat:
      return node.min == 0 || can_be_empty(node.children[0]);
    case Kind::kGroup:
      return can_be_empty(node.children[0]);
    case Kind::kReference:
    case Kind::kAssertion:
      return true;
  }
  return true;
}

template <class Predicate>
bool holds_within(const RegexNode& node, const Predicate& predicate) {
  return predicate(node) ||
         std::any_of(node.children.begin(), node.children.end(),
                     [&](const RegexNode& child) { return holds_within(child, predicate); });
}

bool has_group(const RegexNode& node) {
  return holds_within(node,
                      [](const RegexNode& one) { return one.kind == RegexNode::Kind::kGroup; });
}

// Whether it matches without a look at what is around it, or at what other groups hold.
bool is_context_free(const RegexNode& node) {
  return !holds_within(node, [](const RegexNode& one) {
    return one.kind == RegexNode::Kind::kReference || one.kind == RegexNode::Kind::kAssertion;
  });
}

// The depth of trees is limited, and so is the recursion.
class Translator {
 public:
  Translator(const RegexTree& tree, RegexFlags flags, Subject subject)
      : has_references_(tree.has_references),
        by_line_(flags.multiline || subject == Subject::kWholeFile),
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
    // POSIX has no empty round behind others, PCRE2 has one, which would empty the groups.
    const bool rounds_count = node.max != 1 && can_be_empty(body) && has_group(body) &&
                              !has_references_ && is_context_free(body);
    put_repeat(node, rounds_count, rounds_count ? 0 : node.min);
  }

  void put_repeat(const RegexNode& node, bool some, int min) {
    const RegexNode& body = node.children[0];
    const bool is_atom = body.kind == RegexNode::Kind::kSet || body.kind == RegexNode::Kind::kGroup;
    if (!is_atom) out_ += "(?:";
    some ? put_some(body) : put(body);
    if (!is_atom) out_ += ')';
    if (node.max == RegexNode::kUnlimited && min <= 1) {
      out_ += min == 0 ? '*' : '+';
    } else if (min == 0 && node.max == 1) {
      out_ += '?';
    } else {
      out_ += '{' + std::to_string(min) + ',';
      if (node.max != RegexNode::kUnlimited) out_ += std::to_string(node.max);
      out_ += '}';
    }
  }

  // All that the node, which is free of context, matches but the empty string.
  void put_some(const RegexNode& node) {
    using Kind = RegexNode::Kind;
    if (!can_be_empty(node)) return put(node);
    switch (node.kind) {
      case Kind::kSequence:
        return put_some_of_sequence(node);
      case Kind::kChoice:
        out_ += "(?:";
        for (std::size_t i = 0; i < node.children.size(); ++i) {
          if (i > 0) out_ += '|';
          put_some(node.children[i]);
        }
        out_ += ')';
        return;
      case Kind::kRepeat:
        if (node.max == 0) return put_set({}, out_);
        return put_repeat(node, can_be_empty(node.children[0]), 1);
      case Kind::kGroup:
        out_ += '(';
        put_some(node.children[0]);
        out_ += ')';
        return;
      default:
        return put(node);
    }
  }

  // Each part may be empty, but one is not: the first such with all that follows.
  void put_some_of_sequence(const RegexNode& node) {
    constexpr int kMaxDepth = 3;  // of what is written several times
    if (node.children.empty()) return put_set({}, out_);
    if (node.children.size() == 1) return put_some(node.children[0]);
    if (has_group(node) || some_depth_ == kMaxDepth) {
      for (const RegexNode& child : node.children) put(child);
      return;
    }
    ++some_depth_;
    out_ += "(?:";
    for (std::size_t first = 0; first < node.children.size(); ++first) {
      if (first > 0) out_ += '|';
      put_some(node.children[first]);
      for (std::size_t i = first + 1; i < node.children.size(); ++i) put(node.children[i]);
    }
    out_ += ')';
    --some_depth_;
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

  bool has_references_;
  bool by_line_;
  bool whole_file_;
  int some_depth_ = 0;
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

std::string to_pcre2(const RegexTree& tree, RegexFlags flags, Subject subject) {
  Translator translator(tree, flags, subject);
  translator.put(tree.root);
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
