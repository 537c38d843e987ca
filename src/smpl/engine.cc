// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/engine.h"

#include <algorithm>
#include <optional>
#include <set>

#include "cparse/parse.h"
#include "smpl/dispensable.h"
#include "smpl/environment.h"
#include "smpl/isomorphism.h"
#include "smpl/script.h"

namespace towpath::smpl {

namespace {

// Those of the files that the rule uses behind the others.
Result<Isomorphisms> with_files(Isomorphisms all, const SourceRule& source, const Files& files) {
  for (const NamedFile& file : source.isomorphisms) {
    const Result<Text> text = read_named(files, file);
    if (!text) return text.error();
    const Result<Isomorphisms> more = Isomorphisms::read(*text);
    if (!more) return more.error();
    all.add(*more);
  }
  return all;
}

struct Compiled {
  Pattern pattern;
  Program program;
};

Result<Compiled> compiled(SourceRule& source, Pattern pattern, const Isomorphisms& isomorphisms) {
  if (Status expanded = isomorphisms.expand(source, pattern); !expanded)
    return std::move(expanded).error();
  Result<Program> program = compile(source, pattern);
  if (!program) return std::move(program).error();
  return Compiled{std::move(pattern), std::move(*program)};
}

Result<Compiled> following(PrototypeRule& prototype, const Isomorphisms& isomorphisms,
                           const c::Names& hints, const Place& place) {
  if (!prototype.obstacle.empty())
    return Error{place, "not supported yet: " + std::string(prototype.obstacle), ""};
  Result<Pattern> head = read_pattern(prototype.rule, hints);
  if (!head) return std::move(head).error();
  return compiled(prototype.rule, std::move(*head), isomorphisms);
}

// `pattern` is the rule's where it has one that may match.
Result<CompiledRule> compiled(SourceRule& source, RuleFacts facts, std::optional<Pattern> pattern,
                              const Isomorphisms& isomorphisms, const c::Names& hints,
                              const Files& files, Words& words) {
  CompiledRule rule{{}, {}, {}, std::move(facts), {}, {}, {}};
  if (!pattern) return rule;
  std::optional<Isomorphisms> own;
  if (!source.isomorphisms.empty()) {
    Result<Isomorphisms> used = with_files(isomorphisms, source, files);
    if (!used) return std::move(used).error();
    own = std::move(*used);
  }
  const Isomorphisms& used = own ? *own : isomorphisms;
  Result<Compiled> made = compiled(source, std::move(*pattern), used);
  if (!made) return std::move(made).error();
  rule.pattern = std::move(made->pattern);
  rule.program = std::move(made->program);
  for (PrototypeRule& prototype : rule.pattern.prototypes) {
    Result<Compiled> follows = following(prototype, used, hints, source.place);
    if (follows) {
      rule.prototypes.push_back(
          {std::move(prototype), std::move(follows->pattern), std::move(follows->program)});
    } else {
      rule.unfollowed.push_back(follows.error());
      rule.unfollowed.back().message =
          "the prototypes of `" + prototype.function + "` stay: " + follows.error().message;
    }
  }
  for (const std::string& word : rule.program.needs.words) rule.words.push_back(words.add(word));
  std::sort(rule.words.begin(), rule.words.end());
  return rule;
}

// Once all words are known.
void tie_words(const Words& words, Part& part) {
  for (CompiledRule& rule : part.compiled) {
    for (const std::string& word : rule.facts.added_words) {
      if (const auto known = words.find(word)) rule.adds.push_back(*known);
    }
    part.reached.push_back({&rule.facts, rule.words, rule.adds});
  }
}

void find_ends(std::vector<Part>& parts) {
  std::set<std::string_view> later;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    for (const SourceRule& rule : part->sources.rules) {
      if (later.insert(rule.body.name()).second) part->ends.push_back(rule.body.name());
    }
  }
}

bool asks_scripts(const std::vector<Constraint>& constraints) {
  return std::any_of(constraints.begin(), constraints.end(), [](const Constraint& one) {
    return one.script || std::any_of(one.ways.begin(), one.ways.end(),
                                     [](const auto& way) { return asks_scripts(way); });
  });
}

bool asks_scripts(const SourceRule& rule) {
  const auto asks = [](const Metavariable& meta) {
    return meta.maker || asks_scripts(meta.constraints);
  };
  return !rule.refused &&
         (rule.script || std::any_of(rule.metavariables.begin(), rule.metavariables.end(), asks));
}

Status run_phase(const Engine& engine, Script::Phase phase, Scripts& scripts) {
  for (const Part& part : engine.parts) {
    Values values;
    const Environments environments(part.sources, values);
    for (std::uint32_t i = 0; i < part.sources.rules.size(); ++i) {
      const SourceRule& rule = part.sources.rules[i];
      if (rule.refused || !rule.script || rule.script->phase != phase) continue;
      for (const Run& run : environments.runs(i, "")) {
        if (auto outcome = scripts.run(rule, run.given); !outcome) {
          return std::move(outcome).error();
        }
      }
    }
  }
  return Done{};
}

}  // namespace

