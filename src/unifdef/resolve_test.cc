// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace towpath::unifdef {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Definitions definitions(std::string lines) {
  Result<Definitions> result = Definitions::parse(Text("symbols.h", std::move(lines)));
  EXPECT_TRUE(result.ok()) << to_string(result.error());
  return std::move(result).value();
}

constexpr std::string_view kSymbols =
    "#define T 1\n"
    "#undef F\n"
    "#define N 7\n"
    "#define EMPTY\n";

Resolution resolved(std::string source, const Options& options = {}) {
  const Text text("a.c", std::move(source));
  Result<Resolution> result = resolve(text, definitions(std::string(kSymbols)), options);
  EXPECT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_TRUE(well_formed(result->edits, text.size()));
  return std::move(result).value();
}

std::string output(const std::string& source, const Options& options = {}) {
  return applied(source, resolved(source, options).edits);
}

std::string failure(std::string source) {
  const Result<Resolution> result =
      resolve(Text("a.c", std::move(source)), definitions(std::string(kSymbols)));
  return result.ok() ? "no error" : to_string(result.error());
}

// The names of the rules of each edit.
std::vector<std::vector<std::string>> rules(const std::string& source) {
  const Definitions known = definitions(std::string(kSymbols));
  std::vector<std::vector<std::string>> names;
  for (const Edit& edit : resolved(source).edits) {
    std::vector<std::string>& of_edit = names.emplace_back();
    for (const RuleIndex rule : edit.rules) of_edit.push_back(known.rules()[rule].name);
  }
  return names;
}

TEST(Resolve, TrueBranchKeepsItsLines) {
  EXPECT_EQ(output("a\n#ifdef T\nb\n#else\nc\n#endif\nd\n"), "a\nb\nd\n");
  EXPECT_EQ(output("#if T && N == 7\nb\n#endif\n"), "b\n");
}

TEST(Resolve, FalseBranchGoes) {
  EXPECT_EQ(output("a\n#ifdef F\nb\n#else\nc\n#endif\nd\n"), "a\nc\nd\n");
  EXPECT_EQ(output("#ifndef T\n#if U\nb\n#elif T\n#else\n#endif\n#endif\n"), "");
}

TEST(Resolve, UndecidedStays) {
  const std::string source = "#if U\na\n#elif V\nb\n#else\nc\n#endif\n";
  EXPECT_EQ(output(source), source);
  EXPECT_EQ(output("#if T && U\na\n#endif\n"), "#if U\na\n#endif\n");
}

TEST(Resolve, OneSideCanDecide) {
  EXPECT_EQ(output("#if defined(F) && U\na\n#endif\n"), "");
  EXPECT_EQ(output("#if U(1, 2) || T\na\n#endif\n"), "a\n");
}

TEST(Resolve, ElifBecomesIf) {
  EXPECT_EQ(output("#if F\na\n # elif  U /* x */\nb\n#else\nc\n#endif\n"),
            " # if    U /* x */\nb\n#else\nc\n#endif\n");
  EXPECT_EQ(output("#if F\n#elifdef U\nb\n#endif\n"), "#ifdef   U\nb\n#endif\n");
  EXPECT_EQ(output("#if F\n#elifndef U\nb\n#endif\n"), "#ifndef   U\nb\n#endif\n");
}

TEST(Resolve, ElifBecomesElse) {
  EXPECT_EQ(output("#if U\na\n # elif T /* x */\nb\n#elif V\nc\n#else\nd\n#endif\n"),
            "#if U\na\n # else\nb\n#endif\n");
  EXPECT_EQ(output("#if U\n#elif T\nb\n#  elif V /* x */\n#else\nc\n#endif // y\nd\n"),
            "#if U\n#else\nb\n#  endif\nd\n");
  EXPECT_EQ(output("#if U\r\na\r\n#elif T\r\nb\r\n#endif\r\n"),
            "#if U\r\na\r\n#else\r\nb\r\n#endif\r\n");
}

TEST(Resolve, FalseElifGoes) {
  EXPECT_EQ(output("#if U\na\n#elif F\nb\n#elif V\nc\n#elif 0\nd\n#endif\n"),
            "#if U\na\n#elif V\nc\n#endif\n");
}

