// SPDX-License-Identifier: GPL-2.0-or-later
// A recipe's stages in order, over all files, on all cores. Reads the source and the target; writes
// nothing.
#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "pipeline/files.h"
#include "pipeline/report.h"
#include "recipe/recipe.h"
#include "tree/source.h"

namespace towpath::pipeline {

// How far a run is; safe to read while it runs.
struct Progress {
  std::atomic<std::uint64_t> done{0};
  std::atomic<std::uint64_t> total{0};
};

struct Options {
  bool with_tools = false;  // GNU sed, unifdef and spatch as the engines of their stages
  int jobs = 0;             // threads; 0 for one a core
  bool prove = true;        // that unifdef stages changed nothing but conditionals
  // That the report tells of the result as a whole (undecided symbols, contradictions, counts) and
  // what the source is called.
  bool survey = true;
  // If any, only these files are of interest, by their paths in the target or the source. They come
  // out as ever, and so does what was dropped of them; other C files may be left as the source has
  // them, where the recipe's stages cannot look from one to the other. There is no survey then.
  std::vector<std::string> only = {};
};

// The target's own file at a path, for the stages that add lines to it; nothing when there is none.
using TargetReader = std::function<Result<std::optional<tree::File>>(const std::string& path)>;

struct Carriage {
  Files files;
  Files dropped;  // as they were when Report::dropped was told of them
  Report report;
};

// The report of a run that has not begun: its stages and rules, and nothing that they did.
Report unstarted(const recipe::Recipe& recipe);

// The same recipe and source give the same Carriage at any number of threads; of several errors,
// the one in the first file of the first stage is returned.
Result<Carriage> carry(const recipe::Recipe& recipe, const tree::SourceTree& source,
                       const TargetReader& target, const Options& options, Progress& progress);

}  // namespace towpath::pipeline
