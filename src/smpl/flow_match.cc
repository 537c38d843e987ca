// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_match.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>

#include "smpl/flow.h"
#include "smpl/flow_atom.h"
#include "smpl/flow_filter.h"
#include "smpl/flow_path.h"
#include "smpl/flow_prospect.h"
#include "smpl/flow_question.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using Op = Formula::Op;
using Stay = Formula::Stay;

constexpr std::size_t kMaxWays = 1'000;     // for dots to pass one node
constexpr std::size_t kMaxKnown = 500'000;  // answers kept from one start to the next

class Checker {
 public:
  Checker(const Program& program, Parsed& code, const Given& given, const FlowFunction& function,
          FlowFilter& filter)
      : flow_(program.flow),
        tree_(code.tree()),
        graph_(function.graph),
        filter_(filter),
        exit_(exit_of(graph_)),
        matcher_(program, code.subject(), given),
        budget_(graph_.nodes().size()),
        valuations_(program, code.tree()),
        witnesses_(program, valuations_, budget_),
        atoms_(code, function, matcher_, valuations_, witnesses_, budget_),
        prospect_(program, code, function, filter, atoms_, budget_) {}

  void run(Matches& matches) {
    const ValuationId start = valuations_.start(matcher_.inherited());
    const auto count = static_cast<FlowIndex>(flow_.from_entry ? 1 : graph_.nodes().size());
    for (FlowIndex at = 0; at < count && !budget_.spent(); ++at) {
      if (!filter_.where(flow_.root).has(at)) continue;
      if (known_.size() > kMaxKnown) known_.clear();
      for (const Outcome& outcome : check(flow_.root, at, start)) {
        witnesses_.harvest(outcome, matches.found);
      }
    }
    if (budget_.spent() && matches.gave_up_at == kNone) matches.gave_up_at = graph_[0].first;
  }

 private:
  static FlowIndex exit_of(const FlowGraph& graph) {
    const auto is_exit = [](const FlowNode& node) { return node.kind == FlowKind::kExit; };
    return static_cast<FlowIndex>(
        std::find_if(graph.nodes().begin(), graph.nodes().end(), is_exit) - graph.nodes().begin());
  }

  // -- formulas ----------------------------------------------------------------------------------

  // Recursion follows the formula, whose depth is bounded, and not the graph.
  // What it returns stays until the next start.
  const Outcomes& check(FormulaId id, FlowIndex at, ValuationId valuation) {
    budget_.spend();
    if (budget_.spent() || !filter_.where(id).has(at)) return none_;
    const Formula& formula = flow_.formulas[id];
    if (!atoms_.may_hold(formula, at, valuation)) return none_;
    const Question key{id, at, valuation};
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    Outcomes outcomes = leave(id, evaluate(formula, at, valuation));
    if (budget_.spent()) return none_;
    return known_.emplace(key, std::move(outcomes)).first->second;
  }

  // Takes what means something only within the formula out of the valuations. Where nothing has
  // been found for new code to be made with, the formula does not hold.
  Outcomes leave(FormulaId id, Outcomes inner) {
    const std::vector<std::uint32_t>& scoped = flow_.formulas[id].scoped;
    if (scoped.empty()) return inner;
    Outcomes outer;
    for (const Outcome& outcome : inner) {
      const std::vector<ValueId>& values = valuations_[outcome.valuation].values;
      std::vector<std::pair<std::uint32_t, ValueId>> known;
      bool complete = true;
      for (const std::uint32_t meta : scoped) {
        if (values[meta] != kNoValue) {
          known.emplace_back(meta, values[meta]);
        } else {
          complete &= !witnesses_.needs(outcome.witness, meta);
        }
      }
      if (!complete) continue;
      witnesses_.add(outer, {valuations_.forgetting(outcome.valuation, scoped),
                             witnesses_.scoped(outcome.witness, std::move(known))});
    }
    return outer;
  }

