// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

namespace towpath::smpl {

// Names given from outside: `-D patch`, `-D name=value`.
struct Definition {
  std::string name;
  std::string value;
};

}  // namespace towpath::smpl
