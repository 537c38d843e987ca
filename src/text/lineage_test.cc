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
  lineage.then({});
  lineage.then({{0, 7, "return ", {1}}, {9, 10, "", {1}}});
  EXPECT_EQ(lineage.passes().size(), 2u);
  const Edits all = lineage.composed();
  EXPECT_EQ(applied(source, all), "return rc;\n");

  const auto stretches = origins(all, static_cast<Offset>(source.size()));
  ASSERT_EQ(stretches.size(), 4u);
  EXPECT_EQ(all[stretches[0].edit].rules, (std::vector<RuleIndex>{0, 1}));  // these touch
  EXPECT_EQ(stretches[0].source_begin, 0u);
  EXPECT_EQ(stretches[0].source_end, 14u);
  EXPECT_TRUE(stretches[1].copied());
  EXPECT_EQ(source.substr(stretches[1].source_begin, 2), "rc");
  EXPECT_EQ(stretches[2].begin, stretches[2].end);  // the lost parenthesis
  EXPECT_TRUE(stretches[3].copied());
  EXPECT_EQ(stretches[3].end, 11u);
}

TEST(Lineage, AnUntouchedFileIsOneCopy) {
  EXPECT_TRUE(Lineage().unchanged());
  const auto stretches = origins({}, 5);
  ASSERT_EQ(stretches.size(), 1u);
  EXPECT_TRUE(stretches[0].copied());
  EXPECT_EQ(stretches[0].source_end, 5u);
}

}  // namespace
}  // namespace towpath
