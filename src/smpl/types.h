// SPDX-License-Identifier: GPL-2.0-or-later
// The types of expressions, as far as declarations tell: those of the function around, of the file,
// and of the headers that are read.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "smpl/declarations.h"
#include "smpl/subject.h"
#include "smpl/type.h"

namespace towpath::smpl {

// Nothing is read before it is asked for.
class Types {
 public:
  // `file` may be null: then the tree alone tells. All must outlive this.
  Types(const Subject& subject, const FileDeclarations* file, IntegerBits bits)
      : subject_(subject), file_(file), bits_(bits) {}

  IntegerBits bits() const { return bits_; }
  // Null where nothing tells it.
  TypeRef of(c::NodeId expression);
  // Whether the name is a parameter or an automatic variable of the function around.
  bool is_local(c::NodeId identifier);
  const Declarations& declarations();

 private:
  struct Local {
    c::TokenIndex at;    // its name; it is known from there
    c::TokenIndex last;  // where its scope ends
    TypeRef type;
    bool is_static;
  };

  void collect();
  const Local* local(c::NodeId identifier);
  TypeRef type_of(c::NodeId expression);
  TypeRef of_constant(c::TokenIndex token) const;
  TypeRef of_prefix(c::NodeId expression);
  TypeRef of_binary(c::NodeId expression);
  TypeRef of_member(c::NodeId expression);
  TypeRef pointed_to(const TypeRef& type);
  TypeRef common(const TypeRef& a, const TypeRef& b);
  TypeRef field_of(const Declarations::Fields& fields, std::string_view name, int depth);

  const Subject& subject_;
  const FileDeclarations* file_;
  IntegerBits bits_;
  Declarations own_;                                                 // where no file is given
  std::unordered_map<std::string_view, std::vector<Local>> locals_;  // by place
  std::unordered_map<c::NodeId, TypeRef> known_;
  bool collected_ = false;
};

// Whether an expression of `type` is what a metavariable of the type `pattern` stands for. Calls
// `bind(meta, type)` for the type metavariables of the pattern; false from it ends the matter.
// Qualifiers that the pattern leaves open may be there, unless `exact`.
bool fits(const TypeRef& pattern, const TypeRef& type, const Declarations& declarations, bool exact,
          const std::function<bool(std::uint32_t meta, const TypeRef& type)>& bind);

}  // namespace towpath::smpl
