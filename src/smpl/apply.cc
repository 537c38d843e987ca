// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <optional>
#include <span>

#include "smpl/engine.h"
#include "smpl/flow_match.h"
#include "smpl/leave.h"
#include "smpl/match.h"
#include "smpl/script.h"
#include "smpl/transform.h"
#include "smpl/unit.h"

namespace towpath::smpl {

namespace {

// How often the runs of one rule may look at a declaration.
constexpr std::size_t kMaxVisits = 20'000'000;

// Asks the scripts in the constraints of a rule about code that was found.
class Tests : public ScriptTests {
 public:
  Tests(const SourceRule& rule, const Found& found, Scripts& scripts, Values& values)
      : rule_(rule), found_(found), scripts_(scripts), values_(values) {}

  bool holds(const ScriptExpression& expression,
             const std::vector<Binding>& bindings) const override {
    if (failure_) return false;
    const Result<bool> held = scripts_.holds(
        rule_, expression, values_given(rule_, expression, found_, bindings, values_));
    if (!held) failure_ = held.error();
    return held && *held;
  }
  // What went wrong in the first script that failed. None runs after it.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  const SourceRule& rule_;
  const Found& found_;
  Scripts& scripts_;
  Values& values_;
  mutable std::optional<Error> failure_;
};

class Application {
 public:
  Application(const Engine& engine, const Text& text, Scripts& scripts,
              const HeaderDeclarations& headers)
      : engine_(engine), text_(text), scripts_(scripts), headers_(headers), units_(engine, text) {
    outcome_.fired.assign(engine.rules.size(), 0);
  }

  Result<Outcome> run() {
    if (text_.size() > kMaxTextSize / 2)
      return Error{{text_.name(), 0, 0}, "the text is too large", ""};
    const std::vector<std::vector<bool>> wanted = prefilter();
    for (std::size_t i = 0; i < engine_.parts.size(); ++i) {
      if (Status status = apply(engine_.parts[i], wanted[i]); !status) return status.error();
      for (const std::string_view file : engine_.parts[i].ends) scripts_.finished(file);
    }
    for (Unit& unit : units_) {
      for (Edit& edit : unit.edits) {
        edit.begin += unit.begin;
        edit.end += unit.begin;
        outcome_.edits.push_back(std::move(edit));
      }
    }
    std::vector<Outcome::Shown>& shown = outcome_.shown;
    std::sort(shown.begin(), shown.end());
    shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
    return std::move(outcome_);
  }

 private:
  // By semantic patch and rule, what can have an effect on this text; finds the units for that.
  std::vector<std::vector<bool>> prefilter() {
    std::vector<Words::Hit> hits = engine_.words.scan(text_.bytes());
    WordSet present{std::vector<bool>(engine_.words.size(), false)};
    for (const Words::Hit& hit : hits) present.has[hit.word] = true;
    std::vector<std::vector<bool>> wanted;
    std::vector<bool> wanted_words(engine_.words.size(), false);
    bool needs_units = false;
    bool all = false;
    for (const Part& part : engine_.parts) {
      wanted.push_back(worthwhile(part.reached, present));
      for (std::size_t rule = 0; rule < part.reached.size(); ++rule) {
        if (!wanted.back()[rule] || part.sources.rules[rule].script) continue;
        needs_units = true;
        all |= part.reached[rule].words.empty();
        for (const WordId word : part.reached[rule].words) wanted_words[word] = true;
      }
    }
    std::erase_if(hits, [&](const Words::Hit& hit) { return !wanted_words[hit.word]; });
    if (needs_units) units_.find(hits, all);
    return wanted;
  }

  // The rules of one semantic patch, in order.
  Status apply(const Part& part, const std::vector<bool>& wanted) {
    if (std::find(wanted.begin(), wanted.end(), true) == wanted.end()) return Done{};
    part_ = &part;
    environments_.emplace(part.sources, values_);
    bool exited = false;
    for (RuleIndex rule = 0; rule < wanted.size() && !exited; ++rule) {
      if (!wanted[rule]) continue;
      Status status = part.sources.rules[rule].script ? run_script(rule, exited) : apply(rule);
      if (!status) return status;
    }
    return Done{};
  }

