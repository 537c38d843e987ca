// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/machine.h"

#include <algorithm>

#include "smpl/same_token.h"
#include "smpl/specifier_match.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using Op = Instruction::Op;

namespace {

// Bounds one attempt at one place. Programs without choices take a step per token of the pattern.
constexpr std::uint32_t kMaxSteps = 200'000;

// Where the parts of a conjunction speak of the same code, only what changes counts.
void leave_changes(const Program& program, std::vector<Capture>& captures) {
  if (captures.empty()) return;
  const Capture first = captures.front();
  std::erase_if(captures, [&](const Capture& capture) {
    const Slot& slot = program.slots[capture.slot];
    return !slot.minus && slot.plus_before == kNone && slot.plus_after == kNone;
  });
  std::stable_sort(captures.begin(), captures.end(), [](const Capture& a, const Capture& b) {
    return std::pair(a.first, a.last) < std::pair(b.first, b.last);
  });
  if (captures.empty()) captures.push_back(first);
}

}  // namespace

bool Machine::gave_up() const {
  return found_.steps() >= kMaxSteps;
}

bool Machine::run(std::uint32_t entry, NodeId owner, std::uint32_t position,
                  const std::vector<Binding>& known) {
  frames_.clear();
  frames_.push_back({kNone, 0, owner, end_of(owner)});
  frame_ = 0;
  position_ = position;
  found_.begin(known);
  choices_.clear();
  retry_ = kNone;
  failure_ = {};
  return run_from(entry);
}

bool Machine::again() {
  std::erase_if(choices_, [](const Choice& choice) { return !choice.enumerates; });
  return !choices_.empty() && run_from(resume());
}

Match Machine::match() const {
  Match match{found_.captures(), found_.values()};
  if (program_.unordered) {
    std::stable_sort(match.captures.begin(), match.captures.end(),
                     [](const Capture& a, const Capture& b) { return a.first < b.first; });
  }
  if (program_.has_conjunction) leave_changes(program_, match.captures);
  return match;
}

bool Machine::run_from(std::uint32_t pc) {
  for (; found_.steps() < kMaxSteps; found_.spend(1)) {
    const Instruction& instruction = program_.code[pc];
    if (instruction.op == Op::kAccept ? found_.compared() : step(instruction, pc)) {
      if (instruction.op == Op::kAccept) return true;
      continue;
    }
    if (given_.traces) note_failure(pc);
    if (choices_.empty()) return false;
    pc = resume();
  }
  return false;
}

std::uint32_t Machine::end_of(NodeId owner) const {
  return tree_.nodes[owner].children_begin + tree_.nodes[owner].children_count;
}

void Machine::skip() {
  for (;;) {
    Frame& frame = frames_[frame_];
    while (position_ < frame.end && !tree_.significant(tree_.children[position_])) ++position_;
    if (position_ < frame.end && !seeks_attribute_ && !program_.exact_attributes &&
        is_attribute(here())) {
      if (program_.attributes != kNone)
        found_.capture(program_.attributes, first_token(here()), last_token(here()));
      ++position_;
      continue;
    }
    if (position_ < frame.end || frame.above != kNone || program_.length < 2) return;
    if (!is_label(tree_.nodes[frame.owner].kind)) return;
    position_ = subject_.position(frame.owner) + 1;
    frame.owner = tree_.nodes[frame.owner].parent;
    frame.end = end_of(frame.owner);
  }
}

void Machine::skip_conditionals() {
  while (!at_end() && here().is_token() && !tree_.significant(here())) ++position_;
}

bool Machine::go_back_lines(std::uint32_t lines) {
  const std::uint32_t begin = tree_.nodes[frames_[frame_].owner].children_begin;
  while (lines > 0) {
    if (position_ == begin) return false;
    const Child before = tree_.children[--position_];
    if (tree_.significant(before)) return false;
    lines -= before.is_node() && is_directive(tree_.nodes[before.node()].kind);
  }
  return true;
}

bool Machine::is_attribute(Child child) const {
  return child.is_node() && tree_.nodes[child.node()].kind == Kind::kAttribute;
}

void Machine::note_failure(std::uint32_t pc) {
  const TokenIndex at = at_end() ? tree_.nodes[frames_[frame_].owner].last : first_token(here());
  if (failure_.instruction == kNone || at > failure_.at) failure_ = {at, pc};
}

