// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "smpl/pattern.h"

namespace towpath::smpl {

// Words one of which every match has: few, and long ones, as those are the rare. Empty where there
// are none such.
std::vector<std::string> required_words(const Term& root);

}  // namespace towpath::smpl
