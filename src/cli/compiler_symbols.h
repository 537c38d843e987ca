// SPDX-License-Identifier: GPL-2.0-or-later
// What the C compiler knows.
#pragma once

#include <string>
#include <vector>

#include "text/result.h"
#include "text/text.h"

namespace towpath::cli {

// The #define lines that are in force at the end of a file: the compiler's own, the file's, those
// of the headers that it includes, and of `options` (-D, -U, -I). Runs `cc -E -dM`, whose
// complaints go to standard error. An error if it fails, for what it knows then is nothing.
Result<Text> compiler_symbols(const std::vector<std::string>& options, const std::string& file);

}  // namespace towpath::cli
