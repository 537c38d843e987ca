// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/reach.h"

#include <algorithm>

#include "lex/token.h"

namespace towpath::smpl {

namespace {

using Op = Dependency::Op;

bool can_hold(const Dependency& dependency, std::span<const RuleFacts> before) {
  const auto part_can = [&](const Dependency& part) { return can_hold(part, before); };
  switch (dependency.op) {
    case Op::kMatched:
    case Op::kEver:
      return dependency.defined || (dependency.rule != kNone && !before[dependency.rule].never);
    case Op::kNotMatched:
    case Op::kNever:
      return !dependency.defined;
    case Op::kFile:
    case Op::kOtherFile:
      return true;
    case Op::kAnd:
      return std::all_of(dependency.parts.begin(), dependency.parts.end(), part_can);
    case Op::kOr:
      return std::any_of(dependency.parts.begin(), dependency.parts.end(), part_can);
  }
  return true;
}

void collect_required(const Dependency& dependency, std::vector<std::uint32_t>& rules) {
  if ((dependency.op == Op::kMatched || dependency.op == Op::kEver) && !dependency.defined &&
      dependency.rule != kNone) {
    rules.push_back(dependency.rule);
  }
  if (dependency.op != Op::kAnd) return;
  for (const Dependency& part : dependency.parts) collect_required(part, rules);
}

void collect_mentioned(const Dependency& dependency, std::vector<std::uint32_t>& rules) {
  if (dependency.rule != kNone) rules.push_back(dependency.rule);
  for (const Dependency& part : dependency.parts) collect_mentioned(part, rules);
}

// The last rule of that name before `index`, or kNone.
std::uint32_t rule_named(const SourceRules& rules, std::string_view name, std::uint32_t index) {
  for (std::uint32_t i = index; i > 0; --i) {
    if (rules.rules[i - 1].name == name) return i - 1;
  }
  return kNone;
}

// What stands on the body's lines with a mark.
void read_marked_lines(const SourceRule& rule, RuleFacts& facts) {
  std::string plus;
  for (std::uint32_t number = 1; number <= rule.body.line_count(); ++number) {
    std::string_view line = rule.body.line(number);
    if (line.starts_with('?')) line.remove_prefix(1);
    if (line.empty()) continue;
    facts.observable |= line[0] == '-' || line[0] == '+' || line[0] == '*';
    if (line[0] == '+') plus += std::string(line.substr(1)) + "\n";
  }
  const Text text("", plus);
  for (const lex::Token& token : lex::tokenize(text)) {
    if (token.kind == lex::TokenKind::kIdentifier)
      facts.added_words.emplace_back(text.slice(token.begin, token.end()));
  }
}

}  // namespace

RuleFacts facts_of(const SourceRules& rules, std::uint32_t index,
                   std::span<const RuleFacts> before) {
  const SourceRule& rule = rules.rules[index];
  RuleFacts facts;
  if (rule.dependency) {
    facts.never = !can_hold(*rule.dependency, before);
    collect_required(*rule.dependency, facts.requires_matched);
    collect_mentioned(*rule.dependency, facts.mentions);
  }
  for (const Metavariable& meta : rule.metavariables) {
    // Names from outside and those that are made need not be in the text.
    facts.adds_any |= meta.kind == MetaKind::kFresh || meta.from_rule == "virtual";
    if (meta.from_rule.empty()) continue;
    if (meta.from_rule == "virtual") {
      facts.never |= meta.import == kNone && !meta.optional;
      continue;
    }
    const std::uint32_t from = rule_named(rules, meta.from_rule, index);
    if (from == kNone) continue;
    facts.adds_any |= rules.rules[from].script.has_value();
    facts.mentions.push_back(from);
    if (!meta.optional) facts.requires_matched.push_back(from);
  }
  const auto is_never = [&](std::uint32_t one) { return before[one].never; };
  facts.never |= rule.refused.has_value() || std::any_of(facts.requires_matched.begin(),
                                                         facts.requires_matched.end(), is_never);
  if (rule.script) {
    facts.observable = true;
    facts.never |= rule.script->phase != Script::Phase::kRule;
  } else {
    read_marked_lines(rule, facts);
  }
  return facts;
}

std::vector<bool> worthwhile(std::span<const Reached> rules, WordSet& present) {
  std::vector<bool> may(rules.size(), false);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Reached& rule = rules[i];
    if (rule.facts->never) continue;
    const std::vector<std::uint32_t>& required = rule.facts->requires_matched;
    may[i] = std::all_of(required.begin(), required.end(),
                         [&](std::uint32_t one) { return may[one]; }) &&
             (present.any || rule.words.empty() ||
              std::any_of(rule.words.begin(), rule.words.end(),
                          [&](WordId word) { return present.has[word]; }));
    if (!may[i]) continue;
    for (const WordId word : rule.adds) present.has[word] = true;
    present.any |= rule.facts->adds_any && rule.facts->observable;
  }
  std::vector<bool> useful(rules.size(), false);
  for (std::size_t i = rules.size(); i > 0; --i) {
    if (!may[i - 1]) continue;
    useful[i - 1] = useful[i - 1] || rules[i - 1].facts->observable;
    if (!useful[i - 1]) continue;
    for (const std::uint32_t one : rules[i - 1].facts->mentions) useful[one] = may[one];
  }
  return useful;
}

}  // namespace towpath::smpl
