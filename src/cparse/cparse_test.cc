// SPDX-License-Identifier: GPL-2.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cparse/dump.h"
#include "cparse/parse.h"

namespace towpath::c {
namespace {

TEST(Parse, Empty) {
  const Tree tree = parse(Text("a.c", ""), Names::builtin());
  EXPECT_EQ(dump(tree, tree.root), "(TranslationUnit)");
}

}  // namespace
}  // namespace towpath::c
