// SPDX-License-Identifier: GPL-2.0-or-later
// What compiling asks of terms.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "smpl/pattern.h"

namespace towpath::smpl {

bool is_comma(const Term& term);

// Of nodes without code, and of the body that a head stands without, nothing is left.
bool all_minus(const Term& term);

bool adds(const Term& term);

// Whether all of it goes, and nothing comes for it.
bool vanishes(const Term& term);

// Whether some of it goes, or something comes with it.
bool changes(const Term& term);

// Whether a switch's block has nothing but cases, and stays. They match in any order, others may be
// among them.
bool has_cases(const Term& block);

// Dots, or something that a statement is.
bool is_part(const Term& term);

bool is_chain(const Term& term, std::string_view op);

// The operands of `a && b && …`, from left to right.
std::vector<const Term*> operands_of(const Term& node);

bool is_specifiers(const Term& term);

template <class Test>
bool any_leaf(const Term& term, Test test) {
  if (term.children.empty()) return test(term);
  return std::any_of(term.children.begin(), term.children.end(),
                     [&](const Term& child) { return any_leaf(child, test); });
}

// The first leaf, or the last one.
template <class AnyTerm>
AnyTerm& edge_leaf(AnyTerm& term, bool last) {
  if (term.children.empty()) return term;
  return edge_leaf<AnyTerm>(last ? term.children.back() : term.children.front(), last);
}

bool is_kept(const Term& leaf);

std::string_view last_text_of(const Term& term);

}  // namespace towpath::smpl
