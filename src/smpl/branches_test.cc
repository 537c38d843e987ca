// SPDX-License-Identifier: GPL-2.0-or-later
// Branches and jumps: what a block stands for without braces, where jumps lead, negated conditions.
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

TEST(Branches, WithANestMayLackBraces) {
  const char rule[] = "@@ @@\n while (...) {\n <...\n-f();\n+g();\n ...>\n }\n";
  EXPECT_EQ(within(rule, "\twhile (x)\n\t\tif (y)\n\t\t\tf();\n\tf();\n"),
            "\twhile (x)\n\t\tif (y)\n\t\t\tg();\n\tf();\n");
}

TEST(Branches, MayJumpToWhatTheBlockEndsWith) {
  const char rule[] = "@@ @@\n if (bad) {\n ...\n-return 1;\n+return 2;\n }\n";
  EXPECT_EQ(within(rule,
                   "\tif (bad)\n\t\tgoto out;\n\tdone();\n\treturn 0;\nout:\n\tundo();\n"
                   "\treturn 1;\n"),
            "\tif (bad)\n\t\tgoto out;\n\tdone();\n\treturn 0;\nout:\n\tundo();\n\treturn 2;\n");
  EXPECT_EQ(within(rule,
                   "\tif (bad) {\n\t\tlog();\n\t\tgoto out;\n\t}\n\treturn 0;\nout:\n"
                   "\treturn 1;\n"),
            "\tif (bad) {\n\t\tlog();\n\t\tgoto out;\n\t}\n\treturn 0;\nout:\n\treturn 2;\n");
}

TEST(Jumps, AreThoseOfTheLoopInTheRule) {
  const char rule[] = "@@ @@\n while (...) {\n <...\n+f();\n break;\n ...>\n }\n";
  EXPECT_EQ(within(rule,
                   "\twhile (x) {\n\t\tfor (;;) {\n\t\t\tbreak;\n\t\t}\n\t\tif (y) {\n"
                   "\t\t\ta();\n\t\t\tbreak;\n\t\t}\n\t}\n"),
            "\twhile (x) {\n\t\tfor (;;) {\n\t\t\tbreak;\n\t\t}\n\t\tif (y) {\n\t\t\ta();\n"
            "\t\t\tf();\n\t\t\tbreak;\n\t\t}\n\t}\n");
}

TEST(Conditions, AreNegatedWithTheBranchesExchanged) {
  const char rule[] = "@@\nstatement S, T;\n@@\n-if (a == 1) S else T\n+both();\n";
  EXPECT_EQ(within(rule, "\tif (a != 1)\n\t\tx();\n\telse\n\t\ty();\n"), "\tboth();\n");
  const char less[] = "@@\nstatement S, T;\n@@\n-if (a < 1 && !b) S else T\n+both();\n";
  EXPECT_EQ(within(less, "\tif (a >= 1 || b)\n\t\tx();\n\telse\n\t\ty();\n"), "\tboth();\n");
}

TEST(Dots, InAForStandForADeclarationToo) {
  EXPECT_EQ(within("@@\nstatement S;\n@@\n-for (...;...;...) S\n+f();\n",
                   "\tfor (int i = 0; i < 3; i++)\n\t\tg();\n\tfor (;;)\n\t\tg();\n"),
            "\tf();\n\tf();\n");
}

TEST(Rules, MayEndInAStatementAndAComment) {
  EXPECT_EQ(within("@@\nstatement S;\n@@\n if (x) {\n ...\n-f();\n ...\n } else S\n",
                   "\tif (x) {\n\t\tf();\n\t\tg();\n\t} else\n\t\th();\n"),
            "\tif (x) {\n\t\tg();\n\t} else\n\t\th();\n");
  EXPECT_EQ(within("@@ @@\n(\n a();\n|\n-b();\n)\n// and no more\n", "\ta();\n\tb();\n"),
            "\ta();\n");
}

TEST(Positions, ThatAreInheritedAreCompared) {
  const char rules[] =
      "@ r @\nposition p;\n@@\n f@p(1, ...)\n\n@ s @\nposition q;\n@@\n f@q(..., 5)\n\n"
      "@@\nposition r.p != s.q;\n@@\n-f@p(...);\n";
  EXPECT_EQ(within(rules, "\tf(1, 2);\n\tf(1, 5);\n\tf(6, 5);\n"), "\tf(1, 5);\n\tf(6, 5);\n");
}

TEST(Initializers, AreAddedWhereTheRuleSays) {
  EXPECT_EQ(patched("@@\nidentifier I;\n@@\n struct s I = {\n-.a = 1,\n ...,\n+.c = 3,\n };\n",
                    "struct s x = {\n\t.a = 1,\n\t.b = 2\n};\n"),
            "struct s x = {\n\t.b = 2,\n\t.c = 3,\n};\n");
  EXPECT_EQ(patched("@@\nidentifier I;\n@@\n struct s I = {\n+.c = 3,\n };\n",
                    "struct s x = {\n\t.a = 1,\n};\n"),
            "struct s x = { .c = 3,\n\t.a = 1,\n};\n");
  EXPECT_EQ(patched("@@\nidentifier I;\n@@\n struct s I = {\n+#ifdef B\n .b = 2,\n+#endif\n };\n",
                    "struct s x = {\n\t.a = 1,\n\t.b = 2,\n};\n"),
            "struct s x = {\n\t.a = 1,\n#ifdef B\n\t.b = 2,\n#endif\n};\n");
}

