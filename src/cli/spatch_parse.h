// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath spatch --parse-c` and `--parse-cocci`: what can be read, without doing anything with it.
#pragma once

#include "cli/spatch_options.h"

namespace towpath::cli {

// Parses files, and those below folders, and tells for each what could not be parsed, then how many
// functions could. The exit code.
int parse_c(const SpatchOptions& options);

// Checks a semantic patch and lists its rules.
int parse_cocci(const SpatchOptions& options);

}  // namespace towpath::cli
