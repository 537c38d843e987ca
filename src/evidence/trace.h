// SPDX-License-Identifier: GPL-2.0-or-later
// Where the lines of a carried tree come from, and where those of its source went. All of it is
// read off the lineage of a run; nothing is compared or guessed.
#pragma once

#include <string>
#include <vector>

#include "pipeline/pipeline.h"

namespace towpath::evidence {

// The lines from `first` to `last`, both included, counting from 1.
struct Lines {
  std::uint32_t first;
  std::uint32_t last;

  friend bool operator==(const Lines&, const Lines&) = default;
};

// One edit of a rule on the way.
struct Shaping {
  RuleIndex rule;      // run-wide, index into Report::rules
  std::string before;  // what it found, as the passes before had left it
  std::string after;   // what it put there
};

// Code of a carried file, on both sides.
struct Trace {
  std::string path;  // in the target
  std::vector<Lines> lines;
  bool removed = false;  // whole lines, by the rule that was asked about: `lines` is what they
                         // stood before
  // No file of the result: why its file was dropped. Empty for code that is there or that a rule
  // removed.
  std::string dropped;

  pipeline::Carried::From from;
  std::string source_path;
  // In the source. Of code that a rule put where nothing was, the line that it stands before.
  std::vector<Lines> source_lines;
  bool inserted = false;

  std::vector<Shaping> shaped;  // in the order of the passes
};

// The lines of the target's file `path`. The error names a file or line that is not there.
Result<Trace> trace_target(const pipeline::Carriage& carriage, const std::string& path,
                           Lines lines);

// The lines of the source's file `path`, once for each file that was made of it.
Result<std::vector<Trace>> trace_source(const pipeline::Carriage& carriage, const std::string& path,
                                        Lines lines);

// Every place where the rule changed something, by path and line. `shaped` has the one edit.
std::vector<Trace> trace_rule(const pipeline::Carriage& carriage, RuleIndex rule);

// A whole file of the result, line by line; neighbouring lines with the same story are one entry.
Result<std::vector<Trace>> trace_file(const pipeline::Carriage& carriage, const std::string& path);

}  // namespace towpath::evidence
