// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/conditional.h"

#include <algorithm>

namespace towpath::c {
namespace {

// The next word or punctuator of a directive, past blanks.
std::string_view next_word(std::string_view& rest) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::size_t begin = 0;
  while (begin < rest.size() && (rest[begin] == ' ' || rest[begin] == '\t')) ++begin;
  std::size_t end = begin;
  while (end < rest.size() && is_word(rest[end])) ++end;
  if (end == begin && end < rest.size()) ++end;
  const std::string_view word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

// One branch: what its brackets do to the nesting.
struct Depth {
  int now = 0;
  int lowest = 0;

  void open() { ++now; }
  void close() { lowest = std::min(lowest, --now); }
  bool balanced() const { return now == 0 && lowest == 0; }
  // As if `inner` had been read here.
  void add(const Depth& inner) {
    lowest = std::min(lowest, now + inner.lowest);
    now += inner.now;
  }
};

struct Span {
  TokenIndex first;
  TokenIndex last;
};

// A conditional not yet closed.
struct Open {
  Branch head;
  TokenIndex token;
  std::uint32_t branches = 0;  // closed ones
  TokenIndex branch_first;     // of the branch being read
  Depth outer;                 // the depth around it
  Depth chosen;                // what the branches read so far do
  TokenIndex second = 0;       // the directive before the second branch
  std::uint32_t chosen_count = 0;
  bool has_else = false;
};

class Selector {
 public:
  Selector(const Text& text, std::span<const lex::Token> tokens, std::span<const Word> words,
           Strategy strategy, std::span<const TokenIndex> first_only)
      : text_(text), tokens_(tokens), words_(words), strategy_(strategy), first_only_(first_only) {}

  // The branches to skip, in any order, possibly one inside another.
  std::vector<Span> skipped(TokenIndex first, TokenIndex last) {
    for (TokenIndex i = first; i != last; ++i) {
      if (tokens_[i].in_define) continue;
      switch (words_[i]) {
        case Word::kDirective:
          directive(i);
          break;
        case Word::kLeftParen:
        case Word::kLeftBracket:
        case Word::kLeftBrace:
          depth_.open();
          break;
        case Word::kRightParen:
        case Word::kRightBracket:
        case Word::kRightBrace:
          depth_.close();
          break;
        default:
          break;
      }
    }
    while (!open_.empty()) endif(last);
    return std::move(skipped_);
  }

  std::vector<Choice> choices() { return std::move(choices_); }

 private:
  void directive(TokenIndex at) {
    const lex::Token& token = tokens_[at];
    const Branch branch = branch_of(text_.slice(token.begin, token.end()));
    switch (branch) {
      case Branch::kNone:
        break;
      case Branch::kIf:
      case Branch::kIfFalse:
      case Branch::kIfTrue:
        open_.push_back(Open{
            .head = branch, .token = at, .branch_first = at + 1, .outer = depth_, .chosen = {}});
        depth_ = {};
        break;
      case Branch::kElse:
        if (open_.empty()) break;
        close_branch(at, false);
        if (open_.back().branches == 1) open_.back().second = at;
        open_.back().branch_first = at + 1;
        open_.back().has_else = true;
        break;
      case Branch::kEndif:
        if (!open_.empty()) endif(at);
        break;
    }
  }

  void endif(TokenIndex at) {
    close_branch(at, true);
    depth_ = open_.back().outer;
    depth_.add(open_.back().chosen);
    if (open_.back().chosen_count > 1) {
      choices_.push_back(Choice{open_.back().token, open_.back().second});
    }
    open_.pop_back();
  }

  void close_branch(TokenIndex at, bool is_last) {
    Open& open = open_.back();
    const bool is_first = open.branches++ == 0;
    if (reads(open, is_first, is_last)) {
      open.chosen.add(depth_);
      ++open.chosen_count;
    } else if (open.branch_first != at) {
      skipped_.push_back(Span{open.branch_first, at});
    }
    depth_ = {};
  }

  bool reads(const Open& open, bool is_first, bool is_last) const {
    if (open.head == Branch::kIfFalse && is_first) return false;
    if (open.head == Branch::kIfTrue && !is_first) return false;
    if (open.head == Branch::kIfFalse && is_last && open.chosen_count == 0) return true;
    if (std::ranges::find(first_only_, open.token) != first_only_.end())
      return open.chosen_count == 0;
    switch (strategy_) {
      case Strategy::kFirst:
        return open.chosen_count == 0;
      case Strategy::kLast:
        return is_last && (open.has_else || open.head == Branch::kIfTrue);
      case Strategy::kAll:
        // An unbalanced branch may stand beside balanced ones, but not beside another.
        return open.chosen_count == 0 || depth_.balanced();
    }
    return true;
  }

  const Text& text_;
  std::span<const lex::Token> tokens_;
  std::span<const Word> words_;
  Strategy strategy_;
  std::span<const TokenIndex> first_only_;
  Depth depth_;
  std::vector<Open> open_;
  std::vector<Span> skipped_;
  std::vector<Choice> choices_;
};

}  // namespace

Branch branch_of(std::string_view directive) {
  directive.remove_prefix(directive.starts_with("%:") ? 2 : 1);
  const std::string_view word = next_word(directive);
  if (word.size() < 2) return Branch::kNone;
  if (word[0] == 'e') {
    if (word == "endif") return Branch::kEndif;
    const bool other = word == "else" || word == "elif" || word == "elifdef" || word == "elifndef";
    return other ? Branch::kElse : Branch::kNone;
  }
  if (word == "ifdef") {
    return next_word(directive) == "__cplusplus" ? Branch::kIfFalse : Branch::kIf;
  }
  if (word == "ifndef") return Branch::kIf;
  if (word != "if") return Branch::kNone;
  std::string_view operand = next_word(directive);
  if (operand == "defined") {
    operand = next_word(directive);
    if (operand == "(") operand = next_word(directive);
    const bool cplusplus = operand == "__cplusplus";
    const std::string_view rest = next_word(directive);
    return cplusplus && (rest.empty() || rest == ")") ? Branch::kIfFalse : Branch::kIf;
  }
  if (operand != "0" && operand != "1") return Branch::kIf;
  // A comment may follow, an operator may not.
  const std::string_view rest = next_word(directive);
  if (!rest.empty() && rest != "/" && rest != "\r") return Branch::kIf;
  return operand == "0" ? Branch::kIfFalse : Branch::kIfTrue;
}

void select(const Text& text, std::span<const lex::Token> tokens, std::span<const Word> words,
            TokenIndex first, TokenIndex last, Strategy strategy,
            std::span<const TokenIndex> first_only, Selection& selection) {
  selection.tokens.clear();
  selection.choices.clear();
  selection.has_conditionals = false;
  std::vector<Span> skipped;
  for (TokenIndex i = first; i != last && !selection.has_conditionals; ++i) {
    selection.has_conditionals = words[i] == Word::kDirective;
  }
  if (selection.has_conditionals) {
    Selector selector(text, tokens, words, strategy, first_only);
    skipped = selector.skipped(first, last);
    selection.choices = selector.choices();
    std::ranges::sort(skipped, {}, &Span::first);
  }
  auto skip = skipped.begin();
  for (TokenIndex i = first; i < last;) {
    while (skip != skipped.end() && skip->first < i) ++skip;
    if (skip != skipped.end() && skip->first == i) {
      i = skip->last;
      continue;
    }
    if (words[i] != Word::kDirective && !begins_line_node(words[i]) && !tokens[i].in_define) {
      selection.tokens.push_back(i);
    }
    ++i;
  }
}

}  // namespace towpath::c
