// SPDX-License-Identifier: GPL-2.0-or-later
// What an attempt at a match has found so far: the tokens of slots, what metavariables stand for.
#pragma once

#include <cstdint>
#include <vector>

#include "smpl/constraint.h"
#include "smpl/match.h"

namespace towpath::smpl {

class Bindings {
 public:
  // All outlive this.
  Bindings(const Program& program, const Subject& subject, const Given& given);

  // Another attempt, where metavariables stand for what is `known` already.
  void begin(const std::vector<Binding>& known);

  // How much was found, to go back there.
  struct Mark {
    std::uint32_t captures;
    std::uint32_t bound;
  };
  Mark mark() const {
    return {static_cast<std::uint32_t>(captures_.size()),
            static_cast<std::uint32_t>(order_.size())};
  }
  void undo(const Mark& mark);

  void capture(std::uint32_t slot, c::TokenIndex first, c::TokenIndex last) {
    captures_.push_back({slot, first, last});
  }
  std::vector<Capture>& captures() { return captures_; }
  const std::vector<Capture>& captures() const { return captures_; }
  const std::vector<Binding>& values() const { return bindings_; }
  const std::vector<Binding>& inherited() const { return inherited_; }

  // Each of these is false where the metavariable may not stand for that, or stands for something
  // else; then some of what belongs to it may be bound.
  bool bind(std::uint32_t slot, c::NodeId id);
  bool bind_operator(std::uint32_t slot, c::TokenIndex token);
  bool bind_range(std::uint32_t slot, Binding binding);
  bool bind_items(std::uint32_t slot, c::TokenIndex first, c::TokenIndex last, std::uint32_t count);
  bool bind_value(std::uint32_t meta, Value value);
  bool bind_descriptors(const StringPattern& pattern, c::TokenIndex token);
  bool bind_positions(std::uint32_t slot, c::TokenIndex first, c::TokenIndex last);
  // Whether the constraints hold that wait for all to be bound.
  bool compared();

  // The work done, of this attempt's.
  void spend(std::uint32_t steps) { steps_ += steps; }
  std::uint32_t steps() const { return steps_; }

 private:
  bool bind_code(std::uint32_t meta, const Binding& binding);
  bool bind_type(std::uint32_t meta, const TypeRef& type);
  bool bind_count(std::uint32_t meta, std::uint32_t count);
  bool bind_position(std::uint32_t meta, const Binding& here);
  bool bind_around(std::uint32_t meta, c::TokenIndex& first, c::TokenIndex& last);
  bool bind_names(std::uint32_t meta, c::TokenIndex first, c::TokenIndex last);
  bool is_of_type(std::uint32_t meta, c::NodeId id);
  bool is_left_open(std::uint32_t meta) const;
  c::TokenIndex opened(c::TokenIndex first, c::TokenIndex last) const;
  c::TokenIndex closed(c::TokenIndex first, c::TokenIndex last) const;
  void unbind(std::size_t left);

  Constraints constraints() { return {program_, tree_, given_, bindings_, steps_}; }
  bool same_code(const Binding& a, const Binding& b) { return constraints().same_code(a, b); }
  bool allowed(std::uint32_t meta, bool at_end) { return constraints().allow(meta, at_end); }

  const Program& program_;
  const Subject& subject_;
  const c::Tree& tree_;
  const Given& given_;
  Types& types_;
  std::vector<Binding> inherited_;
  std::vector<std::uint32_t> constrained_;  // of those, by index
  std::vector<Capture> captures_;
  std::vector<Binding> bindings_;     // by metavariable
  std::vector<std::uint32_t> order_;  // of the metavariables bound
  std::uint32_t steps_ = 0;
};

}  // namespace towpath::smpl
