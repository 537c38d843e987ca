// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/contradictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unifdef/resolve.h"

namespace towpath::unifdef {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Definitions& definitions() {
  static const Definitions known = *Definitions::parse(
      Text("s.h", "#define ONE 1\n#undef NO\n#define YES\n#define SUM(a, b) ((a) + (b))\n"));
  return known;
}

std::vector<Contradiction> found(const std::string& source) {
  return contradictions(Text("a.c", source), definitions());
}

// "line:column: message" of each.
std::vector<std::string> messages(const std::string& source) {
  std::vector<std::string> all;
  for (const Contradiction& contradiction : found(source)) {
    all.push_back(std::to_string(contradiction.place.line) + ':' +
                  std::to_string(contradiction.place.column) + ": " + contradiction.message);
  }
  return all;
}

TEST(Contradictions, SymbolsThatTheTextDefinesOtherwise) {
  EXPECT_THAT(
      messages("#define ONE 2\n#undef ONE\n# define NO 1\n#define SUM(a, b) a\n#define ONE\n"
               "#define YES(x) x\n#undef YES\n"),
      ElementsAre("1:2: ONE is defined here as 2, but s.h:1:9 has it as 1",
                  "2:2: ONE is undefined here, but s.h:1:9 has it defined",
                  "3:3: NO is defined here, but s.h:2:8 has it undefined",
                  "4:2: SUM is defined here as a, but s.h:4:9 has it as ((a) + (b))",
                  "5:2: ONE is defined here to nothing, but s.h:1:9 has it as 1",
                  "7:2: YES is undefined here, but s.h:3:9 has it defined"));
  const Contradiction first = found("#define ONE 2\n").at(0);
  EXPECT_THAT(first.symbols, ElementsAre("ONE"));
  EXPECT_EQ(first.other, (Place{"s.h", 1, 9}));
}

TEST(Contradictions, DefinitionsThatAgree) {
  EXPECT_THAT(messages("#define ONE 1\n#define ONE 0x1 /* the same */\n#define ONE (3 - 2)\n"
                       "#undef NO\n#define YES\n#define YES 7\n"
                       "#define SUM(a, b) ((a)+(b))\n#define OTHER 5\n#undef OTHER\n"),
              IsEmpty());
}

TEST(Contradictions, ConditionsThatCanNeverHold) {
  EXPECT_THAT(messages("#ifdef A\n#ifndef A\nx\n#endif\n#endif\n"),
              ElementsAre("2:2: `#ifndef A` can never hold here, because of line 1"));
  EXPECT_THAT(messages("#if A > 3\n#elif B\n#elif A > 3 && B\n#endif\n"),
              ElementsAre("3:2: `#elif A > 3 && B` can never hold here, because of line 2"));
  EXPECT_THAT(messages("#if A\n#if B\n#if !A || !B\n#ifdef C\n#ifndef C\n#endif\n#endif\n#endif\n"
                       "#endif\n#endif\n"),
              ElementsAre("3:2: `#if !A || !B` can never hold here"));
  EXPECT_THAT(messages("#ifndef A\n#if A == 1\n#endif\n#endif\n"),
              ElementsAre("2:2: `#if A == 1` can never hold here, because of line 1"));
  EXPECT_THAT(messages("#if A && !defined A\n#endif\n"),
              ElementsAre("1:2: `#if A && !defined A` can never hold"));
  EXPECT_THAT(messages("#ifdef A\n#else\n#  if defined \\\n (A)\n#endif\n#endif\n"),
              ElementsAre("3:4: `#if defined ( A )` can never hold here, because of line 1"));
}

TEST(Contradictions, ConditionsThatAlwaysHold) {
  EXPECT_THAT(messages("#ifdef A\n#ifdef A\nx\n#else\ny\n#endif\n#endif\n"),
              ElementsAre("2:2: `#ifdef A` always holds here, because of line 1"));
  EXPECT_THAT(messages("#if A\n#elif B\n#elif !A\n#elif C\n#else\n#endif\n"),
              ElementsAre("4:2: `#elif C` is never reached, because of line 3"));
  EXPECT_THAT(messages("#if A || !A\n#else\n#endif\n"),
              ElementsAre("1:2: `#if A || !A` always holds"));
}

TEST(Contradictions, NoneInWhatPeopleWrite) {
  for (const char* source :
       {"#ifndef A_H\n#define A_H\n#ifdef A_H\n#endif\n#endif\n",
        "#ifndef A\n#define A 3\n#endif\n#if A > 3\n#endif\n",
        "#ifdef A\nx\n#elif !defined(A)\ny\n#endif\n",
        "#ifdef A\n#undef A\n#endif\n#ifndef A\n#endif\n",
        "#ifdef A\n#include <a.h>\n#ifndef A\n#endif\n#endif\n",
        "#ifdef A\n#pragma pop_macro(\"A\")\n#ifndef A\n#endif\n#endif\n",
        "#ifdef A\n#ifdef B\n#undef A\n#endif\n#ifdef A\n#endif\n#endif\n",
        "#ifdef A\n#ifdef B\n#include <b.h>\n#else\n#endif\n#ifdef A\n#endif\n#endif\n",
        "#if A > 3\n#elif A > 2\n#elif A > 4\n#endif\n", "#if 0\n#if 1\n#endif\n#endif\n",
        "#if A\n#define A 1\n#elif B\n#endif\n#if A\n#endif\n", "#if U(\n#elif U(\n#endif\n"}) {
    EXPECT_THAT(messages(source), IsEmpty()) << source;
  }
}

TEST(Contradictions, ChangesInOneBranchLeaveTheOthersAlone) {
  EXPECT_THAT(messages("#ifdef A\n#ifdef B\n#undef A\n#else\n#ifdef A\n#endif\n#endif\n#endif\n"),
              ElementsAre("5:2: `#ifdef A` always holds here, because of line 1"));
  EXPECT_THAT(messages("#ifdef A\n#define B 1\n#ifndef A\n#endif\n#endif\n"),
              ElementsAre("3:2: `#ifndef A` can never hold here, because of line 1"));
}

TEST(Contradictions, BadAndHugeTextsEnd) {
  EXPECT_THAT(messages("#else\n"), IsEmpty());
  EXPECT_THAT(messages("#if A\n#else\n#else\n"), IsEmpty());
  EXPECT_THAT(messages("#endif\n#ifdef A\n"), IsEmpty());
  std::string deep, changing;
  for (int i = 0; i < 10'000; ++i) {
    const std::string number = std::to_string(i);
    deep += "#ifdef A" + number + "\n";
    changing += "#ifdef A\n#define B" + number + "\n";
  }
  for (int i = 0; i < 10'000; ++i) {
    deep += "#endif\n";
    changing += "#endif\n";
  }
  EXPECT_THAT(messages(deep), IsEmpty());
  EXPECT_EQ(messages(changing).size(), 9'999u);
}

}  // namespace
}  // namespace towpath::unifdef
