// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath unifdef`, also under the names `unifdef` and `unifdefall`.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace towpath::cli {

// The words of the command line for this command, if it is the one that is wanted: those after
// `towpath unifdef`, or all under another name. The first is what getopt calls the program. They
// are in the original's syntax, which is not that of the other commands.
std::optional<std::vector<std::string>> unifdef_words(int argc, char** argv);

// Does what the words say; the exit code is the original's.
int run_unifdef(std::vector<std::string> words);

// Makes the command known to help and completion.
void declare_unifdef(CLI::App& root);

}  // namespace towpath::cli
