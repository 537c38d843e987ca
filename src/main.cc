// SPDX-License-Identifier: GPL-2.0-or-later
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/spatch_options.h"
#include "cli/unifdef.h"
#include "cli/usage.h"
#include "cli/version.h"

namespace {

// Token lists and trees come and go by the megabyte: keep their memory instead of giving it back to
// the kernel and having it cleared again for the next file.
void keep_freed_memory() {
  constexpr int kLargestBlock = 32 << 20;
  mallopt(M_MMAP_THRESHOLD, kLargestBlock);
  mallopt(M_TRIM_THRESHOLD, 4 * kLargestBlock);
}

// The arguments as CLI11 wants them, last first. Under the name `spatch` the program is that
// command, so that it can stand where the original stood.
std::vector<std::string> arguments(int argc, char** argv, const CLI::App& root) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const std::string_view name = argc > 0 ? argv[0] : "";
  if (name.substr(name.rfind('/') + 1) == "spatch") words.insert(words.begin(), "spatch");
  if (!words.empty() && words.front() == "spatch") {
    words = towpath::cli::with_new_spellings(*root.get_subcommand("spatch"), std::move(words));
  }
  std::reverse(words.begin(), words.end());
  return words;
}

// Ends the program without taking the result's memory apart piece by piece.
[[noreturn]] void leave(int code) {
  std::cout.flush();
  if (std::fflush(nullptr) != 0 && code == towpath::cli::kDone) code = towpath::cli::kFailed;
  std::_Exit(code);
}

}  // namespace

int main(int argc, char** argv) try {
  keep_freed_memory();
  if (const auto words = towpath::cli::unifdef_words(argc, argv)) {
    leave(towpath::cli::run_unifdef(*words));
  }
  using towpath::cli::Command;
  CLI::App root(
      "Carries out-of-tree code upstream: straight out of your master branch, by a short\n"
      "recipe, into the tree that upstream would accept.",
      "towpath");
  root.set_version_flag("-V,--version", std::string("towpath ") + towpath::cli::kVersion);
  root.require_subcommand(1);
  root.get_formatter()->column_width(30);
  root.failure_message([](const CLI::App* app, const CLI::Error& error) {
    return towpath::cli::usage_error(*app, error);
  });
  root.footer(
      "`towpath COMMAND --help` tells about each; `man towpath` about all.\n"
      "Exit codes: 0 done, 1 a check or patch failed, 2 bad usage or recipe.");

  towpath::cli::declare_unifdef(root);
  const Command commands[] = {towpath::cli::add_run(root),    towpath::cli::add_spatch(root),
                              towpath::cli::add_trace(root),  towpath::cli::add_check(root),
                              towpath::cli::add_report(root), towpath::cli::add_completion(root)};
  try {
    root.parse(arguments(argc, argv, root));
  } catch (const CLI::ParseError& error) {
    return root.exit(error) == 0 ? towpath::cli::kDone : towpath::cli::kMisused;
  }
  for (const Command& command : commands) {
    if (command.app->parsed()) leave(command.run());
  }
  return towpath::cli::kMisused;
} catch (const std::bad_alloc&) {
  std::cerr << "towpath: out of memory; nothing has been changed\n";
  return towpath::cli::kFailed;
} catch (const std::exception& error) {
  std::cerr << "towpath: " << error.what() << '\n';
  return towpath::cli::kFailed;
}
