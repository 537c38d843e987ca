// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/similarity.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tree/test_support.h"

namespace towpath::tree {
namespace {

TEST(Similarity, CountsWhatBothHave) {
  EXPECT_EQ(Pieces("a\nb\nc\nd\n").similarity("a\nb\nc\nd\n"), 1);
  EXPECT_EQ(Pieces("a\nb\nc\nd\n").similarity("d\nb\nx\ny\n"), 0.5);
  EXPECT_EQ(Pieces("a\nb\nc\nd\n").similarity("a\n"), 0.25);
  EXPECT_EQ(Pieces("a\n").similarity("a\na\na\na\n"), 0.25);
  EXPECT_EQ(Pieces("").similarity(""), 0);
  const std::string line(64, 'x');
  EXPECT_EQ(Pieces(line + "tail").similarity(line + "wail"), 64.0 / 68.0);
}

// As `git diff -M` tells it, in percent.
TEST(Similarity, IsGits) {
  std::mt19937 random(3);
  const TempFolder temp;
  const auto folder = temp / "project";
  for (int round = 0; round < 10; ++round) {
    std::string before;
    std::string after;
    for (int i = 0; i < 60; ++i) {
      const std::string line =
          std::string(random() % 100, 'a') + std::to_string(random() % 40) + "\n";
      if (random() % 5 != 0) before += line;
      if (random() % 5 != 0) after += line;
    }
    std::filesystem::remove_all(folder);
    write_file(folder / "before", before);
    make_repository(folder);
    std::filesystem::remove(folder / "before");
    write_file(folder / "after", after);
    git(folder, "add -A");
    const int percent = static_cast<int>(Pieces(before).similarity(after) * 100);
    EXPECT_EQ(git(folder, "diff --cached -M1% --name-status"),
              "R0" + std::to_string(percent) + "\tbefore\tafter\n");
  }
}

}  // namespace
}  // namespace towpath::tree
