// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/dump.h"

#include <vector>

namespace towpath::c {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kTranslationUnit:
      return "TranslationUnit";
    case Kind::kFunction:
      return "Function";
    case Kind::kUnparsed:
      return "Unparsed";
    case Kind::kUnread:
      return "Unread";
    case Kind::kDefine:
      return "Define";
    case Kind::kLine:
      return "Line";
    case Kind::kMacroParameters:
      return "MacroParameters";
    case Kind::kMacroBody:
      return "MacroBody";
    case Kind::kSkipped:
      return "Skipped";
    case Kind::kDeclaration:
      return "Declaration";
    case Kind::kMacroDeclaration:
      return "MacroDeclaration";
    case Kind::kStaticAssert:
      return "StaticAssert";
    case Kind::kSpecifiers:
      return "Specifiers";
    case Kind::kStruct:
      return "Struct";
    case Kind::kEnum:
      return "Enum";
    case Kind::kEnumerators:
      return "Enumerators";
    case Kind::kEnumerator:
      return "Enumerator";
    case Kind::kField:
      return "Field";
    case Kind::kTypeof:
      return "Typeof";
    case Kind::kInitDeclarator:
      return "InitDeclarator";
    case Kind::kPointer:
      return "Pointer";
    case Kind::kArray:
      return "Array";
    case Kind::kFunctionDeclarator:
      return "FunctionDeclarator";
    case Kind::kParenDeclarator:
      return "ParenDeclarator";
    case Kind::kBitField:
      return "BitField";
    case Kind::kParameters:
      return "Parameters";
    case Kind::kParameter:
      return "Parameter";
    case Kind::kTypeName:
      return "TypeName";
    case Kind::kAttribute:
      return "Attribute";
    case Kind::kInitializerList:
      return "InitializerList";
    case Kind::kInitializer:
      return "Initializer";
    case Kind::kDesignator:
      return "Designator";
    case Kind::kCompound:
      return "Compound";
    case Kind::kExpressionStatement:
      return "ExpressionStatement";
    case Kind::kMacroStatement:
      return "MacroStatement";
    case Kind::kEmptyStatement:
      return "EmptyStatement";
    case Kind::kIf:
      return "If";
    case Kind::kElse:
      return "Else";
    case Kind::kWhile:
      return "While";
    case Kind::kDo:
      return "Do";
    case Kind::kFor:
      return "For";
    case Kind::kIterator:
      return "Iterator";
    case Kind::kSwitch:
      return "Switch";
    case Kind::kCase:
      return "Case";
    case Kind::kDefault:
      return "Default";
    case Kind::kLabel:
      return "Label";
    case Kind::kGoto:
      return "Goto";
    case Kind::kReturn:
      return "Return";
    case Kind::kBreak:
      return "Break";
    case Kind::kContinue:
      return "Continue";
    case Kind::kAsm:
      return "Asm";
    case Kind::kIdentifier:
      return "Identifier";
    case Kind::kConstant:
      return "Constant";
    case Kind::kString:
      return "String";
    case Kind::kParen:
      return "Paren";
    case Kind::kStatementExpression:
      return "StatementExpression";
    case Kind::kCall:
      return "Call";
    case Kind::kArguments:
      return "Arguments";
    case Kind::kArgument:
      return "Argument";
    case Kind::kIndex:
      return "Index";
    case Kind::kMember:
      return "Member";
    case Kind::kPostfix:
      return "Postfix";
    case Kind::kPrefix:
      return "Prefix";
    case Kind::kSizeof:
      return "Sizeof";
    case Kind::kCast:
      return "Cast";
    case Kind::kCompoundLiteral:
      return "CompoundLiteral";
    case Kind::kBinary:
      return "Binary";
    case Kind::kConditional:
      return "Conditional";
    case Kind::kAssign:
      return "Assign";
    case Kind::kComma:
      return "Comma";
    case Kind::kGeneric:
      return "Generic";
  }
  return {};
}

namespace {

// Trees are at most kMaxHeight high, so this may recurse.
void append(const Tree& tree, NodeId id, std::string& out) {
  const Node& node = tree.nodes[id];
  const std::span<const Child> children = tree.children_of(id);
  const bool plain =
      (node.kind == Kind::kIdentifier || node.kind == Kind::kConstant) && children.size() == 1;
  if (!plain) out.append("(").append(name_of(node.kind));
  for (const Child child : children) {
    if (!plain) out += ' ';
    if (child.is_node()) {
      append(tree, child.node(), out);
    } else {
      out += tree.spelling(child.token());
    }
  }
  if (!plain) out += ')';
}

}  // namespace

std::string dump(const Tree& tree, NodeId node) {
  std::string out;
  append(tree, node, out);
  return out;
}

}  // namespace towpath::c
