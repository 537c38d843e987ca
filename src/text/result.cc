// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/result.h"

namespace towpath {

std::string to_string(const Place& place) {
  std::string out = place.file;
  for (const std::uint32_t number : {place.line, place.column}) {
    if (number == 0) break;
    if (!out.empty()) out += ':';
    out += std::to_string(number);
  }
  return out;
}

std::string to_string(const Error& error) {
  std::string out = to_string(error.where);
  if (!out.empty()) out += ": ";
  out += error.message;
  if (!error.hint.empty()) out += "; " + error.hint;
  return out;
}

}  // namespace towpath
