// SPDX-License-Identifier: GPL-2.0-or-later
// The ways that dots may go through a function, and what holds at their ends.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "smpl/flow_witness.h"

namespace towpath::smpl {

// A node of the function's graph and what is known on the way to it.
struct FlowPlace {
  FlowIndex at;
  ValuationId valuation;
  Outcomes goals = {};            // what stands behind the dots holds here
  bool is_left = false;           // a way ends here without it: `goals` say only that
  std::uint32_t steps_begin = 0;  // into FlowPaths' steps
  std::uint32_t steps_count = 0;
};

class FlowPaths {
 public:
  // On to other places, one for each successor, all with the same valuation.
  struct Step {
    Outcome outcome;
    std::uint32_t begin;  // of the places, into targets_
    std::uint32_t count = 0;
  };

  FlowPaths(Witnesses& witnesses, std::size_t nodes)
      : witnesses_(witnesses), first_at_(nodes, kNone) {}

  std::vector<FlowPlace>& places() { return places_; }
  // The place, made where it is new. References to others do not outlive it.
  std::uint32_t place(FlowIndex at, ValuationId valuation);
  // Steps are added to one place after the other, and where each leads to directly after it.
  void add_step(std::uint32_t from, Outcome outcome);
  void lead_to(std::uint32_t to);

  // The goals that some way from the first place leads to, each with what is on all ways to it:
  // what they have in common is known at the place, so that each is a match of the same values.
  Outcomes on_one();
  // What all ways from the first place lead to, joined; nothing where one does not lead to a goal,
  // or, if one is to arrive, where all are left.
  Outcomes on_all(bool arrives);

 private:
  enum class State : std::uint8_t { kNew, kBegun, kFinished };

  // The steps, turned round: from where they lead to a place, as a list.
  struct Sources {
    struct Source {
      std::uint32_t place;
      std::uint32_t next;
    };
    std::vector<Source> all;
    std::vector<std::uint32_t> first;  // by place
  };

  Sources sources() const;
  WitnessId on_ways_to(std::uint32_t place, const Sources& sources);
  bool holds(std::uint32_t place) const;
  std::span<const Step> steps(const FlowPlace& place) const {
    return std::span(steps_).subspan(place.steps_begin, place.steps_count);
  }
  std::span<const std::uint32_t> targets(const Step& step) const {
    return std::span(targets_).subspan(step.begin, step.count);
  }
  bool is_taken(const Step& step) const;
  void find_alive();
  bool some_arrives() const;
  void gather(std::uint32_t place);

  Witnesses& witnesses_;
  std::vector<FlowPlace> places_;
  std::vector<Step> steps_;
  std::vector<std::uint32_t> targets_;
  std::vector<std::uint32_t> first_at_;                       // by node, its first place
  std::unordered_map<std::uint64_t, std::uint32_t> indices_;  // the others, by node and valuation
  std::vector<bool> alive_;
  std::vector<State> states_;
  std::vector<Outcomes> results_;
};

}  // namespace towpath::smpl
