// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/match.h"

#include <algorithm>

#include "smpl/bindings.h"
#include "smpl/candidate.h"
#include "smpl/same_token.h"
#include "smpl/specifier_match.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using c::Tree;
using Op = Instruction::Op;

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

class Machine {
 public:
  Machine(const Program& program, const Subject& subject, const Given& given)
      : program_(program),
        subject_(subject),
        tree_(subject.tree()),
        given_(given),
        found_(program, subject, given) {}

  // Whether the program matches from the child at `position` of `owner` on; then match()
  // tells how.
  bool run(std::uint32_t entry, NodeId owner, std::uint32_t position,
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

  // Another way to match. What only stands for other ways of writing the same is not tried again.
  bool again() {
    std::erase_if(choices_, [](const Choice& choice) { return !choice.enumerates; });
    return !choices_.empty() && run_from(resume());
  }

  const std::vector<Binding>& inherited() const { return found_.inherited(); }
  bool gave_up() const { return found_.steps() >= kMaxSteps; }
  Failure failure() const { return failure_; }
  Match match() const {
    Match match{found_.captures(), found_.values()};
    if (program_.unordered) {
      std::stable_sort(match.captures.begin(), match.captures.end(),
                       [](const Capture& a, const Capture& b) { return a.first < b.first; });
    }
    if (program_.has_conjunction) leave_changes(program_, match.captures);
    return match;
  }

 private:
  // The children of `owner`, and where to go on in the frame above.
  struct Frame {
    std::uint32_t above;
    std::uint32_t resume;
    NodeId owner;
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
    NodeId root_owner;
    Bindings::Mark mark;
    bool enumerates;
    std::uint32_t retry;  // what the instruction is to try then
  };

  bool run_from(std::uint32_t pc) {
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

  std::uint32_t end_of(NodeId owner) const {
    return tree_.nodes[owner].children_begin + tree_.nodes[owner].children_count;
  }

  // Passes over directives, and over attributes that the pattern does not speak of; a list of
  // statements goes on behind the label that its first one has.
  void skip() {
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
  // To a preprocessor line that is next to what was matched before.
  void skip_conditionals() {
    while (!at_end() && here().is_token() && !tree_.significant(here())) ++position_;
  }
  bool go_back_lines(std::uint32_t lines) {
    const std::uint32_t begin = tree_.nodes[frames_[frame_].owner].children_begin;
    while (lines > 0) {
      if (position_ == begin) return false;
      const Child before = tree_.children[--position_];
      if (tree_.significant(before)) return false;
      lines -= before.is_node() && is_directive(tree_.nodes[before.node()].kind);
    }
    return true;
  }
  bool is_attribute(Child child) const {
    return child.is_node() && tree_.nodes[child.node()].kind == Kind::kAttribute;
  }
  bool at_end() const { return position_ >= frames_[frame_].end; }
  Child here() const { return tree_.children[position_]; }

  void note_failure(std::uint32_t pc) {
    const TokenIndex at = at_end() ? tree_.nodes[frames_[frame_].owner].last : first_token(here());
    if (failure_.instruction == kNone || at > failure_.at) failure_ = {at, pc};
  }

  bool step(const Instruction& instruction, std::uint32_t& pc) {
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
        skip();
        if (at_end() || here().is_token()) break;
        if (tree_.nodes[here().node()].kind != instruction.kind) break;
        found_.capture(instruction.slot, first_token(here()), last_token(here()));
        ++position_;
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
        while (!at_end() && (here().is_node() || tree_.spelling(here().token()) != "{"))
          ++position_;
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

  // Told without passing anything over, so that where this is not known to be so it may yet fail.
  bool cannot_enter(const Instruction& instruction) const {
    return instruction.op == Op::kEnter && !given_.traces && !at_end() && here().is_node() &&
           tree_.significant(here()) && !is_attribute(here()) &&
           tree_.nodes[here().node()].kind != instruction.kind;
  }

  void choose(std::uint32_t pc, bool enumerates, std::uint32_t retry) {
    choices_.push_back({pc, frame_, static_cast<std::uint32_t>(frames_.size()), position_,
                        frames_[0].owner, found_.mark(), enumerates, retry});
  }

  void enter(NodeId node, bool is_outer = false) {
    frames_.push_back({frame_, position_ + 1, node, end_of(node), 0, kNone, is_outer});
    frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
    position_ = tree_.nodes[node].children_begin;
  }

  // -- declarations ------------------------------------------------------------------------------

  // The kSpecifiers node that the declarator at hand goes with; kNoNode if there is none.
  NodeId specifiers() const {
    NodeId owner = frames_[frame_].owner;
    if (tree_.nodes[owner].kind == Kind::kInitDeclarator) owner = tree_.nodes[owner].parent;
    for (const Child child : tree_.children_of(owner)) {
      if (!tree_.significant(child)) continue;
      const bool found = child.is_node() && tree_.nodes[child.node()].kind == Kind::kSpecifiers;
      return found ? child.node() : c::kNoNode;
    }
    return c::kNoNode;
  }

  bool enter_outer(const Outer& outer) {
    const NodeId specifiers = this->specifiers();
    if (specifiers == c::kNoNode) return false;
    const SpecifierWords& words = program_.specifiers[outer.specifiers];
    if (outer.inner == kNone) {
      Value type = type_value(program_, words, subject_, specifiers, c::kNoNode, 0);
      return found_.bind_value(program_.slots[outer.slot].meta, std::move(type));
    }
    skip();
    const bool is_there = !at_end() && here().is_node() &&
                          (is_declarator(tree_.nodes[here().node()].kind) ||
                           tree_.nodes[here().node()].kind == Kind::kIdentifier);
    if (!is_there && !outer.all) return false;
    const NodeId declarator = is_there ? here().node() : c::kNoNode;
    std::uint32_t layers = 0;
    NodeId name = declarator;
    for (; name != c::kNoNode && is_declarator(tree_.nodes[name].kind); ++layers)
      name = inner_declarator(tree_, name);
    // A type without a name is none of what is declared with one.
    if (outer.all && name != c::kNoNode) return false;
    if (layers < outer.inner) return false;
    layers -= outer.inner;
    if (layers > 0 && tree_.nodes[declarator].kind == Kind::kBitField) return false;
    Value type = type_value(program_, words, subject_, specifiers, declarator, layers);
    if (!found_.bind_value(program_.slots[outer.slot].meta, std::move(type))) return false;
    if (outer.all) {
      if (declarator == c::kNoNode) return true;
      found_.capture(outer.slot, tree_.nodes[declarator].first, tree_.nodes[declarator].last);
      ++position_;
      return true;
    }
    for (NodeId layer = declarator; layers > 0; --layers) {
      const NodeId inner = inner_declarator(tree_, layer);
      const TokenIndex first = tree_.nodes[layer].first;
      const TokenIndex last =
          inner == c::kNoNode ? tree_.nodes[layer].last : tree_.nodes[inner].first;
      if (first < last) found_.capture(outer.slot, first, last);
      enter_layer(layer, inner);
      layer = inner;
    }
    return true;
  }

  // A pointer, brackets or parentheses around a name, down to `inner`.
  void enter_layer(NodeId layer, NodeId inner) {
    enter(layer, true);
    while (!at_end() && here() != Child::node(inner)) ++position_;
  }

  bool enter_name() {
    skip();
    if (at_end() || here().is_token()) return false;
    for (NodeId layer = here().node(); is_declarator(tree_.nodes[layer].kind);) {
      const NodeId inner = inner_declarator(tree_, layer);
      if (inner == c::kNoNode) return false;
      enter_layer(layer, inner);
      layer = inner;
    }
    return true;
  }

  void leave_outer(std::uint32_t slot) {
    while (frames_[frame_].is_outer) {
      const Frame& frame = frames_[frame_];
      if (slot != kNone && !at_end())
        found_.capture(slot, first_token(here()), tree_.nodes[frame.owner].last);
      position_ = frame.resume;
      frame_ = frame.above;
    }
  }

  bool is_init_declarator(std::uint32_t position) const {
    const Child child = tree_.children[position];
    return child.is_node() && tree_.nodes[child.node()].kind == Kind::kInitDeclarator;
  }
  std::uint32_t declarators() const {
    std::uint32_t count = 0;
    const NodeId owner = frames_[frame_].owner;
    for (std::uint32_t at = tree_.nodes[owner].children_begin; at < end_of(owner); ++at)
      count += is_init_declarator(at);
    return count;
  }
  // The comma or `;` next to the declarator, in either direction.
  TokenIndex mark_beside(std::uint32_t position, int step) const {
    for (;;) {
      position += static_cast<std::uint32_t>(step);
      const Child child = tree_.children[position];
      if (tree_.significant(child) && child.is_token()) return child.token();
    }
  }

  bool choose_declarator(const Instruction& instruction, std::uint32_t pc) {
    skip();
    if (at_end() || !is_init_declarator(position_)) return false;
    const std::uint32_t begin = tree_.nodes[frames_[frame_].owner].children_begin;
    if (declarators() == 1) return true;
    if (instruction.argument == kNone) return false;
    const Several& several = program_.several[instruction.argument];
    const auto index = [&](std::uint32_t position) {
      std::uint32_t count = 0;
      for (std::uint32_t at = begin; at < position; ++at) count += is_init_declarator(at);
      return count;
    };
    const std::uint32_t at = index(position_);
    const std::uint32_t here = position_;
    for (++position_; !at_end() && !is_init_declarator(position_);) ++position_;
    if (!at_end()) choose(pc, true, kNone);
    position_ = here;
    if (!several.removed) return true;
    // What it shares with the others stays, and so does a storage word that the pattern leaves
    // open: there is no telling whether the new code would have it.
    const TokenIndex first = tree_.nodes[frames_[frame_].owner].first;
    for (Capture& one : found_.captures()) {
      if (one.first < first) continue;
      if (several.replaced && program_.slots[one.slot].text.empty() &&
          is_storage(tree_.spelling(one.first)))
        return false;
      one.slot = one.first == first ? several.first : several.rest;
    }
    if (at > 0) {
      const TokenIndex comma = mark_beside(position_, -1);
      found_.capture(several.comma, comma, comma + 1);
    }
    return true;
  }

  bool leave_declarator(const Instruction& instruction) {
    if (declarators() == 1) {
      skip();
      if (at_end() || here().is_node() || tree_.spelling(here().token()) != ";") return false;
      found_.capture(instruction.slot, here().token(), here().token() + 1);
      const bool bound =
          found_.bind_positions(instruction.slot, here().token(), here().token() + 1);
      ++position_;
      return bound;
    }
    const Several& several = program_.several[instruction.argument];
    std::uint32_t before = 0;
    for (std::uint32_t at = tree_.nodes[frames_[frame_].owner].children_begin; at < position_; ++at)
      before += is_init_declarator(at);
    if (several.removed && before < declarators()) {
      const TokenIndex comma = mark_beside(position_ - 1, 1);
      found_.capture(several.comma, comma, comma + 1);
    }
    if (several.removed) {
      const TokenIndex last = tree_.nodes[frames_[frame_].owner].last;
      found_.capture(several.last, last - 1, last);
    }
    position_ = frames_[frame_].end;
    return true;
  }

  std::uint32_t resume() {
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

  // -- lists
  // ---------------------------------------------------------------------------------------

  bool at_comma() const {
    return !at_end() && here().is_token() && tree_.spelling(here().token()) == ",";
  }
  Child here_before() const { return tree_.children[position_ - 1]; }

  // Whether nothing of the list is before here.
  bool begins_list() const {
    const std::uint32_t begin = tree_.nodes[frames_[frame_].owner].children_begin;
    for (std::uint32_t at = position_; at > begin; --at) {
      const Child before = tree_.children[at - 1];
      if (!tree_.significant(before)) continue;
      const std::string_view text = before.is_token() ? tree_.spelling(before.token()) : "";
      return text == "{" || text == "(";
    }
    return true;
  }

  // Where the machine is, as a token.
  TokenIndex place() const {
    if (!at_end()) return first_token(here());
    return tree_.nodes[frames_[frame_].owner].last;
  }
  bool adds(std::uint32_t slot) const {
    return program_.slots[slot].plus_before != kNone || program_.slots[slot].plus_after != kNone;
  }
  void capture_nothing(std::uint32_t slot) { found_.capture(slot, place(), place()); }

  bool ends_list(Child child) const {
    return child.is_token() && tree_.spelling(child.token()) == "}";
  }
  bool is_item(Child child) const {
    return tree_.significant(child) && (child.is_node() || tree_.spelling(child.token()) != ",");
  }

  // The items from here on.
  std::uint32_t items_left() {
    std::uint32_t count = 0;
    for (std::uint32_t at = position_; at < frames_[frame_].end; ++at) {
      if (ends_list(tree_.children[at])) break;
      count += is_item(tree_.children[at]);
      found_.spend(1);
    }
    return count;
  }

  bool run_of_items(const Instruction& instruction, std::uint32_t pc) {
    const ListRun& run = program_.runs[instruction.argument];
    skip();
    const std::uint32_t most = items_left();
    std::uint32_t count = std::exchange(retry_, kNone);
    if (run.after != kNone) {
      if (most < run.after + run.least) return false;
      count = most - run.after;
    } else {
      if (count == kNone) count = run.longest ? most : run.least;
      if (count < run.least || count > most) return false;
      if (run.longest ? count > run.least : count < most) {
        choose(pc, true, run.longest ? count - 1 : count + 1);
      }
    }
    const TokenIndex first = place();
    TokenIndex last = first;
    for (std::uint32_t taken = 0; taken < count;) {
      skip();
      const Child item = here();
      if (is_item(item)) {
        if (is_excluded(run, item)) return false;
        ++taken;
      }
      last = last_token(item);
      ++position_;
    }
    return found_.bind_items(instruction.slot, first, last, count);
  }

  bool is_excluded(const ListRun& run, Child item) {
    if (run.never.empty()) return false;
    if (!never_) never_ = std::make_unique<Machine>(program_, subject_, given_);
    for (const std::uint32_t entry : run.never) {
      const bool matches =
          never_->run(entry, frames_[frame_].owner, position_, found_.values()) ||
          (item.is_node() && has_only_child(item.node()) &&
           never_->run(entry, item.node(), only_child(item.node()), found_.values()));
      found_.spend(never_->found_.steps());
      if (matches) return true;
    }
    return false;
  }

  // An initializer without designator is its expression.
  bool has_only_child(NodeId node) const {
    return tree_.nodes[node].kind == Kind::kInitializer && tree_.nodes[node].children_count == 1;
  }
  std::uint32_t only_child(NodeId node) const { return tree_.nodes[node].children_begin; }

  // -- nests of expressions
  // ------------------------------------------------------------------------

  // The nodes below one are those with the numbers before its own.
  bool descend(const Instruction& instruction, std::uint32_t pc) {
    skip();
    if (at_end() || here().is_token()) return false;
    const NodeId whole = here().node();
    const c::Node& around = tree_.nodes[whole];
    NodeId node = std::exchange(retry_, kNone);
    if (node == kNone) node = whole;
    const auto is_below = [&](NodeId id) {
      return tree_.nodes[id].first >= around.first && tree_.nodes[id].last <= around.last;
    };
    while (!is_expression(tree_.nodes[node].kind) || (node != whole && !is_value(tree_, node))) {
      found_.spend(1);
      if (node == 0 || !is_below(node - 1)) return false;
      --node;
    }
    if (node > 0 && is_below(node - 1)) choose(pc, true, node - 1);
    found_.capture(instruction.slot, around.first, around.last);
    if (!found_.bind_positions(instruction.slot, around.first, around.last)) return false;
    const NodeId owner = tree_.nodes[node].parent;
    frames_.push_back({frame_, position_ + 1, owner, end_of(owner), found_.mark().captures});
    frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
    position_ = subject_.position(node);
    return true;
  }

  // The operands of the chain of `op` that the node is, or itself.
  std::vector<NodeId> operands_of(NodeId node, std::string_view op) {
    std::vector<NodeId> operands;
    for (;;) {
      std::vector<Child> parts;
      if (tree_.nodes[node].kind == Kind::kBinary) {
        for (const Child part : tree_.children_of(node)) {
          if (tree_.significant(part)) parts.push_back(part);
        }
      }
      found_.spend(1);
      const bool is_chain = parts.size() == 3 && parts[0].is_node() && parts[1].is_token() &&
                            parts[2].is_node() && tree_.spelling(parts[1].token()) == op;
      operands.push_back(is_chain ? parts[2].node() : node);
      if (!is_chain) break;
      node = parts[0].node();
    }
    std::reverse(operands.begin(), operands.end());
    return operands;
  }

  bool enter_operand(const Instruction& instruction, std::uint32_t pc) {
    skip();
    if (at_end() || here().is_token()) return false;
    const OperandChain& chain = program_.chains[instruction.argument];
    const NodeId whole = here().node();
    const std::vector<NodeId> operands = operands_of(whole, chain.op);
    if (operands.size() == 1 && !is_tested(tree_, whole)) return false;
    const auto is_before = [&](const Frame& frame) {
      return frame.operand != kNone && frame.above == frame_ && frame.resume == position_ + 1;
    };
    const auto before = std::find_if(frames_.rbegin(), frames_.rend(), is_before);
    const bool first = before == frames_.rend();
    std::uint32_t index = std::exchange(retry_, kNone);
    if (index == kNone) index = first ? 0 : before->operand + 1;
    if (index >= operands.size()) return false;
    if (!chain.next && index + 1 < operands.size()) choose(pc, true, index + 1);
    if (first) {
      const c::Node& around = tree_.nodes[whole];
      found_.capture(instruction.slot, around.first, around.last);
      if (!found_.bind_positions(instruction.slot, around.first, around.last)) return false;
    }
    const NodeId owner = tree_.nodes[operands[index]].parent;
    frames_.push_back({frame_, position_ + 1, owner, end_of(owner), found_.mark().captures, index});
    frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
    position_ = subject_.position(operands[index]);
    return true;
  }

  TokenIndex first_token(Child child) const { return begin_of(tree_, child); }
  TokenIndex last_token(Child child) const { return smpl::end_of(tree_, child); }

  const Program& program_;
  const Subject& subject_;
  const Tree& tree_;
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

}  // namespace

// Matches of one run are in order already, so that only several runs are sorted.
void sort_matches(std::vector<Match>& matches) {
  std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    if (a.captures.empty() || b.captures.empty()) return a.captures.empty() && !b.captures.empty();
    const TokenIndex x = a.captures.front().first;
    const TokenIndex y = b.captures.front().first;
    return x != y ? x < y : a.captures.back().last > b.captures.back().last;
  });
}

struct Matcher::Impl {
  Machine machine;
};

Matcher::Matcher(const Program& program, const Subject& subject, const Given& given)
    : impl_(std::make_unique<Impl>(Impl{Machine(program, subject, given)})) {
}
Matcher::~Matcher() = default;

bool Matcher::run(std::uint32_t entry, NodeId owner, std::uint32_t position,
                  const std::vector<Binding>& known) {
  return impl_->machine.run(entry, owner, position, known);
}
const std::vector<Binding>& Matcher::inherited() const {
  return impl_->machine.inherited();
}
Match Matcher::match() const {
  return impl_->machine.match();
}
bool Matcher::again() {
  return impl_->machine.again();
}
bool Matcher::gave_up() const {
  return impl_->machine.gave_up();
}

Failure Matcher::failure() const {
  return impl_->machine.failure();
}

Matches find_matches(const Program& program, Parsed& code, const Anchors& anchors,
                     const Given& given) {
  Matches matches;
  const Subject& subject = code.subject();
  const Tree& tree = code.tree();
  Machine machine(program, subject, given);
  for (const NodeId node : candidates(program, code, anchors)) {
    bool found =
        machine.run(0, tree.nodes[node].parent, subject.position(node), machine.inherited());
    for (; found; found = machine.again()) matches.found.push_back(machine.match());
    if (machine.gave_up() && matches.gave_up_at == kNone) {
      matches.gave_up_at = tree.nodes[node].first;
    }
  }
  return matches;
}

}  // namespace towpath::smpl
