// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/change.h"

#include <algorithm>

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
    changes.push_back({match.captures.front().first, match.captures.back().last, false, index, {}});
    return changes;
  }
  bool open = false;  // whether the last change may grow
  const auto at = [&](TokenIndex token, bool after) -> Change& {
    // The parts of a conjunction may speak of the same tokens.
    if (!open || token < changes.back().first || changes.back().last < token) {
      changes.push_back({token, token, after, index, {}});
      open = true;
    }
    return changes.back();
  };
  for (const Capture& capture : match.captures) {
    const Slot& slot = program.slots[capture.slot];
    if (slot.plus_before != kNone) at(capture.first, false).plus.push_back(slot.plus_before);
    if (slot.minus) {
      Change& change = at(capture.first, false);
      change.last = std::max(change.last, capture.last);
    } else {
      open = false;
    }
    if (slot.plus_after != kNone) at(capture.last, true).plus.push_back(slot.plus_after);
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

}  // namespace

Changes collect_changes(const Pattern& pattern, const Program& program,
                        const std::vector<Match>& matches, TokenIndex token_count) {
  Changes result;
  result.parents.assign(matches.size(), kNone);
  std::vector<std::uint32_t> taken(token_count, kNone);             // by which match
  std::vector<std::uint32_t> taken_before(token_count + 1, kNone);  // plus code put between tokens
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
      if (change.first == change.last && taken_before[change.first] != kNone && !repeatable) {
        conflict = true;
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
      if (change.first == change.last) taken_before[change.first] = index;
      std::fill(taken.begin() + change.first, taken.begin() + change.last, index);
      result.list.push_back(std::move(change));
    }
  }
  std::stable_sort(result.list.begin(), result.list.end(), [](const Change& a, const Change& b) {
    return a.first != b.first ? a.first < b.first : a.last > b.last;
  });
  return result;
}

}  // namespace towpath::smpl
