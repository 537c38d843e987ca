// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/follow.h"

#include <gtest/gtest.h>

#include <random>

namespace towpath {
namespace {

using Spans = std::vector<Span>;

// A text and edits of it, with the bytes of either side found by what they are.
struct Pass {
  std::string before;
  Edits edits;

  std::string after() const { return applied(before, edits); }
  std::vector<Origin> stretches() const {
    return origins(edits, static_cast<Offset>(before.size()));
  }
  Followed back(Spans spans) const { return follow_back(stretches(), before, spans); }
  Followed forth(Spans spans) const { return follow(stretches(), spans); }
};

Span find(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return {static_cast<Offset>(at), static_cast<Offset>(at + part.size())};
}

TEST(Follow, CopiedBytesComeFromTheirOwnPlace) {
  const Pass pass{"one\ntwo\nthree\n", {{0, 3, "uno", {4}}}};
  EXPECT_EQ(pass.back({find(pass.after(), "two\n")}).spans, Spans{find(pass.before, "two\n")});
  EXPECT_TRUE(pass.back({find(pass.after(), "two\n")}).edits.empty());
  EXPECT_EQ(pass.forth({find(pass.before, "three")}).spans, Spans{find(pass.after(), "three")});
}

TEST(Follow, ALineThatARuleChangedInPartComesFromItsLine) {
  const Pass pass{"a;\n\tRETURN(rc);\n}\n", {{4, 11, "return ", {0}}, {13, 14, "", {0}}}};
  ASSERT_EQ(pass.after(), "a;\n\treturn rc;\n}\n");
  const Followed line = pass.back({find(pass.after(), "\treturn rc;\n")});
  EXPECT_EQ(line.spans, Spans{find(pass.before, "\tRETURN(rc);\n")});
  EXPECT_EQ(line.edits.size(), 2u);
  EXPECT_EQ(pass.forth({find(pass.before, "\tRETURN(rc);\n")}).spans,
            Spans{find(pass.after(), "\treturn rc;\n")});
}

TEST(Follow, LinesBesideRemovedOnesAreNotShaped) {
  for (const Edit& removal : {Edit{2, 10, "", {0}}, Edit{1, 9, "", {0}}}) {
    const std::string before = "{\n\tENTRY;\n\tf();\n";
    const Pass pass{before, aligned(before, {removal})};
    ASSERT_EQ(pass.after(), "{\n\tf();\n");
    const Followed opening = pass.back({{0, 2}});
    EXPECT_TRUE(opening.edits.empty());
    const Followed call = pass.back({find(pass.after(), "\tf();\n")});
    EXPECT_TRUE(call.edits.empty());
    const Followed gone = pass.forth({find(pass.before, "\tENTRY;")});
    EXPECT_TRUE(gone.spans.empty());
    EXPECT_EQ(gone.edits.size(), 1u);
  }
}

TEST(Follow, AlignedEditsDoTheSame) {
  const std::string before = "a\n\nb\nc\n";
  for (const Edit& edit : {Edit{1, 2, "", {0}}, Edit{2, 4, "", {0}}, Edit{1, 1, "\nx", {0}},
                           Edit{4, 4, "\nx\ny", {0}}, Edit{6, 7, "", {0}}, Edit{0, 1, "", {0}}}) {
    EXPECT_EQ(applied(before, aligned(before, {edit})), applied(before, {edit}));
  }
  EXPECT_EQ(aligned(before, {{4, 4, "\nx", {0}}}), (Edits{{5, 5, "x\n", {0}}}));
  const Edits touching = {{1, 2, "", {0}}, {2, 3, "z", {1}}};
  EXPECT_EQ(aligned(before, touching), touching);
}

TEST(Follow, ARemovalThatJoinsLinesShapesWhatTheyBecome) {
  const Pass pass{"f(a,\n  b);\n", {{4, 7, " ", {0}}}};
  const Followed line = pass.back({{0, 9}});
  EXPECT_EQ(line.spans, (Spans{{0, 11}}));
  EXPECT_EQ(line.edits.size(), 1u);
}

TEST(Follow, InsertedLinesComeFromAPlace) {
  const Pass pass{"a;\nb;\n", {{3, 3, "new;\n", {0}}}};
  const Followed made = pass.back({find(pass.after(), "new;\n")});
  EXPECT_EQ(made.spans, (Spans{{3, 3}}));
  EXPECT_EQ(made.edits.size(), 1u);
  EXPECT_EQ(pass.back({{3, 3}}).spans, (Spans{{3, 3}}));
  EXPECT_TRUE(pass.forth({{0, 3}}).edits.empty());
  EXPECT_TRUE(pass.forth({{3, 6}}).edits.empty());
}

// Every byte by itself: the copied ones are the same bytes, and there and back is where it began.
TEST(Follow, RandomPassesLoseNoByte) {
  std::mt19937 random(7);
  const auto below = [&](unsigned bound) { return static_cast<Offset>(random() % bound); };
  for (int round = 0; round < 300; ++round) {
    Pass pass;
    for (Offset size = below(40); size > 0; --size) pass.before += "ab\n"[below(3)];
    Offset at = 0;
    while (at <= pass.before.size() && pass.edits.size() < 5) {
      const Offset begin = at + below(6);
      const Offset end = begin + below(6);
      if (end > pass.before.size()) break;
      std::string fresh(below(4), 'x');
      if (begin != end || !fresh.empty()) pass.edits.push_back({begin, end, fresh, {0}});
      at = end + 1;
    }
    const std::string after = pass.after();
    for (Offset i = 0; i < after.size(); ++i) {
      const Followed back = pass.back({{i, i + 1}});
      ASSERT_EQ(back.spans.size(), 1u);
      if (after[i] == 'x') {
        EXPECT_EQ(back.edits.size(), 1u);
        continue;
      }
      ASSERT_LE(back.spans[0].begin, back.spans[0].end);
      if (!back.edits.empty()) continue;  // a removal before it
      EXPECT_EQ(pass.before[back.spans[0].begin], after[i]);
      EXPECT_EQ(pass.forth(back.spans).spans, (Spans{{i, i + 1}}));
    }
    for (Offset i = 0; i < pass.before.size(); ++i) {
      const Followed forth = pass.forth({{i, i + 1}});
      if (!forth.edits.empty()) continue;
      ASSERT_EQ(forth.spans.size(), 1u);
      EXPECT_EQ(after[forth.spans[0].begin], pass.before[i]);
    }
  }
}

}  // namespace
}  // namespace towpath
