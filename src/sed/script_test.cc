// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/script.h"

#include <gtest/gtest.h>

namespace towpath::sed {
namespace {

Result<Edits> edits_of(const std::string& script, const Text& text, Options options = {}) {
  const Result<Script> parsed = Script::parse(Text("x.sed", script), options);
  if (!parsed) return parsed.error();
  return run(*parsed, text);
}

// The result, or the error's text.
std::string sed(const std::string& script, const std::string& input, Options options = {}) {
  const Text text("in.c", input);
  const Result<Edits> edits = edits_of(script, text, options);
  if (!edits) return to_string(edits.error());
  EXPECT_TRUE(well_formed(*edits, text.size()));
  return applied(input, *edits);
}

TEST(Script, Substitutes) {
  EXPECT_EQ(sed("s/a/b/", "aa\nca\n"), "ba\ncb\n");
  EXPECT_EQ(sed("s/a*/x/g", "baaac"), "xbxcx");
  EXPECT_EQ(sed("s/a/b/2", "aaa"), "aba");
  EXPECT_EQ(sed("s/a/b/2g", "aaa"), "abb");
  EXPECT_EQ(sed("s,a\\,b,<&>,", "a,b"), "<a,b>");
  EXPECT_EQ(sed("s/\\(a\\)\\(b\\)/\\2\\n\\1/", "ab"), "b\na");
  EXPECT_EQ(sed("s/\\w\\+/\\u&/g", "ab cd"), "Ab Cd");
  EXPECT_EQ(sed("s/.*/\\U&\\E&/", "ab"), "ABab");
  EXPECT_EQ(sed("s/$/!/", "a\nb"), "a!\nb!");
}

TEST(Script, LoopsOverOneLine) {
  EXPECT_EQ(sed(":loop\ns/^\\(\t*\\)        /\\1\t/\ntloop", "                x\n"), "\t\tx\n");
}

TEST(Script, SqueezesBlankLines) {
  EXPECT_EQ(sed("$!N; /^\\n$/!P; D", "a\n\n\n\nb\n\n"), "a\n\nb\n\n");
}

TEST(Script, ReversesLinesThroughTheHoldSpace) {
  EXPECT_EQ(sed("1!G;h;$!d", "a\nb\nc\n"), "c\nb\na\n");
}

TEST(Script, InsertsAppendsAndChanges) {
  EXPECT_EQ(sed("2i\\\nx\\\ny\n2a z", "a\nb\nc\n"), "a\nx\ny\nb\nz\nc\n");
  EXPECT_EQ(sed("1,2c foo", "a\nb\nc\n"), "foo\nc\n");
  EXPECT_EQ(sed("$a foo", "a"), "a\nfoo\n");
  EXPECT_EQ(sed("/b/,$c foo", "a\nb"), "a\nfoo\n");
  // D goes on without a new line, which is what lets appended text out.
  EXPECT_EQ(sed("$!N;a z\nP;D", "a\nb\nc\n"), "a\nz\nb\nc\nz\nz\n");
}

TEST(Script, QuitsWithTheNewlineThatTheLastLineLacks) {
  EXPECT_EQ(sed("$q", "a\nb"), "a\nb\n");
  EXPECT_EQ(sed("$Q", "a\nb"), "a\n");
  EXPECT_EQ(sed("p;$Q", "a\nb"), "a\na\nb");
}

TEST(Script, TakesRanges) {
  EXPECT_EQ(sed("/b/,/d/d", "a\nb\nc\nd\ne\n"), "a\ne\n");
  EXPECT_EQ(sed("0,/a/d", "a\na\n"), "a\n");
  EXPECT_EQ(sed("2,1d", "a\nb\nc\n"), "a\nc\n");
  EXPECT_EQ(sed("/b/,+1d", "a\nb\nc\nd\n"), "a\nd\n");
  EXPECT_EQ(sed("2~2d", "a\nb\nc\nd\n"), "a\nc\n");
  // What passes over a range's first line lets it begin late.
  EXPECT_EQ(sed("3!be\n2,+0s/^/x/\n:e", "a\nb\nc\nd\n"), "a\nb\nxc\nd\n");
  EXPECT_EQ(sed("3!be\n2,~0s/^/x/\n:e", "a\nb\nc\nd\n"), "a\nb\nxc\nd\n");
  EXPECT_EQ(sed("2{\nx\nb\n}\n2,3d", "a\nb\nc\nd\n"), "a\n\nd\n");
}

TEST(Script, KeepsWhatTheLastRoundWithSomethingInItCaptured) {
  EXPECT_EQ(sed("s/\\(a*\\)*/<\\1>/", "aab"), "<aa>b");
  EXPECT_EQ(sed("s/\\(\\(ab\\)*\\)*/<\\1,\\2>/", "ababc"), "<abab,ab>c");
  EXPECT_EQ(sed("s/\\(a\\|\\)\\{2,\\}/<\\1>/", "aab"), "<a>b");
  EXPECT_EQ(sed("s/\\(a*b*\\)*/<\\1>/", "abbabc"), "<ab>c");
  EXPECT_EQ(sed("s/\\(a*\\)*/<\\1>/", "b"), "<>b");
}

TEST(Script, MakesPreciseEditsThatNameTheirRules) {
  const Text text("in.c", "x foo y\ngone\nbar\n");
  const Result<Edits> edits = edits_of("s/foo/fox/\n/gone/d\n/bar/i new\ns/bar/baz/", text);
  ASSERT_TRUE(edits.ok());
  const Edits expected = {
      {4, 5, "x", {0}}, {8, 13, "", {1}}, {13, 13, "new\n", {2}}, {15, 16, "z", {3}}};
  EXPECT_EQ(*edits, expected);
}

TEST(Script, QuietScriptsBlameTheirQuietness) {
  const Text text("in.c", "a\nb\n");
  const Result<Edits> edits = edits_of("#n\n/b/p", text);
  ASSERT_TRUE(edits.ok());
  EXPECT_EQ(*edits, (Edits{{0, 2, "", {1}}}));
}

TEST(Script, RefusesWhatReachesOutside) {
  EXPECT_EQ(sed("w out", ""),
            "x.sed:1:1: command `w' would reach outside the tree; a recipe's scripts may only "
            "change the text");
  EXPECT_EQ(sed("p\ns/a/b/e", ""),
            "x.sed:2:7: flag `e' of `s' would reach outside the tree; a recipe's scripts may only "
            "change the "
            "text");
}

TEST(Script, EndsLoopsThatDoNotEnd) {
  EXPECT_EQ(
      sed(":a;ba", "x\n"),
      "x.sed:1:4: the script does not come to an end at in.c:1; look for a loop that never leaves");
  EXPECT_NE(sed(":a;s/x/xx/;ta", "x\n").find("does not come to an end"), std::string::npos);
  EXPECT_NE(sed(":a;s/.*/&&/;ta", "x\n").find("too large"), std::string::npos);
}

TEST(Script, TakesALineOfTenMegabytes) {
  std::string line(10'000'000, 'a');
  line += "foo\n";
  EXPECT_EQ(sed("s/foo$/bar/", line).substr(10'000'000), "bar\n");
}

}  // namespace
}  // namespace towpath::sed
