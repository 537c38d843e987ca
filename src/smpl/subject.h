// SPDX-License-Identifier: GPL-2.0-or-later
// A C tree that can be walked upwards from its tokens.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cparse/tree.h"

namespace towpath::smpl {

// A tree with the ways up that the matcher needs.
class Subject {
 public:
  explicit Subject(c::Tree tree);

  const c::Tree& tree() const { return tree_; }
  // The node that has the token as its child; kNoNode for kEnd.
  c::NodeId owner(c::TokenIndex token) const { return owners_[token]; }
  // Where the node stands in tree().children; it must not be the root.
  std::uint32_t position(c::NodeId node) const { return positions_[node]; }

 private:
  c::Tree tree_;
  std::vector<c::NodeId> owners_;         // by token
  std::vector<std::uint32_t> positions_;  // by node
};

// The tokens of a child: from the one to before the other.
c::TokenIndex begin_of(const c::Tree& tree, c::Child child);
c::TokenIndex end_of(const c::Tree& tree, c::Child child);

// Whether the node's value is only tested: it is a condition or an operand of `!`, `&&`, `||`.
bool is_tested(const c::Tree& tree, c::NodeId node);

// Whether the node's value is used: not where it is the name of a member, a label, a type or a
// declared thing, or a macro call that declares.
bool is_value(const c::Tree& tree, c::NodeId node);

// A statement under which control goes on to another: `if`, `else`, loops, `switch`. Not labels.
bool is_control(c::Kind kind);
bool is_label(c::Kind kind);
// A preprocessor line that is a node.
bool is_directive(c::Kind kind);
// The word behind the `#` of its first token.
std::string_view directive_word(std::string_view token);
// How many more conditionals begin than end in the tokens.
int conditionals_open(const c::Tree& tree, c::TokenIndex first, c::TokenIndex last);

}  // namespace towpath::smpl
