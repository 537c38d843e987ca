// SPDX-License-Identifier: GPL-2.0-or-later
// When a token of a pattern and one of the code say the same.
#pragma once

#include <string_view>

namespace towpath::smpl {

// The same bytes, or integers of the same value and suffix.
bool same_token(std::string_view pattern, std::string_view code);

// The same of tokens in preprocessor lines: blanks behind the `#` do not count, and at the end of a
// header's name `...` stands for any rest.
bool same_directive_token(std::string_view pattern, std::string_view code);

}  // namespace towpath::smpl
