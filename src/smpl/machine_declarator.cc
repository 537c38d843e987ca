// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/machine.h"
#include "smpl/specifier_match.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;

NodeId Machine::specifiers() const {
  NodeId owner = frames_[frame_].owner;
  if (tree_.nodes[owner].kind == Kind::kInitDeclarator) owner = tree_.nodes[owner].parent;
  for (const Child child : tree_.children_of(owner)) {
    if (!tree_.significant(child)) continue;
    const bool found = child.is_node() && tree_.nodes[child.node()].kind == Kind::kSpecifiers;
    return found ? child.node() : c::kNoNode;
  }
  return c::kNoNode;
}

bool Machine::enter_outer(const Outer& outer) {
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

void Machine::enter_layer(NodeId layer, NodeId inner) {
  enter(layer, true);
  while (!at_end() && here() != Child::node(inner)) ++position_;
}

bool Machine::enter_name() {
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

void Machine::leave_outer(std::uint32_t slot) {
  while (frames_[frame_].is_outer) {
    const Frame& frame = frames_[frame_];
    if (slot != kNone && !at_end())
      found_.capture(slot, first_token(here()), tree_.nodes[frame.owner].last);
    position_ = frame.resume;
    frame_ = frame.above;
  }
}

bool Machine::is_init_declarator(std::uint32_t position) const {
  const Child child = tree_.children[position];
  return child.is_node() && tree_.nodes[child.node()].kind == Kind::kInitDeclarator;
}

std::uint32_t Machine::declarators() const {
  std::uint32_t count = 0;
  const NodeId owner = frames_[frame_].owner;
  for (std::uint32_t at = tree_.nodes[owner].children_begin; at < end_of(owner); ++at)
    count += is_init_declarator(at);
  return count;
}

TokenIndex Machine::mark_beside(std::uint32_t position, int step) const {
  for (;;) {
    position += static_cast<std::uint32_t>(step);
    const Child child = tree_.children[position];
    if (tree_.significant(child) && child.is_token()) return child.token();
  }
}

bool Machine::choose_declarator(const Instruction& instruction, std::uint32_t pc) {
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

bool Machine::leave_declarator(const Instruction& instruction) {
  if (declarators() == 1) {
    skip();
    if (at_end() || here().is_node() || tree_.spelling(here().token()) != ";") return false;
    found_.capture(instruction.slot, here().token(), here().token() + 1);
    const bool bound = found_.bind_positions(instruction.slot, here().token(), here().token() + 1);
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

}  // namespace towpath::smpl
