// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/explain.h"

#include <gtest/gtest.h>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"

namespace towpath::smpl {
namespace {

const std::string kCode =
    "int f(void)\n{\n\tone(a, 2);\n\tif (x)\n\t\tone(a, b + 3);\n\treturn 0;\n}\n";

Explanation explained(const std::string& cocci, std::uint32_t line) {
  const auto patch =
      SemanticPatch::parse(Text("s.cocci", cocci), Isomorphisms::standard(), c::Names());
  if (!patch) {
    ADD_FAILURE() << to_string(patch.error());
    return {};
  }
  return explain(*patch, Text("a.c", kCode), line).at(0);
}

TEST(Explain, TellsTheTokenThatFails) {
  const Explanation told = explained("@@ expression e; @@\n-one(e, 3)\n", 3);
  EXPECT_EQ(told.verdict, Explanation::Verdict::kFails);
  EXPECT_EQ(to_string(told.place), "a.c:3:9");
  EXPECT_EQ(told.found, "2");
  EXPECT_EQ(told.expected, "`3`");
}

TEST(Explain, TellsTheMetavariableThatFails) {
  const Explanation told = explained("@@ expression e; identifier i; @@\n-one(e, i)\n", 5);
  EXPECT_EQ(to_string(told.place), "a.c:5:10");
  EXPECT_EQ(told.expected, "what the metavariable i may be");
}

TEST(Explain, TellsWhatMatches) {
  EXPECT_EQ(explained("@@ expression e; @@\n-one(e, 2)\n", 3).verdict,
            Explanation::Verdict::kMatches);
  EXPECT_EQ(explained("@@ @@\none(a, 2);\n...\n-return 0;\n", 6).verdict,
            Explanation::Verdict::kPart);
}

TEST(Explain, TellsWhyARuleIsNotTried) {
  const Explanation told = explained("@@ @@\n-two(1)\n", 3);
  EXPECT_EQ(told.verdict, Explanation::Verdict::kNotTried);
  EXPECT_EQ(told.reason, "the file has none of its words: `two`");
  EXPECT_EQ(explained("virtual v\n@depends on v@ @@\n-one\n", 3).reason,
            "what it depends on or inherits from cannot be");
}

}  // namespace
}  // namespace towpath::smpl
