// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/script.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

c::Goal goal_of(Made::Kind kind) {
  switch (kind) {
    case Made::Kind::kStatement:
      return c::Goal::kStatements;
    case Made::Kind::kType:
      return c::Goal::kTypeName;
    default:
      return c::Goal::kExpression;
  }
}

// The same place in the source as any other position there; places in other files are no code of
// this one's.
PlaceId place_id(const Position& position, const Text& source) {
  if (position.file != source.name() || position.line == 0 || position.line > source.line_count()) {
    return kMade;
  }
  return std::min(source.line_begin(position.line) + position.column, source.size());
}

Error refusal(const Place& place, const SourceRule& rule) {
  return {place, "`" + rule.name + "` is, or asks, a script, and scripts do not run here",
          "they do in `towpath spatch`"};
}

}  // namespace

Result<ScriptOutcome> NoScripts::run(const SourceRule& rule, std::span<const Value* const>) {
  return refusal(rule.place, rule);
}

Result<bool> NoScripts::holds(const SourceRule& rule, const ScriptExpression& expression,
                              std::span<const Value* const>) {
  return refusal(expression.place, rule);
}

Result<std::string> NoScripts::text(const SourceRule& rule, const ScriptExpression& expression,
                                    std::span<const Value* const>) {
  return refusal(expression.place, rule);
}

Result<Value> value_of(const Made& made, const c::Names& names, const Text& source) {
  switch (made.kind) {
    case Made::Kind::kToken:
      return value_of(made.code);
    case Made::Kind::kPragma: {
      Value value = value_of(made.code);
      value.kind = c::Kind::kUnparsed;
      return value;
    }
    case Made::Kind::kPosition: {
      Value value;
      value.position = made.position;
      value.position->id = place_id(*made.position, source);
      value.tokens = "@" + std::to_string(value.position->id);
      return value;
    }
    default:
      break;
  }
  Result<c::Tree> parsed = c::parse_fragment(Text("", made.code), goal_of(made.kind), names);
  if (!parsed) {
    return Error{{}, "`" + made.code + "` is no code that a metavariable may stand for", ""};
  }
  const Subject subject(*std::move(parsed));
  const c::Tree& tree = subject.tree();
  c::NodeId node = tree.root;
  if (made.kind == Made::Kind::kStatement) {
    const auto children = tree.children_of(node);
    if (children.size() != 1 || !children[0].is_node()) {
      return Error{{}, "`" + made.code + "` is not one statement", ""};
    }
    node = children[0].node();
  }
  return value_of(subject, node, tree.nodes[node].first, tree.nodes[node].last);
}

}  // namespace towpath::smpl
