// SPDX-License-Identifier: GPL-2.0-or-later
// A C text cut into what is compared one by one: functions, macros, other declarations, and
// directives between them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "evidence/equivalence/words.h"

namespace towpath::evidence {

struct Unit {
  enum class Kind : std::uint8_t { kFunction, kMacro, kInclude, kDeclaration, kDirective };

  Kind kind;
  // Of a function, macro or type; of an include, the header; of others, what tells most.
  std::string_view name;
  std::size_t begin;  // its words
  std::size_t end;
  std::size_t body;  // of a function or macro, where its statements begin; else `end`
  Offset at;         // of its first word in the text
  Words words = {};  // units_of: in their normal form

  std::string label() const;  // "function f"
};

// In their order. Cut by brackets; a function ends at the latest with a `}` in the first column, so
// that brackets which conditionals have twice do not reach further.
std::vector<Unit> cut(const Words& words);

// `words` without the units of which `is_to_go` says so.
Words without(const Words& words, const std::function<bool(const Unit&)>& is_to_go);

// Of expanded words. An include counts as the header of which `header` tells by its name; what it
// tells goes into the pool.
std::vector<Unit> units_of(const Words& words,
                           const std::function<std::string(std::string_view)>& header, Pool& pool);

}  // namespace towpath::evidence