  Outcomes evaluate(const Formula& formula, FlowIndex at, ValuationId valuation) {
    switch (formula.op) {
      case Op::kTrue:
        return {{valuation, kNoWitness}};
      case Op::kExit:
        if (graph_[at].kind != FlowKind::kExit) return {};
        return {{valuation, kNoWitness}};
      case Op::kStatement:
      case Op::kHead:
      case Op::kInside:
      case Op::kCondition:
      case Op::kOpen:
      case Op::kClose:
      case Op::kBare:
      case Op::kGoto:
        return atoms_.check(formula, at, valuation);
      case Op::kAnd: {
        Outcomes outcomes{{valuation, kNoWitness}};
        for (const FormulaId child : formula.children) {
          Outcomes next;
          for (const Outcome& outcome : outcomes) {
            for (const Outcome& more : check(child, at, outcome.valuation)) {
              witnesses_.add(next,
                             {more.valuation, witnesses_.joined(outcome.witness, more.witness)});
            }
          }
          outcomes = std::move(next);
        }
        return outcomes;
      }
      case Op::kOr:
        for (const FormulaId child : formula.children) {
          const Outcomes& outcomes = check(child, at, valuation);
          if (!outcomes.empty()) return outcomes;
        }
        return {};
      case Op::kPast:
        if (begins_outside(formula.children[0], at, valuation)) return {};
        if (const auto brace = brace_behind_jump(formula.children[0], at, valuation)) {
          return check(formula.children[0], *brace, valuation);
        }
        if (graph_[at].after != kNoFlow) at = graph_[at].after;
        [[fallthrough]];
      case Op::kNext:
        return next(formula, at, valuation);
      case Op::kBody:
      case Op::kElse: {
        const FlowIndex way = formula.op == Op::kBody ? graph_[at].body : graph_[at].otherwise;
        return way == kNoFlow ? Outcomes{} : next(formula, way, valuation);
      }
      case Op::kEnd:
        return graph_[at].after == kNoFlow
                   ? Outcomes{}
                   : check(formula.children[0], graph_[at].after, valuation);
      case Op::kUntil:
        return until(formula, at, valuation);
    }
    return {};
  }

  // A jump that ends a block leads elsewhere, and yet the block's `}` stands behind it; so it does
  // where another jump has led out of the block to this one. Of a function, that is so for every
  // return.
  std::optional<FlowIndex> brace_behind_jump(FormulaId id, FlowIndex at,
                                             ValuationId valuation) const {
    const FlowNode& node = graph_[at];
    if (node.kind != FlowKind::kPlain && node.kind != FlowKind::kClose) return std::nullopt;
    if (flow_.formulas[id].op == Op::kAnd) id = flow_.formulas[id].children[0];
    if (flow_.formulas[id].op != Op::kClose) return std::nullopt;
    const FlowIndex brace = valuations_[valuation].braces[flow_.formulas[id].brace];
    // The end of a function stands for a `return;` before it.
    if (brace == at) return brace;
    const Kind kind = tree_.nodes[node.tree].kind;
    if (kind < Kind::kGoto || kind > Kind::kContinue || brace == kNoFlow) return std::nullopt;
    const c::Node& block = tree_.nodes[graph_[brace].tree];
    const bool ends_function =
        kind == Kind::kReturn && tree_.nodes[block.parent].kind == Kind::kFunction;
    const bool is_outside = node.first < block.first || node.last > block.last;
    if (!ends_function && !is_outside && graph_[brace].first != node.last) return std::nullopt;
    return brace;
  }

  // Dots to the end of a block do not begin where a jump has led out of it.
  bool begins_outside(FormulaId id, FlowIndex at, ValuationId valuation) const {
    const Formula& dots = flow_.formulas[id];
    if (dots.op != Op::kUntil || !dots.stay.to_end || dots.stay.block == kNone) return false;
    const FlowIndex brace = valuations_[valuation].braces[dots.stay.block];
    if (brace == kNoFlow) return false;
    const c::Node& block = tree_.nodes[graph_[brace].tree];
    return graph_[at].first < block.first || graph_[at].last > block.last;
  }

  Outcomes next(const Formula& formula, FlowIndex at, ValuationId valuation) {
    Outcomes outcomes;
    bool first = true;
    for (const FlowIndex successor : graph_.successors(at)) {
      const Outcomes& here = check(formula.children[0], successor, valuation);
      if (!formula.all) {
        for (const Outcome& outcome : here) witnesses_.add(outcomes, outcome);
      } else {
        outcomes = first ? here : witnesses_.combined(outcomes, here);
      }
      first = false;
    }
    return outcomes;
  }

