// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a tree bottom-up: children wait on a stack until the node around them is closed.
#pragma once

#include <span>
#include <vector>

#include "cparse/tree.h"
#include "cparse/word.h"

namespace towpath::c {

class Builder {
 public:
  explicit Builder(std::span<const Word> words) : words_(words) {}

  // The children that are pushed from here on will be those of the node that close() makes.
  using Mark = std::size_t;
  Mark mark() const { return pending_.size(); }
  void token(TokenIndex index) { pending_.push_back(Child::token(index)); }

  // Makes the children since `mark` one node. Tokens between them that were not pushed are filled
  // in: directives as leaves, the lines that are nodes as these (see set_line), others as kSkipped.
  // An empty node stands at `at`. False if the tree would become higher than kMaxHeight.
  [[nodiscard]] bool close(Kind kind, Mark mark, TokenIndex at);
  // The same for a node that must reach over all of [first, last).
  [[nodiscard]] bool close(Kind kind, Mark mark, TokenIndex first, TokenIndex last);
  // A node without children over [first, last).
  void leaf(Kind kind, TokenIndex first, TokenIndex last);
  // A node whose children are the tokens of [first, last) and the nodes of the lines there.
  void run(Kind kind, TokenIndex first, TokenIndex last);

  // Takes the topmost pending child, a kDefine or kLine node, to be filled in where its tokens are.
  void set_line();

  // Where to go back to when a reading proves wrong.
  struct State {
    std::size_t pending;
    std::size_t nodes;
    std::size_t children;
  };
  State state() const { return {pending_.size(), nodes_.size(), children_.size()}; }
  void restore(const State& state);

  // The topmost pending child, which must be a node.
  NodeId top() const { return pending_.back().node(); }
  Kind top_kind() const { return nodes_[top()].kind; }

  // Moves what was made into the tree; the last pending child becomes its root.
  void finish(Tree& tree);

 private:
  TokenIndex first_of(Child child) const {
    return child.is_token() ? child.token() : nodes_[child.node()].first;
  }
  TokenIndex last_of(Child child) const {
    return child.is_token() ? child.token() + 1 : nodes_[child.node()].last;
  }
  bool has_gap(std::span<const Child> children) const;
  // Appends what stands in [first, last) to filled_; runs of skipped tokens as kSkipped or as they
  // are.
  void fill(TokenIndex first, TokenIndex last, bool wrap);
  bool add(Kind kind, TokenIndex first, TokenIndex last, std::span<const Child> children);

  std::span<const Word> words_;
  std::vector<Child> pending_;
  std::vector<Node> nodes_;
  std::vector<std::uint16_t> heights_;  // of nodes_
  std::vector<Child> children_;
  std::vector<NodeId> lines_;  // in the order of the text
  std::vector<Child> filled_;
};

}  // namespace towpath::c
