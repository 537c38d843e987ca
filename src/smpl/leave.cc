// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/leave.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

// The name of the function that the token is in.
std::string function_around(const Subject& subject, TokenIndex token) {
  const Tree& tree = subject.tree();
  NodeId node = subject.owner(token);
  while (node != c::kNoNode && tree.nodes[node].kind != Kind::kFunction) {
    node = tree.nodes[node].parent;
  }
  if (node == c::kNoNode) return "something_else";
  // The first name in the declarator, below pointers and parentheses.
  for (const c::Child child : tree.children_of(node)) {
    if (child.is_token() || tree.nodes[child.node()].kind == Kind::kSpecifiers) continue;
    for (TokenIndex at = tree.nodes[child.node()].first; at < tree.nodes[child.node()].last; ++at) {
      if (tree.tokens[at].kind == lex::TokenKind::kIdentifier)
        return std::string(tree.spelling(at));
    }
  }
  return "something_else";
}

Value position_of(const Found& found, const Binding& binding) {
  const Tree& tree = found.subject.tree();
  const lex::Token& first = tree.tokens[binding.first];
  const lex::Token& last = tree.tokens[binding.last - 1];
  Position position;
  position.id = found.origins.of(first.begin);
  position.file = found.source.name();
  position.element = function_around(found.subject, binding.first);
  const Offset size = found.source.size();
  const Place begin = found.source.place(std::min(Origins::source(position.id), size));
  const Offset end_at = Origins::source(found.origins.of(last.begin)) + last.length;
  const Place end = found.source.place(std::min(end_at, size));
  position.line = begin.line;
  position.column = begin.column - 1;
  position.line_end = end.line;
  position.column_end = end.column - 1;
  Value value;
  value.tokens = "@" + std::to_string(position.id);
  value.position = std::move(position);
  return value;
}

std::string spelled(const Found& found, const Binding& binding) {
  if (!binding.bound) return {};
  if (binding.value) return binding.value->tokens;
  return token_text(found.subject.tree(), binding.first, binding.last);
}

}  // namespace

void make_names(const SourceRule& rule, const Found& found, Match& match, Values& values) {
  for (std::size_t i = 0; i < rule.metavariables.size(); ++i) {
    const Metavariable& meta = rule.metavariables[i];
    if (meta.kind != MetaKind::kFresh || match.bindings[i].bound) continue;
    std::string name;
    for (const Operand& part : meta.seed) {
      name += part.meta == kNone ? part.text : spelled(found, match.bindings[part.meta]);
    }
    if (meta.seed.size() == 1 && meta.seed[0].meta == kNone) {
      name += std::to_string(values.next_number());
    }
    match.bindings[i].bound = true;
    match.bindings[i].value = values.keep(value_of(std::move(name)));
  }
}

std::vector<const Value*> values_left(const SourceRule& rule, const Found& found,
                                      const Match& match, Values& values) {
  std::vector<const Value*> left;
  for (const std::uint32_t meta : exported(rule)) {
    const Binding& binding = match.bindings[meta];
    if (!binding.bound) {
      left.push_back(nullptr);
    } else if (binding.value) {
      left.push_back(binding.value);
    } else if (rule.metavariables[meta].kind == MetaKind::kPosition) {
      left.push_back(values.keep(position_of(found, binding)));
    } else {
      left.push_back(
          values.keep(value_of(found.subject, binding.node, binding.first, binding.last)));
    }
  }
  return left;
}

}  // namespace towpath::smpl
