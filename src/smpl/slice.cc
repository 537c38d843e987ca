// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/slice.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "smpl/source.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::Tree;

// In the order in which a fragment is tried: `f(x)` is an expression before it is a statement by
// macro.
constexpr c::Goal kGoals[] = {c::Goal::kExpression, c::Goal::kStatements, c::Goal::kTopLevel,
                              c::Goal::kInitializer, c::Goal::kTypeName};

bool blank(std::string_view code) {
  return code.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_sequence(const Stretch& stretch) {
  return std::any_of(stretch.gaps.begin(), stretch.gaps.end(),
                     [](const Stretch::Gap& gap) { return gap.is_dots && !gap.in_expression; });
}

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// Whether the slice's last code needs no semicolon.
bool ends_statement(const SourceRule& rule, std::string_view code, const Stretch& stretch,
                    std::span<const Hole> holes) {
  const std::size_t last = code.substr(0, stretch.end).find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos || last < stretch.begin) return true;
  if (code[last] == ';' || code[last] == '}' || code[last] == ':') return true;
  std::size_t word = last + 1;
  while (word > stretch.begin && is_word_byte(code[word - 1])) --word;
  const std::optional<std::size_t> meta = rule.find(code.substr(word, last + 1 - word));
  if (meta && is_statements(rule.metavariables[*meta].kind)) return true;
  const std::size_t line = code.rfind('\n', last) + 1;
  if (code[code.find_first_not_of(" \t", line)] == '#') return true;
  return !holes.empty() && last >= stretch.gaps.back().begin && last < stretch.gaps.back().end &&
         !holes.back().is_expression;
}

// Whether the line before goes on there.
bool is_continued(std::string_view code, Offset at) {
  return code.substr(0, at).ends_with("\\\n");
}

bool is_compound(const Tree& tree, Child child) {
  return child.is_node() && tree.nodes[child.node()].kind == Kind::kCompound;
}

}  // namespace

bool is_made_up(const Body& body, Offset at) {
  return at >= body.code.size() || body.code[at] != ';';
}

Slicer::Slicer(const SourceRule& rule, const Body& body, c::Names names)
    : rule_(rule), body_(body), names_(std::move(names)) {
  // Names that stand for gaps while the code around them is parsed, short enough to stand in the
  // place of dots. They are told from the rule's own by their place; they only must not have
  // another role.
  expression_hole_ = unused_name('e');
  statement_hole_ = unused_name('s');
  type_hole_ = unused_name('t');
  names_.set(type_hole_, c::Role::kType);
  names_.set(expression_hole_, c::Role::kExpression);
  names_.set(statement_hole_, c::Role::kItem);
}

std::string Slicer::unused_name(char first) const {
  std::string name{first, '_'};
  for (char second = 'a'; second <= 'z' && body_.code.find(name) != std::string::npos; ++second) {
    name = {first, second};
  }
  return name;
}

// The stretch's own code without the lines marked `dropped`, at its own offsets.
std::string Slicer::code_of(const Stretch& stretch, Mark dropped,
                            std::span<const Hole> holes) const {
  std::string code(body_.code.size(), ' ');
  for (Offset at = 0; at < code.size(); ++at) {
    if (body_.code[at] == '\n') code[at] = '\n';  // for the places in messages
  }
  for (Offset at = stretch.begin; at < stretch.end;) {
    const std::uint32_t line = rule_.body.line_of(at);
    const Offset end = std::min(stretch.end, rule_.body.line_begin(line + 1));
    if (body_.marks[line - 1] != dropped) {
      code.replace(at, end - at, body_.code, at, end - at);
    } else if (is_continued(code, at) && is_continued(body_.code, end)) {
      code[end - 2] = '\\';  // a line within a macro
    }
    at = end;
  }
  for (std::size_t i = 0; i < stretch.gaps.size(); ++i) {
    const Stretch::Gap& gap = stretch.gaps[i];
    // One written with backslashes is of its line.
    std::string filler;
    if (body_.mark_at(rule_, gap.begin) != dropped) {
      const bool is_field =
          gap.in_fields && !gap.is_dots && !holes[i].is_expression && !holes[i].is_type;
      filler = holes[i].is_expression || is_field ? expression_hole_
               : holes[i].is_type                 ? type_hole_
                                                  : statement_hole_;
      if (gap.ends_expression) filler.insert(0, ";");
      if (is_field || (gap.in_fields && gap.is_dots)) filler += ';';
    }
    const std::string_view hidden =
        std::string_view(body_.code).substr(gap.begin, gap.end - gap.begin);
    std::string newlines;
    for (std::size_t at = 0; (at = hidden.find('\n', at)) != std::string_view::npos; ++at)
      newlines += at > 0 && hidden[at - 1] == '\\' ? "\\\n" : "\n";
    filler.resize(std::max(filler.size(), hidden.size() - newlines.size()), ' ');
    code.replace(gap.begin, hidden.size(), filler + newlines);
  }
  end_fields(code);
  if (is_sequence(stretch) && !ends_statement(rule_, code, stretch, holes)) {
    code.resize(std::max<std::size_t>(code.size(), stretch.end + 1), ' ');
    code[stretch.end] = ';';
  }
  return code;
}

