// SPDX-License-Identifier: GPL-2.0-or-later
// The parser's ground floor: the view of the tokens, preprocessor lines, external declarations.
#include "cparse/parser.h"

#include <algorithm>

#include "cparse/skim.h"

namespace towpath::c {

Parser::Parser(const Text& text, std::span<const lex::Token> tokens, std::span<const Word> words,
               const Names& names, const Names& own)
    : text_(text),
      bytes_(text.bytes()),
      tokens_(tokens),
      all_words_(words),
      names_(names),
      own_(own),
      builder_(words) {
}

void Parser::load(std::span<const TokenIndex> view) {
  constexpr Position kLookAhead = 4;  // places behind the end that shapes may look at
  view_.assign(view.begin(), view.end());
  words_.clear();
  match_.assign(view.size() + kLookAhead, kNowhere);
  brackets_.clear();
  for (Position i = 0; i < view.size(); ++i) {
    const Word word = all_words_[view[i]];
    words_.push_back(word);
    if (word == Word::kLeftParen || word == Word::kLeftBracket || word == Word::kLeftBrace) {
      brackets_.push_back(i);
    } else if (word == Word::kRightParen || word == Word::kRightBracket ||
               word == Word::kRightBrace) {
      // The closing word of each kind comes right after the opening one.
      const auto opening = static_cast<Word>(static_cast<int>(word) - 1);
      if (!brackets_.empty() && words_[brackets_.back()] == opening) {
        match_[brackets_.back()] = i + 1;
        brackets_.pop_back();
      } else {
        brackets_.clear();
      }
    }
  }
  end_ = static_cast<Position>(view.size());
  words_.resize(view.size() + kLookAhead, Word::kEnd);
  const TokenIndex behind = view.empty() ? 0 : view.back() + 1;
  view_.resize(view.size() + kLookAhead,
               std::min<TokenIndex>(behind, static_cast<TokenIndex>(tokens_.size() - 1)));
  pos_ = 0;
  farthest_ = 0;
  soft_end_ = kNowhere;
  // Enough to read everything several times over.
  fuel_ = 64 * std::uint64_t{end_} + 1024;
}

void Parser::external(External external, std::vector<Unparsed>& unparsed) {
  if (external.skipped) {
    const Mark mark = builder_.mark();
    lines(external.first, external.last);
    for (TokenIndex i = external.first; i != external.last; ++i) builder_.token(i);
    static_cast<void>(builder_.close(Kind::kSkipped, mark, external.first));
    return;
  }
  lines(external.first, external.last);
  std::vector<TokenIndex> first_only;
  if (reads(external, Strategy::kAll, first_only)) return;
  const TokenIndex offending = offending_;
  // Where branches do not go together the failure is in the second of them, or behind.
  constexpr int kMostRepairs = 8;
  for (int i = 0; i < kMostRepairs; ++i) {
    const Choice* nearest = nullptr;
    for (const Choice& choice : selection_.choices) {
      if (choice.second <= offending_ && (!nearest || choice.second > nearest->second))
        nearest = &choice;
    }
    if (!nearest) break;
    first_only.push_back(nearest->head);
    if (reads(external, Strategy::kAll, first_only)) return;
  }
  if (selection_.has_conditionals) {
    if (reads(external, Strategy::kFirst, {}) || reads(external, Strategy::kLast, {})) return;
  }
  builder_.run(Kind::kUnparsed, external.first, external.last);
  unparsed.push_back(
      Unparsed{builder_.top(), offending, function_name(text_, tokens_, all_words_, external)});
}

// Whether the external fits the grammar when its conditionals are read so; if not, nothing is
// built.
bool Parser::reads(External external, Strategy strategy, std::span<const TokenIndex> first_only) {
  select(text_, tokens_, all_words_, external.first, external.last, strategy, first_only,
         selection_);
  const Builder::State before = builder_.state();
  load(selection_.tokens);
  if (externals()) return true;
  builder_.restore(before);
  offending_ = std::min(view_[farthest_], external.last - 1);
  return false;
}

bool Parser::externals() {
  while (pos_ != end_) {
    if (!external_declaration()) return false;
  }
  return true;
}

bool Parser::fragment(Goal goal, TokenIndex first, TokenIndex last) {
  lines(first, last);
  select(text_, tokens_, all_words_, first, last, Strategy::kAll, {}, selection_);
  load(selection_.tokens);
  soft_end_ = end_;
  const Mark mark = builder_.mark();
  bool read = true;
  switch (goal) {
    case Goal::kExpression:
      read = expression();
      break;
    case Goal::kTypeName:
      read = type_name();
      break;
    case Goal::kInitializer:
      read = at(Word::kLeftBrace) && initializer_list();
      break;
    case Goal::kStatements:
      while (read && pos_ != end_) {
        read = block_item();
      }
      read = read && builder_.close(Kind::kCompound, mark, first, last);
      break;
    case Goal::kTopLevel:
      read = externals() && builder_.close(Kind::kTranslationUnit, mark, first, last);
      break;
  }
  if (read && pos_ == end_) {
    const bool several = goal == Goal::kStatements || goal == Goal::kTopLevel;
    const bool all = view_.empty() || several || end_ == last - first;
    if (all) return true;
  } else {
    fail();
  }
  offending_ = std::min(view_[farthest_], last);
  return false;
}

void Parser::lines(TokenIndex first, TokenIndex last) {
  for (TokenIndex i = first; i < last; ++i) {
    if (!begins_line_node(all_words_[i])) continue;
    TokenIndex end = i + 1;
    while (tokens_[end].in_define) ++end;
    selection_.tokens.clear();
    for (TokenIndex token = i; token != end; ++token) selection_.tokens.push_back(token);
    load(selection_.tokens);
    if (all_words_[i] == Word::kDefine) {
      define(i, end);
    } else {
      line(i, end);
    }
    builder_.set_line();
    i = end - 1;
  }
}

void Parser::line(TokenIndex first, TokenIndex last) {
  const Mark mark = builder_.mark();
  while (pos_ != end_) take_line_token();
  static_cast<void>(builder_.close(Kind::kLine, mark, first, last));
}

void Parser::take_line_token() {
  if (at(Word::kIdentifier)) {
    static_cast<void>(single(Kind::kIdentifier));
  } else {
    take();
  }
}

void Parser::define(TokenIndex first, TokenIndex last) {
  const Mark mark = builder_.mark();
  take();
  if (pos_ != end_ && tokens_[view_[pos_]].kind == lex::TokenKind::kIdentifier) {
    static_cast<void>(single(Kind::kIdentifier));
    if (at(Word::kLeftParen) && tokens_[view_[pos_]].begin == tokens_[view_[pos_ - 1]].end()) {
      take();
      const Mark parameters = builder_.mark();
      while (pos_ != end_ && !at(Word::kRightParen)) take_line_token();
      static_cast<void>(close(Kind::kMacroParameters, parameters));
      if (pos_ != end_) take();
    }
  }
  define_body();
  static_cast<void>(builder_.close(Kind::kDefine, mark, first, last));
}

void Parser::define_body() {
  if (pos_ == end_) return;
  soft_end_ = end_;
  const Point start = point();
  const auto reads = [&](auto rule) {
    const bool read = rule() && pos_ == end_;
    if (!read) back_to(start);
    return read;
  };
  if (at(Word::kIdentifier) && pos_ + 1 == end_ && role(pos_) == Role::kType) {
    if (reads([&] { return type_name(); })) return;
  } else if (starts_declaration(pos_)) {
    const TypeShape shape = type_shape(pos_);
    if (shape.end == end_ && shape.certainty == Certainty::kCertain) {
      if (reads([&] { return type_name(); })) return;
    }
  } else if (!is_statement(word()) && !at(Word::kLeftBrace)) {
    if (reads([&] { return expression(); })) return;
  }
  if (reads([&] { return statements_until(end_); })) return;
  if (at(Word::kLeftBrace) && reads([&] { return initializer_list(); })) return;
  static_cast<void>(tokens_as(Kind::kMacroBody, end_));
}

void Parser::back_to(const Point& point) {
  pos_ = point.pos;
  builder_.restore(point.built);
}

std::string_view Parser::spelling(Position at) const {
  const lex::Token& token = tokens_[view_[at]];
  return bytes_.substr(token.begin, token.length);
}

std::uint32_t Parser::indent(Position at) const {
  constexpr std::uint32_t kTab = 8;
  TokenIndex token = view_[at];
  while (token != 0 && !tokens_[token].line_start) --token;
  const Offset begin = tokens_[token].begin;
  Offset line = begin;
  while (line != 0 && (bytes_[line - 1] == ' ' || bytes_[line - 1] == '\t')) --line;
  std::uint32_t column = 0;
  for (; line != begin; ++line)
    column = bytes_[line] == '\t' ? (column / kTab + 1) * kTab : column + 1;
  return column;
}

std::optional<Role> Parser::role(Position at) const {
  const std::string_view name = spelling(at);
  if (const auto found = names_.find(name)) return found;
  if (const auto found = own_.find(name)) return found;
  if (name.size() > 2 && name.ends_with("_t")) return Role::kType;
  return std::nullopt;
}

bool Parser::accept(Word word) {
  if (!at(word)) return false;
  take();
  return true;
}

bool Parser::end_of_statement() {
  return accept(Word::kSemicolon) || pos_ == soft_end_ || fail();
}

bool Parser::fail() {
  farthest_ = std::max(farthest_, pos_);
  return false;
}

bool Parser::close(Kind kind, Mark mark) {
  if (fuel_ == 0) return fail();
  --fuel_;
  const TokenIndex behind = pos_ == 0 ? view_[0] : view_[pos_ - 1] + 1;
  return builder_.close(kind, mark, behind) || fail();
}

bool Parser::single(Kind kind) {
  const Mark mark = builder_.mark();
  take();
  return close(kind, mark);
}

bool Parser::take_until(Position end) {
  if (end == kNowhere || end > end_) return fail();
  while (pos_ < end) take();
  return true;
}

bool Parser::tokens_as(Kind kind, Position end) {
  const Mark mark = builder_.mark();
  return take_until(end) && close(kind, mark);
}

}  // namespace towpath::c
