// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/unambiguous.h"

namespace towpath::sed {

std::string unambiguous(std::string_view bytes, std::uint32_t length) {
  constexpr std::string_view kPlain = "\\\a\b\f\n\r\t\v";
  constexpr std::string_view kNames = "\\abfnrtv";
  std::string out;
  std::size_t in_line = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    std::string shown;
    const std::size_t named = kPlain.find(c);
    if (named != kPlain.npos) {
      shown = {'\\', kNames[named]};
    } else if (byte >= 32 && byte < 127) {
      shown = c;
    } else {
      shown = {'\\', static_cast<char>('0' + (byte >> 6)), static_cast<char>('0' + (byte >> 3 & 7)),
               static_cast<char>('0' + (byte & 7))};
    }
    if (length > 1 && in_line + shown.size() > length - 1) {
      out += "\\\n";
      in_line = 0;
    }
    out += shown;
    in_line += shown.size();
  }
  return out + '$';
}

}  // namespace towpath::sed
