// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/statement_change.h"

#include <algorithm>
#include <optional>

#include "smpl/directive_change.h"
#include "smpl/layout.h"
#include "smpl/pattern.h"

namespace towpath::smpl {

namespace {

using c::Kind;
using c::NodeId;
using c::TokenIndex;

void add(Edits& edits, Offset begin, Offset end, std::string text) {
  edits.push_back(Edit{begin, end, std::move(text), {}});
}

std::string_view without_trailing_blanks(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t\r\\");
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

// A branch or loop whose body gets braces: what stands before its first statement, and how deep
// that is.
struct Opening {
  std::string gap;
  std::string indent;
};

Opening open_block(const Source& source, NodeId body) {
  const TokenIndex first = source.tree().nodes[body].first;
  const std::string_view newline = source.newline_at(first);
  const std::string_view gap = source.gap_before(first);
  if (!source.begins_new_line(first)) {
    const NodeId control = source.tree().nodes[body].parent;
    std::string indent(source.indent_of_line(source.begin_of(source.tree().nodes[control].first)));
    indent += '\t';
    return {std::string(without_trailing_blanks(gap)) + " {" + std::string(newline) + indent,
            indent};
  }
  const std::size_t line =
      source.line_end_behind(source.end_before(first)) - source.end_before(first);
  const std::string_view head = without_trailing_blanks(gap.substr(0, line));
  const bool takes_line = head.find("//") != std::string_view::npos;
  std::string opening = takes_line ? " {" + std::string(head) : std::string(head) + " {";
  opening += newline;
  opening += gap.substr(line + 1);
  return {std::move(opening), source.indent_of(body)};
}

std::string close_block(const Source& source, NodeId body) {
  const c::Node& node = source.tree().nodes[body];
  const TokenIndex control = source.tree().nodes[node.parent].first;
  return std::string(source.newline_at(node.first)) +
         std::string(source.indent_of_line(source.begin_of(control))) + "}";
}

// `} else` and `} while` stand on one line.
void join_what_follows(const Source& source, NodeId body, Edits& edits) {
  const c::Node& node = source.tree().nodes[body];
  if (source.is_end(node.last)) return;
  const std::string_view next = source.spelling(node.last);
  const Kind control = source.tree().nodes[node.parent].kind;
  const bool goes_on = ((control == Kind::kIf || control == Kind::kIterator) && next == "else") ||
                       (control == Kind::kDo && next == "while");
  if (goes_on && is_blank(source.gap_before(node.last))) {
    add(edits, source.end_before(node.last), source.begin_of(node.last), " ");
  }
}

// New statements on lines of their own before the token `at`, behind what ends there.
void insert_behind_line(const Source& source, TokenIndex at, const std::string& indent,
                        const std::vector<Piece>& pieces, Edits& edits) {
  const std::string newline(source.newline_at(at - 1));
  const std::string text = written(pieces, column_after(0, indent), indent, newline);
  const std::string opening = pieces.front().is_line ? newline : newline + indent;
  // Behind a comment that ends the line.
  Offset place = source.end_before(at);
  const Offset line = source.line_end_behind(place);
  const bool ends_line = source.is_end(at) || source.begins_new_line(at);
  if (ends_line && !is_blank(source.slice(place, line))) place = line;
  add_with_lines(source, place, place, opening + text, {false, pieces.back().is_line}, indent,
                 edits);
}

}  // namespace

void insert_behind_control(const Source& source, TokenIndex from, NodeId body,
                           const std::vector<Piece>& pieces, Edits& edits) {
  const c::Tree& tree = source.tree();
  NodeId statement = tree.nodes[body].parent;
  while (source.is_body(statement) && tree.nodes[tree.nodes[statement].parent].first >= from)
    statement = tree.nodes[statement].parent;
  insert_behind_line(source, tree.nodes[statement].last, source.indent_of(statement), pieces,
                     edits);
}

void remove_statements(const Source& source, NodeId statement, TokenIndex first, TokenIndex last,
                       Edits& edits) {
  const Offset begin = source.begin_of(first);
  const Offset end = source.end_before(last);
  if (source.directive_at(last - 1) && source.directive_at(first)) {
    remove_directives(source, first, last, edits);
    return;
  }
  if (source.is_body(statement)) {
    add(edits, begin, end, "{}");
    return;
  }
  const c::Node& parent = source.tree().nodes[source.tree().nodes[statement].parent];
  const bool at_end = source.is_end(last);
  const bool closes = !at_end && source.spelling(last) == "}";
  if (is_label(parent.kind) && parent.last == last && (at_end || closes)) {
    add(edits, begin, end, ";");
    return;
  }
  if (first == 0) {
    if (begin > 0 && has_newline(source.bytes().substr(0, 1))) {
      add(edits, 0, end, "");
      return;
    }
    // What the text begins with may be about all of it.
    const bool alone = at_end || source.begins_new_line(last);
    add(edits, begin,
        alone ? std::min<Offset>(source.line_end_behind(end) + 1, source.bytes().size()) : end, "");
    return;
  }
  const std::string_view before = source.gap_before(first);
  const Offset line_end = source.line_end_behind(end);
  const bool ends_line = at_end || source.begins_new_line(last);
  if (!source.begins_new_line(first)) {
    // Behind other code on its line; a comment on the rest of the line was about it.
    add(edits, source.end_before(first), ends_line ? line_end : end, "");
    return;
  }
  if (!ends_line) {
    add(edits, begin, source.begin_of(last), "");
    return;
  }
  if (source.tree().tokens[first].in_define) {
    add(edits, source.end_before(first), end, "");
    return;
  }
  const Offset from = source.line_end_behind(source.end_before(first));
  Offset to = line_end;
  const bool edge = closes || source.spelling(first - 1) == "{";
  const Offset next_end = to < source.bytes().size() ? source.line_end(to + 1) : to;
  const bool blank_after =
      next_end > to && is_blank(source.slice(to, next_end)) && next_end < source.bytes().size();
  std::string kept;
  if (blank_after && edge) {
    to = next_end;
  } else if (!blank_after && !edge && has_blank_line(before)) {
    kept = "\n";
  }
  add(edits, from, to, std::move(kept));
}

void replace_statements(const Source& source, NodeId statement, TokenIndex first, TokenIndex last,
                        std::vector<Piece> pieces, std::size_t count, Edits& edits) {
  const Offset begin = source.begin_of(first);
  const Offset end = source.end_before(last);
  const std::string_view newline = source.newline_at(first);
  if (count < 2 || !source.is_body(statement)) {
    const std::string indent = source.indent_of(statement);
    add_with_lines(source, begin, end, written(pieces, source.column_of(begin), indent, newline),
                   {pieces.front().is_line, pieces.back().is_line}, indent, edits);
    return;
  }
  const Opening opening = open_block(source, statement);
  add(edits, source.end_before(first), begin, opening.gap);
  add(edits, begin, end,
      written(std::move(pieces), column_after(0, opening.indent), opening.indent, newline) +
          close_block(source, statement));
  join_what_follows(source, statement, edits);
}

void insert_statements(const Source& source, TokenIndex from, TokenIndex at, bool after,
                       std::vector<Piece> pieces, Edits& edits) {
  const TokenIndex neighbour = after ? at - 1 : at;
  const std::string newline(source.newline_at(neighbour));
  const std::optional<NodeId> beside =
      after ? source.statement_to(from, at)
            : source.statement_from(at, static_cast<TokenIndex>(source.tree().tokens.size()));
  if (beside && source.is_body(*beside)) {
    const Opening opening = open_block(source, *beside);
    const std::string text =
        written(std::move(pieces), column_after(0, opening.indent), opening.indent, newline);
    const std::string closing = close_block(source, *beside);
    const c::Node& node = source.tree().nodes[*beside];
    const Offset end = source.end_before(node.last);
    const std::string separator = newline + opening.indent;
    // The braces may be there already, for what comes before the branch.
    const auto closed = std::find_if(edits.begin(), edits.end(), [&](const Edit& edit) {
      return edit.begin == end && edit.end == end && edit.replacement == closing;
    });
    if (after && closed != edits.end()) {
      closed->replacement = separator + text + closing;
      return;
    }
    add(edits, source.end_before(node.first), source.begin_of(node.first),
        after ? opening.gap : opening.gap + text + separator);
    add(edits, end, end, after ? separator + text + closing : closing);
    join_what_follows(source, *beside, edits);
    return;
  }
  const bool closes = !after && !beside && source.spelling(at) == "}";
  std::string indent;
  if (beside) {
    indent = source.indent_of(*beside);
  } else {
    indent = source.indent_of_line(source.begin_of(neighbour));
    const NodeId owner = source.subject().owner(neighbour);
    const bool labelled = after && is_label(source.tree().nodes[owner].kind);
    if (closes || labelled || source.spelling(neighbour) == "{") indent += '\t';
  }
  if (after) {
    insert_behind_line(source, at, indent, pieces, edits);
    return;
  }
  const std::string text = written(pieces, column_after(0, indent), indent, newline);
  if (closes) {
    const std::string opening = pieces.front().is_line ? newline : newline + indent;
    const std::string_view gap = source.gap_before(at);
    const std::size_t comments = gap.find_last_not_of(" \t\r\n") + 1;
    const Offset place = source.end_before(at) + static_cast<Offset>(comments);
    if (has_newline(gap.substr(comments))) {
      add(edits, place, place, opening + text);
    } else {
      const std::string closing(source.indent_of_line(source.begin_of(at)));
      add(edits, place, source.begin_of(at), opening + text + newline + closing);
    }
    return;
  }
  add_with_lines(source, source.begin_of(at), source.begin_of(at), text + newline + indent,
                 {pieces.front().is_line, false}, indent, edits);
}

}  // namespace towpath::smpl
