// SPDX-License-Identifier: GPL-2.0-or-later
// Commas beside items that go or come, and new code beside the same code.
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

TEST(Commas, GoWithTheItem) {
  const char rule[] = "@@ @@\n send(...,\n-FLAG,\n ...)\n";
  EXPECT_EQ(
      within(rule, "\tsend(FLAG);\n\tsend(a, FLAG);\n\tsend(FLAG, b);\n\tsend(a, FLAG, b);\n"),
      "\tsend();\n\tsend(a);\n\tsend(b);\n\tsend(a, b);\n");
}

TEST(Commas, AreNotDoubledWhereDotsStandForNothing) {
  const char rule[] = "@@ @@\n send(...,\n-FLAG,\n ..., last, ...)\n";
  EXPECT_EQ(
      within(rule, "\tsend(FLAG, last);\n\tsend(a, FLAG, last, b);\n\tsend(FLAG, b, last);\n"),
      "\tsend(last);\n\tsend(a, last, b);\n\tsend(b, last);\n");
}

TEST(Commas, ComeWithANewLastItem) {
  const char rule[] = "@@ @@\n enum color {\n \t...,\n \tRED,\n+\tBLUE\n };\n";
  EXPECT_EQ(patched(rule, "enum color {\n\tRED\n};\n"), "enum color {\n\tRED,\n\tBLUE\n};\n");
}

TEST(Commas, BehindTheLastItemStayWhereTheyMay) {
  const char rule[] = "@@ @@\n int a[] = {\n ...,\n-old\n };\n";
  EXPECT_EQ(patched(rule, "int a[] = { x, old };\nint b[] = { old };\nint a[] = { x, old, };\n"),
            "int a[] = { x, };\nint b[] = { old };\nint a[] = { x, };\n");
}

TEST(Commas, StayAsTheyAreBesideCodeWithinAnItem) {
  EXPECT_EQ(within("@@ @@\n f(a\n+ + 1\n )\n", "\tf(a);\n"), "\tf(a + 1);\n");
  EXPECT_EQ(within("@@ @@\n-g(1)\n+h\n", "\tf(x, g(1), y);\n"), "\tf(x, h, y);\n");
}

TEST(Functions, GoWithTheTypeThatTheRuleLeavesOut) {
  EXPECT_EQ(patched("@@ @@\n-gone(void) { ... }\n",
                    "int a;\n\nstatic inline int *gone(void)\n{\n\treturn 0;\n}\n\nint b;\n"),
            "int a;\n\nint b;\n");
  EXPECT_EQ(patched("@@ @@\n-gone() {\n-\tf();\n-}\n", "int a;\n\nvoid gone()\n{\n\tf();\n}\n"),
            "int a;\n");
}

TEST(Attributes, MayHaveDots) {
  const char rule[] = "@@ @@\n int\n-__attribute__((..., cold, ...))\n f(void);\n";
  EXPECT_EQ(patched(rule, "int __attribute__((cold)) f(void);\n"), "int f(void);\n");
  EXPECT_EQ(patched(rule, "int __attribute__((a(1), cold, b)) f(void);\n"), "int f(void);\n");
  EXPECT_EQ(patched(rule, "int __attribute__((hot)) f(void);\n"),
            "int __attribute__((hot)) f(void);\n");
}

TEST(Initializations, AreAssignmentsBehindPointersAndBesideDots) {
  EXPECT_EQ(within("@@\nexpression x;\n@@\n x =\n-old()\n+new()\n", "\tint **p = old();\n"),
            "\tint **p = new();\n");
  EXPECT_EQ(within("@@\nexpression x;\n@@\n-x = take()\n+x = take_it()\n ...\n-put(x);\n",
                   "\tstruct s *p = take();\n\tuse(p);\n\tput(p);\n"),
            "\tstruct s *p = take_it();\n\tuse(p);\n");
}

TEST(PlusCode, ComesForEachPieceOfCodeThatItIsBeside) {
  EXPECT_EQ(within("@@\nstatement S;\n@@\n S\n+g();\n", "\tif (x)\n\t\tf();\n"),
            "\tif (x) {\n\t\tf();\n\t\tg();\n\t}\n\tg();\n");
  EXPECT_EQ(within("@@\ndeclaration D;\n@@\n+f();\n D\n+int z;\n", "\tint a;\n\tint b;\n"),
            "\tf();\n\tint a;\n\tint z;\n\tf();\n\tint b;\n\tint z;\n");
}

TEST(Lists, OfFieldsMatchAtEachLength) {
  const char rule[] =
      "@@\nidentifier i;\nfield list fs;\n@@\n struct s { fs\n-int i;\n+long i;\n ...\n };\n";
  EXPECT_EQ(patched(rule, "struct s {\n\tint a;\n\tchar b;\n\tint c;\n};\n"),
            "struct s {\n\tlong a;\n\tchar b;\n\tlong c;\n};\n");
}

}  // namespace
}  // namespace towpath::smpl
