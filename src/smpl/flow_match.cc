// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/flow_match.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "smpl/flow.h"

namespace towpath::smpl {

namespace {

using c::Child;
using c::Kind;
using c::NodeId;
using c::TokenIndex;
using Op = Formula::Op;
using Stay = Formula::Stay;

constexpr std::uint32_t kMaxSteps = 300'000;  // for one function
constexpr std::size_t kMaxResults = 1'000;    // of one formula at one node

using EnvironmentId = std::uint32_t;
using WitnessId = std::uint32_t;
constexpr WitnessId kNoWitness = 0;

// What metavariables stand for, and must not stand for; and the ends of blocks. Code counts as its
// tokens, told by a number.
struct Environment {
  std::vector<std::uint32_t> values;                              // by metavariable; 0: none yet
  std::vector<std::pair<std::uint32_t, std::uint32_t>> excluded;  // sorted
  std::vector<FlowIndex> braces;
  auto operator<=>(const Environment&) const = default;
};

struct Outcome {
  EnvironmentId environment;
  WitnessId witness;
};
using Outcomes = std::vector<Outcome>;

class Checker {
 public:
  Checker(const Program& program, const Subject& subject, const Given& given, NodeId function)
      : program_(program),
        flow_(program.flow),
        tree_(subject.tree()),
        subject_(subject),
        graph_(subject, function),
        matcher_(program, subject, given),
        code_(1) {
    witnesses_.emplace_back();
  }

  void run(Matches& matches) {
    Environment known{std::vector<std::uint32_t>(program_.metavariables.size()),
                      {},
                      std::vector<FlowIndex>(flow_.braces, kNoFlow)};
    for (std::uint32_t i = 0; i < known.values.size(); ++i) {
      if (matcher_.inherited()[i].bound) known.values[i] = value_of(i, matcher_.inherited()[i]);
    }
    const EnvironmentId start = intern(std::move(known));
    const auto count = static_cast<FlowIndex>(flow_.from_entry ? 1 : graph_.nodes().size());
    for (FlowIndex at = 0; at < count && !gave_up_; ++at) {
      for (const Outcome& outcome : check(flow_.root, at, start)) {
        harvest(outcome.witness, outcome.environment, matches.found);
      }
    }
    if (gave_up_ && matches.gave_up_at == kNone) matches.gave_up_at = graph_[0].first;
  }

 private:
  // What was matched: here, or by the two parts; `scope` adds to the environment for the first.
  struct Witness {
    std::vector<Capture> captures;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> scope;
    WitnessId first = kNoWitness;
    WitnessId second = kNoWitness;
  };

  // -- environments
  // --------------------------------------------------------------------------------

  EnvironmentId intern(Environment environment) {
    const auto [at, is_new] =
        environment_ids_.emplace(environment, static_cast<EnvironmentId>(environments_.size()));
    if (is_new) environments_.push_back(std::move(environment));
    return at->second;
  }

  std::uint32_t value_of(std::uint32_t meta, const Binding& binding) {
    std::string text;
    if (program_.metavariables[meta].kind == MetaKind::kPosition) {
      text = binding.value ? "@" + std::to_string(binding.value->position->id)
                           : "@ " + std::to_string(binding.first);
    } else {
      text = binding.value ? binding.value->tokens : token_text(tree_, binding.first, binding.last);
    }
    const auto [at, is_new] =
        code_ids_.emplace(std::move(text), static_cast<std::uint32_t>(code_.size()));
    if (is_new) code_.push_back(binding);
    return at->second;
  }

  std::vector<Binding> bindings_of(const std::vector<std::uint32_t>& values) const {
    std::vector<Binding> bindings(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] != 0) bindings[i] = code_[values[i]];
    }
    return bindings;
  }

  static bool excludes(const Environment& environment, std::uint32_t meta, std::uint32_t value) {
    return std::binary_search(environment.excluded.begin(), environment.excluded.end(),
                              std::pair(meta, value));
  }
  static void exclude(Environment& environment, std::uint32_t meta, std::uint32_t value) {
    const std::pair pair(meta, value);
    const auto at =
        std::lower_bound(environment.excluded.begin(), environment.excluded.end(), pair);
    if (at == environment.excluded.end() || *at != pair) environment.excluded.insert(at, pair);
  }

