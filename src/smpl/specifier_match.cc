// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/specifier_match.h"

#include <algorithm>
#include <string_view>

#include "smpl/spacing.h"
#include "smpl/type.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;

bool is_type_word(std::string_view word) {
  return !is_storage(word) && !is_qualifier(word) && word != "typedef" && word != "__extension__";
}

// The pattern's words, each to be found once.
class Wanted {
 public:
  Wanted(const Program& program, const SpecifierWords& pattern)
      : program_(program), left_(pattern.words) {}

  std::optional<std::uint32_t> take(std::string_view word) {
    const auto at = std::find_if(left_.begin(), left_.end(), [&](std::uint32_t slot) {
      return program_.slots[slot].text == word;
    });
    if (at == left_.end()) return std::nullopt;
    const std::uint32_t slot = *at;
    left_.erase(at);
    return slot;
  }
  const std::vector<std::uint32_t>& left() const { return left_; }

 private:
  const Program& program_;
  std::vector<std::uint32_t> left_;
};

// Whether the arithmetic words come to the same type: `unsigned` and `int unsigned`.
bool same_basic(const Program& program, const SpecifierWords& pattern, const Tree& tree,
                NodeId specifiers) {
  std::vector<std::string_view> ours;
  std::vector<std::string_view> theirs;
  for (const std::uint32_t slot : pattern.words) {
    if (is_type_word(program.slots[slot].text)) ours.push_back(program.slots[slot].text);
  }
  for (const Child child : tree.children_of(specifiers)) {
    if (!child.is_token() || !tree.significant(child)) continue;
    if (is_type_word(tree.spelling(child.token()))) theirs.push_back(tree.spelling(child.token()));
  }
  return basic_name(ours) == basic_name(theirs);
}

}  // namespace

std::optional<std::vector<Capture>> match_specifiers(const Program& program,
                                                     const SpecifierWords& pattern,
                                                     const Tree& tree, NodeId specifiers) {
  if (pattern.type == kNone && !pattern.any_type && !same_basic(program, pattern, tree, specifiers))
    return std::nullopt;
  std::vector<Capture> captures;
  Wanted wanted(program, pattern);
  bool typed = false;  // the metavariable has something
  const auto to_type = [&](TokenIndex first, TokenIndex last) {
    Capture* const before = captures.empty() ? nullptr : &captures.back();
    const bool grows = before && before->last == first &&
                       (before->slot == pattern.type || (typed && before->slot == pattern.more));
    if (grows) {
      before->last = last;
    } else {
      captures.push_back({typed ? pattern.more : pattern.type, first, last});
    }
    typed = true;
  };
  for (const Child child : tree.children_of(specifiers)) {
    if (!tree.significant(child)) continue;
    if (child.is_node()) {
      const c::Node& node = tree.nodes[child.node()];
      if (pattern.type != kNone && node.kind != Kind::kAttribute) to_type(node.first, node.last);
      if (node.kind == Kind::kAttribute && pattern.attributes != kNone)
        captures.push_back({pattern.attributes, node.first, node.last});
      continue;
    }
    const TokenIndex token = child.token();
    const std::string_view word = tree.spelling(token);
    if (const auto slot = wanted.take(word)) {
      captures.push_back({*slot, token, token + 1});
    } else if (is_type_word(word)) {
      if (pattern.type == kNone) {
        captures.push_back({pattern.more, token, token + 1});
      } else {
        to_type(token, token + 1);
      }
    } else if (is_qualifier(word) && pattern.type != kNone) {
      to_type(token, token + 1);
    } else if (is_qualifier(word) && pattern.qualifiers != kNone) {
      captures.push_back({pattern.qualifiers, token, token + 1});
    } else if (word == "typedef" && !pattern.is_root) {
      return std::nullopt;
    } else if (is_storage(word) && pattern.storage == kNone && word != "inline") {
      return std::nullopt;
    } else if (is_qualifier(word)) {
      return std::nullopt;
    } else if (pattern.storage != kNone) {
      captures.push_back({pattern.storage, token, token + 1});
    }
  }
  const TokenIndex end = tree.nodes[specifiers].last;
  for (const std::uint32_t slot : wanted.left()) {
    if (pattern.type != kNone || !is_type_word(program.slots[slot].text)) return std::nullopt;
    const TokenIndex at = captures.empty() ? end : captures.back().last;
    captures.push_back({slot, at, at});
  }
  if (pattern.type != kNone && !typed) return std::nullopt;
  return captures;
}

Value type_value(const Program& program, const SpecifierWords& pattern, const Subject& subject,
                 NodeId specifiers, NodeId declarator, std::uint32_t layers) {
  const Tree& tree = subject.tree();
  std::vector<TokenIndex> without;
  std::vector<TokenIndex> before;
  std::vector<TokenIndex> behind;
  Wanted wanted(program, pattern);
  for (const Child child : tree.children_of(specifiers)) {
    if (!tree.significant(child)) continue;
    if (child.is_node()) {
      const c::Node& node = tree.nodes[child.node()];
      if (node.kind == Kind::kAttribute) continue;
      for (TokenIndex token = node.first; token < node.last; ++token) before.push_back(token);
      continue;
    }
    const std::string_view word = tree.spelling(child.token());
    if (wanted.take(word) || is_storage(word) || word == "typedef" || word == "__extension__") {
      without.push_back(child.token());
    } else {
      before.push_back(child.token());
    }
  }
  const TypeReader reader(tree);
  TypeRef type = reader.specifiers(specifiers, without);
  if (declarator != c::kNoNode) type = reader.declared(type, declarator, layers).type;
  NodeId layer = declarator;
  std::vector<NodeId> around;
  for (; layers > 0 && layer != c::kNoNode && is_declarator(tree.nodes[layer].kind); --layers) {
    around.push_back(layer);
    layer = inner_declarator(tree, layer);
  }
  for (const NodeId one : around) {
    const NodeId inner = inner_declarator(tree, one);
    const bool abstract_suffix = inner == c::kNoNode && tree.nodes[one].kind != Kind::kPointer &&
                                 tree.nodes[one].kind != Kind::kParenDeclarator;
    const TokenIndex end = abstract_suffix       ? tree.nodes[one].first
                           : inner == c::kNoNode ? tree.nodes[one].last
                                                 : tree.nodes[inner].first;
    for (TokenIndex token = tree.nodes[one].first; token < end; ++token) before.push_back(token);
  }
  for (auto one = around.rbegin(); one != around.rend(); ++one) {
    const NodeId inner = inner_declarator(tree, *one);
    TokenIndex begin = inner == c::kNoNode ? tree.nodes[*one].last : tree.nodes[inner].last;
    if (inner == c::kNoNode && tree.nodes[*one].kind != Kind::kPointer)
      begin = tree.nodes[*one].first;
    for (TokenIndex token = begin; token < tree.nodes[*one].last; ++token) behind.push_back(token);
  }
  Value value = value_of(type);
  value.pieces.clear();
  value.behind.clear();
  value.text.clear();
  const auto spell = [&](const std::vector<TokenIndex>& tokens, std::vector<Piece>& pieces) {
    for (const TokenIndex token : tokens) {
      const bool spaced = !pieces.empty() && space_before(subject, token);
      pieces.push_back({.text = std::string(tree.spelling(token)), .gap = spaced ? " " : ""});
      value.text += pieces.back().gap + pieces.back().text;
    }
  };
  spell(before, value.pieces);
  spell(behind, value.behind);
  return value;
}

}  // namespace towpath::smpl
