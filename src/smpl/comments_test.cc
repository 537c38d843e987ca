// SPDX-License-Identifier: GPL-2.0-or-later
// Comments of several lines around statements that change: they go or stay as a whole.
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

constexpr char kRemoved[] = "@@\n@@\n-f();\n";

TEST(CommentsOfLines, OfSeveralLinesGoWithTheStatementBeforeThem) {
  EXPECT_EQ(within(kRemoved, "\tf(); /* one\n\t      * two */\n\th();\n"), "\th();\n");
  EXPECT_EQ(within(kRemoved, "\th(); f(); /* one\n\t           * two */\n"), "\th();\n");
  EXPECT_EQ(within(kRemoved, "\tf(); // one \\\n\ttwo\n\th();\n"), "\th();\n");
}

TEST(CommentsOfLines, OfSeveralLinesBeforeCodeOnTheirLastLine) {
  EXPECT_EQ(within(kRemoved, "\th(); /* one\n\t      * two */ f(); k();\n"), "\th(); k();\n");
  EXPECT_EQ(within(kRemoved, "\tf(); /* one\n\t      * two */ h();\n"), "\th();\n");
}

TEST(CommentsOfLines, StayBehindTheBlankLineOfARemovedStatement) {
  EXPECT_EQ(within(kRemoved, "\tf();\n\t/* about\n\t * h */\n\n\th();\n"),
            "\t/* about\n\t * h */\n\n\th();\n");
}

TEST(CommentsOfLines, StandBeforeTheBracesThatABranchGets) {
  EXPECT_EQ(within("@@\n@@\n f();\n+g();\n", "\tif (x) /* one\n\t\t* two */\n\t\tf();\n"),
            "\tif (x) /* one\n\t\t* two */ {\n\t\tf();\n\t\tg();\n\t}\n");
}

TEST(CommentsOfLines, OfSeveralLinesBeforeCodeThatIsAdded) {
  EXPECT_EQ(within("@@\n@@\n f();\n+g();\n", "\tf(); /* one\n\t      * two */\n\th();\n"),
            "\tf(); /* one\n\t      * two */\n\tg();\n\th();\n");
}

}  // namespace
}  // namespace towpath::smpl
