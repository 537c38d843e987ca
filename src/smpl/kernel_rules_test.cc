// SPDX-License-Identifier: GPL-2.0-or-later
// What the kernel's semantic patches ask for: findings past others of their kind, loops without
// braces, operands alone in conditions.
#include <gtest/gtest.h>

#include <string>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

TEST(OperatorMetavariables, HavePositions) {
  EXPECT_EQ(within("@ r @\nbinary operator less = {<, <=};\nposition p;\n@@\nx less@p y\n"
                   "@@\nbinary operator r.less;\nposition r.p;\n@@\n-x less@p y\n+smaller()\n",
                   "\tf(x <= y, x == y);\n"),
            "\tf(smaller(), x == y);\n");
}

TEST(OperandsBesideDots, AreAloneOnlyWhereTheyAreTested) {
  const std::string rule = "@ r expression @\n@@\n-a\n+b\n || ...\n";
  EXPECT_EQ(within(rule, "\tif (a)\n\t\tf(a);\n\tx = a || c;\n\treturn a;\n"),
            "\tif (b)\n\t\tf(a);\n\tx = b || c;\n\treturn a;\n");
}

TEST(OperandsBesideDots, AreReplaced) {
  EXPECT_EQ(within("@@\nexpression p;\n@@\n p = get();\n if (\n-    p == NULL\n+    is_bad(p)\n"
                   "     || ...) { ... }\n",
                   "\tp = get();\n\tif (!p || q) {\n\t\treturn;\n\t}\n"),
            "\tp = get();\n\tif (is_bad(p) || q) {\n\t\treturn;\n\t}\n");
}

constexpr char kInLoop[] =
    "@@\nexpression x, y;\n@@\n while (x)\n {\n ... when != x = y\n(\n-f(x)\n+g(x)\n|\n-h(x)\n"
    "+g(x)\n)\n ...\n }\n";

TEST(BodiesWithoutBraces, AreTheStatementBetweenDots) {
  EXPECT_EQ(within(kInLoop, "\twhile (p)\n\t\tu = f(p);\n\twhile (q)\n\t\th(q);\n"),
            "\twhile (p)\n\t\tu = g(p);\n\twhile (q)\n\t\tg(q);\n");
}

TEST(BodiesWithoutBraces, AreNoStatementWithin) {
  EXPECT_EQ(within(kInLoop, "\twhile (p)\n\t\tif (q)\n\t\t\tf(p);\n"),
            "\twhile (p)\n\t\tif (q)\n\t\t\tf(p);\n");
}

TEST(BodiesWithoutBraces, StayOneStatement) {
  const std::string rule =
      "@@\nexpression x;\n@@\n if (x) {\n ...\n(\n+g();\n return;\n|\n+g();\n return x;\n)\n }\n";
  EXPECT_EQ(within(rule, "\tif (p)\n\t\treturn;\n"), "\tif (p)\n\t\treturn;\n");
}

TEST(InheritedCode, IsFoundPastOtherCodeOfItsKind) {
  EXPECT_EQ(within("@ r exists @\nexpression x;\n@@\n f();\n ...\n g(x);\n"
                   "@@\nexpression r.x;\n@@\n-h(x);\n",
                   "\tf();\n\tg(a);\n\tg(b);\n\th(a);\n\th(b);\n\th(c);\n"),
            "\tf();\n\tg(a);\n\tg(b);\n\th(c);\n");
}

TEST(NewCodeAround, GoesWithOtherWaysOfWriting) {
  EXPECT_EQ(
      within("@@\nexpression x;\n@@\n+BAD(\n x != NULL\n+)\n",
             "\tif (p != NULL)\n\t\tf();\n\tif (NULL != q)\n\t\tf();\n\twhile (p)\n\t\tf(p);\n"),
      "\tif (BAD(p != NULL))\n\t\tf();\n\tif (BAD(NULL != q))\n\t\tf();\n\twhile "
      "(BAD(p))\n\t\tf(p);\n");
  EXPECT_EQ(within("@@\nexpression x;\n@@\n x\n+ + 1\n != NULL\n", "\tif (p)\n\t\tf();\n"),
            "\tif (p)\n\t\tf();\n");
}

// Ways of writing the same rule do not make its metavariables mean the same on all paths.
TEST(Scopes, AreThoseOfEachWayOfWriting) {
  const std::string rule =
      "@ exists @\nexpression E;\nstatement S1, S3;\n@@\n if (E == NULL)\n {\n"
      "   ... when != if (...) S1\n-  f(E);\n   ... when any\n }\n else S3\n";
  const std::string code = "\tif (!p) {\n\t\tif (c)\n\t\t\ta();\n\t\tf(p);\n\t} else\n\t\tg();\n";
  EXPECT_EQ(within(rule, code), code);
}

}  // namespace
}  // namespace towpath::smpl
