// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/origin.h"

#include <algorithm>

namespace towpath::smpl {

Origins::Origins(const Edits& edits, Offset begin, Offset end) : begin_(begin) {
  if (!edits.empty()) stretches_ = origins(edits, end - begin);
}

PlaceId Origins::of(Offset at) const {
  const auto behind =
      std::upper_bound(stretches_.begin(), stretches_.end(), at,
                       [](Offset offset, const Origin& one) { return offset < one.begin; });
  if (behind == stretches_.begin()) return begin_ + at;
  const Origin& stretch = *(behind - 1);
  if (stretch.copied()) return begin_ + stretch.source_begin + (at - stretch.begin);
  const PlaceId within = (at - stretch.begin) & 0x3FFF'FFFF;
  return kMade | within << 32 | (begin_ + stretch.source_begin);
}

}  // namespace towpath::smpl
