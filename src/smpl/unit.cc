// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/unit.h"

#include <algorithm>

#include "cparse/parse.h"
#include "lex/directive.h"

namespace towpath::smpl {

namespace {

void count_conditionals(const c::Outline& outline, const c::External& external,
                        std::uint32_t& open) {
  for (c::TokenIndex i = external.first; i < external.last; ++i) {
    const lex::Token& token = outline.tokens[i];
    if (token.kind != lex::TokenKind::kDirective) continue;
    const std::string_view word = directive_word(outline.text.slice(token.begin, token.end()));
    if (word.starts_with("if")) ++open;
    if (word.starts_with("endif") && open > 0) --open;
  }
}

}  // namespace

void Units::find(const std::vector<Words::Hit>& hits, bool all) {
  outline_ = c::outline(text_);
  all_ = all;
  auto hit = hits.begin();
  each_external([&](Offset begin, Offset end, std::uint32_t conditionals) {
    while (hit != hits.end() && hit->at < begin) ++hit;
    if (!all && (hit == hits.end() || hit->at >= end)) return;
    Unit unit = unit_of(begin, end, conditionals);
    for (auto at = hit; at != hits.end() && at->at < end; ++at) unit.words.push_back(at->word);
    std::sort(unit.words.begin(), unit.words.end());
    units_.push_back(std::move(unit));
  });
}

void Units::add_with(std::string_view name) {
  if (all_) return;
  std::vector<Unit> both;
  auto next = units_.begin();
  each_external([&](Offset begin, Offset end, std::uint32_t conditionals) {
    if (next != units_.end() && next->begin == begin) {
      both.push_back(std::move(*next++));
    } else if (text_.slice(begin, end).find(name) != std::string_view::npos) {
      both.push_back(unit_of(begin, end, conditionals));
      find_words(both.back());
    }
  });
  units_ = std::move(both);
}

Unit Units::unit_of(Offset begin, Offset end, std::uint32_t conditionals) const {
  return {.begin = begin,
          .end = end,
          .text = Text(text_.name(), std::string(text_.slice(begin, end))),
          .conditionals = conditionals};
}

void Units::find_words(Unit& unit) const {
  unit.words.clear();
  for (const Words::Hit& hit : engine_.words.scan(unit.text.bytes()))
    unit.words.push_back(hit.word);
  std::sort(unit.words.begin(), unit.words.end());
}

template <class Visit>
void Units::each_external(Visit visit) const {
  Offset begin = 0;
  std::uint32_t conditionals = 0;
  for (const c::External& external : outline_->externals) {
    const Offset end = end_of(external);
    visit(begin, end, conditionals);
    begin = end;
    count_conditionals(*outline_, external, conditionals);
  }
}

// A preprocessor line by itself has its newline, so that it can go without a trace.
Offset Units::end_of(const c::External& external) const {
  const c::Outline& outline = *outline_;
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

void Units::parse(Unit& unit, std::vector<Outcome::Unparsed>& unparsed) const {
  unit.parsed = std::make_unique<Parsed>(
      c::parse_range(unit.text, 0, unit.text.size(), engine_.names, outline_->names));
  const c::Tree& tree = unit.parsed->tree();
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
  if (unit.edits.empty() && !unit.reported) tell_unparsed(unit, unparsed);
  unit.reported = true;
}

void Units::tell_unparsed(const Unit& unit, std::vector<Outcome::Unparsed>& unparsed) const {
  const c::Tree& tree = unit.parsed->tree();
  for (const c::Unparsed& part : tree.unparsed) {
    const c::Node& node = tree.nodes[part.node];
    const bool concerns_rules =
        all_ || std::any_of(unit.anchors.begin(), unit.anchors.end(), [&](const Anchor& anchor) {
          return node.first <= anchor.token && anchor.token < node.last;
        });
    if (!concerns_rules) continue;
    unparsed.push_back(
        {text_.place(unit.begin + tree.tokens[part.offending].begin), std::string(part.function)});
  }
}

void Units::change(Unit& unit, Edits edits) const {
  unit.text = Text(text_.name(), applied(unit.text.bytes(), edits));
  unit.edits = unit.edits.empty() ? std::move(edits) : compose(unit.edits, edits);
  unit.parsed.reset();
  unit.origins.reset();
  find_words(unit);
}

Text Units::now() const {
  std::string now;
  Offset at = 0;
  for (const Unit& unit : units_) {
    now += text_.slice(at, unit.begin);
    now += unit.text.bytes();
    at = unit.end;
  }
  now += text_.slice(at, text_.size());
  return Text(text_.name(), std::move(now));
}

}  // namespace towpath::smpl
