// SPDX-License-Identifier: GPL-2.0-or-later
// What somebody who misspelt a word may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace towpath {

// The word of `known` that is nearest to `word`; empty when none is near: more than two letters
// inserted, left out or replaced. The first of several.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace towpath
