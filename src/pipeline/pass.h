// SPDX-License-Identifier: GPL-2.0-or-later
// The stages that change one file at a time, behind one interface for both engines.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/report.h"
#include "recipe/recipe.h"
#include "text/edit.h"
#include "text/result.h"

namespace towpath::pipeline {

// What a pass has to say about one text. Rules are counted from 0 within the stage.
struct Passed {
  Edits edits;
  std::vector<std::pair<RuleIndex, std::uint64_t>> fired;  // rule, times
  std::vector<UnparsedReport> unparsed;
  std::vector<Error> warnings;
};

// A pure function of the text; called from several threads.
using Pass = std::function<Result<Passed>(const Text&)>;

// Whether the stage works on one file at a time, and so has a pass.
bool has_pass(const recipe::Stage& stage);

// The rules of any stage, in the order of their indices: what the report lists.
std::vector<RuleReport> rules_of(const recipe::Stage& stage);

// `stage` must outlive the pass.
Pass native_pass(const recipe::Stage& stage);

// Runs the original program on each text; the error for a missing one names its Debian package.
// Edits name the first rule of the stage, since the program does not tell which it was.
Result<Pass> tool_pass(const recipe::Stage& stage);

}  // namespace towpath::pipeline
