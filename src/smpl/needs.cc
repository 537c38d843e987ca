// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/needs.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>
#include <tuple>

#include "cparse/word.h"
#include "lex/token.h"
#include "smpl/flow_compile.h"
#include "smpl/subject.h"

namespace towpath::smpl {

namespace {

// Sets of words such that every match has one of each set.
using Clauses = std::vector<std::vector<std::string>>;

bool is_word(const std::string& text) {
  const auto is_part = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  return !text.empty() && !std::isdigit(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), is_part);
}

bool is_keyword(const std::string& word) {
  const Text text("", word);
  const std::vector<lex::Token> tokens = lex::tokenize(text);
  return c::words_of(text, tokens).front() != c::Word::kIdentifier;
}

// Whether the clause is the better one to look for: of no keywords, few words, long words.
bool is_rarer(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto rank = [](const std::vector<std::string>& words) {
    const auto shortest =
        std::min_element(words.begin(), words.end(),
                         [](const auto& x, const auto& y) { return x.size() < y.size(); });
    return std::tuple(std::any_of(words.begin(), words.end(), is_keyword), words.size(),
                      -static_cast<std::ptrdiff_t>(shortest->size()));
  };
  return rank(a) < rank(b);
}

Clauses clauses_of(const Term& term);

// The words of a header's name as far as it is told.
void add_header_words(std::string_view name, Clauses& clauses) {
  name = name.substr(0, name.find("..."));
  for (std::size_t at = 0; at < name.size();) {
    std::size_t end = at;
    while (end < name.size() &&
           (std::isalnum(static_cast<unsigned char>(name[end])) || name[end] == '_'))
      ++end;
    // A word that dots follow may be a part of one.
    if (end > at && end < name.size() && is_word(std::string(name.substr(at, end - at)))) {
      clauses.push_back({std::string(name.substr(at, end - at))});
    }
    at = end + 1;
  }
}

// The word behind the `#` is in many lines, so that it counts only where there is no other.
Clauses directive_clauses(const Term& directive) {
  Clauses all;
  for (std::size_t i = 1; i < directive.children.size(); ++i) {
    const Term& child = directive.children[i];
    if (child.op == Term::Op::kToken && (child.text[0] == '<' || child.text[0] == '"')) {
      add_header_words(child.text, all);
    }
    for (auto& clause : clauses_of(child)) all.push_back(std::move(clause));
  }
  if (all.empty()) all.push_back({std::string(directive_word(directive.children[0].text))});
  return all;
}

Clauses clauses_of(const Term& term) {
  switch (term.op) {
    case Term::Op::kToken:
      return is_word(term.text) ? Clauses{{term.text}} : Clauses{};
    case Term::Op::kMeta:
    case Term::Op::kDots:
    case Term::Op::kItems:
    case Term::Op::kNest:
    case Term::Op::kBody:
    case Term::Op::kRest:
      return {};
    case Term::Op::kNode:
      if (is_directive(term.kind)) return directive_clauses(term);
      // The end of a function will do as well.
      if (is_bare_return(term)) return {};
      [[fallthrough]];
    case Term::Op::kInside:
    case Term::Op::kAnd:
    case Term::Op::kSequence: {
      Clauses all;
      for (const Term& child : term.children) {
        for (auto& clause : clauses_of(child)) all.push_back(std::move(clause));
      }
      return all;
    }
    case Term::Op::kOr: {
      // One clause from each branch, united; branches tend to have their rarest word at the same
      // place.
      std::vector<std::string> any;
      for (const Term& child : term.children) {
        const Clauses clauses = clauses_of(child);
        if (clauses.empty()) return {};
        const auto rarest = std::min_element(clauses.begin(), clauses.end(), is_rarer);
        any.insert(any.end(), rarest->begin(), rarest->end());
      }
      std::sort(any.begin(), any.end());
      any.erase(std::unique(any.begin(), any.end()), any.end());
      return {std::move(any)};
    }
  }
  return {};
}

std::vector<std::string> required_words(const Term& root) {
  // An Or around one term with its own words is that term.
  const Clauses clauses = clauses_of(root);
  if (!clauses.empty()) return *std::min_element(clauses.begin(), clauses.end(), is_rarer);
  // A rule that speaks of nothing else has no effect where the word is not, as in Coccinelle.
  if (has_bare_return(root)) return {"return"};
  return {};
}

// Positions are among them.
std::vector<std::uint32_t> required_metavariables(const Term& root) {
  std::vector<std::uint32_t> all = root.positions;
  if (root.op == Term::Op::kMeta && root.meta != kNone) all.push_back(root.meta);
  std::sort(all.begin(), all.end());
  switch (root.op) {
    case Term::Op::kMeta:
    case Term::Op::kToken:
      return all;
    case Term::Op::kInside:
    case Term::Op::kNode:
    case Term::Op::kAnd:
    case Term::Op::kSequence: {
      for (const Term& child : root.children) {
        std::vector<std::uint32_t> both;
        const std::vector<std::uint32_t> more = required_metavariables(child);
        std::set_union(all.begin(), all.end(), more.begin(), more.end(), std::back_inserter(both));
        all = std::move(both);
      }
      return all;
    }
    case Term::Op::kOr: {
      std::vector<std::uint32_t> common = required_metavariables(root.children.front());
      for (const Term& child : root.children) {
        std::vector<std::uint32_t> both;
        const std::vector<std::uint32_t> more = required_metavariables(child);
        std::set_intersection(common.begin(), common.end(), more.begin(), more.end(),
                              std::back_inserter(both));
        common = std::move(both);
      }
      return common;
    }
    default:
      return {};
  }
}

constexpr std::size_t kMaxWays = 32;

// What all of them have in common.
FeatureWays common(const FeatureWays& ways) {
  Features all = ways.front();
  for (const Features& way : ways) all &= way;
  return {all};
}

// Without those that have all of another.
FeatureWays shortest(FeatureWays ways) {
  FeatureWays left;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    bool is_needed = true;
    for (std::size_t j = 0; j < ways.size() && is_needed; ++j)
      is_needed = (ways[j] & ~ways[i]).any() || (ways[i] == ways[j] && i <= j);
    if (is_needed) left.push_back(ways[i]);
  }
  return left.size() > kMaxWays ? common(left) : left;
}

