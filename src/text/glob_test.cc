// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/glob.h"

#include <gtest/gtest.h>

namespace towpath {
namespace {

bool matches(const std::string& pattern, const std::string& path) {
  return Glob::parse(pattern).value().matches(path);
}

TEST(Glob, StarsStayInTheirFolder) {
  EXPECT_TRUE(matches("fs/*.c", "fs/a.c"));
  EXPECT_FALSE(matches("fs/*.c", "fs/x/a.c"));
  EXPECT_FALSE(matches("fs/*.c", "fs/a.h"));
  EXPECT_TRUE(matches("*/*/?.[ch]", "a/b/c.h"));
  EXPECT_FALSE(matches("?", "/"));
}

TEST(Glob, DoubleStarsCrossFolders) {
  EXPECT_TRUE(matches("fs/**/*.c", "fs/a.c"));
  EXPECT_TRUE(matches("fs/**/*.c", "fs/x/y/a.c"));
  EXPECT_TRUE(matches("**/Makefile", "Makefile"));
  EXPECT_TRUE(matches("**/x*/**/z", "a/b/xy/c/d/z"));
  EXPECT_FALSE(matches("**/x*/**/z", "a/b/yx/c/d/z"));
  EXPECT_TRUE(matches("fs/lustre/", "fs/lustre/llite/file.c"));
  EXPECT_FALSE(matches("fs/lustre/", "fs/lustre2/file.c"));
}

TEST(Glob, BracesAndClasses) {
  EXPECT_TRUE(matches("{a,b/c}/*.{c,h}", "b/c/x.h"));
  EXPECT_FALSE(matches("{a,b/c}/*.{c,h}", "b/x.h"));
  EXPECT_TRUE(matches("{a{b,c},d}", "ac"));
  EXPECT_TRUE(matches("[!a-c]x", "dx"));
  EXPECT_FALSE(matches("[!a-c]x", "bx"));
  EXPECT_TRUE(matches("[]-]", "-"));
}

TEST(Glob, RefusesWhatLeadsOutOrMakesNoSense) {
  for (const char* bad : {"", "/etc/*", "../x", "a/../b", "{a", "a}{", "[a"}) {
    EXPECT_FALSE(Glob::parse(bad).ok()) << bad;
  }
}

TEST(Glob, HasNoExponentialCase) {
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "b", std::string(4000, 'a')));
}

}  // namespace
}  // namespace towpath
