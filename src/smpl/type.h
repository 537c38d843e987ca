// SPDX-License-Identifier: GPL-2.0-or-later
// C types as values: read from trees, compared, and written again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cparse/tree.h"

namespace towpath::smpl {

struct Type;
// Shared and immutable; null where nothing tells the type, or, in patterns, where any will do.
using TypeRef = std::shared_ptr<const Type>;

// How many bits integers have. 0 where nobody has told: then a number's suffix alone gives its
// type.
struct IntegerBits {
  std::uint32_t of_int = 0;
  std::uint32_t of_long = 0;
  bool operator==(const IntegerBits&) const = default;
};

inline constexpr std::uint32_t kNoMeta = ~std::uint32_t{0};

struct Type {
  enum class Kind : std::uint8_t {
    kBasic,     // `name` is its words in one order: "unsigned long"
    kTagged,    // "struct s"; "struct" alone for one without a name
    kNamed,     // a typedef's name
    kPointer,   // to `of`
    kArray,     // of `of`
    kFunction,  // that returns `of`
    kOther,     // typeof(x) and types made by macros: `name` is its tokens
    kMeta,      // in patterns: the type metavariable `meta`; a kTagged may have `meta` for its tag
  };
  enum Qualifier : std::uint8_t { kConst = 1, kVolatile = 2, kRestrict = 4, kAtomic = 8 };
  using Field = std::pair<std::string, TypeRef>;  // without a name: an anonymous structure

  Kind kind;
  std::uint8_t qualifiers = 0;
  std::string name = {};
  // kArray: the tokens of its size; kFunction: of its parameters; kTagged without a tag: of what is
  // in its braces.
  std::string detail = {};
  TypeRef of = {};
  std::uint32_t meta = kNoMeta;
  // kTagged, where it is defined in place.
  std::shared_ptr<const std::vector<Field>> fields = {};
};

TypeRef basic_type(std::string name);
TypeRef named_type(std::string name);
TypeRef pointer_to(TypeRef type);
TypeRef array_of(TypeRef type);
TypeRef qualified(const TypeRef& type, std::uint8_t qualifiers);
TypeRef unqualified(const TypeRef& type);
bool is_kind(const TypeRef& type, Type::Kind kind);
bool is_arithmetic(const TypeRef& type);

// Whether they are written alike, whatever their sizes and parameters are called.
bool same_type(const TypeRef& a, const TypeRef& b);

// The tokens of a type with one blank between, as what is declared has them before and behind it:
// `int ( *` and `) ( void )`.
struct TypeText {
  std::string before;
  std::string behind;
  std::string whole() const { return behind.empty() ? before : before + " " + behind; }
};
TypeText type_text(const TypeRef& type);

// Reads the types in a tree. `metavariables` are names that stand for type metavariables.
class TypeReader {
 public:
  using Metavariables = std::vector<std::pair<std::string, std::uint32_t>>;
  explicit TypeReader(const c::Tree& tree, const Metavariables* metavariables = nullptr)
      : tree_(tree), metavariables_(metavariables) {}

  // Of all the words and nodes, or of those not in `without`.
  TypeRef specifiers(c::NodeId specifiers, std::span<const c::TokenIndex> without = {}) const;
  TypeRef type_name(c::NodeId type_name) const;

  // What a declarator around a name makes of the type before it. No name: it is abstract.
  struct Declared {
    TypeRef type;
    std::optional<c::TokenIndex> name = {};
  };
  // Of the outermost `layers` of it, if it has more.
  Declared declared(TypeRef type, c::NodeId declarator,
                    std::uint32_t layers = ~std::uint32_t{0}) const;
  std::optional<c::TokenIndex> parameter_name(c::NodeId parameter) const;
  // A structure, union or enumeration.
  TypeRef tagged(c::NodeId node) const;
  std::shared_ptr<const std::vector<Type::Field>> fields(c::NodeId structure) const;

 private:
  std::uint32_t metavariable(std::string_view name) const;

  const c::Tree& tree_;
  const Metavariables* metavariables_;
};

// The name of the type that the arithmetic words are, in whatever order; empty for none of them.
// Storage words and qualifiers are passed over.
std::string basic_name(std::span<const std::string_view> words);
bool is_qualifier(std::string_view word);
bool is_storage(std::string_view word);  // `inline` too, but not `typedef`

// Whether the word stands in the kSpecifiers node itself.
bool has_word(const c::Tree& tree, c::NodeId specifiers, std::string_view word);

bool is_declarator(c::Kind kind);
// The part of a declarator that is itself one, or the name; kNoNode where it is abstract.
c::NodeId inner_declarator(const c::Tree& tree, c::NodeId declarator);

}  // namespace towpath::smpl
