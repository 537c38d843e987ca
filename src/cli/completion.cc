// SPDX-License-Identifier: GPL-2.0-or-later
// `towpath completion SHELL`: made from the options themselves, so that it is never out of date.
#include <fmt/format.h>

#include <memory>

#include "cli/command.h"

namespace towpath::cli {
namespace {

struct Flag {
  std::string name;  // with its dashes
  std::string description;
  bool takes_value;
};

std::vector<Flag> flags_of(const CLI::App& app) {
  std::vector<Flag> flags;
  for (const CLI::Option* option : app.get_options()) {
    const bool takes_value = option->get_items_expected_max() > 0;
    for (const std::string& name : option->get_lnames()) {
      flags.push_back({"--" + name, option->get_description(), takes_value});
    }
    for (const std::string& name : option->get_snames()) {
      flags.push_back({"-" + name, option->get_description(), takes_value});
    }
  }
  return flags;
}

std::string names_of(const std::vector<const CLI::App*>& commands) {
  std::string names;
  for (const CLI::App* command : commands)
    names += (names.empty() ? "" : " ") + command->get_name();
  return names;
}

std::string bash(const CLI::App& root) {
  const auto commands = root.get_subcommands([](const CLI::App*) { return true; });
  std::string cases;
  for (const CLI::App* command : commands) {
    std::string flags;
    for (const Flag& flag : flags_of(*command)) flags += (flags.empty() ? "" : " ") + flag.name;
    cases += fmt::format("    {}) words='{}' ;;\n", command->get_name(), flags);
  }
  return fmt::format(R"(# bash completion for towpath: `source <(towpath completion bash)`
_towpath() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words
  case ${{COMP_WORDS[1]}} in
{}    *) words='{} --help --version' ;;
  esac
  if [[ $COMP_CWORD -eq 1 || $current == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}}
complete -o default -F _towpath towpath
)",
                     cases, names_of(commands));
}

std::string zsh(const CLI::App& root) {
  const auto commands = root.get_subcommands([](const CLI::App*) { return true; });
  std::string cases;
  for (const CLI::App* command : commands) {
    cases += fmt::format("    {}) _arguments", command->get_name());
    for (const Flag& flag : flags_of(*command)) {
      std::string description = flag.description.substr(0, flag.description.find('\n'));
      std::erase_if(description,
                    [](char c) { return c == '\'' || c == '[' || c == ']' || c == ':'; });
      cases += fmt::format(" '{}[{}]{}'", flag.name, description,
                           flag.takes_value ? ":value:_files" : "");
    }
    cases += " '*:file:_files' ;;\n";
  }
  return fmt::format(R"(#compdef towpath
# zsh completion for towpath: put it into a folder of $fpath as _towpath
_towpath() {{
  if (( CURRENT == 2 )); then
    compadd {} --help --version
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
{}  esac
}}
_towpath "$@"
)",
                     names_of(commands), cases);
}

std::string fish(const CLI::App& root) {
  const auto commands = root.get_subcommands([](const CLI::App*) { return true; });
  std::string out = "# fish completion for towpath: `towpath completion fish | source`\n";
  for (const CLI::App* command : commands) {
    out += fmt::format("complete -c towpath -n __fish_use_subcommand -a {}\n", command->get_name());
    for (const Flag& flag : flags_of(*command)) {
      const bool long_name = flag.name.starts_with("--");
      std::string description = flag.description.substr(0, flag.description.find('\n'));
      std::erase(description, '\'');
      out += fmt::format(
          "complete -c towpath -n '__fish_seen_subcommand_from {}' -{} {}{} -d '{}'\n",
          command->get_name(), long_name ? 'l' : 's', flag.name.substr(long_name ? 2 : 1),
          flag.takes_value ? " -r" : "", description);
    }
  }
  return out;
}

}  // namespace

Command add_completion(CLI::App& root) {
  CLI::App* app = root.add_subcommand("completion", "Prints a shell's completion of this program");
  auto shell = std::make_shared<std::string>();
  app->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app->footer("Example:\n  source <(towpath completion bash)");
  return {
      app, [&root, shell] {
        fmt::print("{}", *shell == "bash" ? bash(root) : *shell == "zsh" ? zsh(root) : fish(root));
        return kDone;
      }};
}

}  // namespace towpath::cli
