// SPDX-License-Identifier: GPL-2.0-or-later
// Where in a tree a program is tried.
#pragma once

#include <span>
#include <vector>

#include "smpl/program.h"
#include "smpl/subject.h"

namespace towpath::smpl {

// The nodes where a match may begin, by first token, around before within: those around the anchors
// or, where the program has no words, all.
std::vector<c::NodeId> candidates(const Program& program, const Subject& subject,
                                  std::span<const c::TokenIndex> anchors);

}  // namespace towpath::smpl