  Status run_script(RuleIndex index, bool& exited) {
    const SourceRule& source = part_->sources.rules[index];
    std::vector<Run> runs = environments_->runs(index, text_.name());
    for (Run& run : runs) {
      Result<ScriptOutcome> outcome = scripts_.run(source, run.given);
      if (!outcome) return std::move(outcome).error();
      run.dropped = !outcome->included;
      exited |= outcome->exited;
      if (run.dropped) continue;
      std::vector<const Value*> left;
      for (const std::uint32_t meta : exported(source)) {
        const std::optional<Made>& made = outcome->made[meta];
        left.push_back(nullptr);
        if (!made) continue;
        Result<Value> value = value_of(*made, engine_.names, text_);
        if (!value) return Error{source.place, value.error().message, ""};
        left.back() = values_.keep(std::move(*value));
      }
      run.leave(std::move(left));
    }
    environments_->finish(index, runs);
    return Done{};
  }

  Status apply(RuleIndex index) {
    std::vector<Run> runs = environments_->runs(index, text_.name());
    if (runs.size() * units_.size() > kMaxVisits) {
      return Error{{text_.name(), 0, 0},
                   "`" + part_->sources.rules[index].name + "` inherits too many different values",
                   ""};
    }
    heads_.clear();
    for (Run* run : in_order(runs)) {
      for (Unit& unit : units_) {
        if (Status status = match(index, *run, unit); !status) return status;
      }
    }
    const CompiledRule& rule = part_->compiled[index];
    choose(rule.pattern.which);
    for (Unit& unit : units_) {
      const SourceRule& source = part_->sources.rules[index];
      if (Status status = change(index, source, rule.pattern, rule.program, unit); !status)
        return status;
    }
    for (const CompiledPrototype& prototype : rule.prototypes) {
      for (const std::vector<const Value*>& given : heads_) {
        if (Status status = follow(index, prototype, given); !status) return status;
      }
    }
    environments_->finish(index, runs);
    return Done{};
  }

  // By what they are given, the greatest first: the order in which spatch lays what several of them
  // add at one place.
  static std::vector<Run*> in_order(std::vector<Run>& runs) {
    std::vector<Run*> order;
    for (Run& run : runs) order.push_back(&run);
    const auto greater = [](const Value* a, const Value* b) {
      return (a ? a->tokens : TokenText()) > (b ? b->tokens : TokenText());
    };
    std::stable_sort(order.begin(), order.end(), [&](const Run* a, const Run* b) {
      return std::lexicographical_compare(a->given.begin(), a->given.end(), b->given.begin(),
                                          b->given.end(), greater);
    });
    return order;
  }

  // Changes the prototypes of a function that a rule has changed, where `given` is what the rule's
  // metavariables stand for there.
  Status follow(RuleIndex index, const CompiledPrototype& prototype,
                const std::vector<const Value*>& given) {
    const PrototypeRule& source = prototype.source;
    const bool is_meta = source.meta != kNone && given[source.meta];
    const std::string& name = is_meta ? given[source.meta]->tokens : source.function;
    units_.add_with(name);
    Run run{.given = given, .several = {}, .environments = {}, .left = {}, .known = {}};
    run.given.resize(source.rule.metavariables.size(), nullptr);
    for (Unit& unit : units_) {
      if (unit.text.bytes().find(name) == std::string_view::npos) continue;
      if (!unit.parsed) units_.parse(unit, outcome_.unparsed);
      if (!unit.origins) unit.origins.emplace(unit.edits, unit.begin, unit.end);
      std::vector<c::TokenIndex> anchors;
      const c::Tree& tree = unit.parsed->tree();
      for (c::TokenIndex i = 0; i < tree.tokens.size(); ++i) {
        if (tree.spelling(i) == name) anchors.push_back(i);
      }
      const Found found{unit.parsed->subject(), *unit.origins, text_};
      const Tests tests(source.rule, found, scripts_, values_);
      const Given with{&run, &*unit.origins, &values_, &tests,
                       &unit.parsed->types(file_declarations_, prototype.program.bits)};
      unit.matches = find_matches(prototype.program, *unit.parsed, anchors, with).found;
      if (tests.failure()) return *tests.failure();
      if (Status status = change(index, source.rule, prototype.pattern, prototype.program, unit);
          !status) {
        return status;
      }
    }
    return Done{};
  }

