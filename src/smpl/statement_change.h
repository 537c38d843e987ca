// SPDX-License-Identifier: GPL-2.0-or-later
// Whole statements taken away, replaced and added, with their lines.
#pragma once

#include <vector>

#include "smpl/render.h"
#include "smpl/source.h"
#include "text/edit.h"

namespace towpath::smpl {

// Each appends to `edits`; the tokens [first, last) are statements side by side, the first being
// `statement`.

// With the comments above them and, of two blank lines around them, one. What needs a statement
// keeps one.
void remove_statements(const Source& source, c::NodeId statement, c::TokenIndex first,
                       c::TokenIndex last, Edits& edits);

// `count` tells how many statements the new ones are: where more than one take the place of the
// body of a branch or loop, braces come around them.
void replace_statements(const Source& source, c::NodeId statement, c::TokenIndex first,
                        c::TokenIndex last, std::vector<Piece> pieces, std::size_t count,
                        Edits& edits);

// Behind the token before `at` (after) or before the token `at`. What matched begins at `from`: of
// several statements that end where the new ones come, they are beside the largest that matched.
void insert_statements(const Source& source, c::TokenIndex from, c::TokenIndex at, bool after,
                       std::vector<Piece> pieces, Edits& edits);

// Behind the outermost statement that the body is a branch of, or its branches are, and that begins
// at `from` or later.
void insert_behind_control(const Source& source, c::TokenIndex from, c::NodeId body,
                           const std::vector<Piece>& pieces, Edits& edits);

}  // namespace towpath::smpl
