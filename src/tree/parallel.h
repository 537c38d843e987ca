// SPDX-License-Identifier: GPL-2.0-or-later
// Loops on all cores whose bodies may fail.
#pragma once

#include <tbb/parallel_for.h>

#include <cstddef>
#include <optional>
#include <vector>

#include "text/result.h"

namespace towpath::tree {

// Calls `body(i)`, which returns a Status, for each i below `count`. The first error in order, so
// that it does not depend on the threads.
template <class Body>
Status for_each_index(std::size_t count, const Body& body) {
  std::vector<std::optional<Error>> errors(count);
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    if (Status status = body(i); !status.ok()) errors[i] = std::move(status).error();
  });
  for (std::optional<Error>& error : errors) {
    if (error) return std::move(*error);
  }
  return Done{};
}

}  // namespace towpath::tree
