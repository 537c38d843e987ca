// SPDX-License-Identifier: GPL-2.0-or-later
// C as people write it, parsed without expanding macros.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cparse/tree.h"
#include "cparse/word.h"
#include "text/result.h"

namespace towpath::c {

// What a name is, where its shape does not tell. Known beforehand: the words of the kernel and GCC.
enum class Role : std::uint8_t {
  kType,        // a typedef name
  kAttribute,   // expands to an attribute or to nothing: __init, __user, EXPORT_ATTR
  kIterator,    // a loop header: for_each_thing(...)
  kDeclarer,    // a declaration by macro: DECLARE_THING(...)
  kStatement,   // a statement by macro, without semicolon
  kItem,        // all of a statement or declaration by itself, without arguments or semicolon
  kExpression,  // never any of the others
};

class Names {
 public:
  // The names that Linux and GCC give a role by convention.
  static const Names& builtin();

  // The roles told by a header of `#define`s in the manner of Coccinelle's --macro-file: a body
  // that is an `if`, `for` or `while` head makes an iterator, an empty body or one of attributes
  // only an attribute, a declaration a declarer, a statement a statement. To be merged into a copy
  // of builtin().
  static Names from_hints(const Text& header);

  // The roles that a text gives by its own typedefs and `#define`s (tokens of
  // lex::Defines::kSplit).
  static Names from_text(const Text& text, std::span<const lex::Token> tokens,
                         std::span<const Word> words);

  void set(std::string_view name, Role role);
  std::optional<Role> find(std::string_view name) const;
  // The other's roles go before one's own.
  void merge(const Names& other);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const;
  };
  std::unordered_map<std::string, Role, Hash, std::equal_to<>> roles_;
};

// One external declaration, directive or `#define` line, as far as brackets and semicolons tell:
// its tokens are [first, last). The same external declaration with conditionals in or around its
// head may be several alternatives in one.
struct External {
  TokenIndex first;
  TokenIndex last;
  bool skipped = false;  // tokens of a branch that is never read: #if 0
};

// A text cut into external declarations, none of them parsed: a fraction of the cost of parsing.
struct Outline {
  Text text;
  std::vector<lex::Token> tokens;   // lex::Defines::kSplit
  std::vector<Word> words;          // of the tokens
  std::vector<External> externals;  // all tokens but kEnd, in order, without gaps
  Names names;                      // Names::from_text
};
Outline outline(Text text);

// The whole text. Never fails: what does not fit the grammar is a kUnparsed node and in
// Tree::unparsed.
// `#define`s and typedefs in the text itself give roles too, `names` goes before them. Nesting
// beyond a fixed depth is unparsed rather than a stack overflow. Takes time linear in the text.
Tree parse(Text text, const Names& names);

// The external declarations with wanted[i] set, all if `wanted` is empty; each other one is a
// kUnread node.
Tree parse(Outline outline, const std::vector<bool>& wanted, const Names& names);

// As the whole text is parsed, but for the bodies of functions, which are empty unless they define
// types: for what a text declares, at a fraction of the cost.
Tree parse_declarations(Text text, const Names& names);

// The external declarations that are the bytes [begin, end) of `text`: what an edit made of an
// External. The tree's tokens are only those, their offsets count in the whole text. `own` are the
// roles given by the rest of the text (Outline::names).
Tree parse_range(Text text, Offset begin, Offset end, const Names& names, const Names& own);

// What a fragment is to be read as (the body of a semantic patch is made of fragments).
enum class Goal : std::uint8_t { kExpression, kStatements, kTopLevel, kInitializer, kTypeName };

// One fragment, which must fit `goal` to its last token; the error tells the offending token. The
// root of the tree is the node for kExpression, kTypeName and kInitializer (a list in braces), and
// a kCompound without braces or a kTranslationUnit for the other two.
Result<Tree> parse_fragment(Text text, Goal goal, const Names& names);

}  // namespace towpath::c
