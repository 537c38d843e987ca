// SPDX-License-Identifier: GPL-2.0-or-later
// Kinds of metavariable and the constraints behind their names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

TEST(Constraint, RangesLimitHowLongListsAre) {
  const char calls[] = "\tf();\n\tf(1);\n\tf(1, 2);\n\tf(1, 2, 3);\n";
  for (const char* range : {"1...2", "1 ... 2", "1... 2", "1 ...2"}) {
    const std::string rule =
        "@@\nexpression list[n = {" + std::string(range) + "}] es;\n@@\n-f(es);\n+g();\n";
    EXPECT_EQ(within(rule, calls), "\tf();\n\tg();\n\tg();\n\tf(1, 2, 3);\n") << range;
  }
  EXPECT_EQ(within("@@\nexpression list [n={0, 3}] es;\n@@\n-f(es);\n+g();\n", calls),
            "\tg();\n\tf(1);\n\tf(1, 2);\n\tg();\n");
}

TEST(Constraint, OneOfSeveralMayHold) {
  EXPECT_EQ(within("@@\nidentifier x = {a, b} && != b || =~ \"^z\";\n@@\n-f(x);\n+g(x);\n",
                   "\tf(a);\n\tf(b);\n\tf(c);\n\tf(z1);\n"),
            "\tg(a);\n\tf(b);\n\tf(c);\n\tg(z1);\n");
}

TEST(Constraint, AnInheritedTypeMayBeAPartOfOne) {
  const char rules[] =
      "@ r @\ntype T;\nidentifier x = seen;\n@@\n T x;\n\n"
      "@@\ntype P = r.T *;\nidentifier y;\n@@\n-P y;\n+gone();\n";
  EXPECT_EQ(within(rules, "\tint seen;\n\tint *a;\n\tlong *b;\n"),
            "\tint seen;\n\tgone();\n\tlong *b;\n");
}

TEST(Constraint, InheritedOperatorsAreOperands) {
  const char rules[] =
      "@ r @\nbinary operator op;\n@@\n seen(1 op 2)\n\n"
      "@@\nexpression a, b;\nbinary operator o = {r.op} && != &&;\n@@\n-f(a o b);\n+g(a, b);\n";
  EXPECT_EQ(within(rules, "\tseen(1 < 2);\n\tf(x < y);\n\tf(x > y);\n"),
            "\tseen(1 < 2);\n\tg(x, y);\n\tf(x > y);\n");
}

TEST(Declaration, WordsOfTheLanguageAreNamesToo) {
  EXPECT_EQ(within("@@\nexpression type;\nexpression list, error;\n@@\n-f(type, list, error);\n"
                   "+g(error, list, type);\n",
                   "\tf(1, 2, 3);\n"),
            "\tg(3, 2, 1);\n");
}

TEST(Declaration, AnUnusedFreshIdentifierNeedsNoSeed) {
  EXPECT_EQ(within("@@\nfresh identifier x;\n@@\n-f();\n+g();\n", "\tf();\n"), "\tg();\n");
  EXPECT_THAT(error_of("@@\nfresh identifier x;\n@@\n-f();\n+g(x);\n"),
              HasSubstr(":2:18: a fresh identifier needs a seed"));
}

TEST(Declaration, FunctionsAreNames) {
  EXPECT_EQ(within("@@\nfunction fn;\n@@\n-fn(1);\n+g(fn);\n", "\tf(1);\n"), "\tg(f);\n");
  EXPECT_EQ(patched("@@\nlocal function fn;\n@@\n-fn(1);\n+fn(2);\n",
                    "static void a(int x)\n{\n\ta(1);\n\tb(1);\n}\n"),
            "static void a(int x)\n{\n\ta(2);\n\tb(1);\n}\n");
}

TEST(Declaration, AMetavariableOfNoKindIsWhatStandsThere) {
  EXPECT_EQ(within("@@\nmetavariable a, b;\nexpression x;\n@@\n-x->a = b;\n+set(&x->a, b);\n",
                   "\tp->m = 1 + 2;\n"),
            "\tset(&p->m, 1 + 2);\n");
}

TEST(Functions, MayDeclareTheirParametersBehindTheParentheses) {
  const char code[] = "long f(a, b)\n\tint a;\n\tchar *b;\n{\n\tg(a);\n}\n";
  EXPECT_EQ(patched("@@\nidentifier fn;\n@@\n-fn\n+h\n (...) { ... }\n", code),
            "long h(a, b)\n\tint a;\n\tchar *b;\n{\n\tg(a);\n}\n");
  EXPECT_EQ(patched("@@\nidentifier fn;\nparameter list PS;\nexpression E;\n@@\n fn(PS) {\n ...\n"
                    "-g(E);\n+h(E);\n ...\n }\n",
                    code),
            "long f(a, b)\n\tint a;\n\tchar *b;\n{\n\th(a);\n}\n");
  EXPECT_EQ(patched("@@\n@@\n-long f(...) { ... }\n", "int x;\n\n" + std::string(code)),
            "int x;\n");
}

}  // namespace
}  // namespace towpath::smpl
