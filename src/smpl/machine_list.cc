// SPDX-License-Identifier: GPL-2.0-or-later
#include <utility>

#include "smpl/machine.h"

namespace towpath::smpl {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;

bool Machine::at_comma() const {
  return !at_end() && here().is_token() && tree_.spelling(here().token()) == ",";
}

bool Machine::begins_list() const {
  const std::uint32_t begin = tree_.nodes[frames_[frame_].owner].children_begin;
  for (std::uint32_t at = position_; at > begin; --at) {
    const Child before = tree_.children[at - 1];
    if (!tree_.significant(before)) continue;
    const std::string_view text = before.is_token() ? tree_.spelling(before.token()) : "";
    return text == "{" || text == "(";
  }
  return true;
}

TokenIndex Machine::place() const {
  if (!at_end()) return first_token(here());
  return tree_.nodes[frames_[frame_].owner].last;
}

bool Machine::adds(std::uint32_t slot) const {
  return program_.slots[slot].plus_before != kNone || program_.slots[slot].plus_after != kNone;
}

bool Machine::ends_list(Child child) const {
  return child.is_token() && tree_.spelling(child.token()) == "}";
}

bool Machine::is_item(Child child) const {
  return tree_.significant(child) && (child.is_node() || tree_.spelling(child.token()) != ",");
}

std::uint32_t Machine::items_left() {
  std::uint32_t count = 0;
  for (std::uint32_t at = position_; at < frames_[frame_].end; ++at) {
    if (ends_list(tree_.children[at])) break;
    count += is_item(tree_.children[at]);
    found_.spend(1);
  }
  return count;
}

bool Machine::run_of_items(const Instruction& instruction, std::uint32_t pc) {
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

bool Machine::is_excluded(const ListRun& run, Child item) {
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

bool Machine::has_only_child(NodeId node) const {
  return tree_.nodes[node].kind == Kind::kInitializer && tree_.nodes[node].children_count == 1;
}

}  // namespace towpath::smpl
