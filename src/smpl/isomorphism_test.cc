// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/isomorphism.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

TEST(Isomorphism, KnowsOtherWaysToTest) {
  const auto result = [&](const std::string& type, const std::string& test) {
    const std::string rule =
        "@@\nexpression E;\n" + type + " on;\n@@\n-if (E && !on) f();\n+g();\n";
    return within(rule, "\tint i;\n\tlong l;\n\tvoid *p;\n\n\tif (" + test + ")\n\t\tf();\n")
               .find("g();") != std::string::npos;
  };
  EXPECT_TRUE(result("int", "a && !i"));
  EXPECT_TRUE(result("int", "a && i == 0"));
  EXPECT_TRUE(result("int", "a && 0 == i"));
  EXPECT_TRUE(result("expression *", "a && p == NULL"));
  EXPECT_FALSE(result("int", "a && i == 1"));
  // Only where the rule says that the type is the one that the isomorphism is about.
  EXPECT_FALSE(result("long", "a && l == 0"));
  EXPECT_FALSE(result("int", "a && i == NULL"));
  EXPECT_TRUE(result("expression", "a && !i"));
  EXPECT_FALSE(result("expression", "a && i == 0"));
  EXPECT_FALSE(result("expression", "a && p == NULL"));
}

TEST(Isomorphism, KnowsTheTypeOfOperations) {
  const char rule[] =
      "@@\nint i;\nexpression *p;\n@@\n(\n-f(!(i + 1))\n+g()\n|\n-f(!p++)\n+h()\n)\n";
  EXPECT_EQ(
      within(rule, "\tint x;\n\tchar *y;\n\tf(x + 1 == 0);\n\tf(y++ == NULL);\n\tf(y++ == 0);\n"),
      "\tint x;\n\tchar *y;\n\tg();\n\th();\n\tf(y++ == 0);\n");
}

TEST(Isomorphism, AppliesWithinParenthesesThatGo) {
  const char rule[] = "@@\nexpression E;\n@@\n-f(E << (x == NULL))\n+g(E)\n";
  EXPECT_EQ(within(rule, "\tf(1 << (x == NULL));\n\tf(2 << !x);\n\tf(3 << (!x));\n"),
            "\tg(1);\n\tg(2);\n\tg(3);\n");
}

TEST(Isomorphism, KeepsCodeBehindAnElseThatIsLeftOut) {
  const char rule[] = "@@\nexpression E;\nstatement S, T;\n@@\n if (E)\n S\n else\n T\n+f();\n";
  EXPECT_EQ(within(rule, "\tif (a)\n\t\tb();\n"), "\tif (a)\n\t\tb();\n\tf();\n");
}

TEST(Isomorphism, TakesStringsAndSizesForConstants) {
  EXPECT_EQ(within("@@ @@\n-f(sizeof(a) == sizeof(b))\n+g()\n", "\tf(sizeof(b) == sizeof(a));\n"),
            "\tg();\n");
  EXPECT_EQ(within("@@ @@\n-f(\"a\" == x)\n+g()\n", "\tf(x == \"a\");\n"), "\tg();\n");
}

TEST(Isomorphism, ComparesTheConditionOfForWithZero) {
  const char rule[] = "@@\nexpression E;\n@@\n-likely(E != 0)\n+g(E)\n";
  EXPECT_EQ(within(rule, "\tfor (i = 0; i < 3; i++)\n\t\ta();\n\tb(c);\n"),
            "\tfor (i = 0; g(i < 3); i++)\n\t\ta();\n\tb(c);\n");
  const char loop[] = "@@\nstatement S;\n@@\n-for (i = 0; n != 0; i++) S\n+f();\n";
  EXPECT_EQ(within(loop, "\tfor (i = 0; n; i++)\n\t\ta();\n"), "\tf();\n");
}

TEST(Isomorphism, DropsAnElseOnlyWithAllOfItsStatement) {
  const char whole[] = "@@\nexpression E;\nstatement S, T;\n@@\n-if (E) S else T\n+f();\n";
  EXPECT_EQ(within(whole, "\tif (a)\n\t\tb();\n"), "\tf();\n");
  const char branch[] = "@@\nexpression E;\nstatement S, T;\n@@\n-if (E)\n S\n-else T\n";
  EXPECT_EQ(within(branch, "\tif (a)\n\t\tb();\n\tif (a)\n\t\tb();\n\telse\n\t\tc();\n"),
            "\tif (a)\n\t\tb();\n\tb();\n");
}

