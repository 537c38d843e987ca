// SPDX-License-Identifier: GPL-2.0-or-later
// From the terms of a rule with dots to its formula.
#pragma once

#include <functional>

#include "smpl/formula.h"
#include "smpl/pattern.h"
#include "smpl/rule.h"
#include "text/result.h"

namespace towpath::smpl {

bool has_dots(const Term& term);

// `entry` compiles a term without dots and tells where its program begins.
Result<FlowRule> compile_flow(const SourceRule& rule, const Pattern& pattern,
                              const std::function<std::uint32_t(const Term&)>& entry);

}  // namespace towpath::smpl
