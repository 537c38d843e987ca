// SPDX-License-Identifier: GPL-2.0-or-later
// The files under way from source to target.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "text/lineage.h"
#include "text/text.h"

namespace towpath::pipeline {

struct Carried {
  // What a file began as: one of the source tree, of the recipe, or the target's own, to which a
  // stage adds lines. A file that a patch adds begins as an empty one of the recipe.
  enum class From : std::uint8_t { kSource, kRecipe, kTarget };

  From from = From::kSource;
  std::string source_path;  // in that tree
  Text source;              // as it was there
  Text text;                // as it is now; named by its path in the target
  Lineage lineage;          // from `source` to `text`
  std::size_t stage = 0;    // that brought it, index into Report::stages
  bool executable = false;

  // The one way in which a carried text changes. `edits` must be well formed for `text`.
  void edit(Edits edits) {
    if (edits.empty()) return;
    text = Text(text.name(), applied(text.bytes(), edits));
    lineage.then(std::move(edits));
  }
};

// By path in the target, so that every walk has the same order.
using Files = std::map<std::string, Carried>;

}  // namespace towpath::pipeline
