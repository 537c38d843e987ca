// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/template.h"

#include <algorithm>
#include <cstring>

namespace towpath::kbuild {
namespace {

constexpr std::string_view kTrue = "_TRUE";
constexpr std::string_view kFalse = "_FALSE";

bool is_name_char(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// SERVER of SERVER_TRUE and SERVER_FALSE.
std::optional<std::string_view> conditional_name(std::string_view name) {
  for (const std::string_view ending : {kTrue, kFalse}) {
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  }
  return std::nullopt;
}

std::size_t backslashes_before(std::string_view text, std::size_t end, std::size_t begin) {
  std::size_t count = 0;
  while (end - count > begin && text[end - count - 1] == '\\') ++count;
  return count;
}

}  // namespace

std::optional<WordRange> find_template_name(std::string_view text, std::size_t from) {
  for (;;) {
    const std::size_t open = text.find('@', from);
    if (open == std::string_view::npos) return std::nullopt;
    std::size_t close = open + 1;
    while (close < text.size() && is_name_char(text[close])) ++close;
    if (close < text.size() && text[close] == '@' && close > open + 1)
      return WordRange{open, close + 1};
    from = close;
  }
}

std::optional<bool> decided(const Settings& settings, std::string_view name) {
  const auto conditional = conditional_name(name);
  if (!conditional) return std::nullopt;
  const auto found = settings.conditionals.find(std::string(*conditional));
  if (found == settings.conditionals.end()) return std::nullopt;
  return found->second == name.ends_with(kTrue);
}

std::optional<std::string> substitution(const Settings& settings, std::string_view folder,
                                        std::string_view name) {
  const auto found = settings.substitutions.find(std::string(name));
  if (found != settings.substitutions.end()) return found->second;
  if (name == "srcdir" || name == "builddir") return ".";
  if (name == "top_srcdir" || name == "top_builddir") {
    if (folder.empty()) return ".";
    std::string up = "..";
    for (const char c : folder) {
      if (c == '/') up += "/..";
    }
    return up;
  }
  return std::nullopt;
}

Error undecided(Place where, std::string_view name) {
  const std::string quoted = "@" + std::string(name) + "@";
  if (const auto conditional = conditional_name(name)) {
    const std::string key(*conditional);
    return {std::move(where), "nothing decides the conditional " + quoted,
            "set `" + key + " = true` or `" + key + " = false` under `conditionals` in the recipe"};
  }
  return {std::move(where), "nothing decides the substitution " + quoted,
          "give `" + std::string(name) +
              " = \"...\"` (it may be empty) under `substitutions` in the recipe"};
}

bool LineReader::next(LogicalLine& line) {
  const std::string_view bytes = text_.bytes();
  if (at_ >= bytes.size()) return false;
  line.text.clear();
  line.excluded = line.partly_excluded = false;
  line.configured.clear();
  line.begin = at_;
  for (;;) {
    const auto newline = static_cast<Offset>(std::min(bytes.find('\n', at_), bytes.size()));
    Offset end = newline;
    if (end > at_ && bytes[end - 1] == '\r') --end;
    const std::size_t escapes = backslashes_before(bytes, end, at_);
    const bool continued = escapes % 2 == 1 && newline < bytes.size();
    const Offset begin = at_;
    at_ = newline < bytes.size() ? newline + 1 : newline;
    if (!continued) {
      add_physical_line(line, begin, end);
      break;
    }
    // Half of the backslashes stay; the last one, the newline and the white space around it are one
    // space.
    Offset stop = end - static_cast<Offset>(escapes) + static_cast<Offset>(escapes / 2);
    while (stop > begin && (bytes[stop - 1] == ' ' || bytes[stop - 1] == '\t')) --stop;
    add_physical_line(line, begin, stop);
    line.text.append(" ", {source_, stop});
    if (at_ >= bytes.size()) break;
  }
  line.end = at_;
  return true;
}

void LineReader::add_physical_line(LogicalLine& line, Offset begin, Offset end) {
  const std::string_view bytes = text_.bytes();
  const bool first = begin == line.begin;
  // Conditionals stand at the very beginning, one after the other; one that excludes the line is
  // enough. Undecided ones stay in the text, for whoever comes to depend on the line.
  Offset at = begin;
  bool excluded = false;
  Traced kept;
  while (at < end && bytes[at] == '@') {
    const auto name = find_template_name(bytes.substr(0, end), at);
    if (!name || name->begin != at || !conditional_name(bytes.substr(at + 1, name->end - at - 2)))
      break;
    const auto decision = decided(settings_, bytes.substr(at + 1, name->end - at - 2));
    if (decision) {
      line.configured.push_back({at, static_cast<Offset>(name->end), "", {}});
    } else {
      kept.append(bytes.substr(at, name->end - at), {source_, at});
    }
    if (decision == false) excluded = true;
    at = static_cast<Offset>(name->end);
  }
  if (excluded) {
    (first ? line.excluded : line.partly_excluded) = true;
    line.text.append("#", {source_, begin});
    return;
  }
  line.text.append(kept);
  if (!first) {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) ++at;
  }
  while (const auto name = find_template_name(bytes.substr(0, end), at)) {
    const auto begins = static_cast<Offset>(name->begin);
    const auto value = substitution(settings_, folder_,
                                    bytes.substr(name->begin + 1, name->end - name->begin - 2));
    line.text.append(bytes.substr(at, (value ? name->begin : name->end) - at), {source_, at});
    at = static_cast<Offset>(name->end);
    if (!value) continue;
    line.text.append(*value, {source_, begins});
    line.configured.push_back({begins, at, *value, {}});
  }
  line.text.append(bytes.substr(at, end - at), {source_, at});
}

Traced without_comment(const Traced& line) {
  const std::string& bytes = line.bytes();
  if (bytes.find('#') == std::string::npos) return line;
  Traced kept;
  std::size_t from = 0;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (c == '$' && at + 1 < bytes.size() && (bytes[at + 1] == '(' || bytes[at + 1] == '{')) {
      ++depth;
      ++at;
    } else if (depth > 0 && (c == '(' || c == '{')) {
      ++depth;
    } else if (depth > 0 && (c == ')' || c == '}')) {
      --depth;
    } else if (c == '#' && depth == 0) {
      const std::size_t escapes = backslashes_before(bytes, at, from);
      kept.append(line, from, at - escapes + escapes / 2);
      if (escapes % 2 == 0) return kept;
      from = at;  // the escaped '#' itself
    }
  }
  kept.append(line, from, bytes.size());
  return kept;
}

}  // namespace towpath::kbuild