  // What both say, unless they contradict each other.
  std::optional<EnvironmentId> merge(EnvironmentId a, EnvironmentId b) {
    if (a == b) return a;
    Environment both = environments_[a];
    const Environment other = environments_[b];
    for (std::size_t i = 0; i < both.values.size(); ++i) {
      if (other.values[i] == 0) continue;
      if (both.values[i] != 0 && both.values[i] != other.values[i]) return std::nullopt;
      both.values[i] = other.values[i];
    }
    for (const auto& [meta, value] : other.excluded) exclude(both, meta, value);
    for (const auto& [meta, value] : both.excluded) {
      if (both.values[meta] == value) return std::nullopt;
    }
    for (std::size_t i = 0; i < both.braces.size(); ++i) {
      if (both.braces[i] == kNoFlow) both.braces[i] = other.braces[i];
    }
    return intern(std::move(both));
  }

  WitnessId join(WitnessId a, WitnessId b) {
    if (a == kNoWitness || a == b) return b;
    if (b == kNoWitness) return a;
    witnesses_.push_back({{}, {}, a, b});
    return static_cast<WitnessId>(witnesses_.size() - 1);
  }

  // One outcome for each environment.
  void add(Outcomes& outcomes, Outcome more) {
    for (Outcome& outcome : outcomes) {
      if (outcome.environment != more.environment) continue;
      outcome.witness = join(outcome.witness, more.witness);
      return;
    }
    if (outcomes.size() >= kMaxResults)
      gave_up_ = true;
    else
      outcomes.push_back(more);
  }

  Outcomes combine(const Outcomes& a, const Outcomes& b) {
    Outcomes all;
    for (const Outcome& x : a) {
      for (const Outcome& y : b) {
        ++steps_;
        if (const auto merged = merge(x.environment, y.environment)) {
          add(all, {*merged, join(x.witness, y.witness)});
        }
      }
    }
    return all;
  }

  // -- formulas
  // ------------------------------------------------------------------------------------

  // Recursion follows the formula, whose depth is bounded, and not the graph.
  Outcomes check(FormulaId id, FlowIndex at, EnvironmentId environment) {
    if (++steps_ > kMaxSteps) gave_up_ = true;
    if (gave_up_) return {};
    const auto key = std::tuple(id, at, environment);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    Outcomes outcomes = leave(id, evaluate(flow_.formulas[id], at, environment));
    if (!gave_up_) known_.emplace(key, outcomes);
    return outcomes;
  }

  // Takes what means something only within the formula out of the environments.
  Outcomes leave(FormulaId id, const Outcomes& inner) {
    const std::vector<std::uint32_t>& scoped = flow_.formulas[id].scoped;
    if (scoped.empty()) return inner;
    Outcomes outer;
    for (const Outcome& outcome : inner) {
      Environment environment = environments_[outcome.environment];
      Witness witness;
      for (const std::uint32_t meta : scoped) {
        if (environment.values[meta] != 0)
          witness.scope.emplace_back(meta, environment.values[meta]);
        environment.values[meta] = 0;
        std::erase_if(environment.excluded, [&](const auto& pair) { return pair.first == meta; });
      }
      WitnessId id_of_witness = outcome.witness;
      if (id_of_witness != kNoWitness && !witness.scope.empty()) {
        witness.first = id_of_witness;
        witnesses_.push_back(std::move(witness));
        id_of_witness = static_cast<WitnessId>(witnesses_.size() - 1);
      }
      add(outer, {intern(std::move(environment)), id_of_witness});
    }
    return outer;
  }

  Outcomes evaluate(const Formula& formula, FlowIndex at, EnvironmentId environment) {
    switch (formula.op) {
      case Op::kTrue:
        return {{environment, kNoWitness}};
      case Op::kExit:
        if (graph_[at].kind != FlowKind::kExit) return {};
        return {{environment, kNoWitness}};
      case Op::kStatement:
      case Op::kHead:
      case Op::kInside:
      case Op::kOpen:
      case Op::kClose:
        return atom(formula, at, environment);
      case Op::kAnd: {
        Outcomes outcomes{{environment, kNoWitness}};
        for (const FormulaId child : formula.children) {
          Outcomes next;
          for (const Outcome& outcome : outcomes) {
            for (const Outcome& more : check(child, at, outcome.environment)) {
              add(next, {more.environment, join(outcome.witness, more.witness)});
            }
          }
          outcomes = std::move(next);
        }
        return outcomes;
      }
      case Op::kOr:
        for (const FormulaId child : formula.children) {
          Outcomes outcomes = check(child, at, environment);
          if (!outcomes.empty()) return outcomes;
        }
        return {};
      case Op::kPast:
        if (const auto brace = brace_behind_jump(formula.children[0], at, environment)) {
          return check(formula.children[0], *brace, environment);
        }
        if (graph_[at].after != kNoFlow) at = graph_[at].after;
        [[fallthrough]];
      case Op::kNext:
        return next(formula, at, environment);
      case Op::kBody:
      case Op::kElse: {
        const FlowIndex way = formula.op == Op::kBody ? graph_[at].body : graph_[at].otherwise;
        return way == kNoFlow ? Outcomes{} : next(formula, way, environment);
      }
      case Op::kUntil:
        return until(formula, at, environment);
    }
    return {};
  }