  // -- paths -------------------------------------------------------------------------------------

  Outcomes until(const Formula& formula, FlowIndex start, ValuationId valuation) {
    if (!prospect_.may_arrive(formula, start, valuation)) return {};
    FlowPaths paths(witnesses_, graph_.nodes().size());
    paths.place(start, valuation);
    for (std::uint32_t i = 0; i < paths.places().size() && !budget_.spent(); ++i) {
      const FlowIndex at = paths.places()[i].at;
      const ValuationId here = paths.places()[i].valuation;
      Outcomes goals = check(formula.children[0], at, here);
      const bool is_exit = graph_[at].kind == FlowKind::kExit;
      const bool ends = goals.empty() && ends_otherwise(formula, at, here);
      if (ends) goals.push_back({here, kNoWitness});
      paths.places()[i].goals = std::move(goals);
      paths.places()[i].is_left = ends;
      if (is_exit || ends) continue;
      const WitnessId taken = removed(formula, at, here);
      const auto pass = [&](Outcome outcome) {
        outcome.witness = witnesses_.joined(taken, outcome.witness);
        paths.add_step(i, outcome);
        for (const FlowIndex to : graph_.successors(at)) {
          const FlowIndex place =
              jumps_out(formula.stay, at, to, here) ? left(formula, at, here) : to;
          paths.lead_to(paths.place(place, outcome.valuation));
        }
      };
      if (stays_within(formula.stay, at, here)) {
        if (is_free(formula.stay, at)) {
          pass({here, kNoWitness});
        } else {
          for (const Outcome& outcome : stay(formula.stay, at, here)) pass(outcome);
        }
      }
    }
    if (budget_.spent()) return {};
    Outcomes outcomes = formula.all ? paths.on_all(formula.stay.arrives) : paths.on_one();
    if (formula.stay.at_least_once && !occurs(formula.stay.nest[0], paths)) return {};
    return outcomes;
  }

  // Whether the way leads out of the block that the dots go to the end of.
  bool jumps_out(const Stay& stay, FlowIndex at, FlowIndex to, ValuationId valuation) const {
    if (!stay.to_end || stay.block == kNone || graph_[at].kind != FlowKind::kPlain) return false;
    const FlowIndex brace = valuations_[valuation].braces[stay.block];
    const Kind kind = tree_.nodes[graph_[at].tree].kind;
    if (brace == kNoFlow || kind < Kind::kGoto || kind > Kind::kContinue) return false;
    const c::Node& block = tree_.nodes[graph_[brace].tree];
    return graph_[to].first < block.first || graph_[to].last > block.last;
  }

  // Where such a way ends: at the block's `}` where that stands behind the jump, for new code may
  // come before it.
  FlowIndex left(const Formula& formula, FlowIndex at, ValuationId valuation) const {
    const FlowIndex brace = valuations_[valuation].braces[formula.stay.block];
    const bool ends_there = formula.all && graph_[brace].first == graph_[at].last &&
                            flow_.formulas[formula.children[0]].op == Op::kClose;
    return ends_there ? brace : exit_;
  }

  // The code here, where what the dots pass is taken away: with a head goes its whole statement, as
  // far as the dots lead past it.
  WitnessId removed(const Formula& formula, FlowIndex at, ValuationId valuation) {
    const FlowNode& node = graph_[at];
    if (formula.stay.removed == kNone || node.first == node.last) return kNoWitness;
    TokenIndex last = node.last;
    if (node.kind == FlowKind::kHead || node.kind == FlowKind::kOpen) {
      const TokenIndex end = tree_.nodes[node.tree].last;
      bool is_passed = true;
      for (FlowIndex i = 0; i < graph_.nodes().size() && is_passed; ++i) {
        const bool is_within = node.last <= graph_[i].first && graph_[i].last <= end;
        is_passed = !is_within || check(formula.children[0], i, valuation).empty();
      }
      if (is_passed) last = end;
    }
    return witnesses_.of({{formula.stay.removed, node.first, last}});
  }

