// SPDX-License-Identifier: GPL-2.0-or-later
// Where the tokens of a text that rules have changed stood in the source: what makes a position the
// same position for all rules.
#pragma once

#include <cstdint>
#include <vector>

#include "text/lineage.h"

namespace towpath::smpl {

// A place in the source. Code that a rule made has places of its own, which are no other code's:
// kMade is set, and below it stand where it was put and how far in.
using PlaceId = std::uint64_t;
inline constexpr PlaceId kMade = PlaceId{1} << 63;

class Origins {
 public:
  // `edits` made of the source's bytes [begin, end) the text that is asked about.
  Origins(const Edits& edits, Offset begin, Offset end);

  PlaceId of(Offset at) const;
  // The byte of the source that a place is at or was put at.
  static Offset source(PlaceId place) { return static_cast<Offset>(place); }

 private:
  Offset begin_;
  std::vector<Origin> stretches_;  // empty where nothing was changed
};

}  // namespace towpath::smpl
