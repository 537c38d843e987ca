// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <optional>
#include <span>

#include "cparse/parse.h"
#include "lex/directive.h"
#include "smpl/flow_match.h"
#include "smpl/isomorphism.h"
#include "smpl/leave.h"
#include "smpl/match.h"
#include "smpl/semantic_patch.h"
#include "smpl/transform.h"
#include "smpl/words.h"

namespace towpath::smpl {

namespace {

// How often the runs of one rule may look at a declaration.
constexpr std::size_t kMaxVisits = 20'000'000;

struct CompiledRule {
  Pattern pattern;
  Program program;
  std::vector<WordId> words;  // of program.words; sorted
};

// A token that is one of the rules' words.
struct Anchor {
  WordId word;
  c::TokenIndex token;
};

// One external declaration, with the white space and comments before it, and what has become of it.
struct Unit {
  Offset begin;  // in the text before all rules
  Offset end;
  Text text;                            // now
  std::uint32_t conditionals = 0;       // how many are around it
  Edits edits = {};                     // so far
  std::optional<Subject> subject = {};  // of the text now, once some rule may match in it
  std::optional<Origins> origins = {};  // likewise
  std::vector<Anchor> anchors = {};     // by word, then token
  std::vector<WordId> words = {};       // sorted: what the text has, as long as it is not parsed
  std::vector<Match> matches = {};      // of the rule at hand
  bool reported = false;                // what of it could not be parsed
};

}  // namespace

struct Engine {
  std::vector<Rule> rules;
  SourceRules sources;
  std::vector<CompiledRule> compiled;
  Words words;
  bool needs_no_word = false;  // some rule may match anywhere, whatever matched before
  bool visits_all = false;     // some rule may match anywhere
  c::Names names;
};

namespace {

class Application {
 public:
  Application(const Engine& engine, const Text& text)
      : engine_(engine), text_(text), environments_(engine.sources, values_) {
    outcome_.fired.assign(engine.rules.size(), 0);
  }

