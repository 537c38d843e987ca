// SPDX-License-Identifier: GPL-2.0-or-later
// What a run has to say about itself, beside the files it makes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "text/edit.h"
#include "text/result.h"
#include "tree/source.h"

namespace towpath::pipeline {

// One rule of one stage: a symbol of an unifdef stage, a command of a sed script, a rule of a
// semantic patch, a hunk. A rule's index in Report::rules is its run-wide RuleIndex.
struct RuleReport {
  std::size_t stage;  // index into Report::stages
  std::string name;
  Place place;  // in the recipe
  // False for what nobody expects to: a label of a sed script, which changes no text by itself.
  bool can_fire = true;
  std::uint64_t fired = 0;
};

struct StageReport {
  std::string kind;
  std::string name;
  std::uint64_t files = 0;    // that the stage looked at
  std::uint64_t changed = 0;  // that it changed, took or dropped
  std::uint64_t edits = 0;
  // unifdef: changed files of which it was proved that nothing but conditionals changed, and those
  // that were too large for that, so that only 256 assignments were tried.
  std::uint64_t proved = 0;
  std::uint64_t sampled = 0;
  double seconds = 0;  // processor time over all threads
};

// A symbol that still controls lines of the result, and where.
struct UndecidedReport {
  std::string symbol;
  std::vector<Place> places;  // in the target
  std::uint64_t lines = 0;
  bool meant_to_stay = false;         // the recipe lists it
  std::optional<Place> defined = {};  // where the result itself first defines or undefines it
};

// A place of the result that says something else than the recipe's definitions, or than its own
// surroundings.
struct ContradictionReport {
  Place place;                       // in the target
  std::vector<std::string> symbols;  // that it is about
  std::string message;
  Place other;  // what it contradicts, if that is one place: in the recipe, or in the target
  bool declared = false;  // the recipe lists one of the symbols
};

// Code that the semantic patches did not see.
struct UnparsedReport {
  Place place;           // in the target, as the stage saw it
  std::string function;  // empty outside of functions
};

struct DroppedFile {
  std::string path;
  std::string reason;
  std::size_t stage = 0;  // that dropped it, index into Report::stages
};

// The target's own files, to which lines are added, are in no count.
struct Report {
  tree::SourceIdentity source;
  std::uint64_t taken = 0;    // files collected
  std::uint64_t changed = 0;  // files of the result that differ from their source
  std::uint64_t made = 0;     // files of the result that the recipe itself brought
  std::uint64_t lines = 0;    // of all these
  std::uint64_t bytes = 0;
  std::vector<StageReport> stages;
  std::vector<RuleReport> rules;
  std::vector<DroppedFile> dropped;
  std::vector<UndecidedReport> undecided;           // by symbol
  std::vector<ContradictionReport> contradictions;  // by place
  std::vector<UnparsedReport> unparsed;             // by place
  std::vector<std::string> untouched;  // files of the result as they were in the source
  std::vector<Error> warnings;         // of the recipe and the source
  std::vector<Error> target_warnings;  // of the target, or that there is none
};

}  // namespace towpath::pipeline