  // A jump that ends a block leads elsewhere, and yet the block's `}` stands behind it.
  std::optional<FlowIndex> brace_behind_jump(FormulaId id, FlowIndex at,
                                             EnvironmentId environment) const {
    const FlowNode& node = graph_[at];
    if (node.kind != FlowKind::kPlain) return std::nullopt;
    const Kind kind = tree_.nodes[node.tree].kind;
    if (kind < Kind::kGoto || kind > Kind::kContinue) return std::nullopt;
    if (flow_.formulas[id].op == Op::kAnd) id = flow_.formulas[id].children[0];
    if (flow_.formulas[id].op != Op::kClose) return std::nullopt;
    const FlowIndex brace = environments_[environment].braces[flow_.formulas[id].brace];
    if (brace == kNoFlow || graph_[brace].first != node.last) return std::nullopt;
    return brace;
  }

  Outcomes next(const Formula& formula, FlowIndex at, EnvironmentId environment) {
    Outcomes outcomes;
    bool first = true;
    for (const FlowIndex successor : graph_.successors(at)) {
      const Outcomes here = check(formula.children[0], successor, environment);
      if (!formula.all) {
        for (const Outcome& outcome : here) add(outcomes, outcome);
      } else {
        outcomes = first ? here : combine(outcomes, here);
      }
      first = false;
    }
    return outcomes;
  }

  Outcomes atom(const Formula& formula, FlowIndex at, EnvironmentId environment) {
    const FlowNode& node = graph_[at];
    const auto whole = [&] {
      return run(formula, tree_.nodes[node.tree].parent, subject_.position(node.tree), environment);
    };
    switch (formula.op) {
      case Op::kStatement:
        if (node.kind == FlowKind::kOpen && is_function_body(node.tree)) return {};
        if (node.kind != FlowKind::kPlain && node.kind != FlowKind::kHead &&
            node.kind != FlowKind::kOpen) {
          return {};
        }
        return whole();
      case Op::kHead:
        if (node.kind != FlowKind::kHead && node.kind != FlowKind::kEntry) return {};
        return whole();
      case Op::kInside:
        return inside(formula, at, environment);
      case Op::kOpen: {
        if (node.kind != FlowKind::kOpen) return {};
        Environment opened = environments_[environment];
        opened.braces[formula.brace] = node.after;
        return run(formula, node.tree, tree_.nodes[node.tree].children_begin,
                   intern(std::move(opened)));
      }
      default: {
        if (environments_[environment].braces[formula.brace] != at) return {};
        const c::Node& block = tree_.nodes[node.tree];
        return run(formula, node.tree, block.children_begin + block.children_count - 1,
                   environment);
      }
    }
  }

  bool is_function_body(NodeId id) const {
    return tree_.nodes[tree_.nodes[id].parent].kind == Kind::kFunction;
  }

  Outcomes run(const Formula& formula, NodeId owner, std::uint32_t position,
               EnvironmentId environment) {
    if (tree_.nodes[owner].children_count == 0) return {};
    const std::vector<Binding> known = bindings_of(environments_[environment].values);
    if (!matcher_.run(formula.entry, owner, position, known)) {
      gave_up_ |= matcher_.gave_up();
      return {};
    }

    const Match match = matcher_.match();
    Environment after = environments_[environment];
    for (std::uint32_t i = 0; i < after.values.size(); ++i) {
      if (after.values[i] != 0 || !match.bindings[i].bound) continue;
      after.values[i] = value_of(i, match.bindings[i]);
      if (excludes(after, i, after.values[i])) return {};
    }
    WitnessId witness = kNoWitness;
    if (!match.captures.empty()) {
      witnesses_.push_back({match.captures, {}, kNoWitness, kNoWitness});
      witness = static_cast<WitnessId>(witnesses_.size() - 1);
    }
    return {{intern(std::move(after)), witness}};
  }

