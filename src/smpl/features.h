// SPDX-License-Identifier: GPL-2.0-or-later
// What a piece of code is made of, as bits: a code that a term matches has the term's features.
#pragma once

#include <bitset>
#include <string_view>
#include <vector>

#include "cparse/tree.h"

namespace towpath::smpl {

// One for each kind of expression and statement, and some for the operators of expressions; two
// operators may share one.
using Features = std::bitset<128>;
static_assert(static_cast<std::size_t>(c::Kind::kGeneric) < 96);

Features kind_feature(c::Kind kind);
Features operator_feature(c::Kind around, std::string_view text);

// All of one of these is in the code. Without any, nothing is told.
using FeatureWays = std::vector<Features>;
bool has_one_of(const Features& code, const FeatureWays& ways);

// The features of each node with what is below it.
class TreeFeatures {
 public:
  explicit TreeFeatures(const c::Tree& tree);
  const Features& of(c::NodeId node) const { return of_[node]; }

 private:
  std::vector<Features> of_;
};

}  // namespace towpath::smpl
