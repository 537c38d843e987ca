// SPDX-License-Identifier: GPL-2.0-or-later
// The checks of a run's result that `towpath check` and `towpath report` make.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/inputs.h"
#include "evidence/check.h"

namespace towpath::cli {

struct KnownCheck {
  const char* name;
  const char* description;
  bool quick;
};
std::span<const KnownCheck> known_checks();

// What is asked for.
struct Checks {
  std::vector<std::string> names;  // none: the quick ones
  std::string kernel;  // for style, build and sparse: a tree or its headers; empty: the inputs' target
};

struct Checked {
  struct One {
    const KnownCheck* check;
    std::vector<evidence::Finding> findings;
  };
  std::vector<One> checks;                     // that were made, in the order of known_checks()
  std::optional<evidence::Compared> compared;  // by equivalence

  // Those in code: what a comment still speaks of is worth a look, and no mistake.
  std::size_t mistakes() const;
  std::size_t in_comments() const;
};

// `carriage` is what `inputs` make. Among the quick ones, equivalence is left out where the recipe
// has no stand-ins.
Result<Checked> make_checks(const Checks& checks, const Inputs& inputs,
                            const recipe::Recipe& recipe, const tree::SourceTree& source,
                            const pipeline::Carriage& carriage);

}  // namespace towpath::cli