  // Every expression among the node's own tokens.
  Outcomes inside(const Formula& formula, FlowIndex at, EnvironmentId environment) {
    const FlowNode node = graph_[at];
    Outcomes outcomes;
    if (node.first == node.last || node.tree == c::kNoNode) return outcomes;
    std::vector<NodeId> open{node.tree};
    while (!open.empty() && !gave_up_) {
      const NodeId id = open.back();
      open.pop_back();
      const c::Node& part = tree_.nodes[id];
      const bool own = node.first <= part.first && part.last <= node.last;
      if (own && id != node.tree && (is_value(tree_, id) || part.kind == Kind::kInitDeclarator)) {
        ++steps_;
        for (const Outcome& outcome :
             run(formula, part.parent, subject_.position(id), environment)) {
          add(outcomes, outcome);
        }
      }
      for (const Child child : tree_.children_of(id)) {
        if (!child.is_node()) continue;
        const c::Node& below = tree_.nodes[child.node()];
        if (below.first < node.last && node.first < below.last) open.push_back(child.node());
      }
    }
    return outcomes;
  }

  // -- paths
  // ---------------------------------------------------------------------------------------

  // A node and what is known on the way to it.
  struct Place {
    FlowIndex at;
    EnvironmentId environment;
    Outcomes goals = {};
    struct Step {
      Outcome outcome;
      std::vector<std::uint32_t> to;
    };
    std::vector<Step> steps = {};
    WitnessId witness = kNoWitness;  // of the way there, for one path
    bool alive = false;
    bool begun = false;
    bool finished = false;
    Outcomes result = {};
  };

  Outcomes until(const Formula& formula, FlowIndex start, EnvironmentId environment) {
    std::vector<Place> places;
    std::map<std::pair<FlowIndex, EnvironmentId>, std::uint32_t> indices;
    const auto index_of = [&](FlowIndex at, EnvironmentId of, WitnessId witness) {
      const auto [found, is_new] =
          indices.emplace(std::pair(at, of), static_cast<std::uint32_t>(places.size()));
      if (is_new) places.push_back(Place{.at = at, .environment = of, .witness = witness});
      return found->second;
    };
    index_of(start, environment, kNoWitness);
    for (std::uint32_t i = 0; i < places.size() && !gave_up_; ++i) {
      const FlowIndex at = places[i].at;
      const EnvironmentId here = places[i].environment;
      places[i].goals = check(formula.children[0], at, here);
      const bool is_exit = graph_[at].kind == FlowKind::kExit;
      if (formula.all && places[i].goals.empty() &&
          ((formula.stay.to_end && is_exit) ||
           (!formula.stay.strict && !formula.stay.to_end && leaves_early(formula, at, here)))) {
        places[i].goals.push_back({here, kNoWitness});
        continue;
      }
      if (is_exit) continue;
      for (const Outcome& outcome : stay(formula.stay, at, here)) {
        Place::Step step{outcome, {}};
        const WitnessId way = formula.all ? kNoWitness : join(places[i].witness, outcome.witness);
        for (const FlowIndex to : graph_.successors(at)) {
          step.to.push_back(index_of(to, outcome.environment, way));
        }
        places[i].steps.push_back(std::move(step));
      }
    }
    if (gave_up_) return {};
    Outcomes outcomes = formula.all ? on_all_paths(places) : on_one_path(places);
    if (formula.stay.at_least_once) {
      if (!occurs(formula.stay.nest[0], places)) return {};
    }
    return outcomes;
  }

  bool occurs(FormulaId nest, const std::vector<Place>& places) {
    return std::any_of(places.begin(), places.end(), [&](const Place& place) {
      return !place.steps.empty() && !check(nest, place.at, place.environment).empty();
    });
  }

  Outcomes on_one_path(const std::vector<Place>& places) {
    Outcomes outcomes;
    for (const Place& place : places) {
      for (const Outcome& goal : place.goals) {
        add(outcomes, {goal.environment, join(place.witness, goal.witness)});
      }
    }
    return outcomes;
  }

