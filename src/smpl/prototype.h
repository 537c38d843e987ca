// SPDX-License-Identifier: GPL-2.0-or-later
// Prototypes follow the functions whose heads a rule changes: for each such function in the rule's
// body, rules made of its head that match and change declarations instead.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cparse/tree.h"
#include "smpl/body.h"
#include "smpl/rule.h"

namespace towpath::smpl {

// What changes the prototypes of one function. Its metavariables are those of the rule, by the same
// indices, then some of its own; those of the rule stand for what they do in the definition.
struct PrototypeRule {
  SourceRule rule;
  std::string function;        // its name, as the rule writes it
  std::uint32_t meta = kNone;  // if that is a metavariable
  // Why there is no such rule, which is empty then.
  std::string_view obstacle = {};
};

// Of the functions that `minus`, the body without its plus lines, defines; `plus` is the body
// without the minus lines, null where the rule has no plus lines. The offsets in both are those of
// the body. For a function whose parameters have names there are two rules: one for prototypes that
// name them all, however they call them, and one for those that name none.
std::vector<PrototypeRule> prototype_rules(const SourceRule& rule, const Body& body,
                                           const c::Tree& minus, const c::Tree* plus);

}  // namespace towpath::smpl
