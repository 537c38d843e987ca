// SPDX-License-Identifier: GPL-2.0-or-later
// Include guards.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "lex/directive.h"
#include "unifdef/token.h"

namespace towpath::unifdef {

// The symbol that a directive's operand begins with; empty if it begins with none. `spellings`
// keeps it, where lines are spliced within.
std::string_view leading_symbol(std::string_view bytes, const lex::Directive& directive,
                                Spellings& spellings);

// Where in `directives`, all of the text `bytes`, the #ifndef of an include guard is: it is the
// first conditional, its symbol is defined by the next directive, it has no other branch, and its
// #endif is the last conditional directive.
std::optional<std::size_t> include_guard(std::string_view bytes,
                                         const std::vector<lex::Directive>& directives);

}  // namespace towpath::unifdef
