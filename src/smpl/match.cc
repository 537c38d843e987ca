// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/match.h"

#include <algorithm>

#include "smpl/candidate.h"
#include "smpl/same_token.h"
#include "smpl/specifier_match.h"
#include "smpl/types.h"

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

bool is_constant_name(std::string_view name) {
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string_view::npos;
}

class Machine {
 public:
  Machine(const Program& program, const Subject& subject, const Given& given)
      : program_(program),
        subject_(subject),
        tree_(subject.tree()),
        given_(given),
        types_(subject, given.declarations),
        inherited_(program.metavariables.size()) {
    if (!given.run) return;
    for (std::size_t i = 0; i < inherited_.size(); ++i) {
      inherited_[i].value = given.run->given[i];
      inherited_[i].bound = inherited_[i].value != nullptr;
      const Metavariable& meta = program.metavariables[i];
      if (inherited_[i].bound && !meta.constraints.empty() && meta.kind != MetaKind::kPosition)
        constrained_.push_back(static_cast<std::uint32_t>(i));
    }
  }

  // Whether the program matches from the child at `position` of `owner` on; then captures() and
  // bindings() tell how.
  bool run(std::uint32_t entry, NodeId owner, std::uint32_t position,
           const std::vector<Binding>& known) {
    frames_.clear();
    frames_.push_back({kNone, 0, owner, end_of(owner)});
    frame_ = 0;
    position_ = position;
    captures_.clear();
    bindings_ = known;
    bound_order_.clear();
    choices_.clear();
    steps_ = 0;
    retry_ = kNone;
    failure_ = {};
    return run_from(entry);
  }

  // Another way to match. What only stands for other ways of writing the same is not tried again.
  bool again() {
    std::erase_if(choices_, [](const Choice& choice) { return !choice.enumerates; });
    return !choices_.empty() && run_from(resume());
  }

  const std::vector<Binding>& inherited() const { return inherited_; }
  bool gave_up() const { return steps_ >= kMaxSteps; }
  Failure failure() const { return failure_; }
  Match match() const {
    Match match{captures_, bindings_};
    if (program_.unordered) {
      std::stable_sort(match.captures.begin(), match.captures.end(),
                       [](const Capture& a, const Capture& b) { return a.first < b.first; });
    }
    if (program_.has_conjunction) leave_changes(match.captures);
    return match;
  }

 private:
  // The children of `owner`, and where to go on in the frame above.
  struct Frame {
    std::uint32_t above;
    std::uint32_t resume;
    NodeId owner;
    std::uint32_t end;
    std::uint32_t captures = 0;  // how many there were; kDescend only
    bool is_outer = false;       // a part of a declarator that a type metavariable has
  };
  struct Choice {
    std::uint32_t pc;
    std::uint32_t frame;
    std::uint32_t frames;  // how many there were
    std::uint32_t position;
    NodeId root_owner;
    std::uint32_t captures;
    std::uint32_t bound;
    bool enumerates;
    std::uint32_t retry;  // what the instruction is to try then
  };