TEST(Conditionals, WithinAnExpressionGoAndComeWithIt) {
  const char call[] = "\tp = take(3\n#ifdef A\n\t\t+ 5\n#endif\n\t\t);\n";
  EXPECT_EQ(within("@@\nexpression p, E;\n@@\n-p = take(E);\n", call), "");
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-take(E)\n+get(E)\n", call),
            "\tp = get(3\n#ifdef A\n\t\t+ 5\n#endif\n);\n");
}

TEST(Branches, EndWhereNewCodeGoesOnBehindThem) {
  const char rule[] = "@@\nstatement S, T;\n@@\n if (...) S else\n-  T\n+  a();\n+b();\n";
  EXPECT_EQ(within(rule, "\tif (x)\n\t\tf();\n\telse\n\t\tg();\n\th();\n"),
            "\tif (x)\n\t\tf();\n\telse\n\t\ta();\n\tb();\n\th();\n");
  const char loop[] = "@@ @@\n while (x)\n-  f();\n+  a();\n+b();\n+c();\n";
  EXPECT_EQ(within(loop, "\twhile (x)\n\t\tf();\n\th();\n"),
            "\twhile (x)\n\t\ta();\n\tb();\n\tc();\n\th();\n");
}

TEST(Branches, FollowAnExpressionInTheCondition) {
  EXPECT_EQ(within("@@ @@\n get()\n ...\n-f();\n+g();\n",
                   "\tif (get() == 1) {\n\t\tf();\n\t} else {\n\t\tf();\n\t}\n"),
            "\tif (get() == 1) {\n\t\tg();\n\t} else {\n\t\tg();\n\t}\n");
}

TEST(Branches, WithoutAnElseMatchWhereTheConditionChanges) {
  EXPECT_EQ(within("@@\nexpression E, F;\nstatement S, T;\n@@\n+E = F;\n if (\n-  (E = F)\n+  E\n  "
                   ") S else T\n",
                   "\tif ((x = f()))\n\t\tg();\n"),
            "\tx = f();\n\tif (x)\n\t\tg();\n");
}

TEST(Jumps, OutOfABlockEndDotsToItsEnd) {
  const char rule[] = "@@ @@\n while (...) {\n ...\n-f();\n+g();\n ...\n }\n";
  EXPECT_EQ(within(rule, "\twhile (x) {\n\t\tf();\n\t\tif (y)\n\t\t\tcontinue;\n\t\th();\n\t}\n"),
            "\twhile (x) {\n\t\tg();\n\t\tif (y)\n\t\t\tcontinue;\n\t\th();\n\t}\n");
}

TEST(Branches, WithDotsAloneAreAnyStatement) {
  const char rule[] = "@@\nexpression E;\nstatement S;\n@@\n-if (E) { ... } else S\n+f();\n";
  const char code[] =
      "\tif (a)\n\t\tb();\n\telse\n\t\tc();\n\tif (a) {\n\t\tb();\n\t\tc();\n\t} else\n\t\tc();\n";
  EXPECT_EQ(within(rule, code), "\tf();\n\tf();\n");
  const char behind[] = "@@\nexpression E;\n@@\n if (E) {\n ...\n }\n+f();\n";
  EXPECT_EQ(within(behind, "\tif (a)\n\t\tb();\n"), "\tif (a)\n\t\tb();\n\tf();\n");
  EXPECT_EQ(within("@ r disable braces0 @\nexpression E;\n@@\n if (E) {\n ...\n }\n+f();\n",
                   "\tif (a)\n\t\tb();\n"),
            "\tif (a)\n\t\tb();\n");
}

TEST(Branches, GoWithTheirStatement) {
  const char rule[] = "@@\nexpression E;\nstatement S;\n@@\n-if (E)\n-{\n-...\n-}\n-else\n-S\n";
  EXPECT_EQ(within(rule, "\tif (a)\n\t\tb();\n\telse\n\t\tc();\n\tx();\n"), "\tx();\n");
}

TEST(Branches, GetCodeBehindTheirStatement) {
  const char rule[] = "@@\nexpression E;\n@@\n if (E)\n b();\n else\n a();\n+f();\n";
  EXPECT_EQ(within(rule, "\tif (x)\n\t\tb();\n\telse\n\t\ta();\n"),
            "\tif (x)\n\t\tb();\n\telse\n\t\ta();\n\tf();\n");
  const char dots[] =
      "@@\nexpression E;\n@@\n if (E) {\n ...\n b();\n }\n else\n a();\n+f();\n";
  EXPECT_EQ(within(dots, "\tif (x) {\n\t\tb();\n\t} else\n\t\ta();\n"),
            "\tif (x) {\n\t\tb();\n\t} else\n\t\ta();\n\tf();\n");
  const char inner[] = "@@\nexpression E;\n@@\n if (E)\n b();\n else {\n a();\n+f();\n }\n";
  EXPECT_EQ(within(inner, "\tif (x)\n\t\tb();\n\telse {\n\t\ta();\n\t}\n"),
            "\tif (x)\n\t\tb();\n\telse {\n\t\ta();\n\t\tf();\n\t}\n");
}

TEST(Branches, GetOnePairOfBracesForCodeBeforeAndBehind) {
  EXPECT_EQ(within("@@ @@\n+f();\n a();\n+g();\n", "\tif (x)\n\t\ta();\n\telse\n\t\tb();\n"),
            "\tif (x) {\n\t\tf();\n\t\ta();\n\t\tg();\n\t} else\n\t\tb();\n");
}

}  // namespace
}  // namespace towpath::smpl