TEST(Resolve, ConstantsAreAnOption) {
  EXPECT_EQ(output("#if 0\na\n#endif\n"), "");
  EXPECT_EQ(output("#if 0\na\n#endif\n", {.constants = false}), "#if 0\na\n#endif\n");
  EXPECT_EQ(output("#if 0 && U\na\n#endif\n", {.constants = false}), "");
}

TEST(Resolve, DirectivesOverSeveralLines) {
  EXPECT_EQ(output("#if T && \\\n  F /* a\n b */ || 0\nx\n#else /* c\n*/\ny\n#endif \\\n\nz\n"),
            "y\nz\n");
  EXPECT_EQ(output("# \\\nif F\nx\n#e\\\nndif\ny\n"), "y\n");
  EXPECT_EQ(output("#if U\nx\n#elif T /* c\n*/\ny\n#endif\n"), "#if U\nx\n#else\ny\n#endif\n");
}

TEST(Resolve, CommentFromEarlierLineStays) {
  EXPECT_EQ(output("/* a\n b */ #if T\nx\n/* c\n*/ #endif\ny\n"), "/* a\n b */\nx\n/* c\n*/\ny\n");
  EXPECT_EQ(output("/* a\r\n b */ #if F\r\nx\r\n#endif\r\ny\r\n"), "/* a\r\n b */\r\ny\r\n");
  EXPECT_EQ(output("#if F\n/* a\n*/ #elif U\nx\n#endif\n"), " #if   U\nx\n#endif\n");
}

TEST(Resolve, CommentBeforeADirectiveOnItsLineGoes) {
  EXPECT_EQ(output("/* a */ /* b */ #if T\nx\n/**/ #endif // c\n"), "x\n");
}

TEST(Resolve, CommentsAndLiteralsHideDirectives) {
  const std::string source =
      "/*\n#if T\n*/\n// \\\n#if T\n\"\\\n#if T\\\n\"\n#define A \\\n#if T\nint a; #if T\n";
  EXPECT_EQ(output(source), source);
}

TEST(Resolve, NoNewlineAtTheEnd) {
  EXPECT_EQ(output("#if T\na\n#endif"), "a\n");
  EXPECT_EQ(output("#if U\na\n#elif T\n#endif"), "#if U\na\n#else\n#endif\n");
  EXPECT_EQ(output("#if U\r\n#endif // a"), "#if U\r\n#endif // a\r\n");
  EXPECT_EQ(output("#if U\n#endif\na"), "#if U\n#endif\na");
  EXPECT_EQ(output("/* a\n*/ #if T\n#endif"), "/* a\n*/\n");
}

TEST(Resolve, UnreadableConditionsStayAndAreReported) {
  const Resolution resolution = resolved(
      "#if T T\n#elif (\n#elif T + \"s\"\n#endif\n#ifdef 1\n#endif\n"
      "#if T || EMPTY\n#endif\n");
  EXPECT_TRUE(resolution.edits.empty());
  std::vector<std::string> problems;
  for (const Error& problem : resolution.problems) problems.push_back(to_string(problem));
  EXPECT_THAT(problems, ElementsAre("a.c:1:7: left as it is: an operator is missing",
                                    "a.c:2:8: left as it is: an operand is missing",
                                    "a.c:3:11: left as it is: a string has no value",
                                    "a.c:5:8: left as it is: not one symbol",
                                    "a.c:7:10: left as it is: EMPTY is defined to nothing"));
}

TEST(Resolve, DivisionByZeroIsReportedWhereItMatters) {
  const Resolution resolution = resolved("#if F && 1 / 0\n#endif\n#if 1 / F\n#endif\n");
  ASSERT_EQ(resolution.problems.size(), 1u);
  EXPECT_THAT(to_string(resolution.problems[0]), HasSubstr("a.c:3:7: left as it is: a division by zero"));
}

TEST(Resolve, EditsNameTheSymbolsThatDecided) {
  using Names = std::vector<std::string>;
  EXPECT_THAT(rules("#if T && F\n#else\na\n#endif\n"),
              ElementsAre(Names{"T", "F"}, Names{"T", "F"}));
  EXPECT_THAT(rules("#if 0\n#endif\n"), ElementsAre(Names{"constant conditions"}));
  EXPECT_THAT(rules("#ifdef F\n#elif U\n#elif N\n#endif\n"),
              ElementsAre(Names{"F"}, Names{"F"}, Names{"F", "N"}));
}

