// SPDX-License-Identifier: GPL-2.0-or-later
// What a semantic patch says, rule by rule, before anything is compiled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cparse/parse.h"
#include "text/result.h"
#include "text/text.h"

namespace towpath::smpl {

enum class MetaKind : std::uint8_t {
  kExpression,
  kIdentifier,
  kStatement,
  kType,
  kConstant,
  kExpressionList,
};

struct Metavariable {
  std::string name;
  MetaKind kind;
  Place place;
};

// One rule as written: its header read, its body still text.
struct SourceRule {
  std::string name;
  Place place;
  std::vector<std::string> disabled;  // isomorphisms
  std::vector<Metavariable> metavariables;
  // symbol, typedef, declarer name, iterator name: what these names are in the code.
  std::vector<std::pair<std::string, c::Role>> names;
  Text body;                // whole lines; a column here is a column in the semantic patch
  std::uint32_t body_line;  // where it begins

  // A place in the body as a place in the semantic patch.
  Place place_in_body(Offset at) const;
  std::optional<std::size_t> find(std::string_view metavariable) const;
};

// Cuts a semantic patch into rules and reads their headers and declarations.
Result<std::vector<SourceRule>> read_rules(const Text& cocci);

}  // namespace towpath::smpl