  // The greatest fixed point: of places from which all paths stay in it or reach a goal, as far as
  // some path does reach one.
  Outcomes on_all_paths(std::vector<Place>& places) {
    std::vector<std::vector<std::uint32_t>> from(places.size());
    std::vector<std::uint32_t> work;
    for (std::uint32_t i = 0; i < places.size(); ++i) {
      for (const Place::Step& step : places[i].steps) {
        for (const std::uint32_t to : step.to) from[to].push_back(i);
      }
      if (places[i].goals.empty()) continue;
      places[i].alive = true;
      work.push_back(i);
    }
    while (!work.empty()) {
      const std::uint32_t reached = work.back();
      work.pop_back();
      for (const std::uint32_t before : from[reached]) {
        if (std::exchange(places[before].alive, true)) continue;
        work.push_back(before);
      }
    }
    const auto holds = [&](const Place& place) {
      return !place.goals.empty() ||
             std::any_of(place.steps.begin(), place.steps.end(),
                         [&](const Place::Step& step) { return all_alive(step, places); });
    };
    for (std::uint32_t i = 0; i < places.size(); ++i) {
      if (!places[i].alive || !holds(places[i])) work.push_back(i);
      if (!holds(places[i])) places[i].alive = false;
    }
    while (!work.empty()) {
      const std::uint32_t lost = work.back();
      work.pop_back();
      for (const std::uint32_t before : from[lost]) {
        if (!places[before].alive || holds(places[before])) continue;
        places[before].alive = false;
        work.push_back(before);
      }
    }
    if (!places[0].alive) return {};
    return gather(places);
  }

  static bool all_alive(const Place::Step& step, const std::vector<Place>& places) {
    return !step.to.empty() && std::all_of(step.to.begin(), step.to.end(),
                                           [&](std::uint32_t to) { return places[to].alive; });
  }

  // What the paths from the first place end with, joined; a place that is on the path already adds
  // nothing.
  Outcomes gather(std::vector<Place>& places) {
    std::vector<std::uint32_t> stack{0};
    while (!stack.empty() && !gave_up_) {
      Place& place = places[stack.back()];
      if (place.finished) {
        stack.pop_back();
        continue;
      }
      if (!std::exchange(place.begun, true)) {
        for (const Place::Step& step : place.steps) {
          if (!all_alive(step, places)) continue;
          for (const std::uint32_t to : step.to) {
            if (!places[to].begun) stack.push_back(to);
          }
        }
        continue;
      }
      stack.pop_back();
      place.result = place.goals;
      for (const Place::Step& step : place.steps) {
        if (!all_alive(step, places)) continue;
        Outcomes joined{step.outcome};
        for (const std::uint32_t to : step.to) {
          if (places[to].finished) joined = combine(joined, places[to].result);
        }
        for (const Outcome& outcome : joined) add(place.result, outcome);
      }
      place.finished = true;
    }
    return places[0].result;
  }

  // The ways in which the dots may pass the node.
  Outcomes stay(const Stay& stay, FlowIndex at, EnvironmentId environment) {
    std::vector<EnvironmentId> open{environment};
    for (const Stay::Never& never : stay.never) {
      std::vector<EnvironmentId> left;
      for (const EnvironmentId one : open) {
        for (const EnvironmentId rest : without(never.formula, never.closed, at, one)) {
          left.push_back(rest);
        }
      }
      open = std::move(left);
    }
    Outcomes outcomes;
    for (const EnvironmentId one : open) {
      if (stay.nest.empty()) {
        add(outcomes, {one, kNoWitness});
        continue;
      }
      for (const Outcome& outcome : check(stay.nest[0], at, one)) add(outcomes, outcome);
      for (const EnvironmentId rest : without(stay.nest[0], {}, at, one)) {
        add(outcomes, {rest, kNoWitness});
      }
    }
    return outcomes;
  }

  // The environments in which the formula does not hold.
  std::vector<EnvironmentId> without(FormulaId id, const std::vector<std::uint32_t>& closed,
                                     FlowIndex at, EnvironmentId environment) {
    std::vector<EnvironmentId> left{environment};
    for (const Outcome& outcome : check(id, at, environment)) {
      const Environment base = environments_[environment];
      const Environment matched = environments_[outcome.environment];
      std::vector<EnvironmentId> next;
      for (std::uint32_t meta = 0; meta < matched.values.size(); ++meta) {
        const bool is_new = matched.values[meta] != base.values[meta];
        if (!is_new || std::find(closed.begin(), closed.end(), meta) != closed.end()) continue;
        for (const EnvironmentId one : left) {
          Environment other = environments_[one];
          exclude(other, meta, matched.values[meta]);
          next.push_back(intern(std::move(other)));
        }
      }
      left = std::move(next);
      if (left.size() > kMaxResults) gave_up_ = true;
      if (left.empty() || gave_up_) return {};
    }
    return left;
  }