  // Parses the unit, unless it is known beforehand that the rule cannot match there.
  bool may_match(const CompiledRule& rule, const Run& run, Unit& unit) {
    // Where a rule inherits a position, that is where it matches.
    for (const std::uint32_t i : rule.program.needs.positions) {
      if (!run.given[i] || !run.given[i]->position) continue;
      const PlaceId place = run.given[i]->position->id;
      const Offset at = Origins::source(place);
      if (at < unit.begin || at > unit.end || (at == unit.end && !(place & kMade))) return false;
    }
    // Most declarations are changed by one or two rules: to parse them again for others that have
    // nothing to look for there would double the work.
    if (!unit.parsed) {
      const auto is_there = [&](WordId word) {
        return std::binary_search(unit.words.begin(), unit.words.end(), word);
      };
      if (!rule.words.empty() && std::none_of(rule.words.begin(), rule.words.end(), is_there))
        return false;
      const std::vector<std::string_view> given = given_words(rule.program.needs, run.given);
      const auto has = [&](std::string_view word) {
        return unit.text.bytes().find(word) != std::string_view::npos;
      };
      if (!std::all_of(given.begin(), given.end(), has)) return false;
      units_.parse(unit, outcome_.unparsed);
    }
    const c::NodeId root = unit.parsed->tree().root;
    return has_one_of(unit.parsed->features().of(root), rule.program.needs.ways);
  }

  Anchors anchors(const CompiledRule& rule, const Run& run, Unit& unit) {
    Anchors found;
    if (const auto given = given_words(rule.program.needs, run.given); !given.empty()) {
      const std::span<const c::TokenIndex> tokens = unit.parsed->words().rarest(given);
      found.emplace(tokens.begin(), tokens.end());
    }
    if (rule.words.empty() || (found && found->empty())) return found;
    std::vector<c::TokenIndex> tokens;
    for (const WordId word : rule.words) {
      const auto by_word = [](const Anchor& a, WordId b) { return a.word < b; };
      for (auto at = std::lower_bound(unit.anchors.begin(), unit.anchors.end(), word, by_word);
           at != unit.anchors.end() && at->word == word; ++at) {
        tokens.push_back(at->token);
      }
    }
    if (!found || tokens.size() < found->size()) found = std::move(tokens);
    return found;
  }

  Status match(RuleIndex index, Run& run, Unit& unit) {
    const CompiledRule& rule = part_->compiled[index];
    const SourceRule& source = part_->sources.rules[index];
    if (!may_match(rule, run, unit)) return Done{};
    const Anchors from = anchors(rule, run, unit);
    if (from && from->empty()) return Done{};
    if (!unit.origins) unit.origins.emplace(unit.edits, unit.begin, unit.end);
    const Found found{unit.parsed->subject(), *unit.origins, text_};
    const Tests tests(source, found, scripts_, values_);
    const Given given{&run, &*unit.origins, &values_, &tests,
                      &unit.parsed->types(file_declarations_, rule.program.bits)};
    Matches matches = rule.program.flow.formulas.empty()
                          ? find_matches(rule.program, *unit.parsed, from, given)
                          : find_flow_matches(rule.program, *unit.parsed, given);
    if (matches.gave_up_at != kNone) {
      const c::Tree& tree = unit.parsed->tree();
      return Error{text_.place(unit.begin + tree.tokens[matches.gave_up_at].begin),
                   "matching `" + source.name + "` takes too many steps here",
                   "make the rule more definite, or disable isomorphisms"};
    }
    if (tests.failure()) return *tests.failure();
    for (Match& match : matches.found) {
      if (Status status = make_names(source, found, scripts_, match, values_); !status) {
        return status;
      }
      run.leave(values_left(source, found, match, values_));
      if (!rule.prototypes.empty()) note_head(source, found, match);
      unit.matches.push_back(std::move(match));
    }
    return Done{};
  }

