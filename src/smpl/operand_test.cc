// SPDX-License-Identifier: GPL-2.0-or-later
// Dots among the operands of `&&` and `||`, and what lines up with dots in expressions.
#include <gtest/gtest.h>

#include <string>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

TEST(OperandDots, StandForAnyOthersOfTheChain) {
  const std::string rule = "@@ @@\n-if (x == 1 && ...) a();\n+hit();\n";
  for (const std::string condition :
       {"x == 1", "x == 1 && y", "y && x == 1", "y && x == 1 && z", "x == 1 && (y || z)"}) {
    EXPECT_EQ(within(rule, "\tif (" + condition + ")\n\t\ta();\n"), "\thit();\n") << condition;
  }
  for (const std::string condition :
       {"x == 1 || y", "(x == 1 && y) || z", "!(x == 1 && y)", "x == 2 && y", "y"}) {
    const std::string code = "\tif (" + condition + ")\n\t\ta();\n";
    EXPECT_EQ(within(rule, code), code) << condition;
  }
}

TEST(OperandDots, BetweenOperandsKeepTheirOrder) {
  const std::string rule = "@@ @@\n-if (p && ... && q) a();\n+hit();\n";
  const std::string hit = "\thit();\n";
  EXPECT_EQ(within(rule, "\tif (p && q)\n\t\ta();\n"), hit);
  EXPECT_EQ(within(rule, "\tif (x && p && y && q)\n\t\ta();\n"), hit);
  for (const std::string condition : {"q && p", "p", "p && (q || r)"}) {
    const std::string code = "\tif (" + condition + ")\n\t\ta();\n";
    EXPECT_EQ(within(rule, code), code) << condition;
  }
}

TEST(OperandDots, AMetavariableAttachedToAnOperandIsThere) {
  EXPECT_EQ(within("@r@\nexpression E;\nposition p;\n@@\n E@p || ... || E\n\n"
                   "@@\nexpression r.E;\nposition r.p;\n@@\n-E@p\n+twice(E)\n",
                   "\tx = a || b || a;\n"),
            "\tx = twice(a) || b || a;\n");
}

TEST(OperandDots, NeedTheWholeChainToGo) {
  EXPECT_NE(error_of("@@ @@\n(\n- x == 1\n  || ...\n|\n a\n)\n").find("beside dots"),
            std::string::npos);
}

TEST(ExpressionDots, StandForAnOperandOfAQuestion) {
  EXPECT_EQ(within("@@ expression E; @@\n-E ? a : ...\n+hit(E)\n", "\tx = y ? a : b + 1;\n"),
            "\tx = hit(y);\n");
}

TEST(ExpressionDots, ANestBesideAnExpressionIsOfExpressions) {
  EXPECT_EQ(within("@r@\nexpression E;\nposition p;\n@@\n g(\\(E@p \\& <+... f(...) ...+>\\))\n\n"
                   "@@\nposition r.p;\nexpression E;\n@@\n-E@p\n+0\n",
                   "\tg(1 + f(2));\n\tg(3);\n"),
            "\tg(0);\n\tg(3);\n");
}

TEST(Statements, StandByThemselvesWhateverFollows) {
  EXPECT_EQ(within("@@ @@\n f(...);\n ...\n-!x\n+y\n", "\tf(1);\n\tg(!x);\n"),
            "\tf(1);\n\tg(y);\n");
  EXPECT_EQ(within("@@ statement S; @@\n-if (x) S\n (*p)++;\n", "\tif (x)\n\t\tg();\n\t(*p)++;\n"),
            "\t(*p)++;\n");
}

TEST(Whens, OfNestsMayHaveNestsThemselves) {
  EXPECT_EQ(within("@@ @@\n a();\n<... when != if (...) { <+... b(); ...+> }\n-c();\n...>\n d();\n",
                   "\ta();\n\tc();\n\td();\n"),
            "\ta();\n\td();\n");
}

TEST(Inherited, FromBothSidesOfDotsComesTogether) {
  const std::string second =
      "@@\nposition r.p1, r.p2;\nexpression E;\n@@\n a@p1();\n ...\n-b@p2(E);\n+b(E, 1);\n";
  EXPECT_EQ(
      within(
          "@r exists@\nposition p1, p2;\nexpression E;\n@@\n a@p1();\n ...\n b@p2(E);\n\n" + second,
          "\ta();\n\tif (x)\n\t\tb(1);\n\tb(2);\n"),
      "\ta();\n\tif (x)\n\t\tb(1);\n\tb(2, 1);\n");
}

}  // namespace
}  // namespace towpath::smpl
