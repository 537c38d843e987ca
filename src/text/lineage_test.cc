// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/lineage.h"

#include <gtest/gtest.h>

namespace towpath {
namespace {

TEST(Lineage, TracesEveryByteThroughTwoPasses) {
  // "ENTRY;\nRETURN(rc);\n" -> "RETURN(rc);\n" -> "return rc;\n"
  const std::string source = "ENTRY;\nRETURN(rc);\n";
  Lineage lineage;
  lineage.then({{0, 7, "", {0}}});
  lineage.then({{0, 7, "return ", {1}}, {9, 10, "", {1}}});
  EXPECT_EQ(applied(source, lineage.edits()), "return rc;\n");

  const auto origins = lineage.origins(static_cast<Offset>(source.size()));
  ASSERT_EQ(origins.size(), 4u);
  EXPECT_EQ(origins[0].rules, (std::vector<RuleIndex>{0, 1}));  // ENTRY and RETURN( touch
  EXPECT_EQ(origins[0].source_begin, 0u);
  EXPECT_EQ(origins[0].source_end, 14u);
  EXPECT_TRUE(origins[1].copied());
  EXPECT_EQ(source.substr(origins[1].source_begin, 2), "rc");
  EXPECT_EQ(origins[2].begin, origins[2].end);  // the lost parenthesis
  EXPECT_TRUE(origins[3].copied());
  EXPECT_EQ(origins[3].end, 11u);
}

TEST(Lineage, AnUntouchedFileIsOneCopy) {
  const auto origins = Lineage().origins(5);
  ASSERT_EQ(origins.size(), 1u);
  EXPECT_TRUE(origins[0].copied());
  EXPECT_EQ(origins[0].source_end, 5u);
}

}  // namespace
}  // namespace towpath
