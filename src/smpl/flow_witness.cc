// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_witness.h"

#include <algorithm>

namespace towpath::smpl {

namespace {

constexpr std::size_t kMaxOutcomes = 1'000;  // of one formula at one node

}  // namespace

Witnesses::Witnesses(const Program& program, Valuations& valuations, Budget& budget)
    : program_(program), valuations_(valuations), budget_(budget), witnesses_(1) {
}

WitnessId Witnesses::of(std::vector<Capture> captures) {
  if (captures.empty()) return kNoWitness;
  witnesses_.push_back({.captures = std::move(captures), .values = {}});
  return static_cast<WitnessId>(witnesses_.size() - 1);
}

WitnessId Witnesses::joined(WitnessId a, WitnessId b) {
  if (a == kNoWitness || a == b) return b;
  if (b == kNoWitness) return a;
  witnesses_.push_back({.captures = {}, .values = {}, .first = a, .second = b});
  return static_cast<WitnessId>(witnesses_.size() - 1);
}

WitnessId Witnesses::scoped(WitnessId inner,
                            std::vector<std::pair<std::uint32_t, ValueId>> values) {
  if (inner == kNoWitness || values.empty()) return inner;
  witnesses_.push_back({.captures = {}, .values = std::move(values), .first = inner});
  return static_cast<WitnessId>(witnesses_.size() - 1);
}

void Witnesses::add(Outcomes& outcomes, Outcome more) {
  for (Outcome& outcome : outcomes) {
    if (outcome.valuation != more.valuation) continue;
    outcome.witness = joined(outcome.witness, more.witness);
    return;
  }
  if (outcomes.size() >= kMaxOutcomes) {
    budget_.give_up();
  } else {
    outcomes.push_back(more);
  }
}

Outcomes Witnesses::combined(const Outcomes& a, const Outcomes& b) {
  Outcomes all;
  for (const Outcome& x : a) {
    for (const Outcome& y : b) {
      budget_.spend();
      if (budget_.spent()) return {};
      if (const auto both = valuations_.merged(x.valuation, y.valuation)) {
        add(all, {*both, joined(x.witness, y.witness)});
      }
    }
  }
  return all;
}

// The code matched, with what is known where it was; each once.
std::vector<Witnesses::State> Witnesses::leaves(const Outcome& outcome) {
  std::vector<State> found;
  std::set<State> seen;
  std::vector<State> work{{outcome.witness, valuations_[outcome.valuation].values}};
  while (!work.empty()) {
    State state = std::move(work.back());
    work.pop_back();
    if (state.first == kNoWitness || !seen.insert(state).second) continue;
    budget_.spend();
    if (budget_.spent()) return {};
    const Witness& witness = witnesses_[state.first];
    if (!witness.captures.empty()) {
      found.push_back(std::move(state));
      continue;
    }
    if (witness.second != kNoWitness) work.emplace_back(witness.second, state.second);
    for (const auto& [meta, value] : witness.values) state.second[meta] = value;
    work.emplace_back(witness.first, std::move(state.second));
  }
  return found;
}

bool Witnesses::needs(WitnessId witness, std::uint32_t metavariable) const {
  const auto uses = [&](std::uint32_t plus) {
    if (plus == kNone) return false;
    const std::vector<std::uint32_t>& metas = program_.flow.plus_uses[plus];
    return std::binary_search(metas.begin(), metas.end(), metavariable);
  };
  std::set<WitnessId> seen;
  std::vector<WitnessId> work{witness};
  while (!work.empty()) {
    const WitnessId id = work.back();
    work.pop_back();
    if (id == kNoWitness || !seen.insert(id).second) continue;
    for (const Capture& capture : witnesses_[id].captures) {
      const Slot& slot = program_.slots[capture.slot];
      if (uses(slot.plus_before) || uses(slot.plus_after)) return true;
    }
    work.push_back(witnesses_[id].first);
    work.push_back(witnesses_[id].second);
  }
  return false;
}

// Positions that differ from path to path: where one is not known, the first that is.
void Witnesses::complete(std::vector<State>& leaves) const {
  for (std::size_t meta = 0; meta < program_.metavariables.size(); ++meta) {
    const Metavariable& left = program_.metavariables[meta];
    if (left.kind != MetaKind::kPosition || left.exported == kNone) continue;
    const State* first = nullptr;
    for (const State& leaf : leaves) {
      const bool earlier = !first || witnesses_[leaf.first].captures.front().first <
                                         witnesses_[first->first].captures.front().first;
      if (leaf.second[meta] != kNoValue && earlier) first = &leaf;
    }
    if (!first) continue;
    const ValueId value = first->second[meta];
    for (State& leaf : leaves) {
      if (leaf.second[meta] == kNoValue) leaf.second[meta] = value;
    }
  }
}

void Witnesses::harvest(const Outcome& outcome, std::vector<Match>& matches) {
  std::vector<State> found = leaves(outcome);
  complete(found);
  for (const auto& [id, values] : found) {
    Shape shape;
    for (const Capture& capture : witnesses_[id].captures) {
      shape.emplace_back(capture.slot, capture.first, capture.last);
    }
    if (!produced_.emplace(std::move(shape), values).second) continue;
    matches.push_back({witnesses_[id].captures, valuations_.bindings(values)});
  }
}

}  // namespace towpath::smpl
