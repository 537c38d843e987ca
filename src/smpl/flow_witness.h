// SPDX-License-Identifier: GPL-2.0-or-later
// What was matched where a formula holds: witnesses, kept as a forest whose parts are shared.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "smpl/flow_valuation.h"
#include "smpl/match.h"

namespace towpath::smpl {

using WitnessId = std::uint32_t;
inline constexpr WitnessId kNoWitness = 0;

// One way in which a formula holds.
struct Outcome {
  ValuationId valuation;
  WitnessId witness;
};
using Outcomes = std::vector<Outcome>;  // one for each valuation

// Bounds the work on one function, in proportion to its size.
class Budget {
 public:
  explicit Budget(std::size_t nodes) : most_(kSteps + kStepsPerNode * std::min(nodes, kMaxNodes)) {}
  void spend(std::uint32_t steps = 1) {
    steps_ += steps;
    spent_ |= steps_ > most_;
  }
  void give_up() { spent_ = true; }
  bool spent() const { return spent_; }

 private:
  static constexpr std::size_t kSteps = 300'000;
  static constexpr std::size_t kStepsPerNode = 5'000;
  static constexpr std::size_t kMaxNodes = 4'000;
  std::size_t most_;
  std::size_t steps_ = 0;
  bool spent_ = false;
};

class Witnesses {
 public:
  Witnesses(const Program& program, Valuations& valuations, Budget& budget);

  // Code that matched an atom.
  WitnessId of(std::vector<Capture> captures);
  // Both.
  WitnessId joined(WitnessId a, WitnessId b);
  // The same, where metavariables that mean something only within it stand for `values`.
  WitnessId scoped(WitnessId inner, std::vector<std::pair<std::uint32_t, ValueId>> values);

  // Adds an outcome; one of the same valuation is joined with it.
  void add(Outcomes& outcomes, Outcome more);
  // What holds where both do.
  Outcomes combined(const Outcomes& a, const Outcomes& b);

  // Whether new code in it is made with the metavariable.
  bool needs(WitnessId witness, std::uint32_t metavariable) const;

  // One match for each piece of code matched and all that is known there.
  void harvest(const Outcome& outcome, std::vector<Match>& matches);

 private:
  // Code, or two parts; `values` add to the valuation for the first.
  struct Witness {
    std::vector<Capture> captures;
    std::vector<std::pair<std::uint32_t, ValueId>> values;
    WitnessId first = kNoWitness;
    WitnessId second = kNoWitness;
  };
  using State = std::pair<WitnessId, std::vector<ValueId>>;
  using Shape = std::vector<std::tuple<std::uint32_t, c::TokenIndex, c::TokenIndex>>;

  std::vector<State> leaves(const Outcome& outcome);
  void complete(std::vector<State>& leaves) const;

  const Program& program_;
  Valuations& valuations_;
  Budget& budget_;
  std::vector<Witness> witnesses_;
  std::set<std::pair<Shape, std::vector<ValueId>>> produced_;
};

}  // namespace towpath::smpl
