// SPDX-License-Identifier: GPL-2.0-or-later
// Statements and lines beside dots, conjunctions of them, and code that is neither statement nor
// expression.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

TEST(Conjunction, OfSequencesWithDots) {
  const char rule[] =
      "@@\nidentifier f;\n@@\n(\n-f\n+m\n  (..., 3, ...);\n ...\n g(..., 3, ...);\n&\n f(...,\n-  "
      "8\n+  80\n"
      "  , ...);\n ...\n g(..., 8, ...);\n)\n";
  EXPECT_EQ(within(rule, "\ta(3, 8);\n\tx();\n\tg(8, 3);\n\tb(3);\n\tg(8, 3);\n"),
            "\tm(3, 80);\n\tx();\n\tm(80, 3);\n\tb(3);\n\tg(8, 3);\n");
}

TEST(Conjunction, OfAStatementAndAnExpressionInIt) {
  const char rule[] = "@@\nsymbol x;\n@@\n-old();\n(\nf(...);\n&\nx\n)\n";
  EXPECT_EQ(within(rule, "\told();\n\tf(1, x);\n\told();\n\tf(1);\n"),
            "\tf(1, x);\n\told();\n\tf(1);\n");
}

TEST(Lines, StandBeforeStatementsWithDots) {
  const char rule[] =
      "@@\nidentifier i;\n@@\n-#pragma old\n+#pragma new\n for (i = 0; ...; ...) { ... }\n";
  EXPECT_EQ(
      within(rule,
             "#pragma old\n\tfor (k = 0; k < 3; k++) {\n\t\tf(k);\n\t}\n#pragma old\n\tf(0);\n"),
      "#pragma new\n\tfor (k = 0; k < 3; k++) {\n\t\tf(k);\n\t}\n#pragma old\n\tf(0);\n");
}

TEST(Operator, StandsForPrefixes) {
  EXPECT_EQ(within("@@\nexpression E;\nunary operator op = {-, ~};\n@@\n-f(op E)\n+g(E, op 1)\n",
                   "\tf(-x);\n\tf(~y);\n\tf(!z);\n"),
            "\tg(x, -1);\n\tg(y, ~1);\n\tf(!z);\n");
}

TEST(Initializer, MayBeAllOfARule) {
  EXPECT_EQ(patched("@@\nexpression E;\n@@\n{\n.size = E\n+ * 2\n}\n",
                    "struct s a = { .n = 1, .size = n };\nstruct s b = { .n = 1 };\n"),
            "struct s a = { .n = 1, .size = n * 2 };\nstruct s b = { .n = 1 };\n");
  EXPECT_EQ(patched("@@\nexpression E;\n@@\n{\n-.a = E,\n+.b = E,\n}\n",
                    "struct s x = {\n\t.a = 1,\n};\n"),
            "struct s x = {\n\t.b = 1,\n};\n");
}

TEST(ExpressionRule, MayBeginWithANest) {
  EXPECT_EQ(within("@ expression @\n@@\n <+... f() ...+>\n-+\n+-\n <+... g() ...+>\n",
                   "\tx = (1 + f()) + 2 * g();\n\ty = f() + 1;\n"),
            "\tx = (1 + f()) - 2 * g();\n\ty = f() + 1;\n");
}

TEST(Dots, BehindAttachmentsAndInStructures) {
  EXPECT_EQ(within("@@\nidentifier i;\nposition p;\n@@\n-i =@p ...;\n+set(&i);\n",
                   "\ta = 1;\n\tb += 1;\n"),
            "\tset(&a);\n\tb += 1;\n");
  EXPECT_EQ(patched("@@ @@\n struct\n-old\n+new\n { ... };\n",
                    "struct old { int a; };\nstruct x { int b; };\n"),
            "struct new { int a; };\nstruct x { int b; };\n");
  EXPECT_EQ(
      patched("@@\nfield f;\nposition p;\n@@\n struct s {\n   f@p\n   ...\n-  int last;\n };\n",
              "struct s {\n\tint a;\n\tint b;\n\tint last;\n};\n"),
      "struct s {\n\tint a;\n\tint b;\n};\n");
}

TEST(Dots, BeforeAnExpression) {
  EXPECT_EQ(within("@@\nexpression x;\n@@\n f(x);\n ...\n+1 +\n x\n", "\tf(a);\n\tb();\n\tg(a);\n"),
            "\tf(a);\n\tb();\n\tg(1 + a);\n");
  EXPECT_EQ(
      within("@@\nexpression x;\n@@\n f(x)\n ...\n-!x\n+no(x)\n", "\tf(a);\n\tif (!a)\n\t\tb();\n"),
      "\tf(a);\n\tif (no(a))\n\t\tb();\n");
}

// A switch leads to each of its cases, whatever their order, and to others.
TEST(Switch, HasTheCasesOfARuleInAnyOrder) {
  const char rule[] =
      "@@\n@@\n-switch (x)\n+switch (y)\n {\n case 1:\n ...\n default:\n f();\n ...\n }\n";
  EXPECT_EQ(within(rule,
                   "\tswitch (x) {\n\tdefault:\n\t\tf();\n\tcase 2:\n\t\tbreak;\n\tcase 1:\n"
                   "\t\treturn;\n\t}\n"),
            "\tswitch (y) {\n\tdefault:\n\t\tf();\n\tcase 2:\n\t\tbreak;\n\tcase 1:\n"
            "\t\treturn;\n\t}\n");
  const char others[] = "\tswitch (x) {\n\tcase 1:\n\t\tbreak;\n\tdefault:\n\t\tg();\n\t}\n";
  EXPECT_EQ(within(rule, others), others);
}

TEST(Switch, ChangesWhatACaseBeginsAndEndsWith) {
  EXPECT_EQ(within("@@\nexpression E;\n@@\n switch (E) {\n case 1:\n+first();\n ...\n+last();\n "
                   "break;\n }\n",
                   "\tswitch (x) {\n\tcase 1:\n\t\tf();\n\t\tbreak;\n\tcase 2:\n\t\tbreak;\n\t}\n"),
            "\tswitch (x) {\n\tcase 1:\n\t\tfirst();\n\t\tf();\n\t\tlast();\n\t\tbreak;\n"
            "\tcase 2:\n\t\tbreak;\n\t}\n");
}

}  // namespace
}  // namespace towpath::smpl