FeatureWays ways_of(const Term& term) {
  switch (term.op) {
    case Term::Op::kNode:
      if (is_bare_return(term)) return {Features()};
      [[fallthrough]];
    case Term::Op::kInside:
    case Term::Op::kAnd:
    case Term::Op::kSequence: {
      // `a || ...` is `a` as well.
      const bool is_node =
          term.op == Term::Op::kNode &&
          (term.kind != c::Kind::kBinary ||
           std::none_of(term.children.begin(), term.children.end(),
                        [](const Term& child) { return child.op == Term::Op::kBody; }));
      FeatureWays all{is_node ? kind_feature(term.kind) : Features()};
      for (const Term& child : term.children) {
        FeatureWays more = ways_of(child);
        if (is_node && child.op == Term::Op::kToken)
          more = {operator_feature(term.kind, child.text)};
        if (all.size() * more.size() > kMaxWays) more = common(more);
        FeatureWays both;
        for (const Features& way : all) {
          for (const Features& one : more) both.push_back(way | one);
        }
        all = shortest(std::move(both));
      }
      return all;
    }
    case Term::Op::kOr: {
      FeatureWays any;
      for (const Term& child : term.children) {
        const FeatureWays more = ways_of(child);
        any.insert(any.end(), more.begin(), more.end());
        if (any.size() > 4 * kMaxWays) any = shortest(std::move(any));
      }
      return shortest(std::move(any));
    }
    default:
      return {Features()};
  }
}

// The term where what nests must have is as if it stood there by itself.
Term required(const Pattern& pattern, const Term& term, bool all_nests) {
  const bool has_dots = term.op == Term::Op::kNest || term.op == Term::Op::kDots;
  const DotsKind dots = has_dots ? pattern.dots[term.dots].kind : DotsKind::kDots;
  if (dots == DotsKind::kStrictNest || (dots != DotsKind::kDots && all_nests))
    return required(pattern, term.children.front(), all_nests);
  if (has_dots) return term;
  // Not the children only to replace them.
  Term copy{.op = term.op, .kind = term.kind, .text = term.text, .meta = term.meta};
  copy.positions = term.positions;
  copy.children.reserve(term.children.size());
  for (const Term& child : term.children)
    copy.children.push_back(required(pattern, child, all_nests));
  return copy;
}

}  // namespace

Needs needs_of(const SourceRule& rule, const Pattern& pattern, const Term& part, bool all_nests) {
  const Term root = required(pattern, part, all_nests);
  Needs needs{.words = required_words(root), .ways = ways_of(root)};
  for (const std::uint32_t meta : required_metavariables(root)) {
    const MetaKind kind = rule.metavariables[meta].kind;
    const bool same_tokens = kind == MetaKind::kExpression || kind == MetaKind::kIdentifier ||
                             kind == MetaKind::kIdExpression;
    if (same_tokens) needs.metas.push_back(meta);
    if (kind == MetaKind::kPosition) needs.positions.push_back(meta);
  }
  return needs;
}

std::vector<std::string_view> given_words(const Needs& needs, std::span<const Value* const> given) {
  std::vector<std::string_view> words;
  for (const std::uint32_t meta : needs.metas) {
    if (!given[meta]) continue;
    const std::vector<std::string_view> more = words_of(given[meta]->tokens);
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

std::vector<std::string_view> words_of(const TokenText& code) {
  std::vector<std::string_view> words;
  const std::size_t last = std::min(code.find_first_of("\"'#"), code.size());
  for (std::size_t at = 0; at < last;) {
    const std::size_t end = std::min(code.find(' ', at), last);
    const bool is_whole = end == code.size() || code[end] == ' ';
    if (is_whole && is_word(code.substr(at, end - at)))
      words.push_back(std::string_view(code).substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace towpath::smpl
