// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unifdef/resolve.h"

namespace towpath::unifdef {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Definitions& definitions() {
  static const Definitions known =
      *Definitions::parse(Text("symbols.h", "#define T 1\n#undef F\n#define N 7\n#define EMPTY\n"));
  return known;
}

Proof proof(const std::string& before, const std::string& after) {
  return prove(Text("a.c", before), definitions(), Text("a.c", after));
}

std::string difference(const std::string& before, const std::string& after) {
  const Proof result = proof(before, after);
  EXPECT_FALSE(result.sampled);
  return result.difference ? to_string(to_error(*result.difference)) : "none";
}

Proof proof_of_resolving(const std::string& source) {
  const Text before("a.c", source);
  const Result<Resolution> resolution = resolve(before, definitions());
  EXPECT_TRUE(resolution.ok());
  return prove(before, definitions(), Text("a.c", applied(source, resolution->edits)));
}

TEST(Proof, KnownBranches) {
  EXPECT_EQ(difference("a\n#ifdef T\nb\n#else\nc\n#endif\nd\n", "a\nb\nd\n"), "none");
  EXPECT_EQ(difference("#if F\nb\n#elif N == 7\nc\n#else\nd\n#endif\n", "c\n"), "none");
  EXPECT_EQ(difference("a\n#ifdef T\nb\n#else\nc\n#endif\nd\n", "a\nc\nd\n"),
            "a.c:3:1: resolving went wrong: line 2 of the result differs");
}

TEST(Proof, OpenBranches) {
  const std::string before = "#if U\na\n#elif T\nb\n#else\nc\n#endif\n";
  EXPECT_EQ(difference(before, "#if U\na\n#else\nb\n#endif\n"), "none");
  EXPECT_EQ(difference(before, "#ifdef U\na\n#else\nb\n#endif\n"),
            "a.c:4:1: resolving went wrong: line 2 of the result differs, if defined U (line 1) "
            "and not U "
            "(line 1)");
  EXPECT_EQ(difference(before, "#if U\na\n#endif\n"),
            "a.c:4:1: resolving went wrong: line 3 of the result differs, if not U (line 1)");
  EXPECT_EQ(
      difference(before, "#if U\na\n#endif\nb\n"),
      "a.c:7:8: resolving went wrong: line 4 of the result differs, if defined U (line 1) and U "
      "(line 1)");
}

TEST(Proof, OtherWordsForTheSame) {
  EXPECT_EQ(
      difference("#if T && defined(U)\na\n#endif\nb\n#if F\n#endif\n", "#ifdef U\na\n#endif\nb\n"),
      "none");
  EXPECT_EQ(difference("#if !(U && V) || F\na\n#endif\n", "#if !U || !V\na\n#endif\n"), "none");
  EXPECT_EQ(difference("#if U > 3 /* x */ && N\na\n#endif\n", "#if (((U)) > (3))\na\n#endif\n"),
            "none");
  EXPECT_EQ(difference("#if U > 3 && N\na\n#endif\n", "#if U >= 3\na\n#endif\n"),
            "a.c:2:1: resolving went wrong: line 3 of the result differs, if defined U (line 1) "
            "and U > 3 "
            "(line 1) and not U >= 3 (line 1)");
  EXPECT_EQ(difference("#if defined U || U == 0\na\n#endif\n", "a\n"), "none");
  EXPECT_EQ(difference("#if U ? V : W\na\n#endif\n", "#if U && V || !U && W\na\n#endif\n"), "none");
}

TEST(Proof, TextThatMovedIntoEveryBranch) {
  EXPECT_EQ(difference("#if U\na\nc\n#elif V\nb\nc\n#else\nc\n#endif\n#ifdef T\n#endif\n",
                       "#if U\na\n#elif V\nb\n#endif\nc\n"),
            "none");
}

TEST(Proof, SymbolsMayChangeBehindOtherDirectives) {
  const std::string guarded =
      "#ifdef T\n#endif\n#ifndef U\n#define U\n#ifdef U\na\n#endif\n#endif\n";
  EXPECT_EQ(difference(guarded, guarded.substr(16)), "none");
  // Were U the same all over, this would be right.
  EXPECT_EQ(
      difference(guarded, "#ifndef U\n#define U\n#endif\n"),
      "a.c:6:1: resolving went wrong: line 3 of the result differs, if not defined U (line 3) and "
      "defined U (line 5)");
}

TEST(Proof, LinesBehindComments) {
  EXPECT_TRUE(proof_of_resolving("/*\n*/ #ifdef T\ny\n#endif\nz\n").holds());
  EXPECT_TRUE(proof_of_resolving("/*\n*/ #ifdef F\ny\n#endif").holds());
  EXPECT_TRUE(proof_of_resolving("/*\r\n*/ #ifdef T\r\ny\r\n#endif\r\n#if U\r\n#endif").holds());
  EXPECT_FALSE(proof("/*\n*/ #ifdef T\ny\n#endif\n", "/*\n*/y\n").holds());
}

TEST(Proof, EveryByteCounts) {
  const std::string before = "int a;\n#ifdef T\n b = 'x';\n#endif\n";
  EXPECT_TRUE(proof(before, "int a;\n b = 'x';\n").holds());
  for (const char* after :
       {"int a;\nb = 'x';\n", "int a;\n b = 'x';", "int a;\n b = 'y';\n", "",
        "int a;\n b = 'x';\n\n", "int a;\n b = 'x';\n#ifdef U\n#else\n;\n#endif\n"}) {
    EXPECT_FALSE(proof(before, after).holds()) << after;
  }
}

TEST(Proof, UnbalancedResults) {
  const std::string before = "#if U\na\n#ifdef T\n#endif\n#endif\n";
  EXPECT_EQ(difference(before, "#if U\na\n"),
            "a.c:1:1: resolving went wrong: a conditional has no #endif in line 2 of the result");
  EXPECT_EQ(difference(before, "#if U\na\n#endif\n#endif\n"),
            "a.c:1:1: resolving went wrong: #endif without #if in line 4 of the result");
  EXPECT_EQ(difference(before, "#if U\na\n#else\n#elif V\n#endif\n"),
            "a.c:1:1: resolving went wrong: a branch without #if in line 4 of the result");
}

TEST(Proof, UnreadableConditions) {
  const std::string before = "#if 1 +\na\n#ifdef T\n#endif\n#elif \"\"\nb\n#endif\n";
  EXPECT_EQ(difference(before, "#if 1    +\na\n#elif \"\"\nb\n#endif\n"), "none");
  EXPECT_EQ(difference(before, "#if 1 -\na\n#elif \"\"\nb\n#endif\n"),
            "a.c:2:1: resolving went wrong: line 4 of the result differs, if `1 +` (line 1) and "
            "`\"\"` (line 5) "
            "and not `1 -` (line 1)");
}

TEST(Proof, CallsWithOtherArgumentsAreOthers) {
  EXPECT_EQ(
      difference("#if __has_include(<a>) && T\na\n#endif\n", "#if __has_include(<a>)\na\n#endif\n"),
      "none");
  EXPECT_NE(
      difference("#if __has_include(<a>) && T\na\n#endif\n", "#if __has_include(<b>)\na\n#endif\n"),
      "none");
}

TEST(Proof, DeepNesting) {
  std::string source;
  constexpr int kDepth = 100'000;
  for (int i = 0; i < kDepth; ++i) source += i % 2 ? "#if T\n" : "#if U" + std::to_string(i) + "\n";
  source += "x\n";
  for (int i = 0; i < kDepth; ++i) source += "#endif\n";
  const Proof result = proof_of_resolving(source);
  EXPECT_TRUE(result.holds());
  EXPECT_FALSE(result.sampled);
}

// Pairs whose partners are far apart in the order of variables: a diagram of 2^n nodes.
std::string hard_condition(int pairs) {
  std::string order = "#if ", products;
  for (const char* side : {"U", "V"}) {
    for (int i = 0; i < pairs; ++i) order += "defined(" + (side + std::to_string(i)) + ") || ";
  }
  for (int i = 0; i < pairs; ++i) {
    const std::string n = std::to_string(i);
    products += (i ? " || " : "") + ("defined(U" + n + ") && defined(V" + n + ")");
  }
  return order + products + "\n#elif !(" + products + ")\n";
}

TEST(Proof, SampledBeyondBounds) {
  const std::string source = hard_condition(24) + "a\n#ifdef T\nb\n#endif\n#endif\n";
  const Proof good = proof_of_resolving(source);
  EXPECT_TRUE(good.holds());
  EXPECT_TRUE(good.sampled);
  const Proof bad = proof(source, hard_condition(24) + "a\nB\n#endif\n");
  EXPECT_FALSE(bad.holds());
  EXPECT_TRUE(bad.sampled);
  EXPECT_EQ(bad.difference->before.line, 5u);
  EXPECT_EQ(bad.difference->after.line, 4u);
  EXPECT_THAT(to_error(*bad.difference).message, HasSubstr("and so on"));
  EXPECT_FALSE(proof_of_resolving(hard_condition(8) + "#ifdef T\n#endif\n#endif\n").sampled);
}

}  // namespace
}  // namespace towpath::unifdef
