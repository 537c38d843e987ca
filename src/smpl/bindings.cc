// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/bindings.h"

#include <algorithm>

#include "smpl/may_bind.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;

Bindings::Bindings(const Program& program, const Subject& subject, const Given& given)
    : program_(program),
      subject_(subject),
      tree_(subject.tree()),
      given_(given),
      types_(*given.types),
      inherited_(program.metavariables.size()) {
  if (!given.run) return;
  for (std::size_t i = 0; i < inherited_.size(); ++i) {
    inherited_[i].value = given.run->given[i];
    inherited_[i].bound = inherited_[i].value != nullptr;
    const Metavariable& meta = program.metavariables[i];
    if (inherited_[i].bound && !meta.constraints.empty())
      constrained_.push_back(static_cast<std::uint32_t>(i));
  }
}

void Bindings::begin(const std::vector<Binding>& known) {
  captures_.clear();
  bindings_ = known;
  order_.clear();
  steps_ = 0;
}

void Bindings::undo(const Mark& mark) {
  captures_.resize(mark.captures);
  unbind(mark.bound);
}

void Bindings::unbind(std::size_t left) {
  for (; order_.size() > left; order_.pop_back()) bindings_[order_.back()] = {};
}

bool Bindings::bind_operator(std::uint32_t slot, TokenIndex token) {
  const std::uint32_t meta = program_.slots[slot].meta;
  const Kind around = tree_.nodes[subject_.owner(token)].kind;
  if (meta == kNone) return false;
  const MetaKind kind = program_.metavariables[meta].kind;
  const bool fits = (kind == MetaKind::kBinaryOperator && around == Kind::kBinary) ||
                    (kind == MetaKind::kUnaryOperator && around == Kind::kPrefix) ||
                    (kind == MetaKind::kAssignOperator && around == Kind::kAssign);
  return fits && bind_range(slot, {c::kNoNode, token, token + 1, true});
}

bool Bindings::bind(std::uint32_t slot, NodeId id) {
  const std::uint32_t meta = program_.slots[slot].meta;
  const c::Node& node = tree_.nodes[id];
  const MetaKind kind = meta == kNone ? MetaKind::kExpression : program_.metavariables[meta].kind;
  if (!may_bind(subject_, kind, id)) return false;
  if (meta != kNone && !is_of_type(meta, id)) return false;
  if (kind == MetaKind::kType && is_type_name(tree_, id)) {
    const TypeRef type = node.kind == Kind::kIdentifier
                             ? named_type(std::string(tree_.spelling(node.first)))
                             : TypeReader(tree_).type_name(id);
    if (meta != kNone && !bind_value(meta, value_of(type))) return false;
    capture(slot, node.first, node.last);
    return bind_positions(slot, node.first, node.last);
  }
  return bind_range(slot, {id, node.first, closed(node.first, node.last), true});
}

bool Bindings::bind_range(std::uint32_t slot, Binding binding) {
  const std::uint32_t meta = program_.slots[slot].meta;
  if (meta != kNone && !bind_code(meta, binding)) return false;
  capture(slot, binding.first, binding.last);
  return bind_positions(slot, binding.first, binding.last);
}

bool Bindings::bind_items(std::uint32_t slot, TokenIndex first, TokenIndex last,
                          std::uint32_t count) {
  const std::uint32_t meta = program_.slots[slot].meta;
  if (meta != kNone) {
    const Metavariable& list = program_.metavariables[meta];
    if (list.count != kNone && list.count != count) return false;
    if (list.count_meta != kNone && !bind_count(list.count_meta, count)) return false;
    first = opened(first, last);
    last = closed(first, last);
  }
  return bind_range(slot, {c::kNoNode, first, last, true});
}

bool Bindings::bind_code(std::uint32_t meta, const Binding& binding) {
  Binding& bound = bindings_[meta];
  if (bound.bound) return same_code(bound, binding);
  if (is_left_open(meta)) return false;
  bound = binding;
  order_.push_back(meta);
  return allowed(meta, false);
}

bool Bindings::bind_value(std::uint32_t meta, Value value) {
  Binding& bound = bindings_[meta];
  if (bound.bound) return bound.value && bound.value->tokens == value.tokens;
  if (is_left_open(meta)) return false;
  bound.bound = true;
  bound.value = given_.values->keep(std::move(value));
  order_.push_back(meta);
  return allowed(meta, false);
}

// Types are the same, too, where a typedef's name and its meaning are all the difference.
bool Bindings::bind_type(std::uint32_t meta, const TypeRef& type) {
  const Binding& bound = bindings_[meta];
  if (bind_value(meta, value_of(type))) return true;
  if (!bound.bound || !bound.value || !bound.value->type) return false;
  const Declarations& all = types_.declarations();
  return same_type(all.expanded(bound.value->type), all.expanded(type));
}

bool Bindings::bind_count(std::uint32_t meta, std::uint32_t count) {
  Binding& bound = bindings_[meta];
  const std::string text = std::to_string(count);
  if (bound.bound) return bound.value && bound.value->tokens == text;
  if (!given_.values) return true;
  bound.bound = true;
  bound.value = given_.values->keep(value_of(text));
  order_.push_back(meta);
  return allowed(meta, false);
}

bool Bindings::bind_descriptors(const StringPattern& pattern, TokenIndex token) {
  const std::string_view string = tree_.spelling(token);
  steps_ += static_cast<std::uint32_t>(string.size());
  return match_string(pattern, string, [&](const std::vector<Descriptors>& found) {
    ++steps_;
    const std::size_t bound = order_.size();
    const bool fits = std::all_of(found.begin(), found.end(), [&](const Descriptors& one) {
      const Metavariable& list = program_.metavariables[one.meta];
      if (list.count != kNone && list.count != one.count) return false;
      if (list.count_meta != kNone && !bind_count(list.count_meta, one.count)) return false;
      return bind_value(one.meta, value_of(one.text));
    });
    if (!fits) unbind(bound);
    return fits;
  });
}

