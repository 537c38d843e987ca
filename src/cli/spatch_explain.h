// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath spatch --explain`.
#pragma once

#include <string>

#include "smpl/semantic_patch.h"

namespace towpath::cli {

// Prints for each rule whether it matches at `where`, FILE:LINE, and if not, which token fails. The
// exit code.
int explain_line(const smpl::SemanticPatch& patch, const std::string& where);

}  // namespace towpath::cli
