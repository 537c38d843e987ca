// SPDX-License-Identifier: GPL-2.0-or-later
// What the command l shows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace towpath::sed {

// `bytes` with all but printable ones as escapes and `$` at the end, folded to lines of `length`
// bytes; 0 and 1 mean not at all.
std::string unambiguous(std::string_view bytes, std::uint32_t length);

}  // namespace towpath::sed