bool Machine::step(const Instruction& instruction, std::uint32_t& pc) {
  seeks_attribute_ = instruction.kind == Kind::kAttribute;
  switch (instruction.op) {
    case Op::kToken:
    case Op::kLineToken: {
      skip();
      if (at_end() || here().is_node()) return false;
      const TokenIndex token = here().token();
      const auto same = instruction.op == Op::kToken ? same_token : same_directive_token;
      if (!same(program_.slots[instruction.slot].text, tree_.spelling(token))) return false;
      found_.capture(instruction.slot, token, token + 1);
      if (!found_.bind_positions(instruction.slot, token, token + 1)) return false;
      ++position_;
      break;
    }
    case Op::kString: {
      skip();
      if (at_end() || here().is_node()) return false;
      const TokenIndex token = here().token();
      if (!found_.bind_descriptors(program_.strings[instruction.argument], token)) return false;
      found_.capture(instruction.slot, token, token + 1);
      if (!found_.bind_positions(instruction.slot, token, token + 1)) return false;
      ++position_;
      break;
    }
    case Op::kMeta:
      skip();
      if (at_end()) return false;
      if (here().is_token() ? !found_.bind_operator(instruction.slot, here().token())
                            : !found_.bind(instruction.slot, here().node())) {
        return false;
      }
      ++position_;
      break;
    case Op::kSeparator: {
      skip();
      if (begins_list()) {
        capture_nothing(instruction.slot);
        break;
      }
      if (!at_comma()) return false;
      found_.capture(instruction.slot, here().token(), here().token() + 1);
      ++position_;
      break;
    }
    case Op::kTrailing:
      skip();
      if (!at_comma()) {
        capture_nothing(instruction.slot);
        break;
      }
      found_.capture(instruction.slot, here().token(), here().token() + 1);
      ++position_;
      break;
    case Op::kRun:
      if (!run_of_items(instruction, pc)) return false;
      break;
    case Op::kAbsent:
      skip();
      if (!found_.bind_items(instruction.slot, place(), place(), 0)) return false;
      break;
    case Op::kSeekFirst:
      position_ = tree_.nodes[frames_[frame_].owner].children_begin;
      break;
    case Op::kSeek:
      for (skip(); !at_end() && here().is_token(); skip()) ++position_;
      if (at_end()) return false;
      ++position_;
      choose(pc, instruction.enumerates, kNone);
      --position_;
      break;
    case Op::kSeekEnd:
      position_ = frames_[frame_].end;
      while (here_before().is_node() || tree_.spelling(here_before().token()) != "}") --position_;
      --position_;
      break;
    case Op::kCount:
      position_ = tree_.nodes[frames_[frame_].owner].children_begin + 1;
      if (items_left() != instruction.argument) return false;
      break;
    case Op::kPass:
      for (skip(); !at_end() && here().is_node(); skip()) {
        if (tree_.nodes[here().node()].kind != instruction.kind) break;
        found_.capture(instruction.slot, first_token(here()), last_token(here()));
        ++position_;
      }
      break;
    case Op::kDescend:
      if (!descend(instruction, pc)) return false;
      break;
    case Op::kOperand:
      if (!enter_operand(instruction, pc)) return false;
      break;
    case Op::kAscend:
      if (program_.slots[instruction.slot].minus && frames_[frame_].operand == kNone)
        found_.captures().resize(frames_[frame_].captures);
      position_ = frames_[frame_].resume;
      frame_ = frames_[frame_].above;
      break;
    case Op::kBack:
      do {
        --position_;
      } while (!tree_.significant(here()));
      break;
    case Op::kBackLines:
      if (!go_back_lines(instruction.argument)) return false;
      break;
    case Op::kTag: {
      // `struct` and the tag, or neither where the rule's type says it all.
      skip();
      const NodeId structure = frames_[frame_].owner;
      if (!found_.bind_value(program_.slots[instruction.slot].meta,
                             value_of(TypeReader(tree_).tagged(structure)))) {
        return false;
      }
      const TokenIndex first = tree_.nodes[structure].first;
      while (!at_end() && (here().is_node() || tree_.spelling(here().token()) != "{")) ++position_;
      if (at_end()) return false;
      found_.capture(instruction.slot, first, here().token());
      if (!found_.bind_positions(instruction.slot, first, here().token())) return false;
      break;
    }
    case Op::kSpecifiers: {
      const auto found = match_specifiers(program_, program_.specifiers[instruction.argument],
                                          tree_, frames_[frame_].owner);
      if (!found) return false;
      for (const Capture& one : *found) {
        found_.capture(one.slot, one.first, one.last);
        if (!found_.bind_positions(one.slot, one.first, one.last)) return false;
      }
      break;
    }
    case Op::kWords: {
      const bool nodes = program_.specifiers[instruction.argument].type != kNone;
      for (skip(); !at_end() && !is_attribute(here()) && (here().is_token() || nodes); skip())
        ++position_;
      break;
    }
    case Op::kOuter:
      if (!enter_outer(program_.outers[instruction.argument])) return false;
      break;
    case Op::kOuterEnd:
      leave_outer(instruction.slot);
      break;
    case Op::kName:
      if (!enter_name()) return false;
      break;
    case Op::kOneOf:
      if (!choose_declarator(instruction, pc)) return false;
      break;
    case Op::kOneOfEnd:
      if (!leave_declarator(instruction)) return false;
      break;
    case Op::kSole:
      skip();
      if (at_end() || here().is_token() || declarators() > 1) return false;
      if (tree_.nodes[here().node()].kind == Kind::kInitDeclarator) enter(here().node());
      break;
    case Op::kEnter: {
      if (is_directive(instruction.kind)) {
        skip_conditionals();
      } else {
        skip();
      }
      if (at_end() || here().is_token()) return false;
      const NodeId node = here().node();
      if (tree_.nodes[node].kind != instruction.kind) return false;
      enter(node);
      break;
    }
    case Op::kLeave:
      skip();
      if (!at_end()) return false;
      position_ = frames_[frame_].resume;
      frame_ = frames_[frame_].above;
      break;
    case Op::kSkip:
      skip();
      if (at_end() || here().is_token()) return false;
      if (instruction.slot != kNone) {
        found_.capture(instruction.slot, first_token(here()), last_token(here()));
        if (!found_.bind_positions(instruction.slot, first_token(here()), last_token(here())))
          return false;
      }
      ++position_;
      break;
    case Op::kRest: {
      skip();
      const std::uint32_t end = frames_[frame_].end - instruction.argument;
      if (position_ > end) return false;
      // The parameters of a macro are no part of its body.
      if (position_ < end && here().is_token() &&
          tree_.nodes[frames_[frame_].owner].kind == Kind::kDefine) {
        return false;
      }
      // Behind a name, what is left may be an initializer, but no attributes.
      if (position_ < end && program_.exact_attributes && is_attribute(here())) return false;
      if (instruction.slot != kNone && position_ < end) {
        const TokenIndex first = first_token(here());
        const TokenIndex last = last_token(tree_.children[end - 1]);
        if (!found_.bind_range(instruction.slot, {c::kNoNode, first, last, true})) return false;
      } else if (instruction.slot != kNone && adds(instruction.slot)) {
        capture_nothing(instruction.slot);
      }
      position_ = end;
      break;
    }
    case Op::kTested:
      skip();
      if (at_end() || here().is_token() || !is_tested(tree_, here().node())) return false;
      break;
    case Op::kSplit:
      if (cannot_enter(program_.code[pc + 1])) {
        pc = instruction.argument;
        return true;
      }
      choose(instruction.argument, instruction.enumerates, kNone);
      break;
    case Op::kJump:
      pc = instruction.argument;
      return true;
    case Op::kAccept:
      break;
  }
  ++pc;
  return true;
}

