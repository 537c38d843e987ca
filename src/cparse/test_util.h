// SPDX-License-Identifier: GPL-2.0-or-later
// What the layer's tests share.
#pragma once

#include <string>
#include <string_view>

#include "cparse/dump.h"
#include "cparse/parse.h"

namespace towpath::c {

// The first external declaration, dumped.
inline std::string parsed(std::string_view source, const Names& names = Names::builtin()) {
  const Tree tree = parse(Text("a.c", std::string(source)), names);
  const auto externals = tree.children_of(tree.root);
  if (externals.empty() || externals[0].is_token()) return "";
  return dump(tree, externals[0].node());
}

// A fragment, dumped; the error's message if it does not fit.
inline std::string fragment(Goal goal, std::string_view source,
                            const Names& names = Names::builtin()) {
  const Result<Tree> tree = parse_fragment(Text("a.c", std::string(source)), goal, names);
  return tree.ok() ? dump(*tree, tree->root) : to_string(tree.error());
}

inline std::string expression(std::string_view source) {
  return fragment(Goal::kExpression, source);
}

// Statements, without the kCompound around them.
inline std::string statements(std::string_view source, const Names& names = Names::builtin()) {
  std::string all = fragment(Goal::kStatements, source, names);
  constexpr std::string_view kHead = "(Compound ";
  if (!all.starts_with(kHead)) return all;
  return all.substr(kHead.size(), all.size() - kHead.size() - 1);
}

// What is wrong with the tree, empty if nothing: every token but kEnd is a leaf once and in order,
// parents are right, nodes reach from their first leaf to their last and are all in the tree.
std::string flaw(const Tree& tree);

}  // namespace towpath::c
