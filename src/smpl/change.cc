// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/change.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace towpath::smpl {

namespace {

using c::TokenIndex;

// Takes one of the commas beside a declarator that goes, of those that are still there. Whether
// there is none, so that it is the last of its declaration and all of that goes.
bool take_comma(const Program& program, Match& match, const std::vector<std::uint32_t>& taken) {
  bool any = false;
  bool found = false;
  std::erase_if(match.captures, [&](const Capture& capture) {
    if (program.slots[capture.slot].share != Slot::Share::kComma) return false;
    any = true;
    if (found || taken[capture.first] != kNone) return true;
    found = true;
    return false;
  });
  return any && !found;
}

std::vector<Change> changes_of(const Program& program, const Match& match, std::uint32_t index,
                               bool is_last) {
  std::vector<Change> changes;
  if (is_last) {
    Change whole{.first = match.captures.front().first, .last = match.captures.back().last};
    whole.match = index;
    changes.push_back(std::move(whole));
    return changes;
  }
  bool open = false;  // whether the last change may grow
  const auto at = [&](const Capture& capture, bool after) -> Change& {
    const TokenIndex token = after ? capture.last : capture.first;
    // The parts of a conjunction may speak of the same tokens.
    if (!open || token < changes.back().first || changes.back().last < token) {
      Change change{.first = token, .last = token, .after = after, .match = index};
      change.beside_first = capture.first;
      change.beside_last = capture.last;
      changes.push_back(std::move(change));
      open = true;
    }
    return changes.back();
  };
  for (const Capture& capture : match.captures) {
    const Slot& slot = program.slots[capture.slot];
    if (slot.plus_before != kNone) at(capture, false).plus.push_back(slot.plus_before);
    if (slot.minus) {
      Change& change = at(capture, false);
      change.last = std::max(change.last, capture.last);
    } else {
      open = false;
    }
    if (slot.plus_after != kNone) at(capture, true).plus.push_back(slot.plus_after);
  }
  return changes;
}

bool is_repeatable(const Pattern& pattern, const Change& change) {
  return !change.plus.empty() &&
         std::all_of(change.plus.begin(), change.plus.end(),
                     [&](std::uint32_t plus) { return pattern.plus[plus].repeatable; });
}

// What another match has removed already is not removed again.
void add_only(Change& change, const std::vector<std::uint32_t>& taken) {
  if (change.first == change.last) return;
  const auto is_taken = [](std::uint32_t by) { return by != kNone; };
  if (!std::all_of(taken.begin() + change.first, taken.begin() + change.last, is_taken)) return;
  change.first = change.last;
  change.after = true;
}

// At one place, what is behind code comes before what is before code, and that before what is
// replaced.
auto order_of(const Change& change) {
  const int rank = change.first < change.last ? 2 : change.after ? 0 : 1;
  const TokenIndex nearness = rank == 2   ? change.last
                              : rank == 1 ? change.beside_last
                                          : change.beside_first;
  return std::tuple(change.first, rank, ~nearness);
}

}  // namespace

void sort_changes(std::vector<Change>& changes) {
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return order_of(a) < order_of(b); });
}

Changes collect_changes(const Pattern& pattern, const Program& program,
                        const std::vector<Match>& matches, TokenIndex token_count) {
  Changes result;
  result.parents.assign(matches.size(), kNone);
  std::vector<std::uint32_t> taken(token_count, kNone);  // by which match
  // Plus code put between tokens: what it is beside.
  std::set<std::tuple<TokenIndex, bool, TokenIndex, TokenIndex>> taken_between;
  const auto between = [](const Change& change) {
    return std::tuple(change.first, change.after, change.beside_first, change.beside_last);
  };
  for (std::uint32_t index = 0; index < matches.size(); ++index) {
    Match match = matches[index];
    const bool is_last = take_comma(program, match, taken);
    std::vector<Change> changes = changes_of(program, match, index, is_last);
    if (changes.empty()) continue;
    const TokenIndex begin = match.captures.front().first;
    const TokenIndex end = match.captures.back().last;
    std::uint32_t parent = kNone;
    bool conflict = false;
    for (Change& change : changes) {
      const bool repeatable = is_repeatable(pattern, change);
      if (repeatable) add_only(change, taken);
      if (change.first == change.last && !repeatable) {
        conflict |= taken_between.contains(between(change));
      }
      for (TokenIndex token = change.first; token < change.last; ++token) {
        if (taken[token] == kNone || is_last) continue;
        if (parent != kNone && parent != taken[token]) conflict = true;
        parent = taken[token];
      }
    }
    if (parent != kNone) {
      const std::vector<Capture>& around = matches[parent].captures;
      conflict |= std::none_of(around.begin(), around.end(), [&](const Capture& capture) {
        const Slot& slot = program.slots[capture.slot];
        return !slot.is_token && slot.minus && slot.meta != kNone && capture.first <= begin &&
               end <= capture.last;
      });
    }
    if (conflict) continue;
    result.parents[index] = parent;
    ++result.fired;
    for (Change& change : changes) {
      if (change.first == change.last) taken_between.insert(between(change));
      std::fill(taken.begin() + change.first, taken.begin() + change.last, index);
      result.list.push_back(std::move(change));
    }
  }
  sort_changes(result.list);
  return result;
}

}  // namespace towpath::smpl
