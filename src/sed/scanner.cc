// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/scanner.h"

#include <algorithm>

#include "sed/regex_syntax.h"

namespace towpath::sed {

void Scanner::fail(const Place& where, std::string message, std::string hint) {
  if (failed_) return;
  failed_ = true;
  error_ = {where, std::move(message), std::move(hint)};
}

void Scanner::skip(std::string_view bytes) {
  at_ = std::min(source_.find_first_not_of(bytes, at_), source_.size());
}

void Scanner::skip_to_command() {
  for (;;) {
    skip(" \t\v\f\r\n;");
    if (!next_is('#')) return;
    at_ = std::min(source_.find('\n', at_), source_.size());
  }
}

void Scanner::end_command() {
  skip_spaces();
  if (at_end() || next_is('}') || next_is('#')) return;
  if (!take(';') && !take('\n')) fail("extra characters after command");
}

std::uint64_t Scanner::number() {
  std::uint64_t value = 0;
  while (!at_end() && is_digit(peek())) {
    value =
        std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(peek() - '0'), 1ull << 60);
    ++at_;
  }
  return value;
}

std::string Scanner::word() {
  skip_spaces();
  const std::size_t begin = at_;
  at_ = std::min(source_.find_first_of(" \t\v\f\r\n;}", at_), source_.size());
  return std::string(since(begin));
}

int Scanner::byte_escape() {
  return parse_byte_escape(source_, at_);
}

bool Scanner::delimited(char delimiter, bool regex, std::string& out) {
  while (!at_end()) {
    char c = source_[at_++];
    if (c == delimiter) return true;
    if (c == '\n') return false;
    if (c == '\\') {
      if (at_end()) return false;
      c = source_[at_++];
      if (c == 'n' && regex && delimiter != 'n') {
        c = '\n';
      } else if (c != delimiter || (c == '&' && !regex)) {
        out += '\\';  // `&` would have a meaning of its own in a replacement
      }
    }
    out += c;
  }
  return false;
}

}  // namespace towpath::sed