  bool run_from(std::uint32_t pc) {
    for (; steps_ < kMaxSteps; ++steps_) {
      const Instruction& instruction = program_.code[pc];
      if (instruction.op == Op::kAccept ? compared() : step(instruction, pc)) {
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
          capture(program_.attributes, first_token(here()), last_token(here()));
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
        capture(instruction.slot, token, token + 1);
        if (!bind_positions(instruction.slot, token, token + 1)) return false;
        ++position_;
        break;
      }
      case Op::kMeta:
        skip();
        if (at_end()) return false;
        if (here().is_token() ? !bind_operator(instruction.slot, here().token())
                              : !bind(instruction.slot, here().node())) {
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
        capture(instruction.slot, here().token(), here().token() + 1);
        ++position_;
        break;
      }
      case Op::kTrailing:
        skip();
        if (!at_comma()) {
          capture_nothing(instruction.slot);
          break;
        }
        capture(instruction.slot, here().token(), here().token() + 1);
        ++position_;
        break;
      case Op::kRun:
        if (!run_of_items(instruction, pc)) return false;
        break;
      case Op::kAbsent:
        skip();
        if (!bind_items(instruction.slot, place(), place(), 0)) return false;
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
        capture(instruction.slot, first_token(here()), last_token(here()));
        ++position_;
        break;
      case Op::kDescend:
        if (!descend(instruction, pc)) return false;
        break;
      case Op::kAscend:
        if (program_.slots[instruction.slot].minus) captures_.resize(frames_[frame_].captures);
        position_ = frames_[frame_].resume;
        frame_ = frames_[frame_].above;
        break;
      case Op::kBack:
        do {
          --position_;
        } while (!tree_.significant(here()));
        break;
      case Op::kTag: {
        // `struct` and the tag, or neither where the rule's type says it all.
        skip();
        const NodeId structure = frames_[frame_].owner;
        if (!bind_value(program_.slots[instruction.slot].meta,
                        value_of(TypeReader(tree_).tagged(structure)))) {
          return false;
        }
        const TokenIndex first = tree_.nodes[structure].first;
        while (!at_end() && (here().is_node() || tree_.spelling(here().token()) != "{"))
          ++position_;
        if (at_end()) return false;
        capture(instruction.slot, first, here().token());
        if (!bind_positions(instruction.slot, first, here().token())) return false;
        break;
      }
      case Op::kSpecifiers: {
        const auto found = match_specifiers(program_, program_.specifiers[instruction.argument],
                                            tree_, frames_[frame_].owner);
        if (!found) return false;
        for (const Capture& one : *found) {
          captures_.push_back(one);
          if (!bind_positions(one.slot, one.first, one.last)) return false;
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
          capture(instruction.slot, first_token(here()), last_token(here()));
          if (!bind_positions(instruction.slot, first_token(here()), last_token(here())))
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
          if (!bind_range(instruction.slot, {c::kNoNode, first, last, true})) return false;
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
      case Op::kTyped:
        skip();
        if (at_end() || here().is_token()) return false;
        if (types_.class_of(here().node()) != static_cast<TypeClass>(instruction.argument))
          return false;
        break;
      case Op::kSplit:
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

  void choose(std::uint32_t pc, bool enumerates, std::uint32_t retry) {
    choices_.push_back({pc, frame_, static_cast<std::uint32_t>(frames_.size()), position_,
                        frames_[0].owner, static_cast<std::uint32_t>(captures_.size()),
                        static_cast<std::uint32_t>(bound_order_.size()), enumerates, retry});
  }

  void enter(NodeId node, bool is_outer = false) {
    frames_.push_back({frame_, position_ + 1, node, end_of(node), 0, is_outer});
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
    skip();
    const SpecifierWords& words = program_.specifiers[outer.specifiers];
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
    if (!bind_value(program_.slots[outer.slot].meta, std::move(type))) return false;
    if (outer.all) {
      if (declarator == c::kNoNode) return true;
      capture(outer.slot, tree_.nodes[declarator].first, tree_.nodes[declarator].last);
      ++position_;
      return true;
    }
    for (NodeId layer = declarator; layers > 0; --layers) {
      const NodeId inner = inner_declarator(tree_, layer);
      const TokenIndex first = tree_.nodes[layer].first;
      const TokenIndex last =
          inner == c::kNoNode ? tree_.nodes[layer].last : tree_.nodes[inner].first;
      if (first < last) capture(outer.slot, first, last);
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
        capture(slot, first_token(here()), tree_.nodes[frame.owner].last);
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
    // What it shares with the others stays.
    for (Capture& one : captures_) {
      if (one.first >= tree_.nodes[frames_[frame_].owner].first) one.slot = several.rest;
    }
    if (at > 0) {
      const TokenIndex comma = mark_beside(position_, -1);
      capture(several.comma, comma, comma + 1);
    }
    return true;
  }

  bool leave_declarator(const Instruction& instruction) {
    if (declarators() == 1) {
      skip();
      if (at_end() || here().is_node() || tree_.spelling(here().token()) != ";") return false;
      capture(instruction.slot, here().token(), here().token() + 1);
      const bool bound = bind_positions(instruction.slot, here().token(), here().token() + 1);
      ++position_;
      return bound;
    }
    const Several& several = program_.several[instruction.argument];
    std::uint32_t before = 0;
    for (std::uint32_t at = tree_.nodes[frames_[frame_].owner].children_begin; at < position_; ++at)
      before += is_init_declarator(at);
    if (several.removed && before < declarators()) {
      const TokenIndex comma = mark_beside(position_ - 1, 1);
      capture(several.comma, comma, comma + 1);
    }
    if (several.removed) {
      const TokenIndex last = tree_.nodes[frames_[frame_].owner].last;
      capture(several.rest, last - 1, last);
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
    captures_.resize(choice.captures);
    unbind(choice.bound);
    retry_ = choice.retry;
    return choice.pc;
  }

  void unbind(std::size_t left) {
    for (; bound_order_.size() > left; bound_order_.pop_back()) bindings_[bound_order_.back()] = {};
  }

  void capture(std::uint32_t slot, TokenIndex first, TokenIndex last) {
    captures_.push_back({slot, first, last});
  }

  // A name alone may be a type.
  bool is_macro_body(NodeId id) const {
    const c::Node& node = tree_.nodes[id];
    const c::Node& around = tree_.nodes[node.parent];
    return node.kind == Kind::kIdentifier && around.kind == Kind::kDefine &&
           around.last == node.last && around.first + 1 < node.first;
  }

  bool may_bind(MetaKind kind, NodeId id) const {
    const c::Node& node = tree_.nodes[id];
    switch (kind) {
      case MetaKind::kExpression:
        return is_expression(node.kind);
      case MetaKind::kIdentifier:
      case MetaKind::kIterator:
      case MetaKind::kDeclarer:
        return node.kind == Kind::kIdentifier && node.last == node.first + 1;
      case MetaKind::kStatement:
        return is_statement(node.kind);
      case MetaKind::kType:
        return is_type_name(id) || is_macro_body(id);
      case MetaKind::kIdExpression:
        return node.kind == Kind::kIdentifier && node.last == node.first + 1 && is_value(tree_, id);
      case MetaKind::kDeclaration:
        return node.kind == Kind::kDeclaration || node.kind == Kind::kMacroDeclaration;
      case MetaKind::kAttribute:
        return node.kind == Kind::kAttribute;
      case MetaKind::kConstant:
        if (node.kind == Kind::kPrefix) {
          const NodeId last = subject_.owner(node.last - 1);
          return tree_.spelling(node.first) == "-" && tree_.nodes[last].first == node.first + 1 &&
                 may_bind(kind, last);
        }
        return node.kind == Kind::kConstant || node.kind == Kind::kString ||
               node.kind == Kind::kSizeof ||
               (node.kind == Kind::kIdentifier && is_constant_name(tree_.spelling(node.first)));
      case MetaKind::kParameter:
        return node.kind == Kind::kParameter;
      case MetaKind::kInitializer:
        return node.kind == Kind::kInitializer || node.kind == Kind::kInitializerList ||
               is_expression(node.kind);
      case MetaKind::kField:
        return node.kind == Kind::kField || node.kind == Kind::kMacroDeclaration;
      case MetaKind::kEnumerator:
        return node.kind == Kind::kEnumerator;
      case MetaKind::kBinaryOperator:
      case MetaKind::kAssignOperator:
      case MetaKind::kPragmaInfo:
      case MetaKind::kExpressionList:
      case MetaKind::kParameterList:
      case MetaKind::kInitializerList:
      case MetaKind::kFieldList:
      case MetaKind::kStatementList:
      case MetaKind::kEnumeratorList:
      case MetaKind::kCount:
      case MetaKind::kPosition:
      case MetaKind::kFresh:
        return false;
    }
    return false;
  }

  // Where the parts of a conjunction speak of the same code, only what changes counts.
  void leave_changes(std::vector<Capture>& captures) const {
    if (captures.empty()) return;
    const Capture first = captures.front();
    std::erase_if(captures, [&](const Capture& capture) {
      const Slot& slot = program_.slots[capture.slot];
      return !slot.minus && slot.plus_before == kNone && slot.plus_after == kNone;
    });
    std::stable_sort(captures.begin(), captures.end(), [](const Capture& a, const Capture& b) {
      return std::pair(a.first, a.last) < std::pair(b.first, b.last);
    });
    if (captures.empty()) captures.push_back(first);
  }

  bool bind_operator(std::uint32_t slot, TokenIndex token) {
    const std::uint32_t meta = program_.slots[slot].meta;
    const Kind around = tree_.nodes[subject_.owner(token)].kind;
    if (meta == kNone) return false;
    const MetaKind kind = program_.metavariables[meta].kind;
    const bool fits = (kind == MetaKind::kBinaryOperator && around == Kind::kBinary) ||
                      (kind == MetaKind::kAssignOperator && around == Kind::kAssign);
    return fits && bind_range(slot, {c::kNoNode, token, token + 1, true});
  }

  // Whether the expression has the type, and its name the place, that the metavariable asks for.
  bool is_of_type(std::uint32_t meta, NodeId id) {
    const Metavariable& asked = program_.metavariables[meta];
    if (asked.scope != Scope::kAny) {
      if (types_.is_local(id) != (asked.scope == Scope::kLocal)) return false;
    }
    if (asked.types.empty()) return true;
    const TypeRef type = types_.of(id);
    if (!type) return false;
    const auto bound = bound_order_.size();
    for (const TypeRef& one : asked.types) {
      const bool found = fits(one, type, types_.declarations(), program_.exact_qualifiers,
                              [&](std::uint32_t name, const TypeRef& part) {
                                return bind_value(name, value_of(part));
                              });
      if (found) return true;
      unbind(bound);
    }
    return false;
  }

  bool bind_value(std::uint32_t meta, Value value) {
    Binding& bound = bindings_[meta];
    if (bound.bound) return bound.value && bound.value->tokens == value.tokens;
    bound.bound = true;
    bound.value = given_.values->keep(std::move(value));
    bound_order_.push_back(meta);
    return allowed(meta, false);
  }

  // A type as a macro's body, or the name that a typedef declares.
  bool is_type_name(NodeId id) const {
    const Kind kind = tree_.nodes[id].kind;
    return kind == Kind::kTypeName || kind == Kind::kIdentifier;
  }

  bool bind(std::uint32_t slot, NodeId id) {
    const std::uint32_t meta = program_.slots[slot].meta;
    const c::Node& node = tree_.nodes[id];
    const MetaKind kind = meta == kNone ? MetaKind::kExpression : program_.metavariables[meta].kind;
    if (!may_bind(kind, id)) return false;
    if (meta != kNone && !is_of_type(meta, id)) return false;
    if (kind == MetaKind::kType && is_type_name(id)) {
      const TypeRef type = node.kind == Kind::kIdentifier
                               ? named_type(std::string(tree_.spelling(node.first)))
                               : TypeReader(tree_).type_name(id);
      if (meta != kNone && !bind_value(meta, value_of(type))) return false;
      capture(slot, node.first, node.last);
      return bind_positions(slot, node.first, node.last);
    }
    return bind_range(slot, {id, node.first, node.last, true});
  }

  bool bind_range(std::uint32_t slot, Binding binding) {
    const std::uint32_t meta = program_.slots[slot].meta;
    if (meta != kNone) {
      Binding& bound = bindings_[meta];
      if (!bound.bound) {
        bound = binding;
        bound_order_.push_back(meta);
        if (!allowed(meta, false)) return false;
      } else if (!same_code(bound, binding)) {
        return false;
      }
    }
    capture(slot, binding.first, binding.last);
    return bind_positions(slot, binding.first, binding.last);
  }

  bool bind_positions(std::uint32_t slot, TokenIndex first, TokenIndex last) {
    for (const std::uint32_t meta : program_.slots[slot].positions) {
      const Binding here{c::kNoNode, first, last, true};
      Binding& bound = bindings_[meta];
      if (bound.bound) {
        if (!same_place(bound, here)) return false;
        continue;
      }
      bound = here;
      bound_order_.push_back(meta);
      if (!allowed(meta, false)) return false;
    }
    return true;
  }

  PlaceId place_of(TokenIndex token) const {
    const Offset at = tree_.tokens[token].begin;
    return given_.origins ? given_.origins->of(at) : at;
  }

  bool same_place(const Binding& a, const Binding& b) const {
    const auto place = [&](const Binding& binding) {
      return binding.value ? binding.value->position->id : place_of(binding.first);
    };
    return place(a) == place(b);
  }

  // Whether what the metavariable stands for is what the rule's constraints let it be. Those that
  // compare with a metavariable wait for the end.
  bool allowed(std::uint32_t meta, bool at_end) {
    for (const Constraint& constraint : program_.metavariables[meta].constraints) {
      if (!holds(constraint, meta, at_end)) return false;
    }
    return true;
  }

  bool compared() {
    for (const std::uint32_t meta : bound_order_) {
      if (!program_.metavariables[meta].constraints.empty() && !allowed(meta, true)) return false;
    }
    // What is inherited must be what the rule allows, too.
    return std::all_of(constrained_.begin(), constrained_.end(), [&](std::uint32_t meta) {
      return allowed(meta, false) && allowed(meta, true);
    });
  }

  bool holds(const Constraint& constraint, std::uint32_t meta, bool at_end) {
    using Constrain = Constraint::Op;
    const Binding& bound = bindings_[meta];
    switch (constraint.op) {
      case Constrain::kLike:
        return at_end || constraint.regex->found_in(regex_text(bound));
      case Constrain::kUnlike:
        return at_end || !constraint.regex->found_in(regex_text(bound));
      case Constrain::kOneOf:
      case Constrain::kNoneOf:
      case Constrain::kWithin: {
        bool any = false;
        for (const Operand& operand : constraint.operands) {
          if (operand.meta != kNone && !at_end) return true;
          any |= constraint.op == Constrain::kWithin ? is_within(operand, bound)
                                                     : equals(operand, meta, bound);
        }
        return any == (constraint.op != Constrain::kNoneOf);
      }
      case Constrain::kScript:
        return !at_end || (given_.tests && given_.tests->holds(*constraint.script, bindings_));
    }
    return false;
  }

  // A string is matched without its quotes.
  std::string regex_text(const Binding& bound) const {
    if (bound.value) return bound.value->tokens;
    if (bound.last == bound.first + 1 &&
        tree_.tokens[bound.first].kind == lex::TokenKind::kString) {
      const std::string_view quoted = tree_.spelling(bound.first);
      const std::size_t begin = quoted.find('"') + 1;
      return std::string(quoted.substr(begin, quoted.rfind('"') - begin));
    }
    return token_text(tree_, bound.first, bound.last);
  }

  bool equals(const Operand& operand, std::uint32_t meta, const Binding& bound) {
    if (operand.meta == kNone) return is_code(bound, operand.text);
    if (program_.metavariables[meta].kind == MetaKind::kPosition) {
      const auto is_here = [&](const Value* value) {
        return value->position && value->position->id == place_of(bound.first);
      };
      if (given_.run) {
        const auto several = given_.run->several.find(operand.meta);
        if (several != given_.run->several.end()) {
          return std::any_of(several->second.begin(), several->second.end(), is_here);
        }
      }
      const Binding& other = bindings_[operand.meta];
      return other.bound && same_place(other, bound);
    }
    const Binding& other = bindings_[operand.meta];
    return other.bound && same_code(other, bound);
  }

  // Whether the bound code is a part, or all, of the operand.
  bool is_within(const Operand& operand, const Binding& bound) {
    std::string whole = operand.text;
    if (operand.meta != kNone) {
      const Binding& other = bindings_[operand.meta];
      if (!other.bound) return false;
      whole = other.value ? other.value->tokens : token_text(tree_, other.first, other.last);
    }
    steps_ += static_cast<std::uint32_t>(whole.size());
    const std::string part =
        bound.value ? bound.value->tokens : token_text(tree_, bound.first, bound.last);
    return (" " + whole + " ").find(" " + part + " ") != std::string::npos;
  }

  // Whether the code's tokens are those of `text`.
  bool is_code(const Binding& code, std::string_view text) {
    if (code.value) return code.value->tokens == text;
    for (TokenIndex token = code.first; token < code.last; ++token) {
      ++steps_;
      const std::string_view spelling = tree_.spelling(token);
      if (!text.starts_with(spelling)) return false;
      text.remove_prefix(spelling.size());
      if (token + 1 == code.last) break;
      if (!text.starts_with(' ')) return false;
      text.remove_prefix(1);
    }
    return text.empty();
  }

  bool same_code(const Binding& a, const Binding& b) {
    if (a.value) return is_code(b, a.value->tokens);
    if (b.value) return is_code(a, b.value->tokens);
    if (a.last - a.first != b.last - b.first) return false;
    steps_ += a.last - a.first;
    for (TokenIndex i = 0; i < a.last - a.first; ++i) {
      if (tree_.spelling(a.first + i) != tree_.spelling(b.first + i)) return false;
    }
    return true;
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
  void capture_nothing(std::uint32_t slot) { capture(slot, place(), place()); }

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
      ++steps_;
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
    return bind_items(instruction.slot, first, last, count);
  }

  bool is_excluded(const ListRun& run, Child item) {
    if (run.never.empty()) return false;
    if (!never_) never_ = std::make_unique<Machine>(program_, subject_, given_);
    for (const std::uint32_t entry : run.never) {
      const bool matches = never_->run(entry, frames_[frame_].owner, position_, bindings_) ||
                           (item.is_node() && has_only_child(item.node()) &&
                            never_->run(entry, item.node(), only_child(item.node()), bindings_));
      steps_ += never_->steps_;
      if (matches) return true;
    }
    return false;
  }

  // An initializer without designator is its expression.
  bool has_only_child(NodeId node) const {
    return tree_.nodes[node].kind == Kind::kInitializer && tree_.nodes[node].children_count == 1;
  }
  std::uint32_t only_child(NodeId node) const { return tree_.nodes[node].children_begin; }

  bool bind_items(std::uint32_t slot, TokenIndex first, TokenIndex last, std::uint32_t count) {
    const std::uint32_t meta = program_.slots[slot].meta;
    if (meta != kNone) {
      const Metavariable& list = program_.metavariables[meta];
      if (list.count != kNone && list.count != count) return false;
      if (list.count_meta != kNone && !bind_count(list.count_meta, count)) return false;
    }
    return bind_range(slot, {c::kNoNode, first, last, true});
  }

  bool bind_count(std::uint32_t meta, std::uint32_t count) {
    Binding& bound = bindings_[meta];
    const std::string text = std::to_string(count);
    if (bound.bound) return bound.value && bound.value->tokens == text;
    if (!given_.values) return true;
    bound.bound = true;
    bound.value = given_.values->keep(value_of(text));
    bound_order_.push_back(meta);
    return true;
  }

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
      ++steps_;
      if (node == 0 || !is_below(node - 1)) return false;
      --node;
    }
    if (node > 0 && is_below(node - 1)) choose(pc, true, node - 1);
    capture(instruction.slot, around.first, around.last);
    if (!bind_positions(instruction.slot, around.first, around.last)) return false;
    const NodeId owner = tree_.nodes[node].parent;
    frames_.push_back({frame_, position_ + 1, owner, end_of(owner),
                       static_cast<std::uint32_t>(captures_.size())});
    frame_ = static_cast<std::uint32_t>(frames_.size() - 1);
    position_ = subject_.position(node);
    return true;
  }

  TokenIndex first_token(Child child) const {
    return child.is_token() ? child.token() : tree_.nodes[child.node()].first;
  }
  TokenIndex last_token(Child child) const {
    return child.is_token() ? child.token() + 1 : tree_.nodes[child.node()].last;
  }

  const Program& program_;
  const Subject& subject_;
  const Tree& tree_;
  const Given& given_;
  Types types_;
  std::vector<Binding> inherited_;
  std::vector<std::uint32_t> constrained_;  // of those, by index
  std::vector<Frame> frames_;
  std::uint32_t frame_ = 0;
  std::uint32_t position_ = 0;
  std::vector<Capture> captures_;
  std::vector<Binding> bindings_;
  std::vector<std::uint32_t> bound_order_;
  std::vector<Choice> choices_;
  std::uint32_t retry_ = kNone;
  std::uint32_t steps_ = 0;
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

Matches find_matches(const Program& program, const Subject& subject,
                     std::span<const TokenIndex> anchors, const Given& given) {
  Matches matches;
  const Tree& tree = subject.tree();
  const std::vector<NodeId> nodes = candidates(program, subject, anchors);
  Machine machine(program, subject, given);
  for (const NodeId node : nodes) {
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