  // Whether a branch taken here only leaves, on an error as it seems: it returns, goes on with the
  // next round, or jumps to where what stands behind the dots is never met.
  bool leaves_early(const Formula& formula, FlowIndex at, EnvironmentId environment) {
    const FlowNode& branch = graph_[at];
    if (branch.kind != FlowKind::kBranch || branch.tree == c::kNoNode) return false;
    const c::Node& region = tree_.nodes[branch.tree];
    if (tree_.nodes[region.parent].kind != Kind::kIf) return false;
    std::vector<FlowIndex> work(graph_.successors(at).begin(), graph_.successors(at).end());
    std::set<FlowIndex> seen(work.begin(), work.end());
    bool leaves = false;
    while (!work.empty() && !gave_up_) {
      ++steps_;
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
        if (kind == Kind::kReturn || kind == Kind::kContinue ||
            (jumps && !reaches(formula.stay.after, here, environment))) {
          leaves = true;
          continue;
        }
      }
      if (!check(formula.children[0], here, environment).empty()) return false;
      for (const FlowIndex to : graph_.successors(here)) {
        if (seen.insert(to).second) work.push_back(to);
      }
    }
    return leaves;
  }

  bool reaches(const std::vector<FormulaId>& goals, FlowIndex at, EnvironmentId environment) {
    std::vector<FlowIndex> work{at};
    std::set<FlowIndex> seen{at};
    while (!work.empty() && !gave_up_) {
      const FlowIndex here = work.back();
      work.pop_back();
      for (const FormulaId goal : goals) {
        if (!check(goal, here, environment).empty()) return true;
      }
      for (const FlowIndex to : graph_.successors(here)) {
        if (seen.insert(to).second) work.push_back(to);
      }
    }
    return false;
  }

  // -- witnesses
  // -----------------------------------------------------------------------------------

  // One match for each statement matched, with all that is known where it was.
  void harvest(WitnessId root, EnvironmentId environment, std::vector<Match>& matches) {
    using State = std::pair<WitnessId, std::vector<std::uint32_t>>;
    std::vector<State> work{{root, environments_[environment].values}};
    while (!work.empty()) {
      State state = std::move(work.back());
      work.pop_back();
      if (state.first == kNoWitness || !harvested_.insert(state).second) continue;
      if (++steps_ > 2 * kMaxSteps) {
        gave_up_ = true;
        return;
      }
      const Witness& witness = witnesses_[state.first];
      if (!witness.captures.empty()) {
        const auto key = [](const Capture& capture) {
          return std::tuple(capture.slot, capture.first, capture.last);
        };
        std::vector<std::tuple<std::uint32_t, TokenIndex, TokenIndex>> shape;
        for (const Capture& capture : witness.captures) shape.push_back(key(capture));
        if (produced_.insert(std::pair(std::move(shape), state.second)).second) {
          matches.push_back({witness.captures, bindings_of(state.second)});
        }
      }
      for (const auto& [meta, value] : witness.scope) state.second[meta] = value;
      work.push_back({witness.first, state.second});
      work.push_back({witness.second, std::move(state.second)});
    }
  }

  const Program& program_;
  const FlowRule& flow_;
  const c::Tree& tree_;
  const Subject& subject_;
  const FlowGraph graph_;
  Matcher matcher_;
  std::vector<Environment> environments_;
  std::map<Environment, EnvironmentId> environment_ids_;
  std::vector<Binding> code_;
  std::map<std::string, std::uint32_t> code_ids_;
  std::vector<Witness> witnesses_;
  std::map<std::tuple<FormulaId, FlowIndex, EnvironmentId>, Outcomes> known_;
  std::set<std::pair<WitnessId, std::vector<std::uint32_t>>> harvested_;
  std::set<std::pair<std::vector<std::tuple<std::uint32_t, TokenIndex, TokenIndex>>,
                     std::vector<std::uint32_t>>>
      produced_;
  std::uint32_t steps_ = 0;
  bool gave_up_ = false;
};

}  // namespace

Matches find_flow_matches(const Program& program, const Subject& subject, const Given& given) {
  Matches matches;
  const c::Tree& tree = subject.tree();
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    if (tree.nodes[id].kind == Kind::kFunction) {
      Checker(program, subject, given, id).run(matches);
    }
  }
  std::stable_sort(matches.found.begin(), matches.found.end(), [](const Match& a, const Match& b) {
    const Capture& x = a.captures.front();
    const Capture& y = b.captures.front();
    return x.first != y.first ? x.first < y.first : a.captures.back().last > b.captures.back().last;
  });
  return matches;
}

}  // namespace towpath::smpl
