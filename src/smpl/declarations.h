// SPDX-License-Identifier: GPL-2.0-or-later
// What texts declare for all of a file to see: variables, functions, typedefs, structures.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "smpl/type.h"

namespace towpath::smpl {

class Declarations {
 public:
  using Fields = std::vector<Type::Field>;

  // What the tree declares; of a name that is declared already, the first declaration stays.
  void add(const c::Tree& tree);
  void merge(const Declarations& other);

  // Null where nothing declares them.
  TypeRef variable(std::string_view name) const { return find(variables_, name); }
  TypeRef named(std::string_view name) const { return find(typedefs_, name); }
  // `tag` is "struct s" or "union u".
  const Fields* fields(std::string_view tag) const;
  // A typedef's name, and those that it stands for in turn, replaced by the type, whose qualifiers
  // come together. Else the type as it is.
  TypeRef resolved(TypeRef type) const;
  // The same of all its parts.
  TypeRef expanded(const TypeRef& type) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <class Kept>
  using Table = std::unordered_map<std::string, Kept, Hash, std::equal_to<>>;

  static TypeRef find(const Table<TypeRef>& table, std::string_view name) {
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
  }
  void declare(const c::Tree& tree, c::NodeId declaration);

  Table<TypeRef> variables_;
  Table<TypeRef> typedefs_;
  Table<std::shared_ptr<const Fields>> structures_;
};

// Adds what the headers of a file declare.
using HeaderDeclarations = std::function<void(const Text& file, Declarations& declarations)>;

// The declarations of the file around the code at hand, read when first asked for.
using FileDeclarations = std::function<const Declarations&()>;

}  // namespace towpath::smpl
