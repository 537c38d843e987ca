// SPDX-License-Identifier: GPL-2.0-or-later
// Files that a run leaves for the next: read and replaced as a whole.
#pragma once

#include <string>
#include <string_view>

#include "text/result.h"

namespace towpath::cli {

Result<std::string> read_whole(const std::string& path);

// Never seen half-written: what is there stays until all of the new is.
Status replace_whole(const std::string& path, std::string_view bytes);

}  // namespace towpath::cli
