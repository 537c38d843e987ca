// SPDX-License-Identifier: GPL-2.0-or-later
// Hunks found a place in a text, and the edits they make there.
#pragma once

#include <cstdint>
#include <vector>

#include "patch/series.h"
#include "text/edit.h"

namespace towpath::patch {

// How well a hunk fitted.
struct Placement {
  std::int64_t offset = 0;  // lines from where the patch says it goes to where it went
  std::uint32_t fuzz = 0;   // context lines left out of the comparison at either end

  friend bool operator==(const Placement&, const Placement&) = default;
};

struct Fitted {
  Edits edits;  // only the lines that change; each names `first_rule` plus its hunk's index
  std::vector<Placement> placements;  // by hunk
};

// The hunks of one file change on `text`. Each is first sought where it is expected, which is as
// far from where the patch says as the hunk before it went, then nearest to that, then with more
// fuzz up to `most_fuzz`, as patch(1) and quilt do. Stricter than they are: a hunk without any old
// lines has to have its place in the text, and a removed file no other lines than the patch. A hunk
// that fits nowhere is an error at its place, which shows the hunk and hints when it looks as if it
// had been applied already.
Result<Fitted> fit(const FileChange& change, const Text& text, RuleIndex first_rule,
                   std::uint32_t most_fuzz = 2);

}  // namespace towpath::patch
