// SPDX-License-Identifier: GPL-2.0-or-later
// When a token of a pattern and one of the code say the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace towpath::smpl {

// The value of an integer constant; nothing where it is none, or beyond 64 bits.
std::optional<std::uint64_t> number_of(std::string_view text);

// The same bytes, or integers of the same value and suffix.
bool same_token(std::string_view pattern, std::string_view code);

// The same of tokens in preprocessor lines: blanks behind the `#` do not count, and at the end of a
// header's name `...` stands for any rest.
bool same_directive_token(std::string_view pattern, std::string_view code);

}  // namespace towpath::smpl
