// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace towpath::cli {
namespace {

tree::Plan small_plan() {
  using Kind = tree::Change::Kind;
  tree::Plan plan;
  plan.changes.push_back(
      {"a.c", Kind::kChange, Text("a.c", "1\n2\n3\n"), Text("a.c", "1\ntwo\n3\n"), false, false});
  plan.changes.push_back({"b.c", Kind::kAdd, Text(), Text("b.c", "new\n"), false, false});
  plan.changes.push_back({"c.c", Kind::kSame, Text("c.c", "x"), Text("c.c", "x"), false, false});
  plan.changes.push_back({"d.c", Kind::kRemove, Text("d.c", "gone\n"), Text(), false, false});
  return plan;
}

TEST(Diffstat, CountsLinesByFile) {
  EXPECT_EQ(diffstat(small_plan()),
            " a.c |      2 +-\n b.c |      1 +\n d.c |      1 -\n"
            " 3 files changed, 2 insertions(+), 2 deletions(-)\n");
}

TEST(PlanDiff, LeavesOutWhatStaysTheSame) {
  const std::string diff = plan_diff(small_plan());
  EXPECT_NE(diff.find("--- a/a.c\n+++ b/a.c\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n"),
            std::string::npos);
  EXPECT_NE(diff.find("new file mode 100644\n--- /dev/null\n+++ b/b.c\n"), std::string::npos);
  EXPECT_NE(diff.find("deleted file mode 100644\n--- a/d.c\n+++ /dev/null\n"), std::string::npos);
  EXPECT_EQ(diff.find("c.c"), std::string::npos);
}

class ReportTest : public testing::Test {
 protected:
  ReportTest() {
    recipe_.name = "demo";
    report_.source = {"c0ffee", "v1", false, 0};
    report_.taken = 3;
    report_.changed = 1;
    report_.stages.push_back({"sed", "n.sed", 3, 1, 4, 0, 0, 0.001});
    report_.rules.push_back({0, "s/a/b/", {"n.sed", 1, 1}, true, 4});
    report_.rules.push_back({0, "s/x/y/", {"n.sed", 2, 1}, true, 0});
    report_.undecided.push_back({"HAVE_X", {{"a.c", 7, 0}}, 12});
    report_.undecided.push_back({"CONFIG_X", {{"a.c", 9, 0}}, 1, true, Place{"x.h", 2, 9}});
    report_.contradictions.push_back(
        {{"a.c", 4, 2}, {"Y"}, "Y is undefined here, but y.h:1:9 has it defined", {"y.h", 1, 9}});
    report_.contradictions.push_back(
        {{"a.c", 5, 2}, {"A", "B"}, "`#if A && B` can never hold here", {}, true});
    report_.unparsed.push_back({{"a.c", 9, 2}, "odd"});
    report_.dropped.push_back({"d.h", "nothing includes it"});
    report_.untouched.push_back("b.c");
  }
  recipe::Recipe recipe_;
  pipeline::Report report_;
};

TEST_F(ReportTest, NamesEverythingThatWantsALook) {
  const std::string text = report_text({recipe_, report_}, false, false);
  for (const char* part :
       {"demo: from v1", "1 rule never fired", "n.sed:2:1: s/x/y/",
        "warning: 1 symbol left undecided", "1 symbol in conditionals, meant to stay",
        "CONFIG_X: 1 place, 1 line, first at a.c:9, defined at x.h:2:9",
        "HAVE_X: 1 place, 12 lines, first at a.c:7",
        "warning: 1 contradiction\n  a.c:4:2: Y is undefined here, but y.h:1:9 has it defined\n",
        "1 contradiction that the recipe knows of\n  a.c:5:2: `#if A && B` can never hold here\n",
        "a.c:9:2: in odd", "d.h: nothing includes it", "1 file that no stage changed"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(text.find('\033'), std::string::npos);
}

TEST_F(ReportTest, JsonHasTheSameFigures) {
  const tree::Plan plan = small_plan();
  const auto json = nlohmann::json::parse(report_json({recipe_, report_, &plan}));
  EXPECT_EQ(json["recipe"], "demo");
  EXPECT_EQ(json["files"]["taken"], 3);
  EXPECT_EQ(json["stages"][0]["rules"][1]["fired"], 0);
  EXPECT_EQ(json["undecided"][0]["places"][0]["line"], 7);
  EXPECT_FALSE(json["undecided"][0]["meant_to_stay"]);
  EXPECT_EQ(json["undecided"][1]["defined"]["line"], 2);
  EXPECT_EQ(json["contradictions"][0]["symbols"][0], "Y");
  EXPECT_EQ(json["contradictions"][0]["other"]["line"], 1);
  EXPECT_FALSE(json["contradictions"][0]["declared"]);
  EXPECT_TRUE(json["contradictions"][1]["other"].is_null());
  EXPECT_TRUE(json["contradictions"][1]["declared"]);
  EXPECT_EQ(json["target"]["changes"][1]["change"], "add");
  EXPECT_FALSE(json["target"].contains("written"));
}

}  // namespace
}  // namespace towpath::cli