  Result<Outcome> run() {
    if (text_.size() > kMaxTextSize / 2)
      return Error{{text_.name(), 0, 0}, "the text is too large", ""};
    find_units();
    for (std::size_t rule = 0; rule < engine_.compiled.size() && !units_.empty(); ++rule) {
      if (Status status = apply(static_cast<RuleIndex>(rule)); !status) {
        return std::move(status).error();
      }
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
  // The external declarations that some rule may match in; none of them is parsed yet.
  void find_units() {
    const std::vector<Words::Hit> hits = engine_.words.scan(text_.bytes());
    if (hits.empty() && !engine_.needs_no_word) return;
    const c::Outline outline = c::outline(text_);
    own_names_ = outline.names;
    auto hit = hits.begin();
    Offset begin = 0;
    std::uint32_t conditionals = 0;
    for (const c::External& external : outline.externals) {
      const Offset end = end_of(outline, external);
      while (hit != hits.end() && hit->at < begin) ++hit;
      if (engine_.visits_all || (hit != hits.end() && hit->at < end)) {
        Unit unit{.begin = begin,
                  .end = end,
                  .text = Text(text_.name(), std::string(text_.slice(begin, end))),
                  .conditionals = conditionals};
        for (auto at = hit; at != hits.end() && at->at < end; ++at) unit.words.push_back(at->word);
        std::sort(unit.words.begin(), unit.words.end());
        units_.push_back(std::move(unit));
      }
      begin = end;
      count_conditionals(outline, external, conditionals);
    }
  }

  static void count_conditionals(const c::Outline& outline, const c::External& external,
                                 std::uint32_t& open) {
    for (c::TokenIndex i = external.first; i < external.last; ++i) {
      const lex::Token& token = outline.tokens[i];
      if (token.kind != lex::TokenKind::kDirective) continue;
      const std::string_view word = directive_word(outline.text.slice(token.begin, token.end()));
      if (word.starts_with("if")) ++open;
      if (word.starts_with("endif") && open > 0) --open;
    }
  }

  // A preprocessor line by itself has its newline, so that it can go without a trace.
  Offset end_of(const c::Outline& outline, const c::External& external) const {
    const Offset end = outline.tokens[external.last - 1].end();
    const lex::TokenKind kind = outline.tokens[external.first].kind;
    const bool is_line =
        (kind == lex::TokenKind::kDefine || kind == lex::TokenKind::kLine) &&
        (external.last == external.first + 1 || outline.tokens[external.last - 1].in_define);
    if (!is_line) return end;
    const std::string_view bytes = text_.bytes();
    const Offset behind = lex::skip_blanks(bytes, end, text_.size());
    return behind < bytes.size() && bytes[behind] == '\n' ? behind + 1 : end;
  }

  void parse(Unit& unit) {
    unit.subject.emplace(c::parse_range(unit.text, 0, unit.text.size(), engine_.names, own_names_));
    const c::Tree& tree = unit.subject->tree();
    unit.anchors.clear();
    for (c::TokenIndex i = 0; i < tree.tokens.size(); ++i) {
      const lex::Token& token = tree.tokens[i];
      if (token.kind == lex::TokenKind::kIdentifier) {
        if (const auto word = engine_.words.find(tree.spelling(i)))
          unit.anchors.push_back({*word, i});
      } else if (token.kind == lex::TokenKind::kLine || token.kind == lex::TokenKind::kDefine ||
                 (token.in_define && token.kind == lex::TokenKind::kString)) {
        for (const Words::Hit& hit : engine_.words.scan(tree.spelling(i)))
          unit.anchors.push_back({hit.word, i});
      }
    }
    std::stable_sort(unit.anchors.begin(), unit.anchors.end(),
                     [](const Anchor& a, const Anchor& b) { return a.word < b.word; });
    if (unit.edits.empty() && !unit.reported) report_unparsed(unit);
    unit.reported = true;
  }

  void report_unparsed(const Unit& unit) {
    const c::Tree& tree = unit.subject->tree();
    for (const c::Unparsed& part : tree.unparsed) {
      const c::Node& node = tree.nodes[part.node];
      const bool concerns_rules =
          engine_.visits_all ||
          std::any_of(unit.anchors.begin(), unit.anchors.end(), [&](const Anchor& anchor) {
            return node.first <= anchor.token && anchor.token < node.last;
          });
      if (!concerns_rules) continue;
      outcome_.unparsed.push_back({text_.place(unit.begin + tree.tokens[part.offending].begin),
                                   std::string(part.function)});
    }
  }

  Status apply(RuleIndex index) {
    std::vector<Run> runs = environments_.runs(index, text_.name());
    if (runs.size() * units_.size() > kMaxVisits) {
      return Error{{text_.name(), 0, 0},
                   "`" + engine_.sources.rules[index].name + "` inherits too many different values",
                   ""};
    }
    for (Run& run : runs) {
      for (Unit& unit : units_) {
        if (Status status = match(index, run, unit); !status) return status;
      }
    }
    choose(engine_.compiled[index].pattern.which);
    for (Unit& unit : units_) {
      if (Status status = change(index, unit); !status) return status;
    }
    environments_.finish(index, runs);
    return Done{};
  }

  // The tokens in the unit one of which is in every match. Nothing if there cannot be any; all if
  // nothing is known beforehand.
  struct Anchors {
    bool none = false;
    std::vector<c::TokenIndex> tokens;
  };

  Anchors anchors(const CompiledRule& rule, const SourceRule& source, const Run& run, Unit& unit) {
    Anchors found;
    // Where a rule inherits a position, that is where it matches.
    for (std::size_t i = 0; i < run.given.size(); ++i) {
      if (source.metavariables[i].optional || !run.given[i] || !run.given[i]->position) continue;
      const PlaceId place = run.given[i]->position->id;
      const Offset at = Origins::source(place);
      if (at < unit.begin || at > unit.end || (at == unit.end && !(place & kMade))) {
        found.none = true;
        return found;
      }
    }
    // Most declarations are changed by one or two rules: to parse them again for others that have
    // nothing to look for there would double the work.
    if (!unit.subject) {
      const auto is_there = [&](WordId word) {
        return std::binary_search(unit.words.begin(), unit.words.end(), word);
      };
      if (!rule.words.empty() && std::none_of(rule.words.begin(), rule.words.end(), is_there)) {
        found.none = true;
        return found;
      }
      parse(unit);
    }
    for (const WordId word : rule.words) {
      const auto by_word = [](const Anchor& a, WordId b) { return a.word < b; };
      for (auto at = std::lower_bound(unit.anchors.begin(), unit.anchors.end(), word, by_word);
           at != unit.anchors.end() && at->word == word; ++at) {
        found.tokens.push_back(at->token);
      }
    }
    found.none = found.tokens.empty() && !rule.words.empty();
    return found;
  }

  Status match(RuleIndex index, Run& run, Unit& unit) {
    const CompiledRule& rule = engine_.compiled[index];
    const SourceRule& source = engine_.sources.rules[index];
    const Anchors from = anchors(rule, source, run, unit);
    if (from.none) return Done{};
    if (!unit.origins) unit.origins.emplace(unit.edits, unit.begin, unit.end);
    const Given given{&run, &*unit.origins, &values_};
    Matches matches = rule.program.flow.formulas.empty()
                          ? find_matches(rule.program, *unit.subject, from.tokens, given)
                          : find_flow_matches(rule.program, *unit.subject, given);
    if (matches.gave_up_at != kNone) {
      const c::Tree& tree = unit.subject->tree();
      return Error{text_.place(unit.begin + tree.tokens[matches.gave_up_at].begin),
                   "matching `" + source.name + "` takes too many steps here",
                   "make the rule more definite, or disable isomorphisms"};
    }
    const Found found{*unit.subject, *unit.origins, text_};
    for (Match& match : matches.found) {
      make_names(source, found, match, values_);
      run.leave(values_left(source, found, match, values_));
      unit.matches.push_back(std::move(match));
    }
    return Done{};
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

  // What the rule's matches make of the unit.
  Status change(RuleIndex index, Unit& unit) {
    if (unit.matches.empty()) return Done{};
    const CompiledRule& rule = engine_.compiled[index];
    const SourceRule& source = engine_.sources.rules[index];
    sort_matches(unit.matches);
    if (rule.pattern.shows) {
      show(index, unit);
      return Done{};
    }
    Transformation made =
        transform(source, rule.pattern, rule.program, *unit.subject, unit.matches);
    unit.matches.clear();
    if (made.too_large || unit.text.size() > kMaxTextSize / 4) {
      return Error{text_.place(unit.begin),
                   "the code that `" + source.name + "` makes of this declaration grows too large",
                   ""};
    }
    outcome_.fired[index] += made.fired;
    if (made.edits.empty()) return Done{};
    unit.text = Text(text_.name(), applied(unit.text.bytes(), made.edits));
    for (Edit& edit : made.edits) edit.rules.push_back(index);
    unit.edits = unit.edits.empty() ? std::move(made.edits) : compose(unit.edits, made.edits);
    unit.subject.reset();
    unit.origins.reset();
    unit.words.clear();
    for (const Words::Hit& hit : engine_.words.scan(unit.text.bytes()))
      unit.words.push_back(hit.word);
    std::sort(unit.words.begin(), unit.words.end());
    return Done{};
  }

  // What a rule in context mode marks stays as it is.
  void show(RuleIndex index, Unit& unit) {
    const Program& program = engine_.compiled[index].program;
    const std::vector<lex::Token>& tokens = unit.subject->tree().tokens;
    for (const Match& match : unit.matches) {
      for (const Capture& capture : match.captures) {
        if (!program.slots[capture.slot].minus || capture.first == capture.last) continue;
        const lex::Token& last = tokens[capture.last - 1];
        const Offset begin = Origins::source(unit.origins->of(tokens[capture.first].begin));
        const Offset end = Origins::source(unit.origins->of(last.begin)) + last.length;
        outcome_.shown.push_back({begin, end, index});
      }
    }
    outcome_.fired[index] += static_cast<std::uint32_t>(unit.matches.size());
    unit.matches.clear();
  }

  const Engine& engine_;
  const Text& text_;
  c::Names own_names_;
  Values values_;
  Environments environments_;
  std::vector<Unit> units_;
  Outcome outcome_;
};

// Whether the rule runs only after another has matched.
bool inherits(const SourceRule& rule) {
  return std::any_of(
      rule.metavariables.begin(), rule.metavariables.end(), [](const Metavariable& meta) {
        return !meta.from_rule.empty() && meta.from_rule != "virtual" && !meta.optional;
      });
}

}  // namespace

Result<SemanticPatch> SemanticPatch::parse(const Text& cocci, const Isomorphisms& isomorphisms,
                                           const c::Names& hints,
                                           const std::vector<Definition>& definitions) {
  Result<SourceRules> sources = read_rules(cocci, definitions);
  if (!sources) return std::move(sources).error();
  auto engine = std::make_shared<Engine>();
  engine->sources = std::move(*sources);
  engine->names = c::Names::builtin();
  engine->names.merge(hints);
  for (const SourceRule& source : engine->sources.rules) {
    Result<Pattern> pattern = read_pattern(source, hints);
    if (!pattern) return std::move(pattern).error();
    if (Status status = isomorphisms.expand(source, *pattern); !status) {
      return std::move(status).error();
    }
    for (const auto& [name, role] : source.names) {
      if (role != c::Role::kExpression) engine->names.set(name, role);
    }
    engine->rules.push_back({source.name, source.place});
    CompiledRule rule{std::move(*pattern), {}, {}};
    Result<Program> program = compile(source, rule.pattern);
    if (!program) return std::move(program).error();
    rule.program = std::move(*program);
    for (const std::string& word : rule.program.words)
      rule.words.push_back(engine->words.add(word));
    std::sort(rule.words.begin(), rule.words.end());
    engine->visits_all |= rule.words.empty();
    engine->needs_no_word |= rule.words.empty() && !inherits(source);
    engine->compiled.push_back(std::move(rule));
  }
  return SemanticPatch(std::move(engine));
}

std::span<const Rule> SemanticPatch::rules() const {
  return engine_->rules;
}

Result<Outcome> SemanticPatch::apply(const Text& text) const {
  return Application(*engine_, text).run();
}

}  // namespace towpath::smpl
