// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/replacement.h"

#include <algorithm>

#include "sed/regex_syntax.h"
#include "sed/scanner.h"

namespace towpath::sed {
namespace {

void add_text(Substitution& result, std::string_view text) {
  if (result.parts.empty() || result.parts.back().group >= 0) result.parts.emplace_back();
  result.parts.back().text += text;
}
void add_group(Substitution& result, int group) {
  result.highest_group = std::max(result.highest_group, group);
  result.parts.push_back({.group = group});
}

}  // namespace

void parse_replacement(std::string_view source, Substitution& result) {
  using Case = ReplacementPart::Case;
  for (std::size_t at = 0; at < source.size();) {
    const char c = source[at++];
    if (c == '&') {
      add_group(result, 0);
      continue;
    }
    if (c != '\\' || at == source.size()) {
      add_text(result, std::string_view(&c, 1));
      continue;
    }
    const int literal = parse_byte_escape(source, at);
    if (literal >= 0) {
      const char byte = static_cast<char>(literal);
      add_text(result, std::string_view(&byte, 1));
      continue;
    }
    const char escaped = source[at++];
    if (is_digit(escaped)) {
      add_group(result, escaped - '0');
      continue;
    }
    const std::string_view changes = "ULEul";
    const std::size_t change = changes.find(escaped);
    if (change == changes.npos) {
      add_text(result, std::string_view(&escaped, 1));
      continue;
    }
    constexpr Case kCases[] = {Case::kUpper, Case::kLower, Case::kEnd, Case::kUpperNext,
                               Case::kLowerNext};
    result.parts.push_back({.change = kCases[change]});
    result.changes_case = true;
  }
}

std::string without_escapes(std::string_view source) {
  std::string result;
  for (std::size_t at = 0; at < source.size();) {
    if (source[at] != '\\') {
      result += source[at++];
      continue;
    }
    ++at;
    const int literal = parse_byte_escape(source, at);
    if (literal >= 0) {
      result += static_cast<char>(literal);
    } else if (at < source.size() && source[at] == '\\') {
      result += source[at++];
    } else {
      result += '\\';
    }
  }
  return result;
}

}  // namespace towpath::sed
