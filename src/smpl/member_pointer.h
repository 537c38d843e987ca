// SPDX-License-Identifier: GPL-2.0-or-later
// The isomorphism fld_to_ptr of standard.iso, which speaks of types.
#pragma once

#include "smpl/pattern.h"
#include "smpl/rule.h"

namespace towpath::smpl {

// `x.f` with a metavariable of a known type matches `p->f` as well, where `p` is any expression of
// the type of a pointer to it, for which the rule gets a metavariable.
void match_pointers_too(SourceRule& rule, Pattern& pattern);

}  // namespace towpath::smpl
