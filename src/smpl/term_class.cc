// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/term_class.h"

#include <algorithm>
#include <string_view>

namespace towpath::smpl {

namespace {

using c::Kind;

TypeClass class_of(const TypeRef& type) {
  if (!type) return TypeClass::kUnknown;
  if (type->kind == Type::Kind::kPointer || type->kind == Type::Kind::kArray)
    return TypeClass::kPointer;
  return type->kind == Type::Kind::kBasic && type->name == "int" ? TypeClass::kInt
                                                                 : TypeClass::kUnknown;
}

TypeClass class_of(const Metavariable& meta) {
  if (meta.types.empty()) return TypeClass::kUnknown;
  const TypeClass first = class_of(meta.types[0]);
  const bool all = std::all_of(meta.types.begin(), meta.types.end(),
                               [&](const TypeRef& type) { return class_of(type) == first; });
  return all ? first : TypeClass::kUnknown;
}

bool is_truth(std::string_view op) {
  return op == "&&" || op == "||" || op == "==" || op == "!=" || op == "<" || op == ">" ||
         op == "<=" || op == ">=";
}

// Of what two operands make. Arithmetic is taken for that of integers where nothing says otherwise.
TypeClass common(TypeClass left, std::string_view op, TypeClass right) {
  if (op != "+" && op != "-" && op != "*" && op != "/" && op != "%") return TypeClass::kUnknown;
  if (left != TypeClass::kPointer && right != TypeClass::kPointer) return TypeClass::kInt;
  const bool is_difference = op == "-" && left == right;
  return is_difference ? TypeClass::kUnknown : TypeClass::kPointer;
}

bool is_decimal(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

TypeClass class_of(const Term& term, const std::vector<Metavariable>& metavariables) {
  const auto child = [&](std::size_t index) {
    return class_of(term.children[index], metavariables);
  };
  if (term.op == Term::Op::kMeta && term.meta != kNone) return class_of(metavariables[term.meta]);
  if (term.op != Term::Op::kNode) return TypeClass::kUnknown;
  switch (term.kind) {
    case Kind::kParen:
      return child(1);
    case Kind::kConstant:
      return is_decimal(term.children[0].text) ? TypeClass::kInt : TypeClass::kUnknown;
    case Kind::kPostfix:
    case Kind::kAssign:
      return child(0);
    case Kind::kPrefix: {
      const std::string& op = term.children[0].text;
      if (op == "!") return TypeClass::kInt;
      if (op == "&") return TypeClass::kPointer;
      return op == "*" ? TypeClass::kUnknown : child(1);
    }
    case Kind::kBinary: {
      const std::string& op = term.children[1].text;
      return is_truth(op) ? TypeClass::kInt : common(child(0), op, child(2));
    }
    default:
      return TypeClass::kUnknown;
  }
}

}  // namespace towpath::smpl
