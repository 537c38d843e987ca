// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace towpath::patch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

FileChange change_of(const std::string& diff) {
  auto patch = parse_patch(Text("p.diff", diff), "p.diff");
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  return patch->changes.at(0);
}

FileChange modify(const std::string& hunks) {
  return change_of("--- a/f\n+++ b/f\n" + hunks);
}

std::string result(const FileChange& change, const std::string& text) {
  const auto fitted = fit(change, Text("f", text), 0);
  return fitted ? applied(text, fitted->edits) : to_string(fitted.error());
}

const char kHunk[] =
    "@@ -2,3 +2,4 @@\n"
    " a\n"
    "-b\n"
    "+B\n"
    "+BB\n"
    " c\n";

TEST(Fit, EditsOnlyTheLinesThatChangeAndNamesItsHunks) {
  const auto fitted = fit(modify(std::string(kHunk) + "@@ -8,2 +9,1 @@\n h\n-i\n"),
                          Text("f", "x\na\nb\nc\nd\ne\nf\nh\ni\n"), 40);
  ASSERT_TRUE(fitted.ok()) << to_string(fitted.error());
  EXPECT_THAT(fitted->edits, ElementsAre(Edit{4, 6, "B\nBB\n", {40}}, Edit{16, 18, "", {41}}));
  EXPECT_THAT(fitted->placements, ElementsAre(Placement{0, 0}, Placement{0, 0}));
}

TEST(Fit, SeeksTheNearestPlaceAndCarriesTheOffsetOn) {
  const std::string text = "a\nb\nc\n1\n2\n3\n4\n5\na\nb\nc\nx\n6\na\nb\nc\n";
  const auto fitted =
      fit(modify("@@ -7,3 +7,3 @@\n a\n-b\n+B\n c\n@@ -11 +11 @@\n-6\n+7\n"), Text("f", text), 0);
  ASSERT_TRUE(fitted.ok()) << to_string(fitted.error());
  EXPECT_THAT(fitted->placements, ElementsAre(Placement{2, 0}, Placement{2, 0}));
}

TEST(Fit, LeavesOutContextOnlyAsFarAsAllowed) {
  const FileChange change = modify("@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e\n");
  const Text text("f", "A\nb\nc\nd\nE\n");
  const auto fitted = fit(change, text, 0, 1);
  ASSERT_TRUE(fitted.ok());
  EXPECT_THAT(fitted->placements, ElementsAre(Placement{0, 1}));
  EXPECT_FALSE(fit(change, text, 0, 0).ok());
}

TEST(Fit, ContextThatIsMissingAtOneEndStandsForTheEndOfTheFile) {
  const FileChange at_begin = modify("@@ -1,3 +1,4 @@\n+new\n a\n b\n c\n");
  EXPECT_EQ(result(at_begin, "a\nb\nc\n"), "new\na\nb\nc\n");
  EXPECT_FALSE(fit(at_begin, Text("f", "x\na\nb\nc\n"), 0).ok());
  const FileChange at_end = modify("@@ -7,3 +7,4 @@\n a\n b\n c\n+new\n");
  EXPECT_EQ(result(at_end, "x\na\nb\nc\n"), "x\na\nb\nc\nnew\n");
  EXPECT_FALSE(fit(at_end, Text("f", "a\nb\nc\nx\n"), 0).ok());
}

TEST(Fit, LaterHunksStandBehindEarlierOnes) {
  const FileChange change = modify("@@ -1 +1 @@\n-a\n+b\n@@ -5 +5 @@\n-a\n+c\n");
  EXPECT_EQ(result(change, "a\nx\na\n"), "b\nx\nc\n");
  EXPECT_THAT(result(change, "a\nx\n"), HasSubstr("hunk 2 of 2 does not fit"));
}

