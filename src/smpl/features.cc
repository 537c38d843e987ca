// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/features.h"

#include <algorithm>

#include "smpl/pattern.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;

constexpr std::size_t kOperators = 96;  // where their bits begin

// A block may be a statement alone in the rule or the code, so that it tells nothing.
bool tells(Kind kind) {
  return (is_expression(kind) || is_statement(kind)) && kind != Kind::kCompound;
}

bool has_operator(Kind kind) {
  return kind == Kind::kBinary || kind == Kind::kPrefix || kind == Kind::kPostfix ||
         kind == Kind::kAssign || kind == Kind::kMember;
}

}  // namespace

Features kind_feature(Kind kind) {
  Features one;
  if (tells(kind)) one.set(static_cast<std::size_t>(kind));
  return one;
}

Features operator_feature(Kind around, std::string_view text) {
  Features one;
  if (!has_operator(around) || text.empty()) return one;
  const std::size_t hash = static_cast<std::size_t>(around) * 7 +
                           static_cast<unsigned char>(text.front()) * 5 +
                           static_cast<unsigned char>(text.back()) + text.size() * 11;
  one.set(kOperators + hash % (one.size() - kOperators));
  return one;
}

bool has_one_of(const Features& code, const FeatureWays& ways) {
  return ways.empty() || std::any_of(ways.begin(), ways.end(),
                                     [&](const Features& way) { return (way & ~code).none(); });
}

// Nodes come after those below them.
TreeFeatures::TreeFeatures(const c::Tree& tree) : of_(tree.nodes.size()) {
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    const Kind kind = tree.nodes[id].kind;
    Features& all = of_[id];
    all |= kind_feature(kind);
    for (const Child child : tree.children_of(id)) {
      if (child.is_node()) {
        all |= of_[child.node()];
      } else if (has_operator(kind)) {
        all |= operator_feature(kind, tree.spelling(child.token()));
      }
    }
  }
}

}  // namespace towpath::smpl
