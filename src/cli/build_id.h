// SPDX-License-Identifier: GPL-2.0-or-later
// Which build of the program this is.
#pragma once

#include <string>

namespace towpath::cli {

// The id that the linker gave the program (--build-id), in hexadecimal: another one for each
// change to its code, whatever its version says. Empty where it has none.
std::string build_id();

}  // namespace towpath::cli
