// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_path.h"

#include <algorithm>

namespace towpath::smpl {

std::uint32_t FlowPaths::place(FlowIndex at, ValuationId valuation, WitnessId witness) {
  const std::uint64_t key = std::uint64_t{at} << 32U | valuation;
  const auto [found, is_new] = indices_.emplace(key, static_cast<std::uint32_t>(places_.size()));
  if (is_new) places_.push_back({.at = at, .valuation = valuation, .witness = witness});
  return found->second;
}

Outcomes FlowPaths::on_one() {
  Outcomes outcomes;
  for (const FlowPlace& place : places_) {
    for (const Outcome& goal : place.goals) {
      witnesses_.add(outcomes, {goal.valuation, witnesses_.joined(place.witness, goal.witness)});
    }
  }
  return outcomes;
}

Outcomes FlowPaths::on_all(bool arrives) {
  find_alive();
  if (!alive_[0] || (arrives && !some_arrives())) return {};
  states_.assign(places_.size(), State::kNew);
  results_.assign(places_.size(), {});
  gather(0);
  return std::move(results_[0]);
}

bool FlowPaths::is_taken(const FlowPlace::Step& step) const {
  return !step.to.empty() &&
         std::all_of(step.to.begin(), step.to.end(), [&](std::uint32_t to) { return alive_[to]; });
}

bool FlowPaths::holds(std::uint32_t index) const {
  const FlowPlace& place = places_[index];
  return !place.goals.empty() ||
         std::any_of(place.steps.begin(), place.steps.end(),
                     [&](const FlowPlace::Step& step) { return is_taken(step); });
}

// The greatest fixed point: of places from which all ways stay in it or reach a goal, as far as
// some way does reach one.
void FlowPaths::find_alive() {
  std::vector<std::vector<std::uint32_t>> from(places_.size());
  std::vector<std::uint32_t> work;
  alive_.assign(places_.size(), false);
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    for (const FlowPlace::Step& step : places_[i].steps) {
      for (const std::uint32_t to : step.to) from[to].push_back(i);
    }
    if (places_[i].goals.empty()) continue;
    alive_[i] = true;
    work.push_back(i);
  }
  while (!work.empty()) {
    const std::uint32_t reached = work.back();
    work.pop_back();
    for (const std::uint32_t before : from[reached]) {
      if (alive_[before]) continue;
      alive_[before] = true;
      work.push_back(before);
    }
  }
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (alive_[i] && holds(i)) continue;
    alive_[i] = false;
    work.push_back(i);
  }
  while (!work.empty()) {
    const std::uint32_t lost = work.back();
    work.pop_back();
    for (const std::uint32_t before : from[lost]) {
      if (!alive_[before] || holds(before)) continue;
      alive_[before] = false;
      work.push_back(before);
    }
  }
}

bool FlowPaths::some_arrives() const {
  std::vector<bool> seen(places_.size());
  std::vector<std::uint32_t> work{0};
  while (!work.empty()) {
    const std::uint32_t index = work.back();
    work.pop_back();
    if (seen[index]) continue;
    seen[index] = true;
    const FlowPlace& place = places_[index];
    if (!place.goals.empty() && !place.is_left) return true;
    for (const FlowPlace::Step& step : place.steps) {
      if (is_taken(step)) work.insert(work.end(), step.to.begin(), step.to.end());
    }
  }
  return false;
}

// Each place's result after those of the places behind it; one that is on the way already adds
// nothing.
void FlowPaths::gather(std::uint32_t first) {
  std::vector<std::uint32_t> stack{first};
  while (!stack.empty()) {
    const std::uint32_t index = stack.back();
    const FlowPlace& place = places_[index];
    if (states_[index] == State::kFinished) {
      stack.pop_back();
      continue;
    }
    if (std::exchange(states_[index], State::kBegun) == State::kNew) {
      for (const FlowPlace::Step& step : place.steps) {
        if (!is_taken(step)) continue;
        for (const std::uint32_t to : step.to) {
          if (states_[to] == State::kNew) stack.push_back(to);
        }
      }
      continue;
    }
    stack.pop_back();
    Outcomes result = place.goals;
    for (const FlowPlace::Step& step : place.steps) {
      if (!is_taken(step)) continue;
      Outcomes joined{step.outcome};
      for (const std::uint32_t to : step.to) {
        if (states_[to] == State::kFinished) joined = witnesses_.combined(joined, results_[to]);
      }
      for (const Outcome& outcome : joined) witnesses_.add(result, outcome);
    }
    results_[index] = std::move(result);
    states_[index] = State::kFinished;
  }
}

}  // namespace towpath::smpl
