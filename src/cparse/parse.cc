// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/parse.h"

#include "cparse/parser.h"
#include "cparse/skim.h"

namespace towpath::c {
namespace {

// The tree of `externals`; `wanted` may be empty for all.
Tree parse_externals(Text text, std::vector<lex::Token> tokens, std::span<const External> externals,
                     const std::vector<bool>& wanted, std::span<const Word> words,
                     const Names& names, const Names& own) {
  Tree tree;
  Parser parser(text, tokens, words, names, own);
  Builder& builder = parser.builder();
  for (std::size_t i = 0; i < externals.size(); ++i) {
    if (wanted.empty() || wanted[i]) {
      parser.external(externals[i], tree.unparsed);
    } else {
      builder.leaf(Kind::kUnread, externals[i].first, externals[i].last);
    }
  }
  // Never too high: no external declaration reaches the limit.
  static_cast<void>(
      builder.close(Kind::kTranslationUnit, 0, 0, static_cast<TokenIndex>(tokens.size() - 1)));
  builder.finish(tree);
  tree.text = std::move(text);
  tree.tokens = std::move(tokens);
  return tree;
}

// Whether a struct, union or enum is defined by the word at `at`, as far as the next tokens tell.
bool defines_tag(std::span<const Word> words, TokenIndex at) {
  for (++at; words[at] == Word::kIdentifier || words[at] == Word::kQualifier; ++at) {
  }
  return words[at] == Word::kLeftBrace || words[at] == Word::kAttribute;
}

// Of a function, the tokens between the braces of its body; none where that may define a type, or
// where conditionals go through its head.
External body_of(std::span<const Word> words, const External& external) {
  const External none{external.last, external.last};
  if (words[external.last - 1] != Word::kRightBrace) return none;
  TokenIndex open = external.first;
  while (words[open] != Word::kLeftBrace) {
    if (words[open] == Word::kDirective || words[open] == Word::kAssign) return none;
    if (++open == external.last) return none;
  }
  if (open == external.first || words[open - 1] != Word::kRightParen) return none;
  for (TokenIndex i = open; i < external.last; ++i) {
    const bool is_tag = words[i] == Word::kStruct || words[i] == Word::kEnum;
    if (words[i] == Word::kTypedef || begins_line_node(words[i])) return none;
    if (is_tag && defines_tag(words, i)) return none;
  }
  return {open + 1, external.last - 1};
}

}  // namespace

Outline outline(Text text) {
  std::vector<lex::Token> tokens = lex::tokenize(text, lex::Defines::kSplit);
  std::vector<Word> words = words_of(text, tokens);
  std::vector<External> externals = skim(text, tokens, words);
  Names names = Names::from_text(text, tokens, words);
  return Outline{std::move(text), std::move(tokens), std::move(words), std::move(externals),
                 std::move(names)};
}

Tree parse(Text text, const Names& names) {
  return parse(outline(std::move(text)), {}, names);
}

Tree parse(Outline outline, const std::vector<bool>& wanted, const Names& names) {
  return parse_externals(std::move(outline.text), std::move(outline.tokens), outline.externals,
                         wanted, outline.words, names, outline.names);
}

Tree parse_declarations(Text text, const Names& names) {
  Outline whole = outline(std::move(text));
  Outline heads{std::move(whole.text), {}, {}, {}, std::move(whole.names)};
  const auto keep = [&](TokenIndex first, TokenIndex last) {
    heads.tokens.insert(heads.tokens.end(), whole.tokens.begin() + first,
                        whole.tokens.begin() + last);
    heads.words.insert(heads.words.end(), whole.words.begin() + first, whole.words.begin() + last);
  };
  for (const External& external : whole.externals) {
    const External body = body_of(whole.words, external);
    const auto first = static_cast<TokenIndex>(heads.tokens.size());
    keep(external.first, body.first);
    keep(body.last, external.last);
    heads.externals.push_back(
        {first, static_cast<TokenIndex>(heads.tokens.size()), external.skipped});
  }
  const auto end = static_cast<TokenIndex>(whole.tokens.size());
  keep(end - 1, end);
  return parse(std::move(heads), {}, names);
}

Tree parse_range(Text text, Offset begin, Offset end, const Names& names, const Names& own) {
  std::vector<lex::Token> tokens = lex::tokenize(text, begin, end, lex::Defines::kSplit);
  const std::vector<Word> words = words_of(text, tokens);
  const std::vector<External> externals = skim(text, tokens, words);
  return parse_externals(std::move(text), std::move(tokens), externals, {}, words, names, own);
}

Result<Tree> parse_fragment(Text text, Goal goal, const Names& names) {
  std::vector<lex::Token> tokens = lex::tokenize(text, lex::Defines::kSplit);
  const std::vector<Word> words = words_of(text, tokens);
  const Names own = Names::from_text(text, tokens, words);
  Parser parser(text, tokens, words, names, own);
  if (!parser.fragment(goal, 0, static_cast<TokenIndex>(tokens.size() - 1))) {
    const lex::Token& token = tokens[parser.offending()];
    std::string message =
        token.kind == lex::TokenKind::kEnd
            ? "unexpected end"
            : "unexpected `" + std::string(text.slice(token.begin, token.end())) + "`";
    return Error{text.place(token.begin), std::move(message), ""};
  }
  Tree tree;
  parser.builder().finish(tree);
  tree.text = std::move(text);
  tree.tokens = std::move(tokens);
  return tree;
}

}  // namespace towpath::c
