// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "text/result.h"

namespace towpath::recipe {

// A value and the place where the recipe gives it.
template <class T>
struct Placed {
  T value{};
  Place place;
};

}  // namespace towpath::recipe
