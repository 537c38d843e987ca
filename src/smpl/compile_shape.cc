// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/compiler.h"
#include "smpl/term_query.h"

namespace towpath::smpl {

using c::Kind;
using Op = Instruction::Op;

namespace {

// `static` alone, as in `static f() { … }`.
bool tells_no_type(const Term& specifiers) {
  return std::all_of(specifiers.children.begin(), specifiers.children.end(), [](const Term& word) {
    return word.op == Term::Op::kToken && is_storage(word.text);
  });
}

}  // namespace

void Compiler::nest(const Term& term) {
  const bool strict = pattern_.dots[term.dots].kind == DotsKind::kStrictNest;
  const std::uint32_t split = strict ? 0 : emit({.op = Op::kSplit});
  const std::uint32_t whole = slot(term);
  emit({.op = Op::kDescend, .slot = whole});
  this->term(term.children[0]);
  emit({.op = Op::kAscend, .slot = whole});
  if (strict) return;
  const std::uint32_t jump = emit({.op = Op::kJump});
  program_.code[split].argument = here();
  emit({.op = Op::kSkip, .slot = whole});
  program_.code[jump].argument = here();
}

void Compiler::chain(const Term& node, const Term& dots) {
  const std::uint32_t whole = slot(dots);
  // What is taken away for the dots has the operands in it.
  program_.has_conjunction |= dots.minus;
  bool first = true;
  bool next = false;
  for (const Term* operand : operands_of(node)) {
    if (operand->op == Term::Op::kBody) {
      next = false;
      continue;
    }
    if (vanishes(*operand) && !dots.minus) {
      error_ = Error{
          rule_.place_in_body(0),
          "not supported yet: removing one operand of `" + node.children[1].text + "` beside dots",
          ""};
    }
    if (!first) emit({.op = Op::kBack});
    program_.chains.push_back({node.children[1].text, next});
    emit({.op = Op::kOperand,
          .slot = whole,
          .argument = static_cast<std::uint32_t>(program_.chains.size() - 1)});
    term(*operand);
    emit({.op = Op::kAscend, .slot = whole});
    first = false;
    next = true;
  }
}

void Compiler::for_statement(const Term& node) {
  const std::span<const Term> children(node.children);
  const bool open = children.size() > 3 && children[2].op == Term::Op::kOr &&
                    children[2].children.front().op == Term::Op::kBody;
  if (!open) {
    all(children);
    return;
  }
  all(children.first(2));
  const std::uint32_t split = emit({.op = Op::kSplit});
  all(children.subspan(2, 2));
  const std::uint32_t jump = emit({.op = Op::kJump});
  program_.code[split].argument = here();
  emit({.op = Op::kEnter, .kind = Kind::kDeclaration});
  emit({.op = Op::kRest, .slot = slot(children[3])});
  emit({.op = Op::kLeave});
  program_.code[jump].argument = here();
  all(children.subspan(4));
}

void Compiler::function(const Term& node) {
  std::span<const Term> parts(node.children);
  const Term any = Term::token("", all_minus(node));
  if (!is_specifiers(parts.front())) {
    emit({.op = Op::kPass, .kind = Kind::kSpecifiers, .slot = slot(any)});
  } else if (tells_no_type(parts.front())) {
    specifiers(parts.front(), false, true);
    parts = parts.subspan(1);
  } else {
    declaration(node);
    return;
  }
  const Term& first = parts.front();
  constexpr int kMostStars = 3;
  std::vector<std::uint32_t> jumps;
  for (int stars = 0; stars <= kMostStars; ++stars) {
    const std::uint32_t split = stars < kMostStars ? emit({.op = Op::kSplit}) : 0;
    for (int i = 0; i < stars; ++i) {
      emit({.op = Op::kEnter, .kind = Kind::kPointer});
      emit({.op = Op::kRest, .slot = slot(any), .argument = 1});
    }
    term(first);
    for (int i = 0; i < stars; ++i) emit({.op = Op::kLeave});
    if (stars == kMostStars) break;
    jumps.push_back(emit({.op = Op::kJump}));
    program_.code[split].argument = here();
  }
  for (const std::uint32_t jump : jumps) program_.code[jump].argument = here();
  all(parts.subspan(1, parts.size() - 2));
  function_body(node);
}

void Compiler::function_body(const Term& node) {
  const bool declares =
      std::any_of(node.children.begin(), node.children.end(), [](const Term& child) {
        return child.op == Term::Op::kNode && child.kind == Kind::kDeclaration;
      });
  if (!declares) {
    const Term any = Term::token("", all_minus(node));
    emit({.op = Op::kPass, .kind = Kind::kDeclaration, .slot = slot(any)});
  }
  term(node.children.back());
}

}  // namespace towpath::smpl
