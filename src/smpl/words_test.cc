// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/words.h"

#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <random>
#include <string>
#include <utility>

namespace towpath::smpl {
namespace {

using Hits = std::vector<std::pair<Offset, WordId>>;

Hits found(const Words& words, std::string_view text) {
  Hits hits;
  for (const Words::Hit& hit : words.scan(text)) hits.emplace_back(hit.at, hit.word);
  return hits;
}

// A byte at a time.
Hits expected(const Words& words, std::string_view text) {
  const auto is_word = [](char byte) {
    return byte == '_' || std::isalnum(static_cast<unsigned char>(byte)) != 0;
  };
  Hits hits;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    for (end = begin; end < text.size() && is_word(text[end]);) ++end;
    if (end == begin) continue;
    if (const auto word = words.find(text.substr(begin, end - begin)))
      hits.emplace_back(static_cast<Offset>(begin), *word);
  }
  return hits;
}

TEST(Words, WholeOnesOnly) {
  Words words;
  const WordId kfree = words.add("kfree");
  EXPECT_EQ(found(words, "kfree(kfree_rcu, xkfree, \xffkfree\xff)/*kfree*/"),
            (Hits{{0, kfree}, {26, kfree}, {35, kfree}}));
  EXPECT_EQ(found(words, "kfree"), (Hits{{0, kfree}}));
  EXPECT_EQ(found(words, ""), Hits());
}

// Wherever a word begins and ends in the blocks that a text is read by.
TEST(Words, InTextsOfAllLengths) {
  Words words;
  for (const char* word : {"a", "_x", "Z9", "abcdefgh", "a0a0a0a0a0a0a0a0a0a0a0a0a0a0"})
    words.add(word);
  // The words, others like them, and the bytes next to those that words are made of.
  const std::array parts = {"a",   "_x", "Z9", "abcdefgh", "a0a0a0a0a0a0a0a0a0a0a0a0a0a0",
                            "ab",  "_",  "@",  "`",        "[",
                            "{",   "/",  ":",  " ",        "\n",
                            "\x80"};
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto count = random() % 60; count > 0; --count) text += parts[random() % parts.size()];
    ASSERT_EQ(found(words, text), expected(words, text)) << text;
  }
}

}  // namespace
}  // namespace towpath::smpl
