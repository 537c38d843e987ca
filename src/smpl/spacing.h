// SPDX-License-Identifier: GPL-2.0-or-later
// Where kernel style puts a space between two tokens.
#pragma once

#include "smpl/subject.h"

namespace towpath::smpl {

// Whether a space stands before the token, which is not the first of its tree, when it is on the
// same line as the one before.
bool space_before(const Subject& subject, c::TokenIndex token);

}  // namespace towpath::smpl
