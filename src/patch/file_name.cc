// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/file_name.h"

#include <cstdio>

namespace towpath::patch {

namespace {

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

// The character that `\c` stands for in a C string.
std::optional<char> unescaped(char c) {
  switch (c) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case '"':
    case '\\':
      return c;
    default:
      return std::nullopt;
  }
}

std::optional<NameField> take_quoted(std::string_view field) {
  std::string name;
  for (std::size_t at = 1; at < field.size(); ++at) {
    const char c = field[at];
    if (c == '"') return NameField{std::move(name), field.substr(at + 1)};
    if (c != '\\') {
      name += c;
      continue;
    }
    if (++at == field.size()) break;
    if (is_octal(field[at])) {
      if (at + 2 >= field.size() || field[at] > '3' || !is_octal(field[at + 1]) ||
          !is_octal(field[at + 2])) {
        break;
      }
      name += static_cast<char>((field[at] - '0') << 6 | (field[at + 1] - '0') << 3 |
                                (field[at + 2] - '0'));
      at += 2;
    } else if (const auto escaped = unescaped(field[at])) {
      name += *escaped;
    } else {
      break;
    }
  }
  return std::nullopt;
}

// `name` behind its first `strip` components; a run of slashes counts as one.
std::optional<std::string_view> stripped(std::string_view name, int strip) {
  for (; strip > 0; --strip) {
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::size_t next = name.find_first_not_of('/', slash);
    if (next == std::string_view::npos) return std::nullopt;
    name.remove_prefix(next);
  }
  return name;
}

}  // namespace

std::optional<NameField> take_name(std::string_view field) {
  if (field.starts_with('"')) return take_quoted(field);
  const std::size_t end = std::min(field.find('\t'), field.size());
  return NameField{std::string(field.substr(0, end)), field.substr(end)};
}

Result<std::string> tree_path(std::string_view name, int strip, const Place& place) {
  const auto fail = [&](std::string_view why, std::string hint) {
    return Error{place, "'" + std::string(name) + "' " + std::string(why), std::move(hint)};
  };
  const auto inside = stripped(name, strip);
  if (!inside) {
    return fail("has fewer than " + std::to_string(strip + 1) + " components",
                "say -p0 or the like behind the patch's name in the series");
  }
  if (inside->starts_with('/'))
    return fail("is an absolute path", "patches name paths in the tree");
  if (inside->find('\0') != std::string_view::npos) return fail("holds a NUL", "");
  std::string path;
  std::string_view rest = *inside;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view component = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (component == "..") return fail("leads out of the tree", "patches name paths in the tree");
    if (component.empty() || component == ".") continue;
    if (!path.empty()) path += '/';
    path += component;
  }
  if (path.empty() || inside->ends_with('/')) return fail("names no file", "");
  return path;
}

std::optional<std::string> common_name(std::string_view names, int strip) {
  if (names.starts_with('"') || names.ends_with('"')) {
    std::string first;
    if (names.starts_with('"')) {
      auto field = take_quoted(names);
      if (!field || !field->rest.starts_with(' ')) return std::nullopt;
      first = std::move(field->name);
      names = field->rest.substr(1);
    } else {
      const std::size_t quote = names.find(" \"");
      if (quote == std::string_view::npos) return std::nullopt;
      first = names.substr(0, quote);
      names.remove_prefix(quote + 1);
    }
    std::string second(names);
    if (names.starts_with('"')) {
      auto field = take_quoted(names);
      if (!field || !field->rest.empty()) return std::nullopt;
      second = std::move(field->name);
    }
    if (!stripped(first, strip) || stripped(first, strip) != stripped(second, strip)) {
      return std::nullopt;
    }
    return first;
  }
  for (std::size_t at = names.find(' '); at != std::string_view::npos;
       at = names.find(' ', at + 1)) {
    const auto first = stripped(names.substr(0, at), strip);
    const auto second = stripped(names.substr(at + 1), strip);
    // Sizes first: names full of blanks must not cost the square of their length.
    if (first && second && first->size() == second->size() && *first == *second) {
      return std::string(names.substr(0, at));
    }
  }
  return std::nullopt;
}

bool is_epoch(std::string_view timestamp) {
  // Bounded, and with an end that sscanf can see.
  const std::string bounded(timestamp.substr(0, 64));
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int used = 0;
  if (std::sscanf(bounded.c_str(), " %4d-%2d-%2d %2d:%2d:%2d%n", &year, &month, &day, &hour,
                  &minute, &second, &used) != 6) {
    return false;
  }
  std::string_view zone = std::string_view(bounded).substr(static_cast<std::size_t>(used));
  if (zone.starts_with('.')) {
    zone.remove_prefix(std::min(zone.find_first_not_of("0", 1), zone.size()));
  }
  int east = 0;  // minutes
  if (zone.size() >= 6 && zone[0] == ' ' && (zone[1] == '+' || zone[1] == '-')) {
    int digits = 0;
    if (std::sscanf(zone.data() + 2, "%4d", &digits) != 1) return false;
    east = (digits / 100 * 60 + digits % 100) * (zone[1] == '-' ? -1 : 1);
  }
  const bool first_day = year == 1970 && month == 1 && day == 1;
  const bool day_before = year == 1969 && month == 12 && day == 31;
  if (!first_day && !day_before) return false;
  return (first_day ? 0 : -24 * 60) + hour * 60 + minute - east == 0 && second == 0;
}

}  // namespace towpath::patch
