// SPDX-License-Identifier: GPL-2.0-or-later
// Checks of a run's result. Each looks for one kind of mistake and tells where it is in both trees.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "recipe/recipe.h"
#include "text/result.h"
#include "tree/source.h"

namespace towpath::evidence {

struct Finding {
  std::string check;  // "orphans", "leftovers"
  Place place;        // in the target
  std::string message;
  Place source;                   // where the source has what it is about; may be empty
  std::optional<RuleIndex> rule;  // that is to blame, run-wide
  bool in_comment = false;        // leftovers: found within a comment, which may be meant
};

// Names that the result uses and whose definition the source had, but that a rule or a dropped file
// took with it: macros, functions, types, enumerators and objects; prototypes of functions whose
// body stayed behind; includes of headers that did. What an unifdef stage removed was decided and
// is not lost; nor is what the recipe lists as `provided` by the kernel. By place; a name that is
// used in several files is told of at the first place in each.
Result<std::vector<Finding>> orphans(const recipe::Recipe& recipe, const tree::SourceTree& source,
                                     const pipeline::Carriage& carriage);

// Names and headers that the recipe says must be gone, wherever they are. By place; those within
// comments are marked.
std::vector<Finding> leftovers(const recipe::Recipe& recipe, const pipeline::Carriage& carriage);

}  // namespace towpath::evidence
