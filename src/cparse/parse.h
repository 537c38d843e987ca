// SPDX-License-Identifier: GPL-2.0-or-later
// C as people write it, parsed without expanding macros.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cparse/tree.h"
#include "text/result.h"

namespace towpath::c {

// What a name is, where its shape does not tell. Known beforehand: the words of the kernel and GCC.
enum class Role : std::uint8_t {
  kType,       // a typedef name
  kAttribute,  // expands to an attribute or to nothing: __init, __user, EXPORT_ATTR
  kIterator,   // a loop header: for_each_thing(...)
  kDeclarer,   // a declaration by macro: DECLARE_THING(...)
  kStatement,  // a statement by macro, without semicolon
  kExpression, // never any of the others
};

class Names {
 public:
  // The names that Linux and GCC give a role by convention.
  static const Names& builtin();

  // Adds the roles told by a header of `#define`s in the manner of Coccinelle's --macro-file: a body that is
  // an `if`, `for` or `while` head makes an iterator, an empty body or one of attributes only an attribute,
  // a declaration a declarer, a statement a statement.
  static Names from_hints(const Text& header);

  void set(std::string_view name, Role role);
  std::optional<Role> find(std::string_view name) const;
  void merge(const Names& other);

 private:
  std::unordered_map<std::string, Role> roles_;
};

// The whole text. Never fails: what does not fit the grammar is a kUnparsed node and in Tree::unparsed.
// `#define`s and typedefs in the text itself give roles too. Nesting beyond a fixed depth is unparsed
// rather than a stack overflow.
Tree parse(Text text, const Names& names);

// What a fragment is to be read as (the body of a semantic patch is made of fragments).
enum class Goal : std::uint8_t { kExpression, kStatements, kTopLevel, kTypeName };

// One fragment, which must fit `goal` to its last token; the error tells the offending token. The root of
// the tree is the node for kExpression and kTypeName, and a kCompound without braces or a
// kTranslationUnit for the other two.
Result<Tree> parse_fragment(Text text, Goal goal, const Names& names);

}  // namespace towpath::c
