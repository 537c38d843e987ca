// SPDX-License-Identifier: GPL-2.0-or-later
// A carried file's source and result as one sequence, for a page to lay side by side.
#pragma once

#include <nlohmann/json.hpp>

#include "pipeline/files.h"

namespace towpath::report {

// A list in the order of both texts: a string for what the result has of the source, and
// [before, after, [rule...]] for each change, whose rules are run-wide indices. The first parts of
// all are the source, the last ones the result. Edits of several passes that touch are one change,
// and so are those of one pass that touch and have the same rules.
// Bytes need not be UTF-8: whoever writes the list out replaces what is not.
nlohmann::ordered_json sides(const pipeline::Carried& file);

}  // namespace towpath::report