  // What prototypes are to be changed by.
  void note_head(const SourceRule& source, const Found& found, const Match& match) {
    std::vector<const Value*> values;
    for (std::size_t i = 0; i < source.metavariables.size(); ++i) {
      const Metavariable& meta = source.metavariables[i];
      const bool is_place = meta.kind == MetaKind::kPosition;
      values.push_back(is_place ? nullptr : bound_value(meta, found, match.bindings[i], values_));
    }
    if (std::find(heads_.begin(), heads_.end(), values) == heads_.end())
      heads_.push_back(std::move(values));
  }

  // Leaves the first or the last line that matches, of those in the fewest conditionals.
  void choose(Pattern::Which which) {
    if (which == Pattern::Which::kAll) return;
    const Unit* chosen = nullptr;
    for (const Unit& unit : units_) {
      if (unit.matches.empty()) continue;
      const bool better = which == Pattern::Which::kFirst
                              ? !chosen || unit.conditionals < chosen->conditionals
                              : !chosen || unit.conditionals <= chosen->conditionals;
      if (better) chosen = &unit;
    }
    for (Unit& unit : units_) {
      if (&unit != chosen) unit.matches.clear();
    }
  }

  void forget_declarations() {
    declarations_.reset();
    for (Unit& unit : units_) {
      if (unit.parsed) unit.parsed->forget_types();
    }
  }

  // What the file declares as it is now.
  const Declarations& declarations() {
    if (declarations_) return *declarations_;
    declarations_.emplace();
    declarations_->add(c::parse_declarations(units_.now(), engine_.names));
    if (headers_) headers_(text_, *declarations_);
    return *declarations_;
  }

  // What the rule's matches make of the unit.
  Status change(RuleIndex index, const SourceRule& source, const Pattern& pattern,
                const Program& program, Unit& unit) {
    if (unit.matches.empty()) return Done{};
    sort_matches(unit.matches);
    if (pattern.shows) {
      show(index, unit);
      return Done{};
    }
    Transformation made = transform(source, pattern, program, unit.parsed->subject(), unit.matches);
    unit.matches.clear();
    if (made.too_large || unit.text.size() > kMaxTextSize / 4) {
      return Error{text_.place(unit.begin),
                   "the code that `" + source.name + "` makes of this declaration grows too large",
                   ""};
    }
    outcome_.fired[part_->first + index] += made.fired;
    if (made.edits.empty()) return Done{};
    for (Edit& edit : made.edits) edit.rules.push_back(part_->first + index);
    units_.change(unit, std::move(made.edits));
    forget_declarations();
    return Done{};
  }

  // What a rule in context mode marks stays as it is.
  void show(RuleIndex index, Unit& unit) {
    const Program& program = part_->compiled[index].program;
    const std::vector<lex::Token>& tokens = unit.parsed->tree().tokens;
    for (const Match& match : unit.matches) {
      for (const Capture& capture : match.captures) {
        if (!program.slots[capture.slot].minus || capture.first == capture.last) continue;
        const lex::Token& last = tokens[capture.last - 1];
        const Offset begin = Origins::source(unit.origins->of(tokens[capture.first].begin));
        const Offset end = Origins::source(unit.origins->of(last.begin)) + last.length;
        outcome_.shown.push_back({begin, end, part_->first + index});
      }
    }
    outcome_.fired[part_->first + index] += static_cast<std::uint32_t>(unit.matches.size());
    unit.matches.clear();
  }

  const Engine& engine_;
  const Text& text_;
  Scripts& scripts_;
  const HeaderDeclarations& headers_;
  Units units_;
  Values values_;
  const Part* part_ = nullptr;                    // the semantic patch at hand
  std::optional<Environments> environments_;      // its
  std::vector<std::vector<const Value*>> heads_;  // of functions that the rule at hand changes
  std::optional<Declarations> declarations_;
  const FileDeclarations file_declarations_ = [this]() -> const Declarations& {
    return declarations();
  };
  Outcome outcome_;
};

}  // namespace

Result<Outcome> SemanticPatch::apply(const Text& text, Scripts& scripts,
                                     const HeaderDeclarations& headers) const {
  return Application(*engine_, text, scripts, headers).run();
}

Result<Outcome> SemanticPatch::apply(const Text& text, const HeaderDeclarations& headers) const {
  NoScripts none;
  return apply(text, none, headers);
}

}  // namespace towpath::smpl
