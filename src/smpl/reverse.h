// SPDX-License-Identifier: GPL-2.0-or-later
// Semantic patches turned around.
#pragma once

#include <vector>

#include "smpl/definition.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::smpl {

// The semantic patch that undoes this one: removed lines are added and added ones removed. Scripts
// stay as they are.
Result<Text> reversed(const Text& cocci, const std::vector<Definition>& definitions);

}  // namespace towpath::smpl
