// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/usage.h"

#include <fmt/format.h>

#include <vector>

#include "text/nearest.h"

namespace towpath::cli {
namespace {

std::vector<std::string> commands_of(const CLI::App& root) {
  std::vector<std::string> names;
  for (const CLI::App* command : root.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

}  // namespace

std::string usage_error(const CLI::App& root, const CLI::Error& error) {
  std::string message = error.what();
  std::string near;
  const std::vector<CLI::App*> chosen = root.get_subcommands();
  const CLI::App& command = chosen.empty() ? root : *chosen.front();
  const std::vector<std::string> unknown = root.remaining(true);
  if (!unknown.empty()) {
    const std::string& word = unknown.front();
    const bool option = word.starts_with('-');
    const std::string name = word.substr(0, word.find('='));
    message = fmt::format("no such {}: {}",
                          option           ? "option"
                          : chosen.empty() ? "command"
                                           : "argument",
                          word);
    if (option || chosen.empty()) {
      near = nearest(name, option ? options_of(command) : commands_of(root));
    }
  } else if (chosen.empty()) {
    message = "a command is wanted";
  }
  return fmt::format("towpath: error: {}\n  hint: {}see `towpath {}--help`\n", message,
                     near.empty() ? "" : fmt::format("did you mean {}? ", near),
                     chosen.empty() ? "" : command.get_name() + " ");
}

}  // namespace towpath::cli
