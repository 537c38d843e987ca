// SPDX-License-Identifier: GPL-2.0-or-later
// The concrete syntax tree of a C text with its macros unexpanded. Every token of the text is a
// leaf of the tree exactly once, so that bytes nobody matched are never touched: a node's children
// are tokens and nodes in the order of the text.
//
// Four things may stand between any two children of a node and are left out of the shapes in
// kind.h; a reader of children passes over them with `Tree::significant()`:
//   - directives (lex::TokenKind::kDirective), each a leaf of the smallest node around it;
//   - kDefine nodes: a `#define` with its body parsed where it is an expression or statements;
//   - kLine nodes: an `#include`, `#undef` or `#pragma`;
//   - kSkipped nodes: the tokens of a conditional's branches that could not be read together with
//     the branch before (the second of `#ifdef A` `if (x) {` `#else` `if (y) {` `#endif`), of
//     `#if 0` and of `#ifdef __cplusplus`. All other branches are in the tree, one after another.
//
// The tokens are those of lex::Defines::kSplit; kEnd is in no node.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cparse/kind.h"
#include "lex/token.h"
#include "text/text.h"

namespace towpath::c {

using NodeId = std::uint32_t;
using TokenIndex = std::uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};

// No node of a tree has a longer path to its root than this, so that readers may recurse.
inline constexpr std::uint32_t kMaxHeight = 1000;

// A child is a token or a node.
class Child {
 public:
  static Child token(TokenIndex index) { return Child(index << 1); }
  static Child node(NodeId id) { return Child(id << 1 | 1); }
  bool is_node() const { return bits_ & 1; }
  bool is_token() const { return !is_node(); }
  NodeId node() const { return bits_ >> 1; }
  TokenIndex token() const { return bits_ >> 1; }

  friend bool operator==(Child, Child) = default;

 private:
  explicit Child(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_;
};

struct Node {
  Kind kind;
  NodeId parent;     // kNoNode for the root
  TokenIndex first;  // the node's tokens are [first, last)
  TokenIndex last;
  std::uint32_t children_begin;
  std::uint32_t children_count;
};

// A run of tokens that could not be parsed: a whole function where possible, so that the rest of
// the file is still read.
struct Unparsed {
  NodeId node;                // the kUnparsed node
  TokenIndex offending;       // where the parser gave up
  std::string_view function;  // the name of the function around it, empty outside
};

class Tree {
 public:
  Text text;
  std::vector<lex::Token> tokens;
  std::vector<Node> nodes;  // every one is reached from the root; a child before its parent
  std::vector<Child> children;
  std::vector<Unparsed> unparsed;
  NodeId root = kNoNode;

  std::span<const Child> children_of(NodeId id) const {
    return std::span(children).subspan(nodes[id].children_begin, nodes[id].children_count);
  }
  // Not one of the four things that may stand anywhere.
  bool significant(Child child) const {
    if (child.is_token()) return tokens[child.token()].kind != lex::TokenKind::kDirective;
    const Kind kind = nodes[child.node()].kind;
    return kind != Kind::kDefine && kind != Kind::kLine && kind != Kind::kSkipped;
  }
  std::string_view spelling(TokenIndex index) const {
    return text.slice(tokens[index].begin, tokens[index].end());
  }
  // The bytes from the node's first token to its last; empty for an empty node.
  std::string_view source(NodeId id) const;
  Offset begin_of(NodeId id) const { return tokens[nodes[id].first].begin; }
  Offset end_of(NodeId id) const { return tokens[nodes[id].last - 1].end(); }
};

}  // namespace towpath::c
