// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/declarations.h"

#include <span>

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using c::Tree;

const Declarations::Fields* Declarations::fields(std::string_view tag) const {
  const auto found = structures_.find(tag);
  return found == structures_.end() ? nullptr : found->second.get();
}

TypeRef Declarations::resolved(TypeRef type) const {
  constexpr int kLongestChain = 100;  // a typedef may name itself
  for (int i = 0; i < kLongestChain && is_kind(type, Type::Kind::kNamed); ++i) {
    const TypeRef meaning = named(type->name);
    if (!meaning) break;
    type = qualified(meaning, meaning->qualifiers | type->qualifiers);
  }
  return type;
}

TypeRef Declarations::expanded(const TypeRef& type) const {
  const TypeRef meaning = resolved(type);
  if (!meaning || !meaning->of) return meaning;
  Type whole = *meaning;
  whole.of = expanded(meaning->of);
  return std::make_shared<const Type>(std::move(whole));
}

void Declarations::declare(const Tree& tree, NodeId declaration) {
  const TypeReader reader(tree);
  TypeRef base;
  bool is_typedef = false;
  for (const Child child : tree.children_of(declaration)) {
    if (child.is_token()) continue;
    const NodeId node = child.node();
    NodeId declarator = node;
    switch (tree.nodes[node].kind) {
      case Kind::kSpecifiers:
        base = reader.specifiers(node);
        is_typedef = has_word(tree, node, "typedef");
        continue;
      case Kind::kInitDeclarator: {
        const Child first = tree.children_of(node).front();
        if (first.is_token()) continue;
        declarator = first.node();
        break;
      }
      default:
        if (!is_declarator(tree.nodes[node].kind)) continue;
    }
    const TypeReader::Declared declared = reader.declared(base, declarator);
    if (!declared.name || !declared.type) continue;
    Table<TypeRef>& table = is_typedef ? typedefs_ : variables_;
    table.emplace(tree.spelling(*declared.name), declared.type);
  }
}

void Declarations::add(const Tree& tree) {
  const TypeReader reader(tree);
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    const c::Node& node = tree.nodes[id];
    switch (node.kind) {
      case Kind::kFunction:
        declare(tree, id);
        break;
      case Kind::kDeclaration: {
        // Typedefs in functions are few, and rarely share a name.
        const std::span<const Child> parts = tree.children_of(id);
        const bool outside =
            node.parent == tree.root ||
            (node.parent != c::kNoNode && tree.nodes[node.parent].kind == Kind::kTranslationUnit);
        if (outside || (!parts.empty() && parts[0].is_node() &&
                        tree.nodes[parts[0].node()].kind == Kind::kSpecifiers &&
                        has_word(tree, parts[0].node(), "typedef"))) {
          declare(tree, id);
        }
        break;
      }
      case Kind::kStruct: {
        const std::span<const Child> parts = tree.children_of(id);
        std::string tag(tree.spelling(node.first));
        bool defined = false;
        for (const Child part : parts) {
          if (part.is_token()) {
            defined |= tree.spelling(part.token()) == "{";
          } else if (!defined && tree.nodes[part.node()].kind == Kind::kIdentifier) {
            tag += " ";
            tag += tree.spelling(tree.nodes[part.node()].first);
          }
        }
        if (defined && tag.find(' ') != std::string::npos)
          structures_.emplace(std::move(tag), reader.fields(id));
        break;
      }
      case Kind::kDefine: {
        // A macro that is a type.
        const std::span<const Child> parts = tree.children_of(id);
        if (parts.size() == 3 && parts[2].is_node() &&
            tree.nodes[parts[2].node()].kind == Kind::kTypeName) {
          typedefs_.emplace(tree.spelling(tree.nodes[parts[1].node()].first),
                            reader.type_name(parts[2].node()));
        }
        break;
      }
      case Kind::kEnumerator:
        variables_.emplace(tree.spelling(node.first), basic_type("int"));
        break;
      default:
        break;
    }
  }
}

void Declarations::merge(const Declarations& other) {
  variables_.insert(other.variables_.begin(), other.variables_.end());
  typedefs_.insert(other.typedefs_.begin(), other.typedefs_.end());
  structures_.insert(other.structures_.begin(), other.structures_.end());
}

}  // namespace towpath::smpl
