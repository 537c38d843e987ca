// SPDX-License-Identifier: GPL-2.0-or-later
// Preprocessor lines removed, and new code put beside them or with them.
#pragma once

#include <vector>

#include "smpl/piece.h"
#include "smpl/source.h"
#include "text/edit.h"

namespace towpath::smpl {

// The lines of the directives that the tokens [first, last) are.
void remove_directives(const Source& source, c::TokenIndex first, c::TokenIndex last, Edits& edits);

// Puts statements, declarations or directives on lines of their own before or behind a directive.
void insert_beside_directive(const Source& source, c::NodeId directive, bool after,
                             std::vector<Piece> pieces, Edits& edits);

// Where new code has a directive at an edge, which must have a line of its own.
struct LineEdges {
  bool opens;
  bool closes;
};

// Adds the edit that puts `text` in place of [begin, end); `indent` is for what then follows.
void add_with_lines(const Source& source, Offset begin, Offset end, std::string text,
                    LineEdges edges, std::string_view indent, Edits& edits);

}  // namespace towpath::smpl
