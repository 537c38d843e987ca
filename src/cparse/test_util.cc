// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/test_util.h"

#include <algorithm>

namespace towpath::c {
namespace {

class Walk {
 public:
  explicit Walk(const Tree& tree) : tree_(tree) {}

  void node(NodeId id, std::uint32_t height) {
    const Node& node = tree_.nodes[id];
    ++visited;
    highest = std::max(highest, height);
    const bool empty = node.first == node.last;
    if (!empty && node.first != next) note("a node begins elsewhere", id);
    if (node.kind == Kind::kUnread) {
      next = node.last;
      return;
    }
    for (const Child child : tree_.children_of(id)) {
      if (child.is_token()) {
        if (child.token() != next++) note("a token out of order", id);
      } else {
        if (tree_.nodes[child.node()].parent != id) note("a wrong parent", id);
        this->node(child.node(), height + 1);
      }
    }
    if (!empty && node.last != next) note("a node ends elsewhere", id);
  }

  void note(std::string_view what, NodeId id) {
    if (!flaw.empty()) return;
    const lex::Token& token = tree_.tokens[tree_.nodes[id].first];
    flaw = to_string(tree_.text.place(token.begin)) + ": " + std::string(what) + " in " +
           std::string(name_of(tree_.nodes[id].kind));
  }

  std::string flaw;
  TokenIndex next = 0;
  std::size_t visited = 0;
  std::uint32_t highest = 0;

 private:
  const Tree& tree_;
};

}  // namespace

std::string flaw(const Tree& tree) {
  Walk walk(tree);
  walk.node(tree.root, 0);
  if (!walk.flaw.empty()) return walk.flaw;
  if (walk.next != tree.tokens.size() - 1) return "tokens are missing at the end";
  if (walk.visited != tree.nodes.size()) return "nodes are not in the tree";
  return walk.highest > kMaxHeight ? "too high" : "";
}

}  // namespace towpath::c
