// SPDX-License-Identifier: GPL-2.0-or-later
// Makes terms of the tree of a slice.
#pragma once

#include <span>
#include <vector>

#include "smpl/hang.h"
#include "smpl/pattern.h"
#include "smpl/slice.h"

namespace towpath::smpl {

// Whether lines of optional code may be what a node of this kind has.
bool has_optional_parts(c::Kind kind);

// `marks` are those of the slice's tokens.
Term root_term(const SourceRule& rule, const Body& body, const Slice& slice,
               std::span<const TokenMarks> marks, std::span<const Hole> holes);

}  // namespace towpath::smpl
