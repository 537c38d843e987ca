// SPDX-License-Identifier: GPL-2.0-or-later
// Which nodes of code the kinds of metavariable stand for.
#pragma once

#include <string_view>

#include "cparse/tree.h"
#include "smpl/metavariable.h"
#include "smpl/pattern.h"
#include "smpl/subject.h"

namespace towpath::smpl {

// By the node's kind and place, whatever its type.
bool may_bind(const Subject& subject, MetaKind kind, c::NodeId id);

// Whether constants have names like this one: capitals.
bool is_constant_name(std::string_view name);

// A type as a macro's body, or the name that a typedef declares.
bool is_type_name(const c::Tree& tree, c::NodeId id);

}  // namespace towpath::smpl
