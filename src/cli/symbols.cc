// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/symbols.h"

#include <fmt/format.h>

#include "cli/files.h"

namespace towpath::cli {
namespace {

using unifdef::Definition;
using unifdef::Definitions;

// As the command line has it.
std::string words_of(const SymbolOption& option) {
  switch (option.kind) {
    case SymbolOption::Kind::kDefine:
      return "-D " + option.argument;
    case SymbolOption::Kind::kUndefine:
      return "-U " + option.argument;
    case SymbolOption::Kind::kFile:
      return "--definitions " + option.argument;
  }
  return "";
}

Status add(const SymbolOption& option, const recipe::Recipe& recipe, Definitions& definitions) {
  const std::string& argument = option.argument;
  switch (option.kind) {
    case SymbolOption::Kind::kDefine: {
      const std::size_t equals = argument.find('=');
      const bool valued = equals != std::string::npos;
      return definitions.define(argument.substr(0, equals),
                                valued ? argument.substr(equals + 1) : "1", {words_of(option)});
    }
    case SymbolOption::Kind::kUndefine:
      return definitions.undefine(argument, {words_of(option)});
    case SymbolOption::Kind::kFile:
      return definitions.read(recipe.files.at(words_of(option)));
  }
  return Done{};
}

std::string state_of(const Definition& definition) {
  const std::string where = ", by " + to_string(definition.place);
  if (definition.conditional) return "not known: it depends on what nothing decides" + where;
  if (!definition.defined) return "undefined" + where;
  if (definition.function_like) return "a macro with parameters, " + definition.value + where;
  return (definition.value.empty() ? "defined, without a value"
                                   : "defined as " + definition.value) +
         where;
}

}  // namespace

void add_symbol_options(CLI::App& app, const std::shared_ptr<SymbolOptions>& options) {
  // Heard one by one as they come, since later ones win.
  const auto add = [&](const char* name, SymbolOption::Kind kind, const char* help,
                       const char* argument) {
    app.add_option_function<std::vector<std::string>>(
           name,
           [options, kind](const std::vector<std::string>& values) {
             options->push_back({kind, values.back()});
           },
           help)
        ->type_name(argument)
        ->trigger_on_parse()
        ->allow_extra_args(false);
  };
  add("-D,--define", SymbolOption::Kind::kDefine,
      "Define a symbol in every unifdef stage, over the recipe's definitions (value: 1)",
      "SYMBOL[=VALUE]");
  add("-U,--undefine", SymbolOption::Kind::kUndefine, "Likewise, a symbol that is not defined",
      "SYMBOL");
  add("--definitions", SymbolOption::Kind::kFile,
      "Likewise, what a file says: a config.h, an autoconf.h, a .config; later over earlier",
      "FILE");
}

Status add_symbols(const SymbolOptions& options, recipe::Recipe& recipe) {
  for (const SymbolOption& option : options) {
    recipe.command_line.push_back(words_of(option));
    if (option.kind != SymbolOption::Kind::kFile) continue;
    const Result<Text> file = read_input(option.argument);
    if (!file) return file.error();
    recipe.files.insert_or_assign(words_of(option), *file);
  }
  for (recipe::Stage& stage : recipe.stages) {
    auto* const unifdef = std::get_if<recipe::Unifdef>(&stage.action);
    if (unifdef == nullptr) continue;
    for (const SymbolOption& option : options) {
      if (Status added = add(option, recipe, unifdef->definitions); !added) return added;
    }
  }
  return Done{};
}

std::string explain(const recipe::Recipe& recipe, const std::string& symbol) {
  std::string out;
  for (const recipe::Stage& stage : recipe.stages) {
    const auto* const unifdef = std::get_if<recipe::Unifdef>(&stage.action);
    if (unifdef == nullptr) continue;
    const auto& rules = unifdef->definitions.rules();
    std::string lines;
    for (std::size_t i = rules.size(); i-- > Definitions::kFirstSymbol;) {
      if (rules[i].name != symbol) continue;
      lines += fmt::format("  {}{}\n", lines.empty() ? "" : "over: ", state_of(rules[i]));
    }
    if (!lines.empty()) out += fmt::format("{} in stage {}:\n{}", symbol, stage.name, lines);
  }
  for (const recipe::SymbolPattern& pattern : recipe.stay) {
    if (!pattern.symbols.matches(symbol)) continue;
    out += fmt::format("{} may go on controlling conditionals, by {}\n", symbol,
                       to_string(pattern.place));
  }
  return out;
}

}  // namespace towpath::cli
