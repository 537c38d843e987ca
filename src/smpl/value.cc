// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/value.h"

#include <algorithm>

#include "smpl/source.h"
#include "smpl/spacing.h"

namespace towpath::smpl {

TokenText token_text(const c::Tree& tree, c::TokenIndex first, c::TokenIndex last) {
  TokenText text;
  for (c::TokenIndex token = first; token < last; ++token) {
    if (token > first) text += ' ';
    text += tree.spelling(token);
  }
  return text;
}

std::string comments_around(const c::Tree& tree, c::TokenIndex first, c::TokenIndex last) {
  std::string text;
  const std::string_view bytes = tree.text.bytes();
  for (c::TokenIndex token = first; token <= last && token < tree.tokens.size(); ++token) {
    const Offset begin = token == 0 ? 0 : tree.tokens[token - 1].end();
    const std::string_view gap = bytes.substr(begin, tree.tokens[token].begin - begin);
    for (std::size_t at = 0; (at = gap.find('/', at)) != std::string_view::npos;) {
      const bool is_line = gap.substr(at).starts_with("//");
      const std::size_t end =
          is_line ? gap.find('\n', at) : std::min(gap.find("*/", at + 2), gap.size() - 2) + 2;
      if (!text.empty()) text += ' ';
      text += gap.substr(at, end - at);
      at = std::min(end, gap.size());
    }
  }
  return text;
}

Value value_of(const Subject& subject, c::NodeId node, c::TokenIndex first, c::TokenIndex last) {
  const Source source(subject);
  const c::Tree& tree = subject.tree();
  Value value;
  if (node != c::kNoNode) value.kind = tree.nodes[node].kind;
  value.tokens = token_text(tree, first, last);
  if (first == last) return value;
  value.text = source.unindented(source.slice(source.begin_of(first), source.end_before(last)),
                                 source.begin_of(first));
  if (source.holds_lines(first, last)) {
    value.pieces.push_back({.text = value.text, .gap = {}});
    return value;
  }
  for (c::TokenIndex token = first; token < last; ++token) {
    const bool spaced = token > first && space_before(subject, token);
    value.pieces.push_back({.text = std::string(tree.spelling(token)),
                            .gap = spaced ? " " : "",
                            .keeps_line = source.keeps_line(first, token)});
  }
  return value;
}

Value value_of(std::string token) {
  Value value;
  value.kind = c::Kind::kIdentifier;
  value.tokens = value.text = token;
  value.pieces.push_back({.text = std::move(token), .gap = {}});
  return value;
}

Value list_of(std::span<const std::string> items) {
  Value value;
  for (const std::string& item : items) {
    if (!value.pieces.empty()) {
      value.pieces.push_back({.text = ",", .gap = ""});
      value.tokens += " , ";
      value.text += ", ";
    }
    value.pieces.push_back({.text = item, .gap = value.pieces.empty() ? "" : " "});
    value.tokens += item;
    value.text += item;
  }
  return value;
}

namespace {

void append(std::vector<Piece>& pieces, std::string_view tokens) {
  while (!tokens.empty()) {
    const std::size_t end = std::min(tokens.find(' '), tokens.size());
    const std::string_view word = tokens.substr(0, end);
    const std::string_view before = pieces.empty() ? "" : std::string_view(pieces.back().text);
    const bool tight = pieces.empty() || before == "*" || before == "(" || before == "[" ||
                       before == ")" || word == ")" || word == "[" || word == "]" || word == ",";
    pieces.push_back({.text = std::string(word), .gap = tight ? "" : " "});
    tokens.remove_prefix(std::min(end + 1, tokens.size()));
  }
}

}  // namespace

Value value_of(const TypeRef& type) {
  const TypeText text = type_text(type);
  Value value;
  value.kind = c::Kind::kTypeName;
  value.type = type;
  value.tokens = text.whole();
  append(value.pieces, text.before);
  append(value.behind, text.behind);
  for (const std::vector<Piece>* part : {&value.pieces, &value.behind}) {
    for (const Piece& piece : *part) value.text += piece.gap + piece.text;
  }
  return value;
}

const Value* Values::keep(Value value) {
  std::string key = value.tokens;
  if (value.kind == c::Kind::kTypeName) key += "\n" + value.text;
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  values_.push_back(std::move(value));
  const Value* const kept = &values_.back();
  known_.emplace(std::move(key), kept);
  return kept;
}

}  // namespace towpath::smpl
