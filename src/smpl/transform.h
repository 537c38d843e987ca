// SPDX-License-Identifier: GPL-2.0-or-later
// From the matches of a rule to edits.
#pragma once

#include <vector>

#include "smpl/match.h"
#include "smpl/pattern.h"
#include "smpl/program.h"
#include "text/edit.h"

namespace towpath::smpl {

struct Transformation {
  Edits edits;              // of the subject's text; without rules
  std::uint32_t fired = 0;  // matches that change something
  bool too_large = false;   // the new code grew beyond reason: there are no edits
};

Transformation transform(const SourceRule& rule, const Pattern& pattern, const Program& program,
                         const Subject& subject, const std::vector<Match>& matches);

}  // namespace towpath::smpl
