// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/subject.h"

#include <algorithm>
#include <span>

#include "smpl/pattern.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

Subject::Subject(Tree tree)
    : tree_(std::move(tree)),
      owners_(tree_.tokens.size(), c::kNoNode),
      positions_(tree_.nodes.size()) {
  for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
    std::uint32_t position = tree_.nodes[id].children_begin;
    for (const Child child : tree_.children_of(id)) {
      if (child.is_token()) {
        owners_[child.token()] = id;
      } else {
        positions_[child.node()] = position;
      }
      ++position;
    }
  }
}

c::TokenIndex begin_of(const Tree& tree, Child child) {
  return child.is_token() ? child.token() : tree.nodes[child.node()].first;
}

c::TokenIndex end_of(const Tree& tree, Child child) {
  return child.is_token() ? child.token() + 1 : tree.nodes[child.node()].last;
}

namespace {

// It ends with a `;` and comes behind another or a declaration.
bool is_condition_of_for(const Tree& tree, std::span<const Child> children, NodeId node) {
  bool behind_first = false;
  for (std::size_t i = 0; i < children.size(); ++i) {
    const Child child = children[i];
    if (child.is_node() && child.node() == node) {
      return behind_first && i + 1 < children.size() && children[i + 1].is_token() &&
             tree.spelling(children[i + 1].token()) == ";";
    }
    behind_first |= child.is_token() ? tree.spelling(child.token()) == ";"
                                     : tree.nodes[child.node()].kind == Kind::kDeclaration;
  }
  return false;
}

}  // namespace

bool is_tested(const Tree& tree, NodeId node) {
  for (;;) {
    const c::Node& self = tree.nodes[node];
    if (self.parent == c::kNoNode) return false;
    const c::Node& parent = tree.nodes[self.parent];
    const std::span<const Child> children = tree.children_of(self.parent);
    switch (parent.kind) {
      case Kind::kIf:
      case Kind::kWhile:
      case Kind::kDo:
        return true;
      case Kind::kFor:
        return is_condition_of_for(tree, children, node);
      case Kind::kConditional:
        return parent.first == self.first;
      case Kind::kPrefix:
        return tree.spelling(parent.first) == "!";
      case Kind::kBinary: {
        for (const Child child : children) {
          if (!child.is_token() || !tree.significant(child)) continue;
          const std::string_view text = tree.spelling(child.token());
          return text == "&&" || text == "||";
        }
        return false;
      }
      case Kind::kParen:
        node = self.parent;
        break;
      default:
        return false;
    }
  }
}

bool is_value(const Tree& tree, NodeId id) {
  const c::Node& node = tree.nodes[id];
  if (node.parent == c::kNoNode) return false;
  if (node.kind != Kind::kIdentifier && node.kind != Kind::kCall) return is_expression(node.kind);
  const c::Node& parent = tree.nodes[node.parent];
  const bool is_first = parent.first == node.first;
  switch (parent.kind) {
    case Kind::kMember:
      return is_first;
    case Kind::kGoto:
      return false;
    case Kind::kLabel:
    case Kind::kIterator:
    case Kind::kInitDeclarator:
    case Kind::kEnumerator:
    case Kind::kInitializer:
      return !is_first || (parent.kind == Kind::kInitializer && parent.last == node.last);
    case Kind::kArray:
    case Kind::kBitField:
      return !is_first;
    case Kind::kDesignator:
      return tree.spelling(parent.first) != ".";
    case Kind::kArguments:
    case Kind::kTypeof:
      return true;
    case Kind::kDefine:
      // The name alone is none.
      return parent.last == node.last && node.first > parent.first + 1;
    case Kind::kAttribute:
      return false;
    default:
      return is_expression(parent.kind) || is_statement(parent.kind);
  }
}

bool is_label(Kind kind) {
  return kind == Kind::kLabel || kind == Kind::kCase || kind == Kind::kDefault;
}

bool is_directive(Kind kind) {
  return kind == Kind::kDefine || kind == Kind::kLine;
}

std::string_view directive_word(std::string_view token) {
  const std::size_t begin = token.find_first_not_of("#%: \t");
  return begin == std::string_view::npos ? std::string_view() : token.substr(begin);
}

int conditionals_open(const Tree& tree, c::TokenIndex first, c::TokenIndex last) {
  int open = 0;
  for (c::TokenIndex token = first; token < last; ++token) {
    if (tree.tokens[token].kind != lex::TokenKind::kDirective) continue;
    const std::string_view word = directive_word(tree.spelling(token));
    open += word.starts_with("if") - word.starts_with("endif");
  }
  return open;
}

bool is_control(Kind kind) {
  switch (kind) {
    case Kind::kIf:
    case Kind::kElse:
    case Kind::kWhile:
    case Kind::kDo:
    case Kind::kFor:
    case Kind::kIterator:
    case Kind::kSwitch:
      return true;
    default:
      return false;
  }
}

}  // namespace towpath::smpl