TEST(Isomorphism, TakesACastConstantForAConstant) {
  EXPECT_EQ(within("@@\nconstant C;\n@@\n-f(C)\n+g(C)\n",
                   "\tf((u8)2);\n\tf((int)sizeof(x));\n\tf((u8)x);\n"),
            "\tg((u8)2);\n\tg((int)sizeof(x));\n\tf((u8)x);\n");
}

TEST(Isomorphism, LeavesOutParenthesesBracesAndElse) {
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-if (E) { BUG(); }\n+BUG_ON(E);\n",
                   "\tif (a)\n\t\tBUG();\n\tif (b) {\n\t\tBUG();\n\t}\n"),
            "\tBUG_ON(a);\n\tBUG_ON(b);\n");
  EXPECT_EQ(within("@@ @@\n-(f())\n+g()\n", "\ta = (f()) + f();\n"), "\ta = g() + g();\n");
}

TEST(Isomorphism, IsNotUsedWhereDisabled) {
  const std::string code = "\tif (p != NULL)\n\t\ta();\n\tif (p)\n\t\ta();\n";
  EXPECT_EQ(within("@@ @@\n if (\n-p != NULL\n+q\n ) a();\n", code),
            "\tif (q)\n\t\ta();\n\tif (q)\n\t\ta();\n");
  EXPECT_EQ(within("@ r disable isnt_null1 @ @@\n if (\n-p != NULL\n+q\n ) a();\n", code),
            "\tif (q)\n\t\ta();\n\tif (p)\n\t\ta();\n");
}

TEST(Isomorphism, KnowsAllNamesOfTheStandardOnes) {
  for (const char* name : {"optional_storage",
                           "optional_qualifier",
                           "value_format",
                           "drop_cast",
                           "add_signed",
                           "add_int1",
                           "add_int2",
                           "not_int1",
                           "not_int2",
                           "not_ptr1",
                           "not_ptr2",
                           "commeq",
                           "commneq",
                           "is_zero",
                           "isnt_zero",
                           "is_null",
                           "isnt_null1",
                           "bitor_comm",
                           "bitand_comm",
                           "plus_comm",
                           "mult_comm",
                           "plus_assoc",
                           "minus_assoc",
                           "plus_minus_assoc1",
                           "plus_minus_assoc2",
                           "times_assoc",
                           "div_assoc",
                           "times_div_assoc1",
                           "times_div_assoc2",
                           "gtr_lss",
                           "gtr_lss_eq",
                           "inc",
                           "for_inc",
                           "unlikely",
                           "bsd_branch_pred",
                           "paren",
                           "zero_multiple_format",
                           "neg_if",
                           "ne_if",
                           "drop_else",
                           "neg_if_exp",
                           "decl_init",
                           "extern_decl_init",
                           "static_decl_init",
                           "braces0",
                           "braces1",
                           "braces2",
                           "braces3",
                           "braces4",
                           "ret",
                           "ptr_to_array",
                           "mkinit",
                           "fld_to_ptr",
                           "sizeof_type_expr"}) {
    EXPECT_TRUE(Isomorphisms::standard().knows(name)) << name;
  }
  EXPECT_THAT(error_of("@ r disable nonsense @ @@\n-f()\n"),
              HasSubstr("rule.cocci:1:1: no isomorphism is called nonsense"));
}

TEST(Isomorphism, TakesAnAssignmentForAnInitialization) {
  EXPECT_EQ(within("@@ @@\n x =\n-1\n+2\n", "\tint x = 1;\n\tx = 1;\n"),
            "\tint x = 2;\n\tx = 2;\n");
  const char code[] = "\tint x = f(1);\n\tx = f(1);\n";
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-E = f(1)\n+E = 0\n", code), "\tint x = 0;\n\tx = 0;\n");
  // Only what stays an assignment can be an initialization.
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-E = f(1)\n+g(E)\n", code),
            "\tint x = f(1);\n\tg(x);\n");
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-E = f(1)\n+E += 1\n", code),
            "\tint x = f(1);\n\tx += 1;\n");
}

TEST(Isomorphisms, LeaveTheBracesOfFunctions) {
  EXPECT_EQ(patched("@@\nstatement S;\nidentifier f;\n@@\n f(...) {\n-S\n }\n",
                    "int a(void)\n{\n\tg();\n}\n\nint b(void)\n{\n\tg();\n\th();\n}\n"),
            "int a(void)\n{\n}\n\nint b(void)\n{\n\tg();\n\th();\n}\n");
}

}  // namespace
}  // namespace towpath::smpl