TEST(Fit, KeepsCarriageReturnsAndMissingNewlines) {
  EXPECT_EQ(result(modify("@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r\n"), "a\r\nb\r\n"), "a\r\nB\r\n");
  EXPECT_THAT(result(modify("@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r\n"), "a\nb\n"),
              HasSubstr("does not fit"));
  const std::string none = "\\ No newline at end of file\n";
  const FileChange drops = modify("@@ -1,2 +1,2 @@\n a\n-b\n+b\n" + none);
  EXPECT_EQ(result(drops, "a\nb\n"), "a\nb");
  EXPECT_THAT(result(drops, "a\nb"), HasSubstr("had been applied already"));
  EXPECT_EQ(result(modify("@@ -1,2 +1,2 @@\n a\n-b\n" + none + "+b\n"), "a\nb"), "a\nb\n");
}

TEST(Fit, NeverJoinsLines) {
  const std::string none = "\\ No newline at end of file\n";
  EXPECT_EQ(result(modify("@@ -2,0 +3 @@\n+c\n"), "a\nb"), "a\nb\nc\n");
  EXPECT_EQ(result(modify("@@ -1 +1 @@\n-a\n+c\n" + none), "a\nb\n"), "c\nb\n");
}

TEST(Fit, AddsAndRemovesWholeFiles) {
  const FileChange add = change_of("--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  EXPECT_EQ(result(add, ""), "a\nb\n");
  const FileChange remove = change_of("--- a/f\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n");
  EXPECT_EQ(result(remove, "a\nb\n"), "");
  EXPECT_EQ(
      result(remove, "a\nb\nc\n"),
      "p.diff:1: the patch removes 'f', which has other lines than the patch; refresh the patch");
  const FileChange unseen = change_of("diff --git a/f b/f\ndeleted file mode 100644\n");
  EXPECT_EQ(result(unseen, ""), "");
  EXPECT_THAT(result(unseen, "a\n"), HasSubstr("other lines than the patch"));
}

TEST(Fit, RejectsHunksAtTheirPlaceAndShowsThem) {
  EXPECT_EQ(result(modify(kHunk), "x\na\nq\nc\n"),
            "p.diff:3: hunk 1 of 1 does not fit 'f':\n"
            "    @@ -2,3 +2,4 @@\n"
            "     a\n"
            "    -b\n"
            "    +B\n"
            "    +BB\n"
            "     c\n"
            "it was sought around line 2 of 4, with fuzz up to 2; refresh the patch");
  EXPECT_THAT(result(modify(kHunk), "x\na\nB\nBB\nc\n"),
              HasSubstr("; it looks as if it had been applied already"));
}

TEST(Fit, ShowsOnlySoMuchOfALargeHunk) {
  std::string hunk = "@@ -1,100 +1 @@\n";
  for (int i = 0; i < 100; ++i) hunk += "-" + std::string(10'000, 'x') + "\n";
  const std::string message = result(modify(hunk + "+y\n"), "z\n");
  EXPECT_THAT(message, HasSubstr("    ... and 61 more lines\n"));
  EXPECT_LT(message.size(), 10'000u);
}

// Many hunks, none where it says, in a large text of few different lines.
TEST(Fit, LargeRepetitiveTextsTakeNoLonger) {
  std::string text;
  std::string hunks;
  for (int i = 0; i < 1'000; ++i) {
    for (int j = 0; j < 300; ++j) text += "\t{ 0, 0 },\n\t{ 1, 0 },\n";
    text += "\t{ 0, 0 },\n\t{ 0, 0 },\n";
    const std::string line = std::to_string(1 + i * 600);
    hunks += "@@ -" + line + ",4 +" + line + ",4 @@\n \t{ 1, 0 },\n \t{ 0, 0 },\n-\t{ 0, 0 },\n" +
             "+\t{ 2, 0 },\n \t{ changed, 0 },\n";
  }
  const auto fitted = fit(modify(hunks), Text("f", text), 0);
  ASSERT_TRUE(fitted.ok()) << to_string(fitted.error());
  EXPECT_EQ(fitted->edits.size(), 1'000u);
}

}  // namespace
}  // namespace towpath::patch
