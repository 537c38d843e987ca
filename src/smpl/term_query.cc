// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/term_query.h"

namespace towpath::smpl {

using c::Kind;

bool is_comma(const Term& term) {
  return term.op == Term::Op::kToken && term.text == ",";
}

bool all_minus(const Term& term) {
  if (term.op == Term::Op::kNode && term.children.empty()) return true;
  if (term.op == Term::Op::kItems || term.children.empty()) return term.minus;
  return std::all_of(term.children.begin(), term.children.end(), all_minus);
}

bool adds(const Term& term) {
  return term.plus_before != kNone || term.plus_after != kNone ||
         std::any_of(term.children.begin(), term.children.end(), adds);
}

bool vanishes(const Term& term) {
  return all_minus(term) && !adds(term);
}

bool changes(const Term& term) {
  return term.minus || term.plus_before != kNone || term.plus_after != kNone ||
         std::any_of(term.children.begin(), term.children.end(), changes);
}

bool is_chain(const Term& term, std::string_view op) {
  return term.op == Term::Op::kNode && term.kind == Kind::kBinary && term.children.size() == 3 &&
         term.children[1].op == Term::Op::kToken && term.children[1].text == op;
}

std::vector<const Term*> operands_of(const Term& node) {
  std::vector<const Term*> operands;
  const Term* at = &node;
  for (; is_chain(*at, node.children[1].text); at = &at->children[0])
    operands.push_back(&at->children[2]);
  operands.push_back(at);
  std::reverse(operands.begin(), operands.end());
  return operands;
}

bool is_specifiers(const Term& term) {
  return term.op == Term::Op::kNode && term.kind == Kind::kSpecifiers;
}

bool is_kept(const Term& leaf) {
  return !leaf.minus;
}

std::string_view last_text_of(const Term& term) {
  return term.children.empty() ? std::string_view(term.text) : last_text_of(term.children.back());
}

bool has_cases(const Term& block) {
  if (block.op != Term::Op::kNode || block.kind != Kind::kCompound || block.children.size() < 3)
    return false;
  const Term& first = block.children[1];
  return first.op == Term::Op::kNode && is_label(first.kind) && first.kind != Kind::kLabel &&
         !block.children.back().minus;
}

bool is_part(const Term& term) {
  if (term.op == Term::Op::kDots || term.op == Term::Op::kInside) return true;
  if (term.op == Term::Op::kOr) {
    return std::any_of(term.children.begin(), term.children.end(), is_part);
  }
  return term.op == Term::Op::kNode && is_statement(term.kind);
}

}  // namespace towpath::smpl
