// SPDX-License-Identifier: GPL-2.0-or-later
// What to say to a command line that cannot be understood.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace towpath::cli {

// The message for standard error: what is wrong, and what may have been meant.
std::string usage_error(const CLI::App& root, const CLI::Error& error);

}  // namespace towpath::cli
