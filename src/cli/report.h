// SPDX-License-Identifier: GPL-2.0-or-later
// A run's report, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "evidence/ledger.h"
#include "pipeline/pipeline.h"
#include "recipe/recipe.h"
#include "tree/target.h"

namespace towpath::cli {

struct RunReport {
  const recipe::Recipe& recipe;
  const pipeline::Report& report;
  const tree::Plan* plan = nullptr;                 // nothing when no target was given
  const tree::Published* published = nullptr;       // nothing for a dry run
  std::vector<evidence::Ledger::Moved> moved = {};  // since the ledger, if there is one
  double seconds = 0;                               // of wall time
};

// "SECTION: KEY: 39 times, was 41 times".
std::string describe(const evidence::Ledger::Moved& moved);

// The summary on a terminal or in a log; `verbose` adds each rule and the time of each stage, and
// takes the limits off the lists.
std::string report_text(const RunReport& run, bool verbose, bool colours);

// The same and all of it, as one JSON object. docs/recipes.md tells its members.
std::string report_json(const RunReport& run);

// `git diff --stat` of a plan.
std::string diffstat(const tree::Plan& plan);

// Unified diff of all that a plan changes, as `git apply` reads it.
std::string plan_diff(const tree::Plan& plan);

}  // namespace towpath::cli
