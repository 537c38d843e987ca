// SPDX-License-Identifier: GPL-2.0-or-later
// The commas of lists that items are taken from or added to.
#pragma once

#include "smpl/change.h"
#include "smpl/pattern.h"
#include "smpl/subject.h"

namespace towpath::smpl {

// Between two items there is one comma, before the first none, and behind the last only where the
// language allows it and there was one: commas of the source go, and plus code gets or loses one. A
// list that nothing was taken from or added to stays as it is.
void mend_commas(const Pattern& pattern, const Subject& subject, Changes& changes);

}  // namespace towpath::smpl
