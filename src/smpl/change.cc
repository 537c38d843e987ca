// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/change.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace towpath::smpl {

namespace {

using c::TokenIndex;

// Where a match removes one of several declarators: its captures, from the first to the last that
// belong to the declaration. Its end is that of `captures` where there is none.
struct OneOfSeveral {
  std::size_t begin;
  std::size_t end;
};

OneOfSeveral one_of_several(const Program& program, const std::vector<Capture>& captures,
                            std::size_t from) {
  const auto find = [&](std::size_t at, std::uint32_t Several::*slot) {
    while (at < captures.size() && std::none_of(program.several.begin(), program.several.end(),
                                                [&](const Several& several) {
                                                  return several.removed &&
                                                         several.*slot == captures[at].slot;
                                                }))
      ++at;
    return at;
  };
  const std::size_t begin = find(from, &Several::first);
  return {begin, std::min(find(begin, &Several::last) + 1, captures.size())};
}

// Whether what is between two pieces of code that go is the rest of a conditional that begins in
// the first.
bool ends_conditional(const c::Tree& tree, const Change& change, TokenIndex until) {
  for (TokenIndex token = change.last; token < until; ++token) {
    if (tree.tokens[token].kind != lex::TokenKind::kDirective) return false;
  }
  return conditionals_open(tree, change.first, change.last) > 0 &&
         conditionals_open(tree, change.first, until) == 0;
}

class ChangeMaker {
 public:
  ChangeMaker(const Program& program, const c::Tree& tree, const Match& match, std::uint32_t index,
              const std::vector<std::uint32_t>& taken)
      : program_(program), tree_(tree), captures_(match.captures), index_(index), taken_(taken) {}

  struct Made {
    std::vector<Change> changes;
    std::set<TokenIndex> whole;  // where a declaration begins whose last declarator goes
  };

  Made run() {
    OneOfSeveral next = one_of_several(program_, captures_, 0);
    for (std::size_t i = 0; i < captures_.size();) {
      if (i < next.begin) {
        add(captures_[i++]);
        continue;
      }
      remove_declarator(next);
      i = next.end;
      next = one_of_several(program_, captures_, i);
    }
    return std::move(made_);
  }

 private:
  Change& at(const Capture& capture, bool after) {
    std::vector<Change>& changes = made_.changes;
    const TokenIndex token = after ? capture.last : capture.first;
    // The parts of a conjunction may speak of the same tokens.
    if (!open_ || token < changes.back().first ||
        (changes.back().last < token && !ends_conditional(tree_, changes.back(), token))) {
      Change change{.first = token, .last = token, .after = after, .match = index_};
      change.beside_first = capture.first;
      change.beside_last = capture.last;
      changes.push_back(std::move(change));
      open_ = true;
    }
    return changes.back();
  }

  void add(const Capture& capture) {
    const Slot& slot = program_.slots[capture.slot];
    if (slot.plus_before != kNone) at(capture, false).plus.push_back(slot.plus_before);
    if (slot.minus) {
      Change& change = at(capture, false);
      change.last = std::max(change.last, capture.last);
    } else {
      open_ = false;
    }
    if (slot.plus_after != kNone) at(capture, true).plus.push_back(slot.plus_after);
  }

  // With one of the commas beside it, of those that are still there; or, without one, all of the
  // declaration, of which it is the last.
  void remove_declarator(OneOfSeveral part) {
    const auto is_comma = [&](std::size_t i) {
      return program_.slots[captures_[i].slot].share == Slot::Share::kComma;
    };
    std::size_t comma = part.begin;
    while (comma < part.end && (!is_comma(comma) || taken_[captures_[comma].first] != kNone))
      ++comma;
    if (comma < part.end) {
      for (std::size_t i = part.begin; i < part.end; ++i) {
        if (!is_comma(i) || i == comma) add(captures_[i]);
      }
      return;
    }
    open_ = false;
    Change whole{.first = captures_[part.begin].first, .last = captures_[part.end - 1].last};
    whole.match = index_;
    for (std::size_t i = part.begin; i < part.end; ++i) {
      const Slot& slot = program_.slots[captures_[i].slot];
      if (slot.plus_before != kNone) whole.plus.push_back(slot.plus_before);
      if (slot.plus_after != kNone) whole.plus.push_back(slot.plus_after);
    }
    made_.whole.insert(whole.first);
    made_.changes.push_back(std::move(whole));
  }

