// SPDX-License-Identifier: GPL-2.0-or-later
// The files that `towpath spatch` reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/spatch_options.h"
#include "cparse/parse.h"
#include "smpl/files.h"
#include "smpl/isomorphism.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::cli {

// What the macro files of the options tell of names.
Result<c::Names> read_hints(const SpatchOptions& options);

// The isomorphisms that the options ask for.
Result<smpl::Isomorphisms> read_isomorphisms(const SpatchOptions& options);

// Reads what semantic patches name: from the current folder, or the semantic patch's own, or one
// that it is in.
smpl::Files named_files();

// The C files below the folders, in the order of their paths.
Result<std::vector<std::string>> files_below(const SpatchOptions& options);

}  // namespace towpath::cli
