// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/types.h"

#include <span>

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

// Whether the specifiers say `int`, whatever qualifies or stores it.
bool says_int(const Tree& tree, NodeId specifiers) {
  bool is_int = false;
  for (const Child child : tree.children_of(specifiers)) {
    if (child.is_node()) return false;
    const std::string_view word = tree.spelling(child.token());
    if (word == "int" || word == "signed") {
      is_int = true;
    } else if (word != "const" && word != "volatile" && word != "static" && word != "extern" &&
               word != "register" && word != "auto") {
      return false;
    }
  }
  return is_int;
}

}  // namespace

// Each name in a declarator is that of a kIdentifier below kPointer and kArray nodes only.
void Types::collect() {
  collected_ = true;
  const Tree& tree = subject_.tree();
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    const c::Node& node = tree.nodes[id];
    if (node.kind != Kind::kIdentifier || node.last != node.first + 1) continue;
    NodeId above = node.parent;
    bool is_pointer = false;
    while (above != c::kNoNode &&
           (tree.nodes[above].kind == Kind::kPointer || tree.nodes[above].kind == Kind::kArray)) {
      is_pointer = true;
      above = tree.nodes[above].parent;
    }
    if (above == c::kNoNode) continue;
    const c::Node& declarator = tree.nodes[above];
    NodeId declaration = above;
    if (declarator.kind == Kind::kInitDeclarator) {
      // Not an identifier in the initializer.
      if (!is_pointer && declarator.first != node.first) continue;
      declaration = declarator.parent;
    } else if (declarator.kind != Kind::kParameter) {
      continue;
    }
    if (declaration == c::kNoNode) continue;
    const std::span<const Child> parts = tree.children_of(declaration);
    if (parts.empty() || parts[0].is_token()) continue;
    const NodeId specifiers = parts[0].node();
    if (tree.nodes[specifiers].kind != Kind::kSpecifiers ||
        tree.nodes[specifiers].last > node.first) {
      continue;
    }
    TypeClass type = is_pointer ? TypeClass::kPointer : TypeClass::kUnknown;
    if (!is_pointer && says_int(tree, specifiers)) type = TypeClass::kInt;
    const auto [at, is_new] = declared_.emplace(tree.spelling(node.first), type);
    if (!is_new && at->second != type) at->second = TypeClass::kUnknown;
  }
}

TypeClass Types::of(NodeId expression) {
  const Tree& tree = subject_.tree();
  while (tree.nodes[expression].kind == Kind::kParen) {
    const std::span<const Child> parts = tree.children_of(expression);
    if (parts.size() != 3 || parts[1].is_token()) return TypeClass::kUnknown;
    expression = parts[1].node();
  }
  const c::Node& node = tree.nodes[expression];
  switch (node.kind) {
    case Kind::kConstant:
      return TypeClass::kInt;
    case Kind::kString:
      return TypeClass::kPointer;
    case Kind::kPrefix: {
      const std::string_view word = tree.spelling(node.first);
      if (word == "!") return TypeClass::kInt;
      return word == "&" ? TypeClass::kPointer : TypeClass::kUnknown;
    }
    case Kind::kIdentifier: {
      if (!collected_) collect();
      const auto at = declared_.find(tree.spelling(node.first));
      return at == declared_.end() ? TypeClass::kUnknown : at->second;
    }
    default:
      return TypeClass::kUnknown;
  }
}

}  // namespace towpath::smpl
