// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_path.h"

#include <algorithm>
#include <utility>

namespace towpath::smpl {

std::uint32_t FlowPaths::place(FlowIndex at, ValuationId valuation) {
  const auto fresh = static_cast<std::uint32_t>(places_.size());
  std::uint32_t index = fresh;
  if (first_at_[at] == kNone) {
    first_at_[at] = fresh;
  } else if (places_[first_at_[at]].valuation == valuation) {
    index = first_at_[at];
  } else {
    index = indices_.emplace(std::uint64_t{at} << 32U | valuation, fresh).first->second;
  }
  if (index == fresh) places_.push_back({.at = at, .valuation = valuation});
  return index;
}

void FlowPaths::add_step(std::uint32_t from, Outcome outcome) {
  FlowPlace& place = places_[from];
  if (place.steps_count++ == 0) place.steps_begin = static_cast<std::uint32_t>(steps_.size());
  steps_.push_back({outcome, static_cast<std::uint32_t>(targets_.size())});
}

void FlowPaths::lead_to(std::uint32_t to) {
  targets_.push_back(to);
  ++steps_.back().count;
}

FlowPaths::Sources FlowPaths::sources() const {
  Sources sources;
  sources.first.assign(places_.size(), kNone);
  sources.all.reserve(targets_.size());
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    for (const Step& step : steps(places_[i])) {
      for (const std::uint32_t to : targets(step)) {
        sources.all.push_back({i, sources.first[to]});
        sources.first[to] = static_cast<std::uint32_t>(sources.all.size() - 1);
      }
    }
  }
  return sources;
}

Outcomes FlowPaths::on_one() {
  Outcomes outcomes;
  const bool passes_code = std::any_of(steps_.begin(), steps_.end(), [](const Step& step) {
    return step.outcome.witness != kNoWitness;
  });
  const Sources known = passes_code ? sources() : Sources{};
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].goals.empty()) continue;
    const WitnessId ways = passes_code ? on_ways_to(i, known) : kNoWitness;
    for (const Outcome& goal : places_[i].goals)
      witnesses_.add(outcomes, {goal.valuation, witnesses_.joined(ways, goal.witness)});
  }
  return outcomes;
}

WitnessId FlowPaths::on_ways_to(std::uint32_t place, const Sources& sources) {
  std::vector<bool> leads(places_.size());
  std::vector<std::uint32_t> work{place};
  leads[place] = true;
  for (std::size_t i = 0; i < work.size(); ++i) {
    for (std::uint32_t at = sources.first[work[i]]; at != kNone; at = sources.all[at].next) {
      if (leads[sources.all[at].place]) continue;
      leads[sources.all[at].place] = true;
      work.push_back(sources.all[at].place);
    }
  }
  WitnessId ways = kNoWitness;
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (!leads[i]) continue;
    for (const Step& step : steps(places_[i])) {
      const auto to = targets(step);
      if (std::any_of(to.begin(), to.end(), [&](std::uint32_t next) { return leads[next]; }))
        ways = witnesses_.joined(ways, step.outcome.witness);
    }
  }
  return ways;
}

Outcomes FlowPaths::on_all(bool arrives) {
  find_alive();
  if (!alive_[0] || (arrives && !some_arrives())) return {};
  states_.assign(places_.size(), State::kNew);
  results_.assign(places_.size(), {});
  gather(0);
  return std::move(results_[0]);
}

bool FlowPaths::is_taken(const Step& step) const {
  const auto to = targets(step);
  return !to.empty() &&
         std::all_of(to.begin(), to.end(), [&](std::uint32_t place) { return alive_[place]; });
}

bool FlowPaths::holds(std::uint32_t index) const {
  const auto onwards = steps(places_[index]);
  return !places_[index].goals.empty() ||
         std::any_of(onwards.begin(), onwards.end(),
                     [&](const Step& step) { return is_taken(step); });
}

// The greatest fixed point: of places from which all ways stay in it or reach a goal, as far as
// some way does reach one.
void FlowPaths::find_alive() {
  const Sources from = sources();
  std::vector<std::uint32_t> work;
  alive_.assign(places_.size(), false);
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].goals.empty()) continue;
    alive_[i] = true;
    work.push_back(i);
  }
  while (!work.empty()) {
    const std::uint32_t reached = work.back();
    work.pop_back();
    for (std::uint32_t at = from.first[reached]; at != kNone; at = from.all[at].next) {
      if (alive_[from.all[at].place]) continue;
      alive_[from.all[at].place] = true;
      work.push_back(from.all[at].place);
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
    for (std::uint32_t at = from.first[lost]; at != kNone; at = from.all[at].next) {
      const std::uint32_t before = from.all[at].place;
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
    for (const Step& step : steps(place)) {
      const auto to = targets(step);
      if (is_taken(step)) work.insert(work.end(), to.begin(), to.end());
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
      for (const Step& step : steps(place)) {
        if (!is_taken(step)) continue;
        for (const std::uint32_t to : targets(step)) {
          if (states_[to] == State::kNew) stack.push_back(to);
        }
      }
      continue;
    }
    stack.pop_back();
    Outcomes result = place.goals;
    for (const Step& step : steps(place)) {
      if (!is_taken(step)) continue;
      Outcomes joined{step.outcome};
      for (const std::uint32_t to : targets(step)) {
        if (states_[to] == State::kFinished) joined = witnesses_.combined(joined, results_[to]);
      }
      for (const Outcome& outcome : joined) witnesses_.add(result, outcome);
    }
    results_[index] = std::move(result);
    states_[index] = State::kFinished;
  }
}

}  // namespace towpath::smpl
