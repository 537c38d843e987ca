// SPDX-License-Identifier: GPL-2.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "patch/series.h"

namespace towpath::patch {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Kind = FileChange::Kind;

Result<Patch> parse(const std::string& text, int strip = 1) {
  return parse_patch(Text("p", text), "p", strip);
}

std::vector<FileChange> changes(const std::string& text, int strip = 1) {
  auto patch = parse(text, strip);
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  return patch ? patch->changes : std::vector<FileChange>{};
}

FileChange only(const std::string& text, int strip = 1) {
  auto all = changes(text, strip);
  EXPECT_EQ(all.size(), 1u);
  return all.empty() ? FileChange{} : all[0];
}

std::string error(const std::string& text, int strip = 1) {
  const auto patch = parse(text, strip);
  return patch ? "no error" : to_string(patch.error());
}

std::string lines(const Hunk& hunk) {
  std::string out;
  for (const HunkLine& line : hunk.lines) out += line.mark + line.text;
  return out;
}

const std::string kNames = "--- a/d/f\n+++ b/d/f\n";
const std::string kHunk = "@@ -1 +1 @@\n-a\n+b\n";
const std::string kNone = "\\ No newline at end of file\n";

TEST(Unified, ReadsAMailAndPassesOverItsText) {
  const auto all = changes(
      "From 1234 Mon Sep 17 00:00:00 2001\n"
      "From: A Person <a@example.org>\n"
      "Subject: [PATCH] f: do it\n"
      "\n"
      "Text with - and + and @@ in it:\n"
      "--- this is no header\n"
      "---\n"
      " d/f | 4 ++--\n"
      " 1 file changed\n"
      "\n"
      "diff --git a/d/f b/d/f\n"
      "index 1111111..2222222 100644\n"
      "--- a/d/f\n"
      "+++ b/d/f\n"
      "@@ -10,4 +12,3 @@ static int f(void)\n"
      " one\n"
      "--- two\n"
      "-++ three\n"
      "+++ 2\n"
      "\n"
      "-- \n"
      "2.39.2\n"
      "\n"
      "diff --git a/g b/g\n"
      "--- a/g\n"
      "+++ b/g\n" +
      kHunk);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].kind, Kind::kModify);
  EXPECT_EQ(all[0].before, "d/f");
  EXPECT_EQ(all[0].after, "d/f");
  EXPECT_EQ(all[0].place, (Place{"p", 11, 0}));
  ASSERT_EQ(all[0].hunks.size(), 1u);
  const Hunk& hunk = all[0].hunks[0];
  EXPECT_EQ(hunk.place, (Place{"p", 15, 0}));
  EXPECT_EQ(hunk.before_begin, 10u);
  EXPECT_EQ(hunk.after_begin, 12u);
  // The blank line has lost its blank, and is context.
  EXPECT_EQ(lines(hunk), " one\n--- two\n-++ three\n+++ 2\n \n");
  EXPECT_EQ(all[1].after, "g");
}

TEST(Unified, ReadsPlainDiffs) {
  const FileChange timed = only(
      "Index: d/f\n=====\n--- linux.orig/d/f\t2020-01-01 10:00:00.5 +0100\n"
      "+++ linux/d/f\t2020-01-02 10:00:00 +0100\n" +
      kHunk);
  EXPECT_EQ(timed.kind, Kind::kModify);
  EXPECT_EQ(timed.before, "d/f");
  EXPECT_EQ(timed.after, "d/f");
  EXPECT_EQ(only("--- a/f.orig\n+++ b/f\n" + kHunk).after, "f");
  EXPECT_EQ(only("--- a/f\n+++ b/f~\n" + kHunk).after, "f");
  EXPECT_EQ(only("--- d//f\n+++ d/./f\n" + kHunk, 0).after, "d/f");
  EXPECT_EQ(only("--- x//a/f\n+++ y/b/f\n" + kHunk, 2).after, "f");
  EXPECT_EQ(only("--- a/with blank\t\n+++ b/with blank\t\n" + kHunk).after, "with blank");
}

TEST(Unified, KnowsFilesThatAreNotThere) {
  const std::string add = "@@ -0,0 +1 @@\n+a\n";
  const std::string remove = "@@ -1 +0,0 @@\n-a\n";
  const std::string epoch = "\t1970-01-01 01:00:00.000000000 +0100\n";
  const std::string evening = "\t1969-12-31 19:00:00.000000000 -0500\n";
  const std::string later = "\t1970-01-01 01:00:00.000000001 +0100\n";
  EXPECT_EQ(only("--- /dev/null\n+++ b/f\n" + add).kind, Kind::kAdd);
  EXPECT_EQ(only("--- a/f" + epoch + "+++ b/f\n" + add).kind, Kind::kAdd);
  EXPECT_EQ(only("--- a/f" + evening + "+++ b/f\n" + add).kind, Kind::kAdd);
  EXPECT_EQ(only("--- a/f" + later + "+++ b/f\n" + add).kind, Kind::kModify);
  EXPECT_EQ(only("--- a/f" + epoch + "+++ b/f\n" + kHunk).kind, Kind::kModify);
  EXPECT_EQ(only("--- a/f\n+++ b/f\n" + add).kind, Kind::kModify);
  const FileChange removed = only("--- a/f\n+++ /dev/null\t2020-01-01\n" + remove);
  EXPECT_EQ(removed.kind, Kind::kRemove);
  EXPECT_EQ(removed.before, "f");
  EXPECT_EQ(removed.after, "");
  EXPECT_EQ(only("--- a/f\n+++ b/f" + epoch + remove).kind, Kind::kRemove);
}