// What is attached to the tokens, each behind the one before.
bool Bindings::bind_positions(std::uint32_t slot, TokenIndex first, TokenIndex last) {
  for (const std::uint32_t meta : program_.slots[slot].positions) {
    const MetaKind kind = program_.metavariables[meta].kind;
    if (kind == MetaKind::kPosition) {
      if (!bind_position(meta, {c::kNoNode, first, last, true})) return false;
    } else if (kind == MetaKind::kComments) {
      if (!bind_value(meta, value_of(comments_around(tree_, first, last)))) return false;
    } else if (!bind_around(meta, first, last)) {
      return false;
    }
  }
  return true;
}

bool Bindings::bind_position(std::uint32_t meta, const Binding& here) {
  Binding& bound = bindings_[meta];
  if (bound.bound) return constraints().same_place(bound, here);
  bound = here;
  order_.push_back(meta);
  return allowed(meta, false);
}

// The smallest code of the metavariable's kind that has the tokens, which become all of it.
bool Bindings::bind_around(std::uint32_t meta, TokenIndex& first, TokenIndex& last) {
  const MetaKind kind = program_.metavariables[meta].kind;
  if (kind == MetaKind::kExpressionList) return bind_names(meta, first, last);
  if (first == last) return false;
  for (NodeId id = subject_.owner(last - 1); id != c::kNoNode; id = tree_.nodes[id].parent) {
    const c::Node& node = tree_.nodes[id];
    if (node.first > first || node.last < last || !may_bind(subject_, kind, id)) continue;
    if (kind == MetaKind::kType && node.kind != Kind::kTypeName) continue;
    if (!is_of_type(meta, id)) return false;
    first = node.first;
    last = node.last;
    if (kind == MetaKind::kType) return bind_value(meta, value_of(TypeReader(tree_).type_name(id)));
    return bind_code(meta, {id, first, last, true});
  }
  return false;
}

// The names of the parameters, as they would be the arguments of a call.
bool Bindings::bind_names(std::uint32_t meta, TokenIndex first, TokenIndex last) {
  if (first == last) return bind_value(meta, list_of({}));
  NodeId parameters = subject_.owner(first);
  while (parameters != c::kNoNode && tree_.nodes[parameters].kind != Kind::kParameters)
    parameters = tree_.nodes[parameters].parent;
  if (parameters == c::kNoNode) return false;
  std::vector<std::string> names;
  for (const Child child : tree_.children_of(parameters)) {
    if (child.is_token() || begin_of(tree_, child) < first || end_of(tree_, child) > last) continue;
    const auto name = TypeReader(tree_).parameter_name(child.node());
    if (name) names.emplace_back(tree_.spelling(*name));
  }
  return bind_value(meta, list_of(names));
}

// Whether the expression has the type, and its name the place, that the metavariable asks for.
bool Bindings::is_of_type(std::uint32_t meta, NodeId id) {
  const Metavariable& asked = program_.metavariables[meta];
  if (asked.kind == MetaKind::kIdentifier && asked.scope == Scope::kLocal)
    return is_kind(types_.declarations().variable(tree_.spelling(tree_.nodes[id].first)),
                   Type::Kind::kFunction);
  if (asked.scope != Scope::kAny) {
    if (types_.is_local(id) != (asked.scope == Scope::kLocal)) return false;
  }
  if (asked.types.empty()) return true;
  const TypeRef type = types_.of(id);
  if (!type) return false;
  const auto bound = order_.size();
  for (const TypeRef& one : asked.types) {
    const bool found =
        fits(one, type, types_.declarations(), program_.exact_qualifiers,
             [&](std::uint32_t name, const TypeRef& part) { return bind_type(name, part); });
    if (found) return true;
    unbind(bound);
  }
  return false;
}

// Nothing matches what an earlier rule has found nothing for.
bool Bindings::is_left_open(std::uint32_t meta) const {
  return given_.run && !program_.metavariables[meta].from_rule.empty();
}

// Code in which an #endif ends what began directly before it begins there.
TokenIndex Bindings::opened(TokenIndex first, TokenIndex last) const {
  for (int open = conditionals_open(tree_, first, last);
       open < 0 && first > 0 && tree_.tokens[first - 1].kind == lex::TokenKind::kDirective;
       --first) {
    open += conditionals_open(tree_, first - 1, first);
  }
  return first;
}

// Code in which an #if begins goes on to its #endif.
TokenIndex Bindings::closed(TokenIndex first, TokenIndex last) const {
  if (last >= tree_.tokens.size() || tree_.tokens[last].kind != lex::TokenKind::kDirective)
    return last;
  int open = conditionals_open(tree_, first, last);
  for (; open > 0 && tree_.tokens[last].kind == lex::TokenKind::kDirective; ++last)
    open += conditionals_open(tree_, last, last + 1);
  return last;
}

bool Bindings::compared() {
  for (const std::uint32_t meta : order_) {
    if (!program_.metavariables[meta].constraints.empty() && !allowed(meta, true)) return false;
  }
  // What is inherited must be what the rule allows, too.
  return std::all_of(constrained_.begin(), constrained_.end(), [&](std::uint32_t meta) {
    return allowed(meta, false) && allowed(meta, true);
  });
}

}  // namespace towpath::smpl
