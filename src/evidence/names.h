// SPDX-License-Identifier: GPL-2.0-or-later
// What a C text defines and which names it uses, as far as its outline tells.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cparse/parse.h"

namespace towpath::evidence {

enum class NameKind : std::uint8_t { kMacro, kFunction, kTag, kEnumerator, kTypedef, kObject };

// "macro", "function", …
const char* name_of(NameKind kind);

// The name is a view into the outline's text.
struct DefinedName {
  NameKind kind;
  std::string_view name;
  Offset at;
};

struct UsedName {
  std::string_view name;
  Offset at;
};

struct NamesOf {
  std::vector<DefinedName> defined;   // with a body: not where it is only declared
  std::vector<DefinedName> declared;  // functions by their prototypes
  // Every other name outside of directives, but for the names of members behind `.` and `->`, and
  // for types that a declaration only points to.
  std::vector<UsedName> used;
};

// All in the order of the text.
NamesOf names_of(const c::Outline& outline);

}  // namespace towpath::evidence
