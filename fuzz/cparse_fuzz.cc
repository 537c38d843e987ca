// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever the bytes: no crash, and a tree that has every token once and in order.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cparse/parse.h"

namespace {

using towpath::Text;
using towpath::c::Child;
using towpath::c::Goal;
using towpath::c::Kind;
using towpath::c::Names;
using towpath::c::NodeId;
using towpath::c::Tree;

void require(bool condition) {
  if (!condition) std::abort();
}

// The token behind the node's last one; recursion is bounded by the tree's height, which is
// checked.
std::uint32_t walk(const Tree& tree, NodeId id, std::uint32_t next, std::uint32_t height) {
  require(height <= towpath::c::kMaxHeight);
  const auto& node = tree.nodes[id];
  require(node.first <= node.last);
  if (node.first != node.last) require(node.first == next);
  if (node.kind == Kind::kUnread) return node.last;
  for (const Child child : tree.children_of(id)) {
    if (child.is_token()) {
      require(child.token() == next);
      ++next;
    } else {
      require(tree.nodes[child.node()].parent == id);
      next = walk(tree, child.node(), next, height + 1);
    }
  }
  if (node.first != node.last) require(node.last == next);
  return next;
}

void check(const Tree& tree) {
  require(walk(tree, tree.root, 0, 0) == tree.tokens.size() - 1);
  std::size_t roots = 0;
  for (const auto& node : tree.nodes) roots += node.parent == towpath::c::kNoNode;
  require(roots == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Text text("fuzz.c", std::string(reinterpret_cast<const char*>(data), size));
  check(towpath::c::parse(text, Names::builtin()));

  auto outline = towpath::c::outline(text);
  std::vector<bool> wanted(outline.externals.size());
  for (std::size_t i = 0; i < wanted.size(); i += 2) wanted[i] = true;
  if (!outline.externals.empty()) {
    const auto external = outline.externals[size % outline.externals.size()];
    check(parse_range(text, outline.tokens[external.first].begin,
                      outline.tokens[external.last - 1].end(), Names::builtin(), outline.names));
  }
  check(parse(std::move(outline), wanted, Names::builtin()));

  for (const Goal goal : {Goal::kExpression, Goal::kStatements, Goal::kTopLevel, Goal::kTypeName}) {
    const auto tree = parse_fragment(text, goal, Names::from_hints(text));
    if (tree.ok()) check(*tree);
  }
  return 0;
}
