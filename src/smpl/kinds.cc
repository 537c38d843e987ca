// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/pattern.h"

namespace towpath::smpl {

bool is_optional(const Term& term) {
  return term.op == Term::Op::kOr && term.children.size() == 2 &&
         term.children[1].op == Term::Op::kSequence && term.children[1].children.empty();
}

bool is_statement(c::Kind kind) {
  return kind >= c::Kind::kCompound && kind <= c::Kind::kAsm;
}

bool is_declaration(c::Kind kind) {
  return kind == c::Kind::kDeclaration || kind == c::Kind::kMacroDeclaration ||
         kind == c::Kind::kStaticAssert || kind == c::Kind::kField || kind == c::Kind::kFunction;
}

bool is_expression(c::Kind kind) {
  return kind >= c::Kind::kIdentifier && kind <= c::Kind::kGeneric && kind != c::Kind::kArguments &&
         kind != c::Kind::kArgument;
}

}  // namespace towpath::smpl
