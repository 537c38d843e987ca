// SPDX-License-Identifier: GPL-2.0-or-later
// What a match leaves behind: names that it makes, values that later rules inherit.
#pragma once

#include <vector>

#include "smpl/match.h"
#include "smpl/rule.h"
#include "smpl/script.h"

namespace towpath::smpl {

// Where a match was found.
struct Found {
  const Subject& subject;
  const Origins& origins;  // of the subject's text
  const Text& source;      // of the file, before all rules
};

// What a metavariable of a match stands for, or null.
const Value* bound_value(const Metavariable& meta, const Found& found, const Binding& binding,
                         Values& values);

// The same of all parameters of a script.
std::vector<const Value*> values_given(const SourceRule& rule, const ScriptExpression& script,
                                       const Found& found, const std::vector<Binding>& bindings,
                                       Values& values);

// Gives the match's fresh identifiers their names. The error is a script's.
Status make_names(const SourceRule& rule, const Found& found, Scripts& scripts, Match& match,
                  Values& values);

// The values of the rule's exported() metavariables; null for what stands for nothing.
std::vector<const Value*> values_left(const SourceRule& rule, const Found& found,
                                      const Match& match, Values& values);

}  // namespace towpath::smpl
