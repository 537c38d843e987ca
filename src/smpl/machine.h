// SPDX-License-Identifier: GPL-2.0-or-later
// Runs one program: walks the children of nodes, and goes back where that fails.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "smpl/bindings.h"
#include "smpl/match.h"
#include "smpl/program.h"

namespace towpath::smpl {

class Machine {
 public:
  // All outlive this.
  Machine(const Program& program, const Subject& subject, const Given& given)
      : program_(program),
        subject_(subject),
        tree_(subject.tree()),
        given_(given),
        found_(program, subject, given) {}

  // Whether the program matches from the child at `position` of `owner` on; then match() tells
  // how.
  bool run(std::uint32_t entry, c::NodeId owner, std::uint32_t position,
           const std::vector<Binding>& known);
  // Another way to match. What only stands for other ways of writing the same is not tried again.
  bool again();
  const std::vector<Binding>& inherited() const { return found_.inherited(); }
  bool gave_up() const;
  Failure failure() const { return failure_; }
  Match match() const;

 private:
  // The children of `owner`, and where to go on in the frame above.
  struct Frame {
    std::uint32_t above;
    std::uint32_t resume;
    c::NodeId owner;
    std::uint32_t end;
    std::uint32_t captures = 0;     // how many there were; kDescend and kOperand only
    std::uint32_t operand = kNone;  // which of the chain's; kOperand only
    bool is_outer = false;          // a part of a declarator that a type metavariable has
  };
  struct Choice {
    std::uint32_t pc;
    std::uint32_t frame;
    std::uint32_t frames;  // how many there were
    std::uint32_t position;
    c::NodeId root_owner;
    Bindings::Mark mark;
    bool enumerates;
    std::uint32_t retry;  // what the instruction is to try then
  };

  bool run_from(std::uint32_t pc);
  std::uint32_t end_of(c::NodeId owner) const;

  // Passes over directives, and over attributes that the pattern does not speak of; a list of
  // statements goes on behind the label that its first one has.
  void skip();
  // To a preprocessor line that is next to what was matched before.
  void skip_conditionals();
  bool go_back_lines(std::uint32_t lines);
  bool is_attribute(c::Child child) const;
  bool at_end() const { return position_ >= frames_[frame_].end; }
  c::Child here() const { return tree_.children[position_]; }
  void note_failure(std::uint32_t pc);
  bool step(const Instruction& instruction, std::uint32_t& pc);

  // Told without passing anything over, so that where this is not known to be so it may yet fail.
  bool cannot_enter(const Instruction& instruction) const;
  std::uint32_t resume();
  void choose(std::uint32_t pc, bool enumerates, std::uint32_t retry);
  void enter(c::NodeId node, bool is_outer = false);

  // -- machine_declarator.cc: types, and declarators around names

  // The kSpecifiers node that the declarator at hand goes with; kNoNode if there is none.
  c::NodeId specifiers() const;
  bool enter_outer(const Outer& outer);

  // A pointer, brackets or parentheses around a name, down to `inner`.
  void enter_layer(c::NodeId layer, c::NodeId inner);
  bool enter_name();
  void leave_outer(std::uint32_t slot);
  bool is_init_declarator(std::uint32_t position) const;
  std::uint32_t declarators() const;

  // The comma or `;` next to the declarator, in either direction.
  c::TokenIndex mark_beside(std::uint32_t position, int step) const;
  bool choose_declarator(const Instruction& instruction, std::uint32_t pc);
  bool leave_declarator(const Instruction& instruction);

  // -- machine_list.cc: arguments, fields and so on

  bool at_comma() const;
  c::Child here_before() const { return tree_.children[position_ - 1]; }

  // Whether nothing of the list is before here.
  bool begins_list() const;

  // Where the machine is, as a token.
  c::TokenIndex place() const;
  bool adds(std::uint32_t slot) const;
  void capture_nothing(std::uint32_t slot) { found_.capture(slot, place(), place()); }
  bool ends_list(c::Child child) const;
  bool is_item(c::Child child) const;

  // The items from here on.
  std::uint32_t items_left();
  bool run_of_items(const Instruction& instruction, std::uint32_t pc);
  bool is_excluded(const ListRun& run, c::Child item);

  // An initializer without designator is its expression.
  bool has_only_child(c::NodeId node) const;
  std::uint32_t only_child(c::NodeId node) const { return tree_.nodes[node].children_begin; }

  // -- machine_nest.cc: expressions within one, operands of chains

  // The nodes below one are those with the numbers before its own.
  bool descend(const Instruction& instruction, std::uint32_t pc);

  // The operands of the chain of `op` that the node is, or itself.
  std::vector<c::NodeId> operands_of(c::NodeId node, std::string_view op);
  bool enter_operand(const Instruction& instruction, std::uint32_t pc);

  c::TokenIndex first_token(c::Child child) const { return begin_of(tree_, child); }
  c::TokenIndex last_token(c::Child child) const { return smpl::end_of(tree_, child); }

  const Program& program_;
  const Subject& subject_;
  const c::Tree& tree_;
  const Given& given_;
  Bindings found_;
  std::vector<Frame> frames_;
  std::uint32_t frame_ = 0;
  std::uint32_t position_ = 0;
  std::vector<Choice> choices_;
  std::uint32_t retry_ = kNone;
  bool seeks_attribute_ = false;    // the instruction at hand
  std::unique_ptr<Machine> never_;  // for what must not match
  Failure failure_;
};

}  // namespace towpath::smpl
