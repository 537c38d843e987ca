// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/value.h"

#include "smpl/source.h"
#include "smpl/spacing.h"

namespace towpath::smpl {

TokenText token_text(const c::Tree& tree, c::TokenIndex first, c::TokenIndex last) {
  TokenText text;
  for (c::TokenIndex token = first; token < last; ++token) {
    if (token > first) text += ' ';
    text += tree.spelling(token);
  }
  return text;
}

Value value_of(const Subject& subject, c::NodeId node, c::TokenIndex first, c::TokenIndex last) {
  const Source source(subject);
  const c::Tree& tree = subject.tree();
  Value value;
  if (node != c::kNoNode) value.kind = tree.nodes[node].kind;
  value.tokens = token_text(tree, first, last);
  if (first == last) return value;
  value.text = source.unindented(source.slice(source.begin_of(first), source.end_before(last)),
                                 source.begin_of(first));
  if (source.holds_lines(first, last)) {
    value.pieces.push_back({.text = value.text, .gap = {}});
    return value;
  }
  for (c::TokenIndex token = first; token < last; ++token) {
    const bool spaced = token > first && space_before(subject, token);
    value.pieces.push_back({.text = std::string(tree.spelling(token)),
                            .gap = spaced ? " " : "",
                            .keeps_line = source.keeps_line(first, token)});
  }
  return value;
}

Value value_of(std::string token) {
  Value value;
  value.kind = c::Kind::kIdentifier;
  value.tokens = value.text = token;
  value.pieces.push_back({.text = std::move(token), .gap = {}});
  return value;
}

const Value* Values::keep(Value value) {
  const auto known = known_.find(value.tokens);
  if (known != known_.end()) return known->second;
  values_.push_back(std::move(value));
  const Value* const kept = &values_.back();
  known_.emplace(kept->tokens, kept);
  return kept;
}

}  // namespace towpath::smpl
