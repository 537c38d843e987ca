// SPDX-License-Identifier: GPL-2.0-or-later
// What a pattern says of its values' types.
#pragma once

#include <cstdint>
#include <vector>

#include "smpl/metavariable.h"
#include "smpl/pattern.h"

namespace towpath::smpl {

// What isomorphisms ask for.
enum class TypeClass : std::uint8_t {
  kUnknown,  // or any other type
  kInt,
  kPointer,
};

// Of an expression: told by the types of its metavariables and by its operators alone, as what the
// code declares is not known when isomorphisms are applied.
TypeClass class_of(const Term& term, const std::vector<Metavariable>& metavariables);

}  // namespace towpath::smpl
