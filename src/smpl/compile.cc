// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "smpl/compiler.h"
#include "smpl/first_kinds.h"
#include "smpl/flow_compile.h"
#include "smpl/term_query.h"

namespace towpath::smpl {

using c::Kind;
using Op = Instruction::Op;

namespace {

bool may_begin_with_directive(const Term& term) {
  if (term.op == Term::Op::kNode) return is_directive(term.kind);
  if (term.op != Term::Op::kSequence && term.op != Term::Op::kOr) return false;
  return std::any_of(term.children.begin(), term.children.end(), may_begin_with_directive);
}

std::uint32_t length_of(const Term& term) {
  if (term.op == Term::Op::kSequence) {
    std::uint32_t length = 0;
    for (const Term& child : term.children) length += length_of(child);
    return length;
  }
  std::uint32_t length = 1;
  if (term.op == Term::Op::kOr) {
    for (const Term& child : term.children) length = std::max(length, length_of(child));
  }
  return length;
}

bool changes_or_tells(const Term& term) {
  return term.minus || term.plus_before != kNone || term.plus_after != kNone ||
         !term.positions.empty();
}

// The dots of `a && …` or `a || … || b`, if the node is such a chain.
const Term* dots_of_chain(const Term& node) {
  if (!is_chain(node, "&&") && !is_chain(node, "||")) return nullptr;
  for (const Term* operand : operands_of(node)) {
    if (operand->op == Term::Op::kBody) return operand;
  }
  return nullptr;
}

bool ends_with_brace(const Term& term) {
  if (term.op != Term::Op::kOr) return last_text_of(term) == "}";
  return std::all_of(term.children.begin(), term.children.end(), ends_with_brace);
}

}  // namespace

Result<Program> Compiler::run() {
  program_.metavariables = rule_.metavariables;
  program_.bits = rule_.bits;
  program_.is_expression = pattern_.is_expression;
  program_.is_type = pattern_.is_type;
  program_.defines = pattern_.is_type && ends_with_brace(pattern_.root);
  program_.exact_qualifiers = rule_.disables("optional_qualifier");
  program_.exact_attributes = rule_.disables("optional_attributes");
  if (pattern_.plus.empty() && !any_leaf(pattern_.root, is_kept))
    program_.attributes = slot(Term::token("", true));
  program_.length = length_of(pattern_.root);
  program_.names = rule_.kind == RuleKind::kIdentifier;
  program_.has_directives = may_begin_with_directive(pattern_.root);
  if (has_dots(pattern_.root) || has_bare_return(pattern_.root)) {
    program_.length = 1;
    const auto entry = [&](const Term& part) {
      const std::uint32_t begin = here();
      // Lines are matched where the statement behind them is.
      if (part.op == Term::Op::kSequence) {
        emit({.op = Op::kBackLines, .argument = static_cast<std::uint32_t>(part.children.size())});
      }
      term(part);
      emit({.op = Op::kAccept});
      return begin;
    };
    Result<FlowRule> flow =
        compile_flow(rule_, pattern_, entry, [&](const Term& part) { return slot(part); });
    if (!flow) return std::move(flow).error();
    if (error_) return std::move(*error_);
    program_.flow = std::move(*flow);
    program_.needs = needs_of(rule_, pattern_, pattern_.root, program_.flow.all_in != kNone);
    for (Formula& formula : program_.flow.formulas) {
      if (has_entry(formula.op)) formula.needs.kinds = first_kinds(program_, formula.entry);
    }
    return std::move(program_);
  }
  root(pattern_.root);
  emit({.op = Op::kAccept});
  if (error_) return std::move(*error_);
  program_.needs = needs_of(rule_, pattern_, pattern_.root, false);
  program_.needs.kinds = first_kinds(program_, 0);
  return std::move(program_);
}

std::uint32_t Compiler::emit(Instruction instruction) {
  program_.code.push_back(instruction);
  return here() - 1;
}

std::uint32_t Compiler::slot(const Term& term) {
  program_.slots.push_back({term.text, term.meta, term.op == Term::Op::kToken, term.minus,
                            term.plus_before, term.plus_after, term.positions});
  return static_cast<std::uint32_t>(program_.slots.size() - 1);
}

MetaKind Compiler::meta_kind(const Term& term) const {
  return term.meta == kNone ? MetaKind::kExpression : rule_.metavariables[term.meta].kind;
}

bool Compiler::is_run(const Term& term) const {
  return term.op == Term::Op::kItems || (term.op == Term::Op::kMeta && is_list(meta_kind(term)));
}

bool Compiler::any_run(const Term& node) const {
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const Term& child) { return is_run(child); });
}