TEST(Unified, ReadsGitsHeaders) {
  const auto all = changes(
      "diff --git a/new file.sh b/new file.sh\n"
      "new file mode 100755\n"
      "index 0000000..e69de29\n"
      "diff --git a/gone b/gone\n"
      "deleted file mode 100644\n"
      "index e69de29..0000000\n"
      "diff --git a/mode b/mode\n"
      "old mode 100644\n"
      "new mode 100755\n"
      "diff --git a/d/old b/e/new\n"
      "similarity index 90%\n"
      "rename from d/old\n"
      "rename to e/new\n"
      "index 1111111..2222222 100755\n"
      "--- a/d/old\n"
      "+++ b/e/new\n" +
      kHunk +
      "diff --git a/x b/y\n"
      "similarity index 100%\n"
      "copy from x\n"
      "copy to y\n"
      "diff --git \"a/\\303\\251\\t\" \"b/\\303\\251\\t\"\n"
      "new file mode 100644\n"
      "--- /dev/null\n"
      "+++ \"b/\\303\\251\\t\"\n"
      "@@ -0,0 +1 @@\n"
      "+a\n" +
      kNone);
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0].kind, Kind::kAdd);
  EXPECT_EQ(all[0].before, "");
  EXPECT_EQ(all[0].after, "new file.sh");
  EXPECT_TRUE(all[0].executable);
  EXPECT_EQ(all[1].kind, Kind::kRemove);
  EXPECT_EQ(all[1].before, "gone");
  EXPECT_EQ(all[2].kind, Kind::kModify);
  EXPECT_TRUE(all[2].mode_changes);
  EXPECT_TRUE(all[2].executable);
  EXPECT_EQ(all[3].kind, Kind::kRename);
  EXPECT_EQ(all[3].before, "d/old");
  EXPECT_EQ(all[3].after, "e/new");
  EXPECT_FALSE(all[3].mode_changes);
  EXPECT_EQ(all[3].hunks.size(), 1u);
  EXPECT_EQ(all[4].kind, Kind::kCopy);
  EXPECT_EQ(all[4].before, "x");
  EXPECT_EQ(all[4].after, "y");
  EXPECT_EQ(all[5].after, "\xc3\xa9\t");
  EXPECT_EQ(all[5].hunks[0].lines[0].text, "a");
}

TEST(Unified, KeepsCarriageReturnsAndMissingNewlines) {
  EXPECT_EQ(lines(only(kNames + "@@ -1,2 +1,2 @@\n\r\n-a\r\n+b\r\n").hunks[0]),
            " \r\n-a\r\n+b\r\n");
  EXPECT_EQ(lines(only(kNames + "@@ -1 +1 @@\n-a\n" + kNone + "+b\n" + kNone).hunks[0]), "-a+b");
  EXPECT_EQ(lines(only(kNames + "@@ -1 +1 @@\n-a\n+b").hunks[0]), "-a\n+b\n");
}

TEST(Unified, TellsWhereCountsDoNotMatch) {
  EXPECT_THAT(error(kNames + "@@ -1,2 +1,2 @@\n a\n-b\n"),
              StartsWith("p:3: the hunk ends before line 6"));
  EXPECT_THAT(error(kNames + "@@ -1,2 +1,2 @@\n a\ndiff\n"),
              StartsWith("p:3: the hunk ends before line 5"));
  EXPECT_THAT(error(kNames + "@@ -1 +1,2 @@\n-a\n-b\n"),
              StartsWith("p:5: the hunk has more lines"));
  EXPECT_THAT(error(kNames + "@@ -1 +1,2 @@\n-a\n b\n"),
              StartsWith("p:5: the hunk has more lines"));
  EXPECT_THAT(error(kNames + kHunk + "+c\n"),
              StartsWith("p:6: the hunk before this line has more"));
  EXPECT_THAT(error(kNames + kHunk + "--c\n"),
              StartsWith("p:6: the hunk before this line has more"));
  EXPECT_THAT(error(kNames + kHunk + " c\n"),
              StartsWith("p:6: the hunk before this line has more"));
  EXPECT_THAT(error(kNames + "@@ -1,4000000000 +1 @@\n-a\n+b\n"), StartsWith("p:3: the hunk ends"));
}

