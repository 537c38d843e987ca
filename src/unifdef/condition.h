// SPDX-License-Identifier: GPL-2.0-or-later
// The conditions of directives as Boolean functions of what nobody knows: of atoms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lex/directive.h"
#include "unifdef/definitions.h"
#include "unifdef/expand.h"
#include "unifdef/expression.h"

namespace towpath::unifdef {

// One step of a condition in postfix form.
struct Step {
  enum class Kind : std::uint8_t { kFalse, kTrue, kAtom, kNot, kAnd, kOr, kChoose };
  Kind kind;
  std::uint32_t atom = 0;  // of kAtom
};
using Condition = std::vector<Step>;

// Something that may hold or not, for all that is known: `defined X`, `X` (is not 0), `X > 3`, or a
// whole condition that nobody can read.
struct Atom {
  std::string name;                  // as people write it
  std::vector<std::string> symbols;  // that it depends on; all of them if empty
};

// Reads the conditions of any number of texts under the same definitions. Conditions that say the
// same in other words, as far as logic operators, blanks, parentheses and known symbols go, are the
// same function of the same atoms.
//
// An undefined symbol is worth 0: `X` is read as `defined X && X`, and `X > 3` as
// `defined X ? X > 3 : 0 > 3`. Apart from that, atoms are unrelated.
class ConditionReader {
 public:
  explicit ConditionReader(const Definitions& definitions)
      : definitions_(definitions), expander_(definitions) {}

  // The condition of a directive in `bytes` that has one. Never fails: what cannot be read is an
  // atom. `bytes` must live as long as the reader, and the result lives as long as that.
  const Condition& read(std::string_view bytes, const lex::Directive& directive);

  const std::vector<Atom>& atoms() const { return atoms_; }

 private:
  // What a node of the expression is in its condition.
  enum class Role : std::uint8_t { kNone, kLogic, kAtom, kInAtom };

  std::optional<Condition> read_symbol(bool wants_defined);
  std::optional<Condition> read_expression();
  void assign_roles();
  void add_logic(const Node& node, Condition& condition);
  void add_to_atom(const Node& node);
  void add_atom(std::uint32_t root, Condition& condition);
  Value value_of_zeros(std::uint32_t root);
  Step defined(std::string_view name);
  Step unreadable(Offset begin, Offset end, char family);
  Step atom(std::string key, std::string name, std::vector<std::string> symbols);

  const Definitions& definitions_;
  Expander expander_;
  Expression expression_;
  std::string_view bytes_;
  Spellings spellings_;
  Tokens tokens_;

  std::vector<Role> roles_;        // by node
  std::vector<Value> zeros_;       // by node
  std::string key_;                // of the atom whose nodes are being read: they, in postfix form
  std::vector<std::string> used_;  // symbols in that atom
  std::vector<std::string_view> plain_;  // those of them that are not called

  std::vector<Atom> atoms_;
  std::unordered_map<std::string, std::uint32_t> by_key_;
  // What was read, by operand: most conditions appear in the text before and in that after.
  using Read = std::unordered_map<std::string_view, Condition>;
  Read expressions_;
  Read defined_;
  Read undefined_;
};

}  // namespace towpath::unifdef
