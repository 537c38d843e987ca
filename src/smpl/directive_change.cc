// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/directive_change.h"

#include "lex/directive.h"
#include "smpl/layout.h"

namespace towpath::smpl {

namespace {

// The newline that ends the logical line on which code ends at `at`: behind its comments.
Offset logical_line_end(const Source& source, Offset at) {
  const auto size = static_cast<Offset>(source.bytes().size());
  return source.line_end(lex::skip_blanks(source.bytes(), at, size));
}

}  // namespace

void remove_directives(const Source& source, c::TokenIndex first, c::TokenIndex last,
                       Edits& edits) {
  Offset begin = source.line_begin(source.begin_of(first));
  if (!is_blank(source.slice(begin, source.begin_of(first)))) begin = source.begin_of(first);
  Offset end = logical_line_end(source, source.end_before(last));
  if (end < source.bytes().size()) {
    ++end;
  } else if (begin > 0) {
    --begin;  // the last line of all has no newline
  }
  edits.push_back(Edit{begin, end, "", {}});
}

void insert_beside_directive(const Source& source, c::NodeId directive, bool after,
                             std::vector<Piece> pieces, Edits& edits) {
  const c::Node& node = source.tree().nodes[directive];
  const std::string indent(source.indent_of_line(source.begin_of(node.first)));
  const bool begins_with_line = !pieces.empty() && pieces.front().is_line;
  std::string text =
      written(std::move(pieces), begins_with_line ? 0 : column_after(0, indent), indent, "\n");
  if (!begins_with_line) text.insert(0, indent);
  Offset at = source.line_begin(source.begin_of(node.first));
  if (after) {
    at = logical_line_end(source, source.end_before(node.last));
    text.insert(0, "\n");
  } else {
    text += '\n';
  }
  edits.push_back(Edit{at, at, std::move(text), {}});
}

void add_with_lines(const Source& source, Offset begin, Offset end, std::string text,
                    LineEdges edges, std::string_view indent, Edits& edits) {
  if (edges.opens) {
    const Offset line = source.line_begin(begin);
    if (is_blank(source.slice(line, begin))) {
      begin = line;
    } else {
      text.insert(0, "\n");
    }
  }
  if (edges.closes) {
    const std::string_view rest = source.slice(end, source.line_end(end));
    if (!is_blank(rest)) {
      text += '\n';
      text += indent;
      // What follows had its own blanks.
      end += static_cast<Offset>(rest.find_first_not_of(" \t"));
    }
  }
  edits.push_back(Edit{begin, end, std::move(text), {}});
}

}  // namespace towpath::smpl