  // Whether a path may end here without what stands behind the dots.
  bool ends_otherwise(const Formula& formula, FlowIndex at, ValuationId valuation) {
    if (formula.stay.to_end) return graph_[at].kind == FlowKind::kExit;
    return formula.all && !formula.stay.strict && leaves_early(formula, at, valuation);
  }

  bool occurs(FormulaId nest, FlowPaths& paths) {
    return std::any_of(paths.places().begin(), paths.places().end(), [&](const FlowPlace& place) {
      return place.steps_count > 0 && !check(nest, place.at, place.valuation).empty();
    });
  }

  bool stays_within(const Stay& stay, FlowIndex at, ValuationId valuation) const {
    return stay.block == kNone || valuations_[valuation].braces[stay.block] != at;
  }

  // Whether nothing that the dots speak of can be at the node.
  bool is_free(const Stay& stay, FlowIndex at) {
    if (!stay.only.empty()) return false;
    if (!stay.nest.empty() && filter_.where(stay.nest[0]).has(at)) return false;
    return std::none_of(stay.never.begin(), stay.never.end(), [&](const Stay::Never& never) {
      const FlowIndex where = place_of(never, at);
      return where != kNoFlow && filter_.where(never.formula).has(where);
    });
  }

  // The ways in which the dots may pass the node.
  Outcomes stay(const Stay& stay, FlowIndex at, ValuationId valuation) {
    const std::span<const Stay::Never> never(stay.never);
    std::vector<ValuationId> open = passing(never.subspan(stay.whens), at, {valuation});
    Outcomes outcomes;
    for (const FormulaId nest : stay.nest) {
      for (const ValuationId one : open) {
        for (const Outcome& outcome : check(nest, at, one)) witnesses_.add(outcomes, outcome);
      }
    }
    open = passing(never.first(stay.whens), at, std::move(open));
    if (!stay.only.empty()) open = with_one_of(stay.only, at, open);
    for (const ValuationId one : open) {
      if (stay.nest.empty()) witnesses_.add(outcomes, {one, kNoWitness});
      for (const FormulaId nest : stay.nest) {
        for (const ValuationId rest : without(nest, {}, at, one))
          witnesses_.add(outcomes, {rest, kNoWitness});
      }
    }
    return outcomes;
  }

  // The valuations in which none of the formulas holds.
  std::vector<ValuationId> passing(std::span<const Stay::Never> nevers, FlowIndex at,
                                   std::vector<ValuationId> open) {
    for (const Stay::Never& never : nevers) {
      const FlowIndex where = place_of(never, at);
      if (where == kNoFlow) continue;
      std::vector<ValuationId> left;
      for (const ValuationId one : open) {
        for (const ValuationId rest : without(never.formula, never.closed, where, one))
          left.push_back(rest);
      }
      open = std::move(left);
    }
    return open;
  }

  // Where it must not hold if the dots are to pass the node; kNoFlow: that has no bearing here.
  FlowIndex place_of(const Stay::Never& never, FlowIndex at) const {
    const FlowNode& node = graph_[at];
    switch (never.where) {
      case Stay::Where::kHere:
        return at;
      case Stay::Where::kTaken:
        return node.kind == FlowKind::kBranch ? node.head : kNoFlow;
      case Stay::Where::kPassed:
        return node.kind == FlowKind::kElse ? node.head : kNoFlow;
    }
    return kNoFlow;
  }

  // The valuations in which one of the formulas holds.
  std::vector<ValuationId> with_one_of(const std::vector<FormulaId>& formulas, FlowIndex at,
                                       const std::vector<ValuationId>& valuations) {
    Outcomes outcomes;
    for (const ValuationId valuation : valuations) {
      for (const FormulaId formula : formulas) {
        for (const Outcome& outcome : check(formula, at, valuation)) {
          witnesses_.add(outcomes, {outcome.valuation, kNoWitness});
        }
      }
    }
    std::vector<ValuationId> left;
    for (const Outcome& outcome : outcomes) left.push_back(outcome.valuation);
    return left;
  }

