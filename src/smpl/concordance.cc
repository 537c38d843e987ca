// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/concordance.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace towpath::smpl {

using c::TokenIndex;

Concordance::Concordance(const c::Tree& tree) : table_(std::bit_ceil(2 * tree.tokens.size() + 1)) {
  std::vector<std::pair<std::size_t, TokenIndex>> found;
  for (TokenIndex token = 0; token < tree.tokens.size(); ++token) {
    if (tree.tokens[token].kind != lex::TokenKind::kIdentifier) continue;
    const std::string_view word = tree.spelling(token);
    const std::size_t at = place_of(word);
    table_[at].text = word;
    ++table_[at].count;
    found.emplace_back(at, token);
  }
  std::uint32_t begin = 0;
  for (Word& word : table_) {
    word.begin = begin;
    begin += word.count;
    word.count = 0;
  }
  tokens_.resize(begin);
  for (const auto& [at, token] : found) {
    Word& word = table_[at];
    tokens_[word.begin + word.count++] = token;
  }
}

// Where the word is in the table, or would be.
std::size_t Concordance::place_of(std::string_view word) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = std::hash<std::string_view>{}(word)&mask;
  while (table_[at].count > 0 && table_[at].text != word) at = (at + 1) & mask;
  return at;
}

std::span<const TokenIndex> Concordance::tokens(std::string_view word) const {
  const Word& found = table_[place_of(word)];
  return std::span(tokens_).subspan(found.begin, found.count);
}

std::span<const TokenIndex> Concordance::rarest(const std::vector<std::string_view>& words) const {
  std::span<const TokenIndex> best = tokens(words.front());
  for (const std::string_view word : words) {
    const std::span<const TokenIndex> found = tokens(word);
    if (found.size() < best.size()) best = found;
  }
  return best;
}

bool any_within(std::span<const TokenIndex> tokens, TokenIndex first, TokenIndex last) {
  const auto at = std::lower_bound(tokens.begin(), tokens.end(), first);
  return at != tokens.end() && *at < last;
}

}  // namespace towpath::smpl
