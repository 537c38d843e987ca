// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <optional>
#include <span>

#include "smpl/match.h"
#include "smpl/semantic_patch.h"
#include "smpl/transform.h"
#include "smpl/words.h"

namespace towpath::smpl {

namespace {

struct CompiledRule {
  SourceRule source;
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
  Offset begin;                    // in the text before all rules
  Text text;                       // now
  Edits edits;                     // so far
  std::optional<Subject> subject;  // of the text now, once some rule may match in it
  std::vector<Anchor> anchors;     // by word, then token
  std::vector<WordId> words;       // sorted: what the text has, as long as it is not parsed
};

}  // namespace

struct Engine {
  std::vector<Rule> rules;
  std::vector<CompiledRule> compiled;
  Words words;
  bool needs_no_word = false;  // some rule may match anywhere
  c::Names names;
};

namespace {

class Application {
 public:
  Application(const Engine& engine, const Text& text) : engine_(engine), text_(text) {
    outcome_.fired.assign(engine.rules.size(), 0);
  }

  Result<Outcome> run() {
    if (text_.size() > kMaxTextSize / 2)
      return Error{{text_.name(), 0, 0}, "the text is too large", ""};
    find_units();
    for (std::size_t rule = 0; rule < engine_.compiled.size(); ++rule) {
      for (Unit& unit : units_) {
        if (Status status = apply(static_cast<RuleIndex>(rule), unit); !status) {
          return std::move(status).error();
        }
      }
    }
    for (Unit& unit : units_) {
      for (Edit& edit : unit.edits) {
        edit.begin += unit.begin;
        edit.end += unit.begin;
        outcome_.edits.push_back(std::move(edit));
      }
    }
    return std::move(outcome_);
  }

 private:
  // The external declarations that have a word some rule needs.
  void find_units() {
    const std::vector<Words::Hit> hits = engine_.words.scan(text_.bytes());
    if (hits.empty() && !engine_.needs_no_word) return;
    const c::Outline outline = c::outline(text_);
    own_names_ = outline.names;
    auto hit = hits.begin();
    Offset begin = 0;
    for (const c::External& external : outline.externals) {
      const Offset end = outline.tokens[external.last - 1].end();
      while (hit != hits.end() && hit->at < begin) ++hit;
      if (engine_.needs_no_word || (hit != hits.end() && hit->at < end)) {
        Unit unit{begin, Text(text_.name(), std::string(text_.slice(begin, end))), {}, {}, {}, {}};
        parse(unit);
        report_unparsed(unit);
        units_.push_back(std::move(unit));
      }
      begin = end;
    }
  }

  void parse(Unit& unit) const {
    unit.subject.emplace(c::parse_range(unit.text, 0, unit.text.size(), engine_.names, own_names_));
    const c::Tree& tree = unit.subject->tree();
    unit.anchors.clear();
    for (c::TokenIndex i = 0; i < tree.tokens.size(); ++i) {
      if (tree.tokens[i].kind != lex::TokenKind::kIdentifier) continue;
      if (const auto word = engine_.words.find(tree.spelling(i)))
        unit.anchors.push_back({*word, i});
    }
    std::stable_sort(unit.anchors.begin(), unit.anchors.end(),
                     [](const Anchor& a, const Anchor& b) { return a.word < b.word; });
  }

  void report_unparsed(const Unit& unit) {
    const c::Tree& tree = unit.subject->tree();
    for (const c::Unparsed& part : tree.unparsed) {
      const c::Node& node = tree.nodes[part.node];
      const bool concerns_rules =
          engine_.needs_no_word ||
          std::any_of(unit.anchors.begin(), unit.anchors.end(), [&](const Anchor& anchor) {
            return node.first <= anchor.token && anchor.token < node.last;
          });
      if (!concerns_rules) continue;
      outcome_.unparsed.push_back({text_.place(unit.begin + tree.tokens[part.offending].begin),
                                   std::string(part.function)});
    }
  }

  Status apply(RuleIndex index, Unit& unit) {
    const CompiledRule& rule = engine_.compiled[index];
    // Most declarations are changed by one or two rules: to parse them again for others that have
    // nothing to look for there would double the work.
    if (!unit.subject) {
      const auto is_there = [&](WordId word) {
        return std::binary_search(unit.words.begin(), unit.words.end(), word);
      };
      if (!rule.words.empty() && std::none_of(rule.words.begin(), rule.words.end(), is_there)) {
        return Done{};
      }
      parse(unit);
    }
    tokens_.clear();
    for (const WordId word : rule.words) {
      const auto by_word = [](const Anchor& a, WordId b) { return a.word < b; };
      for (auto at = std::lower_bound(unit.anchors.begin(), unit.anchors.end(), word, by_word);
           at != unit.anchors.end() && at->word == word; ++at) {
        tokens_.push_back(at->token);
      }
    }
    if (tokens_.empty() && !rule.words.empty()) return Done{};
    const Matches matches = find_matches(rule.program, *unit.subject, tokens_);
    if (matches.gave_up_at != kNone) {
      const c::Tree& tree = unit.subject->tree();
      return Error{text_.place(unit.begin + tree.tokens[matches.gave_up_at].begin),
                   "matching `" + rule.source.name + "` takes too many steps here",
                   "make the rule more definite, or disable isomorphisms"};
    }
    if (matches.found.empty()) return Done{};
    Transformation made =
        transform(rule.source, rule.pattern, rule.program, *unit.subject, matches.found);
    if (made.too_large || unit.text.size() > kMaxTextSize / 4) {
      return Error{
          text_.place(unit.begin),
          "the code that `" + rule.source.name + "` makes of this declaration grows too large", ""};
    }
    outcome_.fired[index] += made.fired;
    if (made.edits.empty()) return Done{};
    unit.text = Text(text_.name(), applied(unit.text.bytes(), made.edits));
    for (Edit& edit : made.edits) edit.rules.push_back(index);
    unit.edits = unit.edits.empty() ? std::move(made.edits) : compose(unit.edits, made.edits);
    unit.subject.reset();
    unit.words.clear();
    for (const Words::Hit& hit : engine_.words.scan(unit.text.bytes()))
      unit.words.push_back(hit.word);
    std::sort(unit.words.begin(), unit.words.end());
    return Done{};
  }

  const Engine& engine_;
  const Text& text_;
  c::Names own_names_;
  std::vector<Unit> units_;
  std::vector<c::TokenIndex> tokens_;
  Outcome outcome_;
};

}  // namespace

Result<SemanticPatch> SemanticPatch::parse(const Text& cocci, const Isomorphisms& isomorphisms,
                                           const c::Names& hints) {
  Result<std::vector<SourceRule>> sources = read_rules(cocci);
  if (!sources) return std::move(sources).error();
  auto engine = std::make_shared<Engine>();
  engine->names = c::Names::builtin();
  engine->names.merge(hints);
  for (SourceRule& source : *sources) {
    Result<Pattern> pattern = read_pattern(source, hints);
    if (!pattern) return std::move(pattern).error();
    if (Status status = isomorphisms.expand(source, *pattern); !status) {
      return std::move(status).error();
    }
    for (const auto& [name, role] : source.names) {
      if (role != c::Role::kExpression) engine->names.set(name, role);
    }
    engine->rules.push_back({source.name, source.place});
    CompiledRule rule{std::move(source), std::move(*pattern), {}, {}};
    rule.program = compile(rule.source, rule.pattern);
    for (const std::string& word : rule.program.words)
      rule.words.push_back(engine->words.add(word));
    std::sort(rule.words.begin(), rule.words.end());
    engine->needs_no_word |= rule.words.empty();
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
