// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/source.h"

#include <algorithm>

#include "lex/directive.h"
#include "smpl/layout.h"
#include "smpl/pattern.h"

namespace towpath::smpl {

using c::Kind;
using c::NodeId;
using c::TokenIndex;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\\") == std::string_view::npos;
}

bool has_newline(std::string_view text) {
  return text.find('\n') != std::string_view::npos;
}

bool has_blank_line(std::string_view text) {
  std::size_t at = text.find('\n');
  while (at != std::string_view::npos) {
    const std::size_t next = text.find('\n', at + 1);
    if (next == std::string_view::npos) return false;
    if (is_blank(text.substr(at, next - at))) return true;
    at = next;
  }
  return false;
}

Offset Source::line_begin(Offset at) const {
  const std::size_t newline = at == 0 ? std::string_view::npos : bytes_.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : static_cast<Offset>(newline + 1);
}

Offset Source::line_end(Offset at) const {
  return static_cast<Offset>(std::min(bytes_.find('\n', at), bytes_.size()));
}

Offset Source::line_end_behind(Offset at) const {
  while (at < bytes_.size() && bytes_[at] != '\n') {
    if (bytes_[at] == '/') {
      const lex::Comment comment = lex::comment_at(bytes_, at);
      if (comment.kind == lex::CommentKind::kNo) break;
      at = std::min(comment.end, static_cast<Offset>(bytes_.size()));
    } else if (is_blank(bytes_.substr(at, 1))) {
      ++at;
    } else {
      break;
    }
  }
  return line_end(at);
}

std::string_view Source::indent_of_line(Offset at) const {
  const Offset begin = line_begin(at);
  const std::size_t end = std::min(bytes_.find_first_not_of(" \t", begin), bytes_.size());
  return bytes_.substr(begin, end - begin);
}

std::uint32_t Source::column_of(Offset at) const {
  return column_after(0, slice(line_begin(at), at));
}

bool Source::begins_line(TokenIndex token) const {
  return is_blank(slice(line_begin(begin_of(token)), begin_of(token)));
}

std::string Source::unindented(std::string_view code, Offset at) const {
  std::string text(code);
  const std::string_view indent = indent_of_line(at);
  if (indent.empty()) return text;
  for (std::size_t line = 0; (line = text.find('\n', line)) != std::string::npos; ++line) {
    if (text.compare(line + 1, indent.size(), indent) == 0) text.erase(line + 1, indent.size());
  }
  return text;
}

bool Source::holds_lines(TokenIndex first, TokenIndex last) const {
  for (TokenIndex token = first; token < last; ++token) {
    if (tree_.tokens[token].kind == lex::TokenKind::kDirective) return true;
    if (is_directive(tree_.nodes[subject_.owner(token)].kind)) return true;
    if (spelling(token) == "{") return true;
    if (token > first && !is_blank(gap_before(token))) return true;
  }
  return false;
}

bool Source::keeps_line(TokenIndex first, TokenIndex token) const {
  const auto is_string = [&](TokenIndex at) {
    return tree_.tokens[at].kind == lex::TokenKind::kString;
  };
  return token > first && is_string(token) && is_string(token - 1) &&
         has_newline(gap_before(token));
}

std::string Source::indent_of(NodeId statement) const {
  const c::Node& node = tree_.nodes[statement];
  std::string indent(indent_of_line(begin_of(node.first)));
  if (begins_line(node.first) || node.parent == c::kNoNode) return indent;
  const c::Node& parent = tree_.nodes[node.parent];
  const bool opened_here = parent.kind == Kind::kCompound && parent.first < node.first &&
                           line_begin(begin_of(parent.first)) == line_begin(begin_of(node.first));
  if (is_control(parent.kind) || is_label(parent.kind) || opened_here) indent += '\t';
  return indent;
}

std::optional<NodeId> Source::statement_from(TokenIndex first, TokenIndex last) const {
  std::optional<NodeId> found;
  for (NodeId node = subject_.owner(first); node != c::kNoNode && node != tree_.root;
       node = tree_.nodes[node].parent) {
    if (tree_.nodes[node].first != first || tree_.nodes[node].last > last) break;
    const Kind kind = tree_.nodes[node].kind;
    if (kind == Kind::kElse) continue;
    if (is_statement(kind) || is_declaration(kind) || is_directive(kind)) found = node;
  }
  return found;
}

TokenIndex Source::declaration_begin(TokenIndex token) const {
  for (NodeId node = subject_.owner(token); node != c::kNoNode; node = tree_.nodes[node].parent) {
    const Kind kind = tree_.nodes[node].kind;
    if (kind == Kind::kFunction || is_declaration(kind)) return tree_.nodes[node].first;
    const bool within = is_statement(kind) || kind == Kind::kParameters ||
                        kind == Kind::kInitializerList || kind == Kind::kStruct ||
                        kind == Kind::kEnum || (is_expression(kind) && kind != Kind::kIdentifier);
    if (within) break;
  }
  return token;
}

std::optional<NodeId> Source::directive_at(TokenIndex token) const {
  for (NodeId node = subject_.owner(token); node != c::kNoNode; node = tree_.nodes[node].parent) {
    if (is_directive(tree_.nodes[node].kind)) return node;
  }
  return std::nullopt;
}

std::optional<NodeId> Source::statement_to(TokenIndex first, TokenIndex last) const {
  std::optional<NodeId> found;
  for (NodeId node = subject_.owner(last - 1); node != c::kNoNode && node != tree_.root;
       node = tree_.nodes[node].parent) {
    const Kind kind = tree_.nodes[node].kind;
    if (tree_.nodes[node].last != last || tree_.nodes[node].first < first) break;
    if (kind == Kind::kElse) continue;
    if (is_statement(kind) || is_declaration(kind)) found = node;
  }
  return found;
}

std::optional<NodeId> Source::statement_run(TokenIndex first, TokenIndex last) const {
  const std::optional<NodeId> begin = statement_from(first, last);
  if (!begin) return std::nullopt;
  TokenIndex covered = tree_.nodes[*begin].last;
  while (covered < last) {
    const std::optional<NodeId> next = statement_from(covered, last);
    if (!next) return std::nullopt;
    covered = tree_.nodes[*next].last;
  }
  return begin;
}

bool Source::is_body(NodeId statement) const {
  const c::Node& node = tree_.nodes[statement];
  return node.parent != c::kNoNode && is_control(tree_.nodes[node.parent].kind) &&
         is_statement(node.kind);
}

}  // namespace towpath::smpl
