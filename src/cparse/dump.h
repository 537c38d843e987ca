// SPDX-License-Identifier: GPL-2.0-or-later
// Trees made readable: for tests, messages and people who debug a rule.
#pragma once

#include <string>
#include <string_view>

#include "cparse/tree.h"

namespace towpath::c {

// "If", "MacroStatement", …: the kind's name without its k.
std::string_view name_of(Kind kind);

// The node as an S-expression on one line, tokens as written, one space between any two things:
// `(Call f ( (Arguments x) ))`. A kIdentifier or kConstant is written as its token only.
std::string dump(const Tree& tree, NodeId node);

}  // namespace towpath::c