bool Machine::cannot_enter(const Instruction& instruction) const {
  return instruction.op == Op::kEnter && !given_.traces && !at_end() && here().is_node() &&
         tree_.significant(here()) && !is_attribute(here()) &&
         tree_.nodes[here().node()].kind != instruction.kind;
}

void Machine::choose(std::uint32_t pc, bool enumerates, std::uint32_t retry) {
  choices_.push_back({pc, frame_, static_cast<std::uint32_t>(frames_.size()), position_,
                      frames_[0].owner, found_.mark(), enumerates, retry});
}

void Machine::enter(NodeId node, bool is_outer) {
  frames_.push_back({frame_, position_ + 1, node, end_of(node), 0, kNone, is_outer});
  frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
  position_ = tree_.nodes[node].children_begin;
}

std::uint32_t Machine::resume() {
  const Choice choice = choices_.back();
  choices_.pop_back();
  frame_ = choice.frame;
  // Frames made after the choice are gone; those before it never change, but for the first.
  frames_.resize(choice.frames);
  frames_[0].owner = choice.root_owner;
  frames_[0].end = end_of(choice.root_owner);
  position_ = choice.position;
  found_.undo(choice.mark);
  retry_ = choice.retry;
  return choice.pc;
}

}  // namespace towpath::smpl
