// SPDX-License-Identifier: GPL-2.0-or-later
// Preprocessor lines in rules, and what is put beside them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

TEST(Include, IsRemovedWithItsLine) {
  EXPECT_EQ(patched("@@ @@\n-#include <a/b.h>\n",
                    "// head\n#include <a/b.h> /* why */\n#  include   <a/b.h>\n"
                    "#include \"a/b.h\"\nint x;\n"),
            "// head\n#include \"a/b.h\"\nint x;\n");
}

TEST(Include, IsReplacedAndKeepsItsComment) {
  EXPECT_EQ(patched("@@ @@\n-#include <a.h>\n+#include <b.h>\n+#include <c.h>\n",
                    "#include <a.h>\nint x;\n"),
            "#include <b.h>\n#include <c.h>\nint x;\n");
}

TEST(Include, WithDotsIsTheFirstOrTheLastOutsideConditionals) {
  const char code[] =
      "#include <a/a.h>\n#include <b/a.h>\n#include <b/b.h>\n#ifdef X\n#include <b/c.h>\n#endif\n"
      "int x;\n";
  EXPECT_EQ(patched("@@ @@\n #include <b/...>\n+#include <new.h>\n", code),
            "#include <a/a.h>\n#include <b/a.h>\n#include <b/b.h>\n#include <new.h>\n#ifdef X\n"
            "#include <b/c.h>\n#endif\nint x;\n");
  EXPECT_EQ(patched("@@ @@\n+#include <new.h>\n #include <...>\n", code),
            "#include <new.h>\n" + std::string(code));
  EXPECT_EQ(patched("@@ @@\n #include \"...\"\n+#include <new.h>\n", code), code);
}

TEST(Include, TakesPlusCodeOfAllKindsBesideIt) {
  EXPECT_EQ(patched("@@ @@\n #include <a.h>\n+#ifdef X\n+#define F(a) (a)\t// why\n"
                    "+static int y;\n+#endif\n",
                    "#include <a.h>\n\nint x;\n"),
            "#include <a.h>\n#ifdef X\n#define F(a) (a) // why\nstatic int y;\n#endif\n\nint x;\n");
}

TEST(Define, MatchesByNameParametersAndBody) {
  const char rule[] = "@@\nexpression E;\n@@\n-#define OLD E\n+#define NEW E\n";
  EXPECT_EQ(patched(rule, "#define OLD (1 + 2)\n#define OLD(x) 3\n#define OLDER 4\n"),
            "#define NEW (1 + 2)\n#define OLD(x) 3\n#define OLDER 4\n");
  EXPECT_EQ(patched("@@\nidentifier I;\n@@\n-#define I\n", "#define A\n#define B 1\n"),
            "#define B 1\n");
  EXPECT_EQ(patched("@@\ntype T;\n@@\n-#define old T\n", "#define old my_type\n"), "");
}

TEST(Define, DotsStandForParametersAndBodies) {
  const char code[] = "#define F(x) 1\n#define G(x, ...) g(x)\n#define H do { } while (0)\n";
  EXPECT_EQ(patched("@@\nidentifier I;\n@@\n-#define I(...) ...\n", code),
            "#define H do { } while (0)\n");
  EXPECT_EQ(patched("@@\nidentifier I;\n@@\n-#define I ...\n", code),
            "#define F(x) 1\n#define G(x, ...) g(x)\n");
  EXPECT_EQ(patched("@@ @@\n-#define G(x, ......) ...\n+#define G(y, ......) 0\n", code),
            "#define F(x) 1\n#define G(y, ...) 0\n#define H do { } while (0)\n");
}

TEST(Define, MayChangeInPart) {
  EXPECT_EQ(patched("@@ @@\n #define F\n-a\n+b\n", "#define F a\n"), "#define F a\n");
  EXPECT_EQ(patched("@@\nexpression E;\n@@\n #define F \\\n-a(E)\n+b(E)\n", "#define F a(1)\n"),
            "#define F b(1)\n");
}

TEST(Line, UndefAndPragmaMatch) {
  EXPECT_EQ(patched("@@\nidentifier I =~ \"^X\";\n@@\n-#undef I\n", "#undef XA\n#undef YA\n"),
            "#undef YA\n");
  EXPECT_EQ(patched("@@ @@\n-#pragma omp ...\n", "#pragma omp parallel for\n#pragma once\n"),
            "#pragma once\n");
  EXPECT_EQ(within("@@ @@\n-#pragma omp a\n+#pragma omp b\n", "\tx();\n#pragma omp a\n\ty();\n"),
            "\tx();\n#pragma omp b\n\ty();\n");
}

TEST(Line, IsAddedBesideStatements) {
  EXPECT_EQ(within("@@\nexpression E;\n@@\n+#if A\n f(E);\n+#else\n+g(E);\n+#endif\n",
                   "\tif (x) {\n\t\tf(1);\n\t}\n"),
            "\tif (x) {\n#if A\n\t\tf(1);\n#else\n\t\tg(1);\n#endif\n\t}\n");
}

TEST(Line, IsAddedAroundFunctions) {
  EXPECT_EQ(patched("@@ @@\n+#ifdef A\n int f(void) { ... }\n+#endif\n",
                    "int x;\n\nint f(void)\n{\n\treturn 0;\n}\n\nint y;\n"),
            "int x;\n\n#ifdef A\nint f(void)\n{\n\treturn 0;\n}\n#endif\n\nint y;\n");
}

TEST(Line, IsAddedBeforeWhatThePatternLeavesOut) {
  const char code[] = "static int f(void)\n{\n\treturn 0;\n}\n";
  EXPECT_EQ(patched("@@ @@\n+#ifdef A\n+int x;\n+#endif\n int f(void) { ... }\n", code),
            "#ifdef A\nint x;\n#endif\n" + std::string(code));
  EXPECT_EQ(patched("@@ @@\n+int x;\n f(...) { ... }\n", code), "int x;\n" + std::string(code));
}

TEST(Line, ThatIsAConditionalCannotBeMatched) {
  EXPECT_THAT(error_of("@@ @@\n-#ifdef X\n f();\n-#endif\n"), HasSubstr("can only be added"));
}

TEST(Context, ShowsWhatItMarksAndChangesNothing) {
  const std::string code = "int f(void)\n{\n\ta(1);\n\tb();\n\ta(2);\n}\n";
  const Outcome outcome = outcome_of("@@\nexpression E;\n@@\n*a(E);\n b();\n", code);
  EXPECT_TRUE(outcome.edits.empty());
  EXPECT_EQ(outcome.fired[0], 1u);
  ASSERT_FALSE(outcome.shown.empty());
  std::string shown;
  for (const Outcome::Shown& one : outcome.shown)
    shown += code.substr(one.begin, one.end - one.begin);
  EXPECT_EQ(shown, "a(1);");
  EXPECT_THAT(error_of("@@ @@\n*a();\n-b();\n"), HasSubstr("either shows code or changes it"));
}

TEST(Directives, MayBeOfSeveralLinesInTheRule) {
  EXPECT_EQ(
      patched("@@\nidentifier m, p;\nexpression e;\n@@\n #define m(..., p, ...) (<+... \\\n+( \\\n"
              " p \\\n+) \\\n << e ...+>)\n",
              "#define SHIFTED(x) (x << 4)\n"),
      "#define SHIFTED(x) ((x) << 4)\n");
}

}  // namespace
}  // namespace towpath::smpl
