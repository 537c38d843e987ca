// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/may_bind.h"

namespace towpath::smpl {

using c::Kind;
using c::NodeId;
using c::Tree;

namespace {

// A name alone may be a type.
bool is_macro_body(const Tree& tree, NodeId id) {
  const c::Node& node = tree.nodes[id];
  const c::Node& around = tree.nodes[node.parent];
  return node.kind == Kind::kIdentifier && around.kind == Kind::kDefine &&
         around.last == node.last && around.first + 1 < node.first;
}

}  // namespace

bool is_constant_name(std::string_view name) {
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string_view::npos;
}

bool is_type_name(const Tree& tree, NodeId id) {
  const Kind kind = tree.nodes[id].kind;
  return kind == Kind::kTypeName || kind == Kind::kIdentifier;
}

bool may_bind(const Subject& subject, MetaKind kind, NodeId id) {
  const Tree& tree = subject.tree();
  const c::Node& node = tree.nodes[id];
  switch (kind) {
    case MetaKind::kExpression:
      return is_expression(node.kind);
    case MetaKind::kIdentifier:
    case MetaKind::kIterator:
    case MetaKind::kDeclarer:
      return node.kind == Kind::kIdentifier && node.last == node.first + 1;
    case MetaKind::kStatement:
      return is_statement(node.kind);
    case MetaKind::kType:
      return is_type_name(tree, id) || is_macro_body(tree, id);
    case MetaKind::kIdExpression:
      return node.kind == Kind::kIdentifier && node.last == node.first + 1 && is_value(tree, id);
    case MetaKind::kDeclaration:
      return node.kind == Kind::kDeclaration || node.kind == Kind::kMacroDeclaration;
    case MetaKind::kAttribute:
      return node.kind == Kind::kAttribute;
    case MetaKind::kConstant:
      if (node.kind == Kind::kPrefix) {
        const NodeId last = subject.owner(node.last - 1);
        return tree.spelling(node.first) == "-" && tree.nodes[last].first == node.first + 1 &&
               may_bind(subject, kind, last);
      }
      if (node.kind == Kind::kCast)
        return may_bind(subject, kind, tree.children_of(id).back().node());
      return node.kind == Kind::kConstant || node.kind == Kind::kString ||
             node.kind == Kind::kSizeof ||
             (node.kind == Kind::kIdentifier && is_constant_name(tree.spelling(node.first)));
    case MetaKind::kParameter:
      return node.kind == Kind::kParameter;
    case MetaKind::kInitializer:
      return node.kind == Kind::kInitializer || node.kind == Kind::kInitializerList ||
             is_expression(node.kind);
    case MetaKind::kField:
      return node.kind == Kind::kField || node.kind == Kind::kMacroDeclaration;
    case MetaKind::kEnumerator:
      return node.kind == Kind::kEnumerator;
    case MetaKind::kBinaryOperator:
    case MetaKind::kAssignOperator:
    case MetaKind::kUnaryOperator:
    case MetaKind::kPragmaInfo:
    case MetaKind::kFormat:
    case MetaKind::kFormatList:
    case MetaKind::kExpressionList:
    case MetaKind::kParameterList:
    case MetaKind::kInitializerList:
    case MetaKind::kFieldList:
    case MetaKind::kStatementList:
    case MetaKind::kEnumeratorList:
    case MetaKind::kCount:
    case MetaKind::kPosition:
    case MetaKind::kComments:
    case MetaKind::kFresh:
      return false;
  }
  return false;
}

}  // namespace towpath::smpl
