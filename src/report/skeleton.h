// SPDX-License-Identifier: GPL-2.0-or-later
// The page around its data: what src/report/page holds and the libraries that it shows texts with,
// put together by embed.cmake when the program is built.
#pragma once

#include <string_view>

namespace towpath::report {

extern const std::string_view kBeforeData;
extern const std::string_view kAfterData;

}  // namespace towpath::report
