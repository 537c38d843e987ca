// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/trace.h"

#include <gtest/gtest.h>

namespace towpath::evidence {
namespace {

using pipeline::Carriage;
using pipeline::Carried;

// A file through passes given as replacements of the first text found.
struct Replacement {
  std::string from;
  std::string to;
  RuleIndex rule;
};

Carriage carried(const std::string& source, const std::vector<Replacement>& passes) {
  Carried file;
  file.source_path = "src/a.c";
  file.source = Text("src/a.c", source);
  file.text = Text("fs/a.c", source);
  for (const Replacement& pass : passes) {
    const std::size_t at = file.text.bytes().find(pass.from);
    EXPECT_NE(at, std::string_view::npos) << pass.from;
    file.edit({{static_cast<Offset>(at),
                static_cast<Offset>(at + pass.from.size()),
                pass.to,
                {pass.rule}}});
  }
  Carriage carriage;
  carriage.files.emplace("fs/a.c", std::move(file));
  return carriage;
}

constexpr const char* kSource =
    "int f(int x)\n{\n\tENTRY;\n#ifdef SERVER\n\tserve();\n#endif\n\tRETURN(old(x));\n}\n";

Carriage small() {
  return carried(kSource, {{"#ifdef SERVER\n\tserve();\n#endif\n", "", 0},
                           {"old", "new_name", 1},
                           {"\tENTRY;\n", "", 2},
                           {"RETURN(new_name(x))", "return new_name(x)", 2}});
}

std::vector<RuleIndex> rules_of(const Trace& trace) {
  std::vector<RuleIndex> rules;
  for (const Shaping& shaping : trace.shaped) rules.push_back(shaping.rule);
  return rules;
}

TEST(Trace, ALineOfTheResultNamesItsSourceAndItsRules) {
  const auto trace = trace_target(small(), "fs/a.c", {3, 3});
  ASSERT_TRUE(trace.ok()) << to_string(trace.error());
  EXPECT_EQ(trace->source_path, "src/a.c");
  EXPECT_EQ(trace->source_lines, (std::vector<Lines>{{7, 7}}));
  EXPECT_EQ(rules_of(*trace), (std::vector<RuleIndex>{1, 2}));
  EXPECT_EQ(trace->shaped[0].before, "old");
  EXPECT_EQ(trace->shaped[1].after, "return new_name(x)");
}

TEST(Trace, ALineThatNobodyTouchedHasNoRules) {
  const auto trace = trace_target(small(), "fs/a.c", {2, 2});
  ASSERT_TRUE(trace.ok()) << to_string(trace.error());
  EXPECT_EQ(trace->source_lines, (std::vector<Lines>{{2, 2}}));
  EXPECT_TRUE(trace->shaped.empty());
}

TEST(Trace, ALineOfTheSourceTellsWhatRemovedIt) {
  const auto traces = trace_source(small(), "src/a.c", {5, 5});
  ASSERT_TRUE(traces.ok()) << to_string(traces.error());
  ASSERT_EQ(traces->size(), 1u);
  EXPECT_TRUE((*traces)[0].lines.empty());
  EXPECT_EQ(rules_of((*traces)[0]), (std::vector<RuleIndex>{0}));
  const auto kept = trace_source(small(), "src/a.c", {7, 7});
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ((*kept)[0].lines, (std::vector<Lines>{{3, 3}}));
}

TEST(Trace, ARuleTellsAllItsPlaces) {
  const auto traces = trace_rule(small(), 2);
  ASSERT_EQ(traces.size(), 2u);
  EXPECT_EQ(traces[0].source_lines, (std::vector<Lines>{{3, 3}}));
  EXPECT_EQ(traces[0].shaped[0].before, "\tENTRY;\n");
  EXPECT_EQ(traces[1].lines, (std::vector<Lines>{{3, 3}}));
}

TEST(Trace, AWholeFileLeavesNoLineOut) {
  const auto traces = trace_file(small(), "fs/a.c");
  ASSERT_TRUE(traces.ok());
  ASSERT_EQ(traces->size(), 3u);
  EXPECT_EQ((*traces)[0].lines, (std::vector<Lines>{{1, 2}}));
  EXPECT_EQ((*traces)[0].source_lines, (std::vector<Lines>{{1, 2}}));
  EXPECT_EQ((*traces)[2].lines, (std::vector<Lines>{{4, 4}}));
  EXPECT_EQ((*traces)[2].source_lines, (std::vector<Lines>{{8, 8}}));
}

TEST(Trace, AnInsertedLineTellsWhereItStands) {
  const auto trace = trace_target(carried("a;\nb;\n", {{"b", "new;\nb", 5}}), "fs/a.c", {2, 2});
  ASSERT_TRUE(trace.ok());
  EXPECT_EQ(rules_of(*trace), (std::vector<RuleIndex>{5}));
}

TEST(Trace, UnknownFilesAndLinesAreErrors) {
  EXPECT_FALSE(trace_target(small(), "fs/b.c", {1, 1}).ok());
  EXPECT_FALSE(trace_target(small(), "fs/a.c", {5, 5}).ok());
  EXPECT_FALSE(trace_target(small(), "fs/a.c", {0, 0}).ok());
  EXPECT_FALSE(trace_source(small(), "fs/a.c", {1, 1}).ok());
}

}  // namespace
}  // namespace towpath::evidence
