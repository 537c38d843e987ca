// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/leave.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

// The function that the token is in, or kNoNode.
NodeId function_around(const Subject& subject, TokenIndex token) {
  const Tree& tree = subject.tree();
  NodeId node = subject.owner(token);
  while (node != c::kNoNode && tree.nodes[node].kind != Kind::kFunction) {
    node = tree.nodes[node].parent;
  }
  return node;
}

// The first name in the function's declarator, below pointers and parentheses.
std::string name_of(const Tree& tree, NodeId function) {
  for (const c::Child child : tree.children_of(function)) {
    if (child.is_token() || tree.nodes[child.node()].kind == Kind::kSpecifiers) continue;
    for (TokenIndex at = tree.nodes[child.node()].first; at < tree.nodes[child.node()].last; ++at) {
      if (tree.tokens[at].kind == lex::TokenKind::kIdentifier)
        return std::string(tree.spelling(at));
    }
  }
  return "something_else";
}

// Where the token begins or ends in the source.
Place place_of(const Found& found, TokenIndex token, bool end) {
  const lex::Token& at = found.subject.tree().tokens[token];
  const Offset begin = Origins::source(found.origins.of(at.begin));
  return found.source.place(std::min(begin + (end ? at.length : 0), found.source.size()));
}

Value position_of(const Found& found, const Binding& binding) {
  const Tree& tree = found.subject.tree();
  Position position;
  position.id = found.origins.of(tree.tokens[binding.first].begin);
  position.file = found.source.name();
  position.element = "something_else";
  const NodeId function = function_around(found.subject, binding.first);
  if (function != c::kNoNode) {
    position.element = name_of(tree, function);
    const Place begin = place_of(found, tree.nodes[function].first, false);
    const Place end = place_of(found, tree.nodes[function].last - 1, true);
    position.element_line = begin.line;
    position.element_column = begin.column - 1;
    position.element_line_end = end.line;
    position.element_column_end = end.column - 1;
  }
  const Place begin = place_of(found, binding.first, false);
  const Place end = place_of(found, binding.last - 1, true);
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

const Value* bound_value(const Metavariable& meta, const Found& found, const Binding& binding,
                         Values& values) {
  if (!binding.bound || binding.value) return binding.value;
  if (meta.kind == MetaKind::kPosition) return values.keep(position_of(found, binding));
  return values.keep(value_of(found.subject, binding.node, binding.first, binding.last));
}

std::vector<const Value*> values_given(const SourceRule& rule, const ScriptExpression& script,
                                       const Found& found, const std::vector<Binding>& bindings,
                                       Values& values) {
  std::vector<const Value*> given;
  for (const ScriptExpression::Parameter& one : script.parameters) {
    given.push_back(bound_value(rule.metavariables[one.meta], found, bindings[one.meta], values));
  }
  return given;
}

Status make_names(const SourceRule& rule, const Found& found, Scripts& scripts, Match& match,
                  Values& values) {
  for (std::size_t i = 0; i < rule.metavariables.size(); ++i) {
    const Metavariable& meta = rule.metavariables[i];
    if (meta.kind != MetaKind::kFresh || match.bindings[i].bound) continue;
    std::string name;
    if (meta.maker) {
      Result<std::string> made = scripts.text(
          rule, *meta.maker, values_given(rule, *meta.maker, found, match.bindings, values));
      if (!made) return std::move(made).error();
      name = std::move(*made);
    }
    for (const Operand& part : meta.seed) {
      name += part.meta == kNone ? part.text : spelled(found, match.bindings[part.meta]);
    }
    if (meta.seed.size() == 1 && meta.seed[0].meta == kNone) {
      name += std::to_string(values.next_number());
    }
    match.bindings[i].bound = true;
    match.bindings[i].value = values.keep(value_of(std::move(name)));
  }
  return Done{};
}

std::vector<const Value*> values_left(const SourceRule& rule, const Found& found,
                                      const Match& match, Values& values) {
  std::vector<const Value*> left;
  for (const std::uint32_t meta : exported(rule)) {
    left.push_back(bound_value(rule.metavariables[meta], found, match.bindings[meta], values));
  }
  return left;
}

}  // namespace towpath::smpl
