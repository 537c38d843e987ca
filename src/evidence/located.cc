// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/located.h"

#include <charconv>

namespace towpath::evidence {

Finding located(const char* check, const Trace& trace, std::string message) {
  Finding finding{.check = check,
                  .place = {trace.path, trace.lines.empty() ? 0 : trace.lines.front().first},
                  .message = std::move(message),
                  .source = {},
                  .rule = {}};
  if (trace.from == pipeline::Carried::From::kSource) {
    finding.source = {trace.source_path,
                      trace.source_lines.empty() ? 0 : trace.source_lines.front().first};
  }
  if (!trace.shaped.empty()) finding.rule = trace.shaped.back().rule;
  return finding;
}

std::optional<Place> take_place(std::string_view& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Place place{std::string(text.substr(0, colon))};
  std::string_view rest = text.substr(colon + 1);
  const auto take_number = [&rest](std::uint32_t& number) {
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (read.ec != std::errc()) return false;
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    return true;
  };
  if (!take_number(place.line)) return std::nullopt;
  if (rest.starts_with(":")) {
    const std::string_view before = rest;
    rest.remove_prefix(1);
    if (!take_number(place.column)) rest = before;
  }
  text = rest;
  return place;
}

}  // namespace towpath::evidence
