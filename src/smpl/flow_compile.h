// SPDX-License-Identifier: GPL-2.0-or-later
// From the terms of a rule with dots to its formula.
#pragma once

#include <functional>

#include "smpl/formula.h"
#include "smpl/pattern.h"
#include "smpl/rule.h"
#include "text/result.h"

namespace towpath::smpl {

// Whether control flow tells what the term matches: dots, or the cases of a switch.
bool has_dots(const Term& term);
// `return;`: it matches where control comes to the end of a function as well.
bool is_bare_return(const Term& term);
// Whether one is among the statements that the term itself consists of.
bool has_bare_return(const Term& term);

using TermCompiler = std::function<std::uint32_t(const Term&)>;

// `entry` compiles a term without dots and tells where its program begins; `slot` makes a token's
// or metavariable's slot.
Result<FlowRule> compile_flow(const SourceRule& rule, const Pattern& pattern,
                              const TermCompiler& entry, const TermCompiler& slot);

}  // namespace towpath::smpl