  // The valuations in which the formula does not hold.
  std::vector<ValuationId> without(FormulaId id, const std::vector<std::uint32_t>& closed,
                                   FlowIndex at, ValuationId valuation) {
    std::vector<ValuationId> left{valuation};
    for (const Outcome& outcome : check(id, at, valuation)) {
      std::vector<ValuationId> next;
      for (const ValuationId one : left) {
        for (const ValuationId other : valuations_.besides(one, outcome.valuation, closed)) {
          next.push_back(other);
        }
      }
      left = std::move(next);
      if (left.size() > kMaxWays) budget_.give_up();
      if (left.empty() || budget_.spent()) return {};
    }
    return left;
  }

  // Whether a branch taken here only leaves, on an error as it seems: it returns, goes on with the
  // next round, or jumps to where what stands behind the dots is never met.
  bool leaves_early(const Formula& formula, FlowIndex at, ValuationId valuation) {
    const FlowNode& branch = graph_[at];
    if (branch.kind != FlowKind::kBranch || branch.tree == c::kNoNode) return false;
    const c::Node& region = tree_.nodes[branch.tree];
    if (tree_.nodes[region.parent].kind != Kind::kIf) return false;
    std::vector<FlowIndex> work(graph_.successors(at).begin(), graph_.successors(at).end());
    FlowSet seen(graph_.nodes().size());
    for (const FlowIndex begin : work) seen.add(begin);
    bool leaves = false;
    while (!work.empty() && !budget_.spent()) {
      budget_.spend();
      const FlowIndex here = work.back();
      work.pop_back();
      const FlowNode& node = graph_[here];
      const bool has_tree = node.tree != c::kNoNode;
      const TokenIndex first = has_tree ? tree_.nodes[node.tree].first : node.first;
      const TokenIndex last = has_tree ? tree_.nodes[node.tree].last : node.last;
      if (node.kind == FlowKind::kExit || first < region.first || last > region.last) return false;
      if (node.kind == FlowKind::kPlain) {
        const Kind kind = tree_.nodes[node.tree].kind;
        const bool jumps = kind == Kind::kGoto || kind == Kind::kBreak;
        if (!check(formula.children[0], here, valuation).empty()) return false;
        if (kind == Kind::kReturn || kind == Kind::kContinue ||
            (jumps && !reaches(formula.stay.after, here, valuation))) {
          leaves = true;
          continue;
        }
      }
      if (!check(formula.children[0], here, valuation).empty()) return false;
      for (const FlowIndex to : graph_.successors(here)) {
        if (seen.has(to)) continue;
        seen.add(to);
        work.push_back(to);
      }
    }
    return leaves;
  }

  bool reaches(const std::vector<FormulaId>& goals, FlowIndex at, ValuationId valuation) {
    std::vector<FlowIndex> work{at};
    FlowSet seen(graph_.nodes().size());
    seen.add(at);
    while (!work.empty() && !budget_.spent()) {
      const FlowIndex here = work.back();
      work.pop_back();
      for (const FormulaId goal : goals) {
        if (!check(goal, here, valuation).empty()) return true;
      }
      for (const FlowIndex to : graph_.successors(here)) {
        if (seen.has(to)) continue;
        seen.add(to);
        work.push_back(to);
      }
    }
    return false;
  }

  const FlowRule& flow_;
  const c::Tree& tree_;
  const FlowGraph& graph_;
  FlowFilter& filter_;
  const FlowIndex exit_;
  Matcher matcher_;
  Budget budget_;
  Valuations valuations_;
  Witnesses witnesses_;
  FlowAtoms atoms_;
  FlowProspect prospect_;
  std::unordered_map<Question, Outcomes, QuestionHash> known_;
  const Outcomes none_;
};

}  // namespace

Matches find_flow_matches(const Program& program, Parsed& code, const Given& given) {
  Matches matches;
  for (const FlowFunction& function : code.flows()) {
    FlowFilter filter(program, code, function, given);
    if (filter.where(program.flow.root).empty()) continue;
    Checker(program, code, given, function, filter).run(matches);
  }
  std::stable_sort(matches.found.begin(), matches.found.end(), [](const Match& a, const Match& b) {
    const Capture& x = a.captures.front();
    const Capture& y = b.captures.front();
    return x.first != y.first ? x.first < y.first : a.captures.back().last > b.captures.back().last;
  });
  return matches;
}

}  // namespace towpath::smpl
