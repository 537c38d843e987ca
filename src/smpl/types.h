// SPDX-License-Identifier: GPL-2.0-or-later
// As much of C's types as isomorphisms ask about.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "smpl/subject.h"

namespace towpath::smpl {

enum class TypeClass : std::uint8_t {
  kUnknown,  // or any other type
  kInt,
  kPointer,
};

// The types of expressions as far as the external declaration around them tells.
class Types {
 public:
  explicit Types(const Subject& subject) : subject_(subject) {}

  TypeClass of(c::NodeId expression);

 private:
  void collect();

  const Subject& subject_;
  // Of the names declared; kUnknown where declarations differ.
  std::unordered_map<std::string_view, TypeClass> declared_;
  bool collected_ = false;
};

}  // namespace towpath::smpl
