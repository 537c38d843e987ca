// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/match.h"

#include <algorithm>

#include "smpl/candidate.h"
#include "smpl/machine.h"

namespace towpath::smpl {

using c::NodeId;
using c::TokenIndex;
using c::Tree;

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
  const std::vector<NodeId> nodes = candidates(program, code, anchors);
  if (nodes.empty()) return matches;
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