TEST(Resolve, UndecidedSymbolsAreCounted) {
  const Resolution resolution = resolved(
      "#if U && T && (V(W) || F && X)\n"  // X cannot matter
      "a\n"
      "#if F\n"
      "b\n"
      "#endif\n"
      "#elif V\n"
      "c\n"
      "#endif\n"
      "#if EMPTY\n"
      "#endif\n");
  EXPECT_THAT(resolution.undecided,
              ElementsAre(Undecided{"U", 1, 3}, Undecided{"V", 1, 3}, Undecided{"W", 1, 3},
                          Undecided{"V", 6, 1}, Undecided{"EMPTY", 9, 0}));
}

TEST(Resolve, UnbalancedDirectivesAreErrors) {
  EXPECT_EQ(failure("\n #endif\n"), "a.c:2:3: #endif without #if");
  EXPECT_EQ(failure("#else\n"), "a.c:1:2: #else without #if");
  EXPECT_EQ(failure("#if T\n#else\n#elif U\n"), "a.c:3:2: #elif after #else; the #if is in line 1");
  EXPECT_EQ(failure("#if F\n#if U\n#else\n#else\n"),
            "a.c:4:2: #else after #else; the #if is in line 2");
  EXPECT_EQ(failure("#if T\n#if U\n#endif\n"), "a.c:1:2: this conditional has no #endif");
  EXPECT_EQ(failure("#if T\n/*\n#endif\n"),
            "a.c:1:2: this conditional has no #endif; a comment that never ends opens in line 2");
}

TEST(Resolve, UnclosedCommentIsReported) {
  const Resolution resolution = resolved("#if F\n#endif\n /*\n#endif\n");
  ASSERT_EQ(resolution.problems.size(), 1u);
  EXPECT_EQ(to_string(resolution.problems[0]), "a.c:3:2: this comment is not closed");
}

TEST(Resolve, VersionMacrosOfLustre) {
  const Definitions known = definitions(
      "#define OBD_OCD_VERSION(a,b,c,d) (((a)<<24)+((b)<<16)+((c)<<8)+(d))\n"
      "#define LUSTRE_VERSION_CODE OBD_OCD_VERSION(2,13,53,0)\n");
  const Text text("a.c",
                  "#if LUSTRE_VERSION_CODE < OBD_OCD_VERSION(2, 14, 50, 0)\nold\n#endif\n"
                  "#if OBD_OCD_VERSION(2, 13, 53, 0) <= LUSTRE_VERSION_CODE\nsame\n#endif\n"
                  "#if LUSTRE_VERSION_CODE > OBD_OCD_VERSION(3, 0, 0, 0)\nnew\n#endif\n");
  const Result<Resolution> result = resolve(text, known);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(applied(text.bytes(), result->edits), "old\nsame\n");
}

TEST(Resolve, DeepNesting) {
  std::string source;
  constexpr int kDepth = 100'000;
  for (int i = 0; i < kDepth; ++i) source += i % 2 ? "#if U\n" : "#if T\n";
  source += "x\n";
  for (int i = 0; i < kDepth; ++i) source += "#endif\n";
  const Resolution resolution = resolved(source);
  EXPECT_EQ(resolution.undecided.size(), std::size_t{kDepth} / 2);
  EXPECT_EQ(resolution.undecided[0].lines_controlled, std::uint32_t{kDepth} - 1);
}

TEST(Resolve, LongAndDeepExpressions) {
  const std::string deep(100'000, '(');
  EXPECT_EQ(output("#if " + deep + "T" + std::string(deep.size(), ')') + "\na\n#endif\n"), "a\n");
  EXPECT_EQ(output("#if " + std::string(100'000, '!') + "T\na\n#endif\n"), "a\n");
  std::string sum = "#if 0";
  while (sum.size() < 1'000'000) sum += " + N";
  EXPECT_EQ(output(sum + " > 999\na\n#endif\n"), "a\n");
  std::string choice = "#if ";
  for (int i = 0; i < 100'000; ++i) choice += "F ? 0 : ";
  EXPECT_EQ(output(choice + "T\na\n#endif\n"), "a\n");
}

}  // namespace
}  // namespace towpath::unifdef
