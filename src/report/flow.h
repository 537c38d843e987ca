// SPDX-License-Identifier: GPL-2.0-or-later
// What a run has under way after each of its stages.
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/pipeline.h"

namespace towpath::report {

struct Level {
  std::uint64_t files = 0;
  std::uint64_t lines = 0;

  friend bool operator==(const Level&, const Level&) = default;
};

// After each stage, in their order. Read off the files' lineages; the last level is the result. The
// target's own files are in no level, as in no count of the report.
std::vector<Level> flow(const pipeline::Carriage& carriage);

// The number of edits in which each rule had a part, without those that had none. By rule.
std::vector<std::pair<RuleIndex, std::uint64_t>> edits_by_rule(const Lineage& lineage);

}  // namespace towpath::report
