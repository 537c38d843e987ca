// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/same_token.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "smpl/subject.h"

namespace towpath::smpl {

namespace {

// The value of an integer constant and where its suffix begins.
std::optional<std::pair<std::uint64_t, std::string_view>> integer(std::string_view text) {
  unsigned base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  std::uint64_t value = 0;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char ch = text[i];
    unsigned digit = 99;
    if (ch >= '0' && ch <= '9') digit = static_cast<unsigned>(ch - '0');
    if (ch >= 'a' && ch <= 'f') digit = static_cast<unsigned>(ch - 'a') + 10;
    if (ch >= 'A' && ch <= 'F') digit = static_cast<unsigned>(ch - 'A') + 10;
    if (digit >= base) break;
    if (value > (~std::uint64_t{0} - digit) / base) return std::nullopt;
    value = value * base + digit;
  }
  if (i == 0) return std::nullopt;
  const std::string_view suffix = text.substr(i);
  if (suffix.find_first_not_of("uUlL") != std::string_view::npos) return std::nullopt;
  return std::pair(value, suffix);
}

}  // namespace

std::optional<std::uint64_t> number_of(std::string_view text) {
  const auto number = integer(text);
  return number ? std::optional(number->first) : std::nullopt;
}

bool same_token(std::string_view pattern, std::string_view code) {
  if (pattern == code) return true;
  if (pattern.empty() || code.empty() || pattern[0] < '0' || pattern[0] > '9') return false;
  const auto a = integer(pattern);
  const auto b = integer(code);
  return a && b && *a == *b;
}

bool same_directive_token(std::string_view pattern, std::string_view code) {
  if (same_token(pattern, code)) return true;
  if (pattern.empty() || code.empty()) return false;
  constexpr std::string_view kDots = "...";
  switch (pattern[0]) {
    case '#':
    case '%':
      return (code[0] == '#' || code[0] == '%') && directive_word(pattern) == directive_word(code);
    case '<':
    case '"': {
      const std::string_view name = pattern.substr(0, pattern.size() - 1);
      return name.ends_with(kDots) && code.back() == pattern.back() &&
             code.starts_with(name.substr(0, name.size() - kDots.size()));
    }
    default:
      return false;
  }
}

}  // namespace towpath::smpl
