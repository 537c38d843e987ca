// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/tree.h"

namespace towpath::c {

std::string_view Tree::source(NodeId id) const {
  const Node& node = nodes[id];
  if (node.first == node.last) return {};
  return text.slice(begin_of(id), end_of(id));
}

}  // namespace towpath::c
