// SPDX-License-Identifier: GPL-2.0-or-later
// Where in a tree a program is tried.
#pragma once

#include <span>
#include <vector>

#include "smpl/match.h"
#include "smpl/program.h"
#include "smpl/subject.h"

namespace towpath::smpl {

// The nodes where a match may begin, by first token, around before within: those around the anchors
// all, where there is nothing to look for.
std::vector<c::NodeId> candidates(const Program& program, Parsed& code, const Anchors& anchors);

}  // namespace towpath::smpl