  const Program& program_;
  const c::Tree& tree_;
  const std::vector<Capture>& captures_;
  const std::uint32_t index_;
  const std::vector<std::uint32_t>& taken_;
  bool open_ = false;  // whether the last change may grow
  Made made_;
};

bool is_repeatable(const Pattern& pattern, const Change& change) {
  return !change.plus.empty() &&
         std::all_of(change.plus.begin(), change.plus.end(),
                     [&](std::uint32_t plus) { return pattern.plus[plus].repeatable; });
}

// What was put beside a declaration in place of single declarators comes in its place once the last
// of them goes.
void take_earlier(std::vector<Change>& list, Change& whole) {
  std::erase_if(list, [&](Change& change) {
    const bool beside = change.first == change.last && !change.plus.empty() &&
                        change.first == (change.after ? whole.last : whole.first);
    if (beside) whole.earlier.push_back(std::move(change));
    return beside;
  });
}

// Declarations of which several declarators are replaced by code that only one match may add: it
// cannot be told which.
class Contested {
 public:
  Contested(const Pattern& pattern, const Program& program, const std::vector<Match>& matches)
      : pattern_(pattern), program_(program) {
    if (program.several.empty()) return;
    for (const Match& match : matches) {
      if (adds_once(match)) declarators_[declaration(match)].insert(declarator(match));
    }
  }
  bool has(const Match& match) const {
    return !declarators_.empty() && adds_once(match) &&
           declarators_.at(declaration(match)).size() > 1;
  }

 private:
  using Range = std::pair<TokenIndex, TokenIndex>;

  bool adds_once(const Match& match) const {
    return std::any_of(match.captures.begin(), match.captures.end(), [&](const Capture& capture) {
      const Slot& slot = program_.slots[capture.slot];
      const auto once = [&](std::uint32_t plus) {
        return plus != kNone && !pattern_.plus[plus].repeatable;
      };
      return slot.share == Slot::Share::kRest && (once(slot.plus_before) || once(slot.plus_after));
    });
  }
  Range declaration(const Match& match) const {
    const OneOfSeveral part = one_of_several(program_, match.captures, 0);
    return {match.captures[part.begin].first, match.captures[part.end - 1].last};
  }
  TokenIndex declarator(const Match& match) const {
    std::size_t own = one_of_several(program_, match.captures, 0).begin;
    while (program_.slots[match.captures[own].slot].share != Slot::Share::kNone) ++own;
    return match.captures[own].first;
  }

  const Pattern& pattern_;
  const Program& program_;
  std::map<Range, std::set<TokenIndex>> declarators_;
};

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
                        const std::vector<Match>& matches, const c::Tree& tree) {
  Changes result;
  result.parents.assign(matches.size(), kNone);
  std::vector<std::uint32_t> taken(tree.tokens.size(), kNone);  // by which match
  // Plus code put between tokens: what it is beside.
  std::set<std::tuple<TokenIndex, bool, TokenIndex, TokenIndex>> taken_between;
  const auto between = [](const Change& change) {
    return std::tuple(change.first, change.after, change.beside_first, change.beside_last);
  };
  const Contested contested(pattern, program, matches);
  for (std::uint32_t index = 0; index < matches.size(); ++index) {
    if (contested.has(matches[index])) continue;
    const Match& match = matches[index];
    ChangeMaker::Made made = ChangeMaker(program, tree, match, index, taken).run();
    std::vector<Change>& changes = made.changes;
    const auto is_last = [&](const Change& change) {
      return change.first < change.last && made.whole.contains(change.first);
    };
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
        if (taken[token] == kNone || is_last(change)) continue;
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
      if (is_last(change)) take_earlier(result.list, change);
      if (change.first == change.last) taken_between.insert(between(change));
      std::fill(taken.begin() + change.first, taken.begin() + change.last, index);
      result.list.push_back(std::move(change));
    }
  }
  sort_changes(result.list);
  return result;
}

}  // namespace towpath::smpl
