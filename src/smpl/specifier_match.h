// SPDX-License-Identifier: GPL-2.0-or-later
// How the specifiers of a declaration match, and what a type metavariable has of a declaration.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "smpl/match.h"
#include "smpl/program.h"
#include "smpl/subject.h"
#include "smpl/value.h"

namespace towpath::smpl {

// What the words of `specifiers` are for the pattern; with a type metavariable also the nodes.
// Nothing if they do not match.
std::optional<std::vector<Capture>> match_specifiers(const Program& program,
                                                     const SpecifierWords& pattern,
                                                     const c::Tree& tree, c::NodeId specifiers);

// The type that is left to the metavariable of `pattern` by the words that the pattern writes,
// together with the outermost `layers` of the declarator, which may be kNoNode.
Value type_value(const Program& program, const SpecifierWords& pattern, const Subject& subject,
                 c::NodeId specifiers, c::NodeId declarator, std::uint32_t layers);

}  // namespace towpath::smpl