Result<SemanticPatch> SemanticPatch::parse(std::span<const Text> coccis,
                                           const Isomorphisms& isomorphisms, const c::Names& hints,
                                           const std::vector<Definition>& definitions,
                                           const Files& files) {
  auto engine = std::make_shared<Engine>();
  engine->names = c::Names::builtin();
  engine->names.merge(hints);
  for (const Text& cocci : coccis) {
    Result<SourceRules> sources = read_rules(cocci, definitions, files);
    if (!sources) return std::move(sources).error();
    Part part{std::move(*sources), {}, {}, static_cast<RuleIndex>(engine->rules.size())};
    std::vector<RuleFacts> facts;
    for (std::uint32_t i = 0; i < part.sources.rules.size(); ++i) {
      SourceRule& source = part.sources.rules[i];
      RuleFacts own = facts_of(part.sources, i, facts);
      std::optional<Pattern> pattern;
      if (!source.script && !own.never) {
        Result<Pattern> read = read_pattern(source, hints);
        if (!read) return std::move(read).error();
        pattern = std::move(*read);
        for (const std::uint32_t meta : dispensable(source, *pattern))
          source.metavariables[meta].optional = true;
        own = facts_of(part.sources, i, facts);
      }
      facts.push_back(std::move(own));
      auto rule = compiled(source, facts.back(), std::move(pattern), isomorphisms, hints, files,
                           engine->words);
      if (!rule) return std::move(rule).error();
      part.compiled.push_back(std::move(*rule));
      engine->rules.push_back({source.name, source.place});
      for (const auto& [name, role] : source.names) {
        if (role != c::Role::kExpression) engine->names.set(name, role);
      }
    }
    engine->parts.push_back(std::move(part));
  }
  for (Part& part : engine->parts) tie_words(engine->words, part);
  find_ends(engine->parts);
  return SemanticPatch(std::move(engine));
}

Result<SemanticPatch> SemanticPatch::parse(const Text& cocci, const Isomorphisms& isomorphisms,
                                           const c::Names& hints,
                                           const std::vector<Definition>& definitions,
                                           const Files& files) {
  return parse(std::span(&cocci, 1), isomorphisms, hints, definitions, files);
}

std::span<const Rule> SemanticPatch::rules() const {
  return engine_->rules;
}

std::vector<std::string> SemanticPatch::virtual_names() const {
  std::vector<std::string> names;
  for (const Part& part : engine_->parts) {
    names.insert(names.end(), part.sources.virtual_names.begin(), part.sources.virtual_names.end());
  }
  return names;
}

std::vector<Error> SemanticPatch::refused() const {
  std::vector<Error> found;
  for (const Part& part : engine_->parts) {
    for (const SourceRule& rule : part.sources.rules) {
      if (rule.refused) found.push_back(*rule.refused);
    }
    for (const CompiledRule& rule : part.compiled)
      found.insert(found.end(), rule.unfollowed.begin(), rule.unfollowed.end());
  }
  return found;
}

bool SemanticPatch::has_scripts() const {
  return std::any_of(engine_->parts.begin(), engine_->parts.end(), [](const Part& part) {
    return std::any_of(part.sources.rules.begin(), part.sources.rules.end(),
                       [](const SourceRule& rule) { return asks_scripts(rule); });
  });
}

Status SemanticPatch::initialize(Scripts& scripts) const {
  return run_phase(*engine_, Script::Phase::kInitialize, scripts);
}

Status SemanticPatch::finalize(Scripts& scripts) const {
  return run_phase(*engine_, Script::Phase::kFinalize, scripts);
}

}  // namespace towpath::smpl