TEST(Unified, RefusesWhatItCannotApply) {
  const std::string git = "diff --git a/f b/f\n";
  EXPECT_THAT(error(git + "index 1..2 100644\nGIT binary patch\nliteral 1\n"),
              StartsWith("p:3: binary"));
  EXPECT_THAT(error(git + "index 1..2 100644\nBinary files a/f and b/f differ\n"),
              StartsWith("p:3: binary"));
  EXPECT_THAT(error("Binary files a/f and b/f differ\n"), StartsWith("p:1: binary"));
  EXPECT_THAT(error("diff --cc f\n"), StartsWith("p:1: combined diffs"));
  EXPECT_THAT(error("*** a/f\n--- b/f\n***************\n"), StartsWith("p:1: context diffs"));
  EXPECT_THAT(error(kHunk), StartsWith("p:1: this hunk belongs to no file"));
  EXPECT_THAT(error(git + kHunk), StartsWith("p:2: this hunk belongs to no file"));
  EXPECT_THAT(error("just text\n"), StartsWith("p: this patch has no unified diff"));
  EXPECT_THAT(error(""), StartsWith("p: this patch has no unified diff"));
  EXPECT_THAT(error(git + "new file mode 120000\n"), StartsWith("p:2: patches of symbolic links"));
  EXPECT_THAT(error(git + "index 1..2 160000\n"), StartsWith("p:2: patches of symbolic links"));
  EXPECT_THAT(error(git + "index 1..2 100644\n"), StartsWith("p:1: this diff changes nothing"));
  EXPECT_THAT(error(kNames + "@@ -1 +1 @@\n a\n"), StartsWith("p:3: this hunk changes nothing"));
  EXPECT_THAT(error(kNames), StartsWith("p:3: no hunk follows"));
  EXPECT_THAT(error(kNames + "@@ -1 +x @@\n"), StartsWith("p:3: this is no hunk header"));
  EXPECT_THAT(error(kNames + "@@ -1,9999999999 +1 @@\n"),
              StartsWith("p:3: this is no hunk header"));
  EXPECT_THAT(error(kNames + "@@ -0,2 +1 @@\n"), StartsWith("p:3: this is no hunk header"));
  EXPECT_THAT(error(kNames + "@@ -1 +1 @@\n" + kNone + "-a\n+b\n"),
              StartsWith("p:4: this line has no line"));
  EXPECT_THAT(error(kNames + "@@ -1 +1,2 @@\n-a\n+b\n" + kNone + "+c\n"),
              StartsWith("p:7: a line without newline"));
}

TEST(Unified, RefusesNamesThatAreWrong) {
  const auto named = [](const std::string& name) {
    return "--- " + name + "\n+++ " + name + "\n" + kHunk;
  };
  EXPECT_THAT(error(named("a/../../etc/passwd")), HasSubstr("leads out of the tree"));
  EXPECT_THAT(error(named("a/..")), HasSubstr("leads out of the tree"));
  EXPECT_THAT(error(named("\"a/\\056./f\"")), HasSubstr("leads out of the tree"));
  EXPECT_THAT(error(named("/etc/passwd"), 0), HasSubstr("is an absolute path"));
  EXPECT_EQ(only(named("/etc/passwd")).after, "etc/passwd");
  EXPECT_THAT(error(named("f")), StartsWith("p:1: 'f' has fewer than 2 components"));
  EXPECT_THAT(error(named("a/")), HasSubstr("has fewer than 2 components"));
  EXPECT_THAT(error(named("a/b/")), HasSubstr("names no file"));
  EXPECT_THAT(error(named("a/.")), HasSubstr("names no file"));
  EXPECT_THAT(error(named("\"a/f\\000\"")), HasSubstr("holds a NUL"));
  EXPECT_THAT(error(named("\"a/f")), HasSubstr("not quoted as C strings are"));
  EXPECT_THAT(error(named("\"a/\\9\"")), HasSubstr("not quoted as C strings are"));
  EXPECT_THAT(error(named("a/f\r")), HasSubstr("end in CR LF"));
  EXPECT_THAT(error("--- a/f\n+++ b/g\n" + kHunk), HasSubstr("different files, 'f' and 'g'"));
  EXPECT_THAT(error("--- /dev/null\n+++ /dev/null\n" + kHunk), HasSubstr("both sides"));
  EXPECT_THAT(error("diff --git a/f b/g\nold mode 100644\nnew mode 100755\n"),
              StartsWith("p:1: this line does not name one file twice"));
  EXPECT_THAT(error("diff --git a/f b/f\n--- a/f\n+++ b/g\n" + kHunk),
              StartsWith("p:2: these names do not agree"));
  EXPECT_THAT(error("diff --git a/f b/g\nrename from f\nrename to ../g\n"),
              StartsWith("p:3: '../g' leads out of the tree"));
  EXPECT_THAT(error("diff --git a/f b/g\nrename from f\n"),
              HasSubstr("lacks one of its two names"));
}

TEST(Unified, FilesThatAreNotThereHaveNoLines) {
  EXPECT_THAT(error("--- /dev/null\n+++ b/f\n" + kHunk),
              StartsWith("p:3: this hunk has lines of a file"));
  EXPECT_THAT(error("--- a/f\n+++ /dev/null\n" + kHunk), StartsWith("p:3: this hunk leaves lines"));
  EXPECT_THAT(error("--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n@@ -0,0 +2 @@\n+a\n"),
              StartsWith("p:5: a file is added or removed in one hunk"));
}

}  // namespace
}  // namespace towpath::patch
