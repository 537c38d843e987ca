// SPDX-License-Identifier: GPL-2.0-or-later
// What tests of semantic patches have in common.
#pragma once

#include <string>

#include "smpl/semantic_patch.h"

namespace towpath::smpl {

// What the rules say of the code.
Outcome outcome_of(const std::string& cocci, const std::string& code);
// The whole text after the rules.
std::string patched(const std::string& cocci, const std::string& code);
// The statements of a function after the rules.
std::string within(const std::string& cocci, const std::string& statements);
// Why the rules are refused.
std::string error_of(const std::string& cocci);

}  // namespace towpath::smpl
