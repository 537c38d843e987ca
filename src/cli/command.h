// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of the program: one file each, registered in main.cc.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace towpath::cli {

// What a command returns to the shell.
enum ExitCode {
  kDone = 0,
  kFailed = 1,      // a check or a patch failed, the target or the source could not be used
  kMisused = 2,     // bad usage or a bad recipe
  kBadPatch = 255,  // of `towpath spatch`, as spatch has it: the semantic patch is at fault
};

// Adds a subcommand to `root`. The function returned runs it after parsing.
using Runner = std::function<int()>;
struct Command {
  CLI::App* app;
  Runner run;
};

Command add_run(CLI::App& root);
Command add_spatch(CLI::App& root);
Command add_trace(CLI::App& root);
Command add_check(CLI::App& root);
Command add_report(CLI::App& root);
Command add_completion(CLI::App& root);

}  // namespace towpath::cli