void Compiler::term(const Term& term) {
  if (term.tested) emit({.op = Op::kTested});
  switch (term.op) {
    case Term::Op::kToken:
      token(term);
      return;
    case Term::Op::kMeta:
      emit({.op = Op::kMeta, .kind = kind_of(term), .slot = slot(term)});
      return;
    case Term::Op::kBody:
      emit({.op = Op::kSkip, .slot = changes_or_tells(term) ? slot(term) : kNone});
      return;
    case Term::Op::kItems:
      run(term, 0, kNone);
      return;
    case Term::Op::kNest:
      nest(term);
      return;
    case Term::Op::kRest:
      emit({.op = Op::kRest});
      return;
    case Term::Op::kInside:
      this->term(term.children[0]);
      return;
    case Term::Op::kDots:
      return;  // compile_flow() leaves none of them
    case Term::Op::kSequence:
      for (const Term& child : term.children) this->term(child);
      return;
    case Term::Op::kNode:
      node(term);
      return;
    case Term::Op::kOr:
      any_of(term);
      return;
    case Term::Op::kAnd:
      program_.has_conjunction = true;
      for (std::size_t i = 0; i < term.children.size(); ++i) {
        if (i > 0) emit({.op = Op::kBack});
        this->term(term.children[i]);
      }
      return;
  }
}

void Compiler::token(const Term& term) {
  std::optional<StringPattern> string = string_pattern(rule_, term.text);
  if (!string) {
    emit({.op = Op::kToken, .slot = slot(term)});
    return;
  }
  program_.strings.push_back(std::move(*string));
  emit({.op = Op::kString,
        .slot = slot(term),
        .argument = static_cast<std::uint32_t>(program_.strings.size() - 1)});
}

void Compiler::root(const Term& term) {
  if (!pattern_.is_type) {
    this->term(term);
  } else if (term.op == Term::Op::kOr) {
    any_of(term, [&](const Term& branch) { root(branch); });
  } else {
    root_type(term);
  }
}

void Compiler::any_of(const Term& term) {
  any_of(term, [&](const Term& branch) { this->term(branch); });
}

void Compiler::node(const Term& node) {
  if (node.kind == Kind::kStruct && is_type(node.children.front())) {
    emit({.op = Op::kEnter, .kind = Kind::kStruct});
    emit({.op = Op::kTag, .slot = slot(node.children.front())});
    Term fields = node;
    fields.children.erase(fields.children.begin());
    any_run(fields) ? side_by_side(fields) : all(fields.children);
    emit({.op = Op::kLeave});
    return;
  }
  if (is_specifiers(node)) {
    specifiers(node, false);
    return;
  }
  if (const Term* dots = dots_of_chain(node)) {
    chain(node, *dots);
    return;
  }
  emit({.op = Op::kEnter, .kind = node.kind});
  switch (node.kind) {
    case Kind::kDefine:
    case Kind::kLine:
      directive(node);
      break;
    case Kind::kArguments:
    case Kind::kParameters:
    case Kind::kMacroParameters:
      separated(node.children);
      break;
    case Kind::kEnumerators:
      separated(node.children);
      if (node.children.empty() || !is_comma(node.children.back()))
        emit({.op = Op::kTrailing, .slot = slot(Term::token(",", all_minus(node)))});
      break;
    case Kind::kAttribute:
      any_run(node) ? separated(node.children) : all(node.children);
      break;
    case Kind::kInitializerList:
      initializers(node);
      break;
    case Kind::kStruct:
    case Kind::kCompound:
      any_run(node) ? side_by_side(node) : all(node.children);
      break;
    case Kind::kFunction:
      function(node);
      break;
    case Kind::kFor:
      for_statement(node);
      break;
    case Kind::kInitDeclarator:  // what an assignment matches as well
      emit({.op = Op::kName});
      term(node.children.front());
      emit({.op = Op::kOuterEnd});
      all(std::span(node.children).subspan(1));
      break;
    default:
      if (std::any_of(node.children.begin(), node.children.end(), is_specifiers)) {
        declaration(node);
      } else {
        all(node.children);
      }
  }
  emit({.op = Op::kLeave});
}

void Compiler::directive(const Term& node) {
  for (const Term& child : node.children) {
    const bool is_info = child.op == Term::Op::kMeta && meta_kind(child) == MetaKind::kPragmaInfo;
    if (child.op == Term::Op::kToken) {
      emit({.op = Op::kLineToken, .slot = slot(child)});
    } else if (child.op == Term::Op::kRest || is_info) {
      emit({.op = Op::kRest, .slot = slot(child)});
    } else {
      term(child);
    }
  }
}

void Compiler::all(std::span<const Term> terms) {
  for (const Term& one : terms) term(one);
}

Result<Program> compile(const SourceRule& rule, const Pattern& pattern) {
  return Compiler(rule, pattern).run();
}

}  // namespace towpath::smpl
