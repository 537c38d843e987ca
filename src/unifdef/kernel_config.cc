// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's .config (Documentation/kbuild/kconfig.rst there).
#include <algorithm>

#include "unifdef/definition_file.h"

namespace towpath::unifdef {
namespace {

constexpr std::string_view kPrefix = "CONFIG_";

// A line of a .config. The name is empty for comments and blank lines.
struct ConfigLine {
  std::string_view name;
  std::string_view value;  // "n" for what is not set
};

std::string_view name_at(std::string_view line, std::size_t at) {
  if (line.substr(at, kPrefix.size()) != kPrefix) return {};
  std::size_t end = at;
  while (end < line.size() && is_identifier_part(line[end])) ++end;
  return line.substr(at, end - at);
}

// Nothing where the line is none of a .config.
std::optional<ConfigLine> read_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(" \t") == std::string_view::npos) return ConfigLine{};
  if (line.starts_with('#')) {
    const std::string_view name = name_at(line, std::min<std::size_t>(2, line.size()));
    const bool not_set = !name.empty() && line.substr(2 + name.size()) == " is not set";
    return not_set ? ConfigLine{name, "n"} : ConfigLine{};
  }
  const std::string_view name = name_at(line, 0);
  if (name.empty() || line.substr(name.size(), 1) != "=") return std::nullopt;
  const std::string_view value = line.substr(name.size() + 1);
  if (value.empty()) return std::nullopt;
  return ConfigLine{name, value};
}

// Calls `use(line, number)` for each line until it returns false.
template <class Use>
void for_each_line(std::string_view bytes, Use use) {
  std::uint32_t number = 1;
  for (std::size_t at = 0; at < bytes.size(); ++number) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    if (!use(bytes.substr(at, end - at), number)) return;
    at = end + 1;
  }
}

}  // namespace

bool is_kernel_config(std::string_view bytes) {
  bool found = false;
  for_each_line(bytes, [&](std::string_view line, std::uint32_t) {
    const std::optional<ConfigLine> read = read_line(line);
    found = read && !read->name.empty();
    return read && !found;  // up to the first line that tells
  });
  return found;
}

Status read_kernel_config(const Text& text, Definitions& definitions) {
  std::optional<Error> error;
  const auto add = [&](std::string name, const Place& place, bool defined, std::string_view value) {
    Definition definition;
    definition.name = std::move(name);
    definition.place = place;
    definition.generated = true;
    definition.defined = defined;
    definition.value = value;
    definitions.add(std::move(definition));
  };
  for_each_line(text.bytes(), [&](std::string_view line, std::uint32_t number) {
    const Place place = {text.name(), number, 1};
    const std::optional<ConfigLine> read = read_line(line);
    if (!read) {
      error = Error{place, "not a line of a kernel configuration",
                    "lines are `CONFIG_X=value` or `# CONFIG_X is not set`"};
      return false;
    }
    if (read->name.empty()) return true;
    const std::string name(read->name);
    const bool module = read->value == "m";
    const bool off = read->value == "n";
    add(name, place, !module && !off, module || off ? "" : read->value == "y" ? "1" : read->value);
    if (module || off || read->value == "y") {
      add(name + "_MODULE", place, module, module ? "1" : "");
    }
    return true;
  });
  if (error) return *error;
  add_kernel_macros({text.name()}, definitions);
  return Done{};
}

void add_kernel_macros(const Place& place, Definitions& definitions) {
  constexpr std::pair<std::string_view, std::string_view> kMacros[] = {
      {"IS_BUILTIN", "defined(option)"},
      {"IS_MODULE", "defined(option##_MODULE)"},
      {"IS_ENABLED", "(defined(option) || defined(option##_MODULE))"},
      {"IS_REACHABLE", "(defined(option) || defined(option##_MODULE) && defined(MODULE))"},
  };
  for (const auto& [name, value] : kMacros) {
    if (definitions.find(name)) continue;
    Definition macro;
    macro.name = name;
    macro.place = place;
    macro.generated = true;
    macro.function_like = true;
    macro.parameters = {"option"};
    macro.value = value;
    definitions.add(std::move(macro));
  }
}

}  // namespace towpath::unifdef
