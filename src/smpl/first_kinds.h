// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "smpl/program.h"

namespace towpath::smpl {

// The kinds of node that the program from `entry` on may begin with; none where it may be any.
KindSet first_kinds(const Program& program, std::uint32_t entry);

}  // namespace towpath::smpl
