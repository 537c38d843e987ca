// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/diff.h"

#include <gtest/gtest.h>

#include <random>

namespace towpath {
namespace {

TEST(Unified, ShowsHunksAsDiffDoes) {
  const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const std::string after = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n";
  EXPECT_EQ(unified_hunks(before, after, 1),
            "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n@@ -9 +9,2 @@\n 9\n+10\n");
}

TEST(Unified, TellsOfAMissingNewline) {
  EXPECT_EQ(unified_hunks("a\nb", "a\nb\n"),
            "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
}

TEST(Unified, NamesNewAndDeletedFilesAsGitDoes) {
  EXPECT_EQ(unified_diff("", "", "n.c", "x\n"),
            "diff --git a/n.c b/n.c\nnew file mode 100644\n--- /dev/null\n+++ b/n.c\n@@ -0,0 +1 "
            "@@\n+x\n");
  EXPECT_EQ(unified_diff("n.c", "x\n", "", ""),
            "diff --git a/n.c b/n.c\ndeleted file mode 100644\n--- a/n.c\n+++ /dev/null\n@@ -1 "
            "+0,0 @@\n-x\n");
  EXPECT_EQ(unified_diff("n.c", "x\n", "n.c", "x\n"), "");
}

std::vector<std::string> random_lines(std::mt19937& random, std::size_t most, int alphabet) {
  std::vector<std::string> lines(random() % (most + 1));
  for (auto& line : lines)
    line = std::string(1, static_cast<char>('a' + random() % alphabet)) + "\n";
  return lines;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

// The length of a longest common subsequence, by the textbook's table.
std::size_t common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::vector<std::size_t>> best(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      best[i][j] = a[i] == b[j] ? best[i + 1][j + 1] + 1 : std::max(best[i + 1][j], best[i][j + 1]);
    }
  }
  return best[0][0];
}

TEST(DiffLines, IsCorrectAndShortestOnRandomTexts) {
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    const auto a = random_lines(random, 16, 4);
    const auto b = random_lines(random, 16, 4);
    const auto changes = diff_lines(join(a), join(b));
    std::size_t kept = 0;
    std::uint32_t i = 0;
    std::uint32_t j = 0;
    for (const LineChange& change : changes) {
      ASSERT_EQ(change.before_begin - i, change.after_begin - j);
      for (; i < change.before_begin; ++i, ++j, ++kept) ASSERT_EQ(a[i], b[j]);
      i = change.before_end;
      j = change.after_end;
    }
    ASSERT_EQ(a.size() - i, b.size() - j);
    for (; i < a.size(); ++i, ++j, ++kept) ASSERT_EQ(a[i], b[j]);
    ASSERT_EQ(kept, common(a, b)) << join(a) << "--\n" << join(b);
  }
}

TEST(DiffLines, StaysQuickOnTextsWithNothingInCommon) {
  std::string a;
  std::string b;
  for (int i = 0; i < 50000; ++i) {
    a += "a" + std::to_string(i) + "\n";
    b += "b" + std::to_string(i) + "\n";
  }
  const auto changes = diff_lines(a, b);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0], (LineChange{0, 50000, 0, 50000}));
}

}  // namespace
}  // namespace towpath
