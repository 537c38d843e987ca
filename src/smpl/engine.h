// SPDX-License-Identifier: GPL-2.0-or-later
// Semantic patches compiled: what is applied to texts.
#pragma once

#include <string_view>
#include <vector>

#include "cparse/parse.h"
#include "smpl/pattern.h"
#include "smpl/program.h"
#include "smpl/reach.h"
#include "smpl/semantic_patch.h"
#include "smpl/words.h"
#include "text/edit.h"

namespace towpath::smpl {

// What changes the prototypes of functions that a rule changes.
struct CompiledPrototype {
  PrototypeRule source;
  Pattern pattern;
  Program program;
};

struct CompiledRule {
  Pattern pattern;
  Program program;
  std::vector<WordId> words;  // of program.words; sorted
  RuleFacts facts;
  std::vector<WordId> adds;  // those of facts.added_words that some rule needs
  std::vector<CompiledPrototype> prototypes;
  std::vector<Error> unfollowed;  // why some prototypes stay as they are
};

// One semantic patch. A rule that never runs, or is a script, is not compiled.
struct Part {
  SourceRules sources;
  std::vector<CompiledRule> compiled;  // by rule
  std::vector<Reached> reached;        // likewise; views of `compiled`
  RuleIndex first = 0;                 // of its rules among all
  // The files of rules that no later part has rules of: views of the sources.
  std::vector<std::string_view> ends = {};
};

struct Engine {
  std::vector<Rule> rules;  // of all parts
  std::vector<Part> parts;
  Words words;
  c::Names names;
};

}  // namespace towpath::smpl
