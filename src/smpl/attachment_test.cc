// SPDX-License-Identifier: GPL-2.0-or-later
// Metavariables attached to tokens, optional code, and format strings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

TEST(Attachment, IsTheSmallestCodeOfItsKindAround) {
  EXPECT_EQ(within("@ r @\nexpression E;\n@@\nseen(1 +@E x);\n\n@@\nexpression r.E;\n@@\n-f(E);\n"
                   "+g(E);\n",
                   "\tseen(1 + x);\n\tf(1 + x);\n\tf(1);\n"),
            "\tseen(1 + x);\n\tg(1 + x);\n\tf(1);\n");
  EXPECT_EQ(within("@ r @\nstatement S;\n@@\nseen()@S\n\n@@\nstatement r.S;\n@@\n+before();\nS\n",
                   "\tif (a)\n\t\tb(seen());\n\tseen();\n"),
            "\tif (a) {\n\t\tbefore();\n\t\tb(seen());\n\t}\n\tbefore();\n\tseen();\n");
  EXPECT_EQ(within("@ r @\ndeclaration d;\nsymbol x;\n@@\n-int x@d;\n\n@@\ndeclaration r.d;\n@@\n"
                   " here();\n+d\n",
                   "\tstatic int x;\n\n\there();\n"),
            "\there();\n\tstatic int x;\n");
}

TEST(Attachment, OfAPositionIsToWhatItFollows) {
  const char rules[] =
      "@ r @\nexpression E;\nposition p;\n@@\nseen(1 +@E@p x)\n\n"
      "@@\nposition r.p;\nexpression E;\n@@\n-E@p\n+found\n";
  EXPECT_EQ(within(rules, "\tseen(1 + x);\n"), "\tseen(found);\n");
}

TEST(Attachment, NamesOfMembersAndVariables) {
  EXPECT_EQ(within("@@\nexpression p;\nidentifier m;\n@@\n-p->\\(a@m\\|b@m\\)(...)\n+call(p, m)\n",
                   "\tx->a(1);\n\tx->b();\n\tx->c();\n"),
            "\tcall(x, a);\n\tcall(x, b);\n\tx->c();\n");
}

TEST(Attachment, ArgumentsLikeTheParameters) {
  EXPECT_EQ(
      patched("@@\nparameter list P;\nexpression list E;\n@@\n f(P@E) {\n+  enter(E);\n   ...\n"
              " }\n",
              "int f(int a, char *b, int (*c)(int d))\n{\n\treturn 0;\n}\n"),
      "int f(int a, char *b, int (*c)(int d))\n{\n\tenter(a, b, c);\n\treturn 0;\n}\n");
  EXPECT_THAT(error_of("@@ @@\n-f()@x;\n"), HasSubstr("expected the name of a metavariable"));
}

TEST(Optional, CodeNeedNotBeThere) {
  const char rule[] = "@@ @@\n-a();\n?-b();\n-c();\n+d();\n";
  EXPECT_EQ(within(rule, "\ta();\n\tb();\n\tc();\n\tx();\n\ta();\n\tc();\n\ta();\n\tx();\n"),
            "\td();\n\tx();\n\td();\n\ta();\n\tx();\n");
}

TEST(Optional, BehindDotsOnSomePathsOnly) {
  const char rule[] = "@@ @@\n a();\n ...\n?-b();\n c();\n";
  EXPECT_EQ(within(rule, "\ta();\n\tif (x)\n\t\tb();\n\tc();\n\tb();\n"),
            "\ta();\n\tif (x)\n\t\tb();\n\tc();\n\tb();\n");
  EXPECT_EQ(within(rule, "\ta();\n\tx();\n\tb();\n\tc();\n"), "\ta();\n\tx();\n\tc();\n");
  EXPECT_EQ(within(rule, "\ta();\n\tx();\n\tc();\n"), "\ta();\n\tx();\n\tc();\n");
}

TEST(Optional, AtTheEndOfDots) {
  const char rule[] = "@@ @@\n-a();\n+A();\n ...\n?-b();\n+B();\n";
  EXPECT_EQ(within(rule, "\ta();\n\tif (x)\n\t\tb();\n\tc();\n"),
            "\tA();\n\tif (x)\n\t\tB();\n\tc();\n");
  EXPECT_EQ(within(rule, "\ta();\n\tc();\n"), "\tA();\n\tc();\n");
  EXPECT_THAT(error_of("@@ @@\n f(\n?1,\n 2)\n"), HasSubstr("not supported yet: optional code"));
}

TEST(Format, DescriptorsAreMetavariables) {
  const char calls[] = "\tp(\"%d of %08x\", 1, 2);\n\tp(\"%s\", s);\n\tp(\"plain\");\n";
  EXPECT_EQ(within("@@\nformat d =~ \"x$\";\n@@\n-p(\"...%@d@\", ...);\n+q();\n", calls),
            "\tq();\n\tp(\"%s\", s);\n\tp(\"plain\");\n");
  EXPECT_EQ(within("@@\nformat list[1] d;\n@@\n-p(\"%@d@\", ...);\n+q();\n", calls),
            "\tp(\"%d of %08x\", 1, 2);\n\tq();\n\tp(\"plain\");\n");
  EXPECT_EQ(within("@@\nformat list d;\n@@\n-p(\"%@d@\", ...);\n+q();\n", calls),
            "\tq();\n\tq();\n\tp(\"plain\");\n");
}

TEST(Format, TextBesideItIsMatchedWhole) {
  const char calls[] = "\tp(\"n %d\");\n\tp(\"n %d.\");\n\tp(\"no %d\");\n\tp(\"n %% %d\");\n";
  EXPECT_EQ(within("@@\nformat d;\n@@\n-p(\"n %@d@\");\n+q();\n", calls),
            "\tq();\n\tp(\"n %d.\");\n\tp(\"no %d\");\n\tp(\"n %% %d\");\n");
  EXPECT_EQ(within("@@\nformat list d;\n@@\n-p(\"n %@d@\");\n+q();\n", calls),
            "\tq();\n\tq();\n\tp(\"no %d\");\n\tp(\"n %% %d\");\n");
  EXPECT_EQ(within("@@ @@\n-p(\"...%d\");\n+q();\n", calls),
            "\tq();\n\tp(\"n %d.\");\n\tq();\n\tq();\n");
}

TEST(Format, TheSameOneIsTheSameDescriptor) {
  EXPECT_EQ(within("@@\nformat d;\n@@\n-p(\"%@d@ %@d@\");\n+q();\n",
                   "\tp(\"%d %d\");\n\tp(\"%d %x\");\n"),
            "\tq();\n\tp(\"%d %x\");\n");
}

TEST(Comments, AreThoseAroundWhatTheyAreAttachedTo) {
  EXPECT_EQ(within("@@\ncomments c =~ \"old\";\n@@\n-f@c();\n+g();\n",
                   "\tf();\n\t/* old */\n\tf();\n\tf /* older */ ();\n\t// new\n\tf();\n"),
            "\tf();\n\t/* old */\n\tg();\n\tg();\n\t// new\n\tf();\n");
}

}  // namespace
}  // namespace towpath::smpl
