// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/target.h"

#include <algorithm>

namespace towpath::tree {

std::size_t Plan::count(Change::Kind kind) const {
  return static_cast<std::size_t>(std::count_if(
      changes.begin(), changes.end(), [&](const Change& change) { return change.kind == kind; }));
}

bool Plan::nothing_to_do() const {
  return unstaged.empty() && count(Change::Kind::kSame) == changes.size();
}

}  // namespace towpath::tree