// What stands for a field has no semicolon in SmPL.
void Slicer::end_fields(std::string& code) const {
  for (const Metavariable& meta : rule_.metavariables) {
    if (meta.kind != MetaKind::kField && meta.kind != MetaKind::kFieldList) continue;
    for (std::size_t at = 0; (at = code.find(meta.name, at)) != std::string::npos;) {
      const bool begins = at == 0 || !is_word_byte(code[at - 1]);
      at += meta.name.size();
      if (begins && at < code.size() && is_blank(std::string_view(code).substr(at, 1))) {
        code[at] = ';';
      }
    }
  }
}

// A function without its type looks like an iterator.
bool Slicer::is_function(const Tree& tree) const {
  for (const Child child : tree.children_of(tree.root)) {
    if (child.is_token()) continue;
    const c::Node& node = tree.nodes[child.node()];
    if (node.kind == Kind::kIterator && is_compound(tree, tree.children_of(child.node()).back()) &&
        names_.find(tree.spelling(node.first)) != c::Role::kIterator) {
      return true;
    }
  }
  return false;
}

Result<Slice> Slicer::minus_slice(const Stretch& stretch, std::span<const Hole> holes) const {
  const std::string code = code_of(stretch, Mark::kPlus, holes);
  if (blank(code)) {
    return Error{rule_.place_in_body(stretch.begin), "there is nothing to match",
                 "a rule or a branch needs at least one context or minus line"};
  }
  if (is_type_name(code)) return parse(code, std::span(kGoals).last(1));
  Result<Slice> slice =
      parse(code, is_sequence(stretch) || is_bare_statement(code) ? std::span(kGoals).subspan(1)
                                                                  : std::span(kGoals));
  if (slice && is_function(slice->tree)) slice = parse(code, std::span(kGoals).subspan(2));
  if (!slice) return slice;
  return slice;
}

// What replaces an expression is an expression; what replaces statements may be declarations.
Result<Slice> Slicer::plus_slice(const Stretch& stretch, std::span<const Hole> holes,
                                 const Slice& minus) const {
  static constexpr c::Goal kOutside[] = {c::Goal::kTopLevel, c::Goal::kStatements};
  const std::string code = code_of(stretch, Mark::kMinus, holes);
  switch (minus.goal) {
    case c::Goal::kExpression:
      return parse(code, std::span(kGoals).first(1));
    case c::Goal::kInitializer:
      return parse(code, std::span(&minus.goal, 1));
    case c::Goal::kTopLevel:
      return parse(code, kOutside);
    case c::Goal::kTypeName:
      return parse(code, std::span(kGoals).last(1));
    default:
      return parse(code, std::span(kGoals).subspan(1));
  }
}

bool Slicer::has_room(const Stretch::Gap& gap) const {
  const std::string_view code = std::string_view(body_.code).substr(gap.begin, gap.end - gap.begin);
  const auto lines = static_cast<std::size_t>(std::count(code.begin(), code.end(), '\n'));
  return code.size() >= lines + expression_hole_.size() + gap.ends_expression;
}

// The error, if any, of the goal that came furthest.
Result<Slice> Slicer::parse(const std::string& code, std::span<const c::Goal> goals) const {
  const Text text(rule_.body.name(), code);
  std::optional<Error> furthest;
  for (const c::Goal goal : goals) {
    Result<Tree> tree = c::parse_fragment(text, goal, names_);
    if (tree) return Slice{std::move(*tree), goal};
    const Place& place = tree.error().where;
    if (!furthest || std::pair(place.line, place.column) >
                         std::pair(furthest->where.line, furthest->where.column)) {
      furthest = std::move(tree).error();
    }
  }
  furthest->where.line += rule_.body_line - 1;
  return std::move(*furthest);
}

// The name of a type, alone, must not be taken for an expression either.
bool Slicer::is_type_name(const std::string& code) const {
  const std::size_t begin = code.find_first_not_of(" \t\r\n");
  const std::size_t end = code.find_last_not_of(" \t\r\n") + 1;
  return names_.find(std::string_view(code).substr(begin, end - begin)) == c::Role::kType;
}

// A name that stands for a statement, alone, must not be taken for an expression.
bool Slicer::is_bare_statement(const std::string& code) const {
  const std::size_t begin = code.find_first_not_of(" \t\r\n");
  const std::size_t end = code.find_last_not_of(" \t\r\n") + 1;
  const std::string_view word = std::string_view(code).substr(begin, end - begin);
  if (word == statement_hole_) return true;
  const std::optional<std::size_t> meta = rule_.find(word);
  return meta && is_statements(rule_.metavariables[*meta].kind);
}

}  // namespace towpath::smpl
