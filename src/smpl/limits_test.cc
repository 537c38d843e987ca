// SPDX-License-Identifier: GPL-2.0-or-later
// Semantic patches that would take time or memory without bound end in a message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Limits, AreOnMetavariables) {
  std::string metavariables;
  for (int i = 0; i < 2001; ++i) metavariables += "expression E" + std::to_string(i) + ";\n";
  EXPECT_THAT(error_of("@@\n" + metavariables + "@@\n-f()\n"),
              HasSubstr("rule.cocci:2002:12: too many metavariables"));
}

TEST(Limits, AreOnBranches) {
  EXPECT_THAT(error_of("@@ @@\n(\n-g();\n" + repeated("|\n-g();\n", 5000) + ")\n"),
              HasSubstr("rule.cocci:2:1: too many dots and branches"));
  EXPECT_THAT(error_of("@@ @@\n-g();\n" + repeated(" ...\n-g();\n", 5000)),
              HasSubstr("rule.cocci:2:1: too many dots and branches"));
}

TEST(Limits, AreOnTheWaysThroughOptionalCode) {
  EXPECT_THAT(error_of("@@ @@\n f();\n" + repeated("?g();\n ...\n", 30) + " h();\n"),
              HasSubstr("this many ways through them"));
}

TEST(Limits, AreOnWaysOfWriting) {
  EXPECT_THAT(error_of("@@ expression E; @@\n-f(" + repeated("E + ", 20) + "E)\n"),
              HasSubstr("too many ways"));
}

}  // namespace
}  // namespace towpath::smpl
