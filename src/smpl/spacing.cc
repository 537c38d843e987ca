// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/spacing.h"

#include "smpl/pattern.h"

namespace towpath::smpl {

namespace {

using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

bool is_one_of(std::string_view text, std::string_view set) {
  return text.size() == 1 && set.find(text[0]) != std::string_view::npos;
}

bool is_word(std::string_view text) {
  const char first = text[0];
  return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_';
}

// The kind of the node that has the token as its child.
Kind around(const Subject& subject, TokenIndex token) {
  const NodeId owner = subject.owner(token);
  return owner == c::kNoNode ? Kind::kUnparsed : subject.tree().nodes[owner].kind;
}

bool opens(const Subject& subject, TokenIndex token) {
  return subject.tree().nodes[subject.owner(token)].first == token;
}

bool space_before_parenthesis(const Subject& subject, TokenIndex token) {
  switch (around(subject, token)) {
    case Kind::kCall:
    case Kind::kFunctionDeclarator:
    case Kind::kSizeof:
    case Kind::kAttribute:
    case Kind::kTypeof:
    case Kind::kStaticAssert:
    case Kind::kGeneric:
    case Kind::kIterator:
    case Kind::kDefine:
      return false;
    default:
      break;
  }
  // The whole of what is called, measured, dereferenced: sizeof (x) has a kParen.
  return subject.tree().spelling(token - 1) != "sizeof";
}

}  // namespace

bool space_before(const Subject& subject, TokenIndex token) {
  const Tree& tree = subject.tree();
  const TokenIndex before = token - 1;
  const std::string_view left = tree.spelling(before);
  const std::string_view right = tree.spelling(token);
  const Kind left_in = around(subject, before);
  const Kind right_in = around(subject, token);

  if (is_one_of(right, ";,)]")) return false;
  if (is_one_of(left, "([")) return false;
  if (is_one_of(left, ",;")) return true;
  if (left_in == Kind::kMember && !is_word(left)) return false;
  if (right_in == Kind::kMember && !is_word(right)) return false;
  if (left_in == Kind::kDesignator && left == ".") return false;
  if (left_in == Kind::kPrefix && opens(subject, before)) {
    // `- -x` must not become `--x`.
    if (is_word(left)) return true;
    return left.back() == right.front() && is_one_of(right.substr(0, 1), "-+&");
  }
  if (right_in == Kind::kPostfix && !opens(subject, token)) return false;
  if (left_in == Kind::kCast && left == ")") return false;
  if (left_in == Kind::kCompoundLiteral && left == ")") return false;
  if (right == "(") return space_before_parenthesis(subject, token);
  if (right == "[") {
    return right_in != Kind::kIndex && right_in != Kind::kArray && right_in != Kind::kDesignator;
  }
  if (left == "*" && left_in == Kind::kPointer) return false;
  if (left == "*" && right == "*" && right_in == Kind::kPointer) return false;
  if (right == ":") {
    // A conditional without a middle is written `?:` or `? :`, and stays so.
    if (left == "?" && left_in == Kind::kConditional) {
      return tree.tokens[before].end() != tree.tokens[token].begin;
    }
    return right_in != Kind::kCase && right_in != Kind::kDefault && right_in != Kind::kLabel &&
           right_in != Kind::kInitializer && right_in != Kind::kBitField;
  }
  if (left == ":" && left_in == Kind::kBitField) return false;
  return true;
}

}  // namespace towpath::smpl
