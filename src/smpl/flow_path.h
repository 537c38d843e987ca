// SPDX-License-Identifier: GPL-2.0-or-later
// The ways that dots may go through a function, and what holds at their ends.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "smpl/flow_witness.h"

namespace towpath::smpl {

// A node of the function's graph and what is known on the way to it.
struct FlowPlace {
  // On to the places at `to`, one for each successor, all with the same valuation.
  struct Step {
    Outcome outcome;
    std::vector<std::uint32_t> to;
  };

  FlowIndex at;
  ValuationId valuation;
  WitnessId witness = kNoWitness;  // of the first way there
  Outcomes goals = {};             // what stands behind the dots holds here
  bool is_left = false;            // a way ends here without it: `goals` say only that
  std::vector<Step> steps = {};
};

class FlowPaths {
 public:
  explicit FlowPaths(Witnesses& witnesses) : witnesses_(witnesses) {}

  std::vector<FlowPlace>& places() { return places_; }
  // The place, made where it is new. References to others do not outlive it.
  std::uint32_t place(FlowIndex at, ValuationId valuation, WitnessId witness);

  // The goals that some way from the first place leads to.
  Outcomes on_one();
  // What all ways from the first place lead to, joined; nothing where one does not lead to a goal,
  // or, if one is to arrive, where all are left.
  Outcomes on_all(bool arrives);

 private:
  enum class State : std::uint8_t { kNew, kBegun, kFinished };

  bool holds(std::uint32_t place) const;
  bool is_taken(const FlowPlace::Step& step) const;
  void find_alive();
  bool some_arrives() const;
  void gather(std::uint32_t place);

  Witnesses& witnesses_;
  std::vector<FlowPlace> places_;
  std::unordered_map<std::uint64_t, std::uint32_t> indices_;  // by node and valuation
  std::vector<bool> alive_;
  std::vector<State> states_;
  std::vector<Outcomes> results_;
};

}  // namespace towpath::smpl
