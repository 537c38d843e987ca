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
