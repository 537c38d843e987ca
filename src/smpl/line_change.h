// SPDX-License-Identifier: GPL-2.0-or-later
// Code changed within a statement, and the lines that it is broken into.
#pragma once

#include <string>
#include <vector>

#include "smpl/render.h"
#include "smpl/source.h"
#include "text/edit.h"

namespace towpath::smpl {

// The tokens [first, last), or none, become the pieces. Where there are no tokens, the pieces
// belong to the token before `first` (after) or to `first`, and `gap` is what comes between it and
// them.
struct LineChange {
  c::TokenIndex first;
  c::TokenIndex last;
  bool after;
  std::string gap;
  std::vector<Piece> pieces;
};

// The changes, in order and disjoint, are all within `statement`, none of the statements in it
// being around them. Appends to `edits`.
void change_lines(const Source& source, c::NodeId statement, std::vector<LineChange> changes,
                  Edits& edits);

}  // namespace towpath::smpl
