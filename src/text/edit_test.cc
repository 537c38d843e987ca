// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace towpath {
namespace {

using testing::ElementsAre;

TEST(Applied, ReplacesInsertsAndDeletes) {
  const Edits edits{{0, 0, "<", {0}}, {1, 3, "", {1}}, {4, 5, "XYZ", {2}}, {6, 6, ">", {3}}};
  EXPECT_EQ(applied("abcdef", edits), "<adXYZf>");
}

TEST(WellFormed, RefusesOverlapDisorderAndOverrun) {
  EXPECT_TRUE(well_formed({{0, 2, "", {}}, {2, 2, "x", {}}, {2, 3, "", {}}}, 3));
  EXPECT_FALSE(well_formed({{0, 2, "", {}}, {1, 3, "", {}}}, 3));
  EXPECT_FALSE(well_formed({{2, 3, "", {}}, {0, 1, "", {}}}, 3));
  EXPECT_FALSE(well_formed({{0, 4, "", {}}}, 3));
  EXPECT_FALSE(well_formed({{2, 1, "", {}}}, 3));
}

TEST(Compose, KeepsEditsApartThatDoNotTouch) {
  // abcdef -> aXdef -> aXdeY
  const Edits both = compose({{1, 3, "X", {1}}}, {{4, 5, "Y", {2}}});
  EXPECT_THAT(both, ElementsAre(Edit{1, 3, "X", {1}}, Edit{5, 6, "Y", {2}}));
}

TEST(Compose, ASecondRuleInsideTheFirstOnesWorkNamesBoth) {
  // "RETURN(rc);" -> "return rc;" -> "return err;"
  const Edits both = compose({{0, 10, "return rc", {4}}}, {{7, 9, "err", {9}}});
  EXPECT_THAT(both, ElementsAre(Edit{0, 10, "return err", {4, 9}}));
}

Edits random_edits(std::mt19937& random, Offset size, RuleIndex rule) {
  Edits edits;
  Offset at = 0;
  while (true) {
    at += random() % 6;
    if (at > size) return edits;
    const Offset end = std::min<Offset>(size, at + random() % 4);
    std::string replacement(random() % 4, static_cast<char>('A' + random() % 26));
    if (end > at || !replacement.empty()) edits.push_back({at, end, replacement, {rule}});
    at = end;
    if (random() % 4 == 0) return edits;
  }
}

TEST(Compose, EqualsOneAfterTheOtherOnRandomEdits) {
  std::mt19937 random(20);
  for (int round = 0; round < 200000; ++round) {
    std::string text;
    for (Offset i = random() % 24; i > 0; --i) text += static_cast<char>('a' + random() % 26);
    const Edits first = random_edits(random, static_cast<Offset>(text.size()), 1);
    const std::string middle = applied(text, first);
    const Edits second = random_edits(random, static_cast<Offset>(middle.size()), 2);
    const Edits both = compose(first, second);
    ASSERT_TRUE(well_formed(both, static_cast<Offset>(text.size())));
    ASSERT_EQ(applied(text, both), applied(middle, second)) << text;
  }
}

TEST(Trimmed, LeavesOnlyWhatChanges) {
  EXPECT_THAT(trimmed("int foo(bar);", {{4, 12, "foo(baz)", {7}}}),
              ElementsAre(Edit{10, 11, "z", {7}}));
  EXPECT_THAT(trimmed("aaa", {{0, 3, "aaa", {7}}}), ElementsAre());
  EXPECT_THAT(trimmed("aa", {{0, 2, "aaa", {7}}}), ElementsAre(Edit{2, 2, "a", {7}}));
}

TEST(Trimmed, MeansTheSameOnRandomEdits) {
  std::mt19937 random(21);
  for (int round = 0; round < 50000; ++round) {
    std::string text;
    for (Offset i = random() % 24; i > 0; --i) text += static_cast<char>('A' + random() % 2);
    const Edits edits = random_edits(random, static_cast<Offset>(text.size()), 1);
    const Edits small = trimmed(text, edits);
    ASSERT_TRUE(well_formed(small, static_cast<Offset>(text.size())));
    ASSERT_EQ(applied(text, small), applied(text, edits));
  }
}

}  // namespace
}  // namespace towpath
