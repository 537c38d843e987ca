// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/simplify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unifdef/proof.h"
#include "unifdef/resolve.h"

namespace towpath::unifdef {
namespace {

using ::testing::ElementsAre;

const Definitions& definitions() {
  static const Definitions known = *Definitions::parse(
      Text("symbols.h",
           "#define T 1\n#undef F\n#define N 7\n#define ALIAS N\n#define V(a, b) ((a) * 10 + (b))\n"
           "#define HAS(o) (defined(o) || defined(o ## _MODULE))\n#undef F_MODULE\n"
           "#define OPEN U ||\n#define WIDE U || T\n#define AND_T && T\n"));
  return known;
}

Edits edits_of(const Text& text) {
  Result<Resolution> resolution = resolve(text, definitions());
  EXPECT_TRUE(resolution.ok()) << to_string(resolution.error());
  EXPECT_TRUE(well_formed(resolution->edits, text.size()));
  return std::move(resolution->edits);
}

// What becomes of "#if" and this; proved, and nothing is left to simplify.
std::string simplified(const std::string& expression) {
  const Text before("a.c", "#if" + expression + "\na\n#endif\n");
  const Text after("a.c", applied(before.bytes(), edits_of(before)));
  const Proof proof = prove(before, definitions(), after);
  EXPECT_TRUE(proof.holds()) << to_string(to_error(*proof.difference)) << '\n' << after.bytes();
  EXPECT_THAT(edits_of(after), ElementsAre()) << after.bytes();
  EXPECT_TRUE(after.bytes().starts_with("#if") && after.bytes().ends_with("\na\n#endif\n"))
      << after.bytes();
  return std::string(after.slice(3, after.size() - 10));
}

TEST(Simplify, KnownOperandsGoWithTheirOperators) {
  EXPECT_EQ(simplified(" defined(T) && FOO > 3"), " FOO > 3");
  EXPECT_EQ(simplified(" FOO > 3 && defined(T)"), " FOO > 3");
  EXPECT_EQ(simplified(" F || U"), " U");
  EXPECT_EQ(simplified(" U || 0"), " U");
  EXPECT_EQ(simplified(" U && T && V2"), " U && V2");
  EXPECT_EQ(simplified(" T && N == 7 && U"), " U");
  EXPECT_EQ(simplified(" U && N && T"), " U");
  EXPECT_EQ(simplified(" !(T && !defined U)"), " !!defined U");
  EXPECT_EQ(simplified(" U ? V2 || F : W && T"), " U ? V2 : W");
  EXPECT_EQ(simplified(" U && (F || (T && (F || W)))"), " U && W");
}

TEST(Simplify, KnownConditionsChoose) {
  EXPECT_EQ(simplified(" T ? U : W"), " U");
  EXPECT_EQ(simplified(" F ? U : W || X"), " W || X");
  EXPECT_EQ(simplified(" F ? U : N > 3 ? V2 : W"), " V2");
  EXPECT_EQ(simplified(" U && (T ? W || X : Y)"), " U && (W || X)");
  EXPECT_EQ(simplified(" T ? U ? 1 : 0 : W"), " U ? 1 : 0");
}

TEST(Simplify, ParenthesesStayAroundOperators) {
  EXPECT_EQ(simplified(" (T && U) || W"), " U || W");
  EXPECT_EQ(simplified(" ( T && U ) || W"), " U || W");
  EXPECT_EQ(simplified(" ((U) && T) || W"), " (U) || W");
  EXPECT_EQ(simplified(" (T && U == 1) || W"), " (U == 1) || W");
  EXPECT_EQ(simplified(" !(F || U > 3)"), " !(U > 3)");
  EXPECT_EQ(simplified(" (U || W) && T"), " (U || W)");
  EXPECT_EQ(simplified(" ((T && U(1, 2)))"), " U(1, 2)");
  EXPECT_EQ(simplified(" (T && -U)"), " -U");
}

TEST(Simplify, WordsDoNotGrowTogether) {
  EXPECT_EQ(simplified("(T&&U)"), " U");
  EXPECT_EQ(simplified("!T||U"), " U");
  EXPECT_EQ(simplified("(F)||'a'==U"), " 'a'==U");
  EXPECT_EQ(simplified("(F)||!U"), "!U");
  EXPECT_EQ(simplified("/**/(F||U)"), "/**/U");
}

TEST(Simplify, CommentsGoWithTheirOperands) {
  EXPECT_EQ(simplified(" T /* t */ && /* u */ U // v"), " /* u */ U // v");
  EXPECT_EQ(simplified(" U /* u */ && /* t */ T /* end */"), " U /* u */ /* end */");
  EXPECT_EQ(simplified(" (/* in */ T && U)"), " /* in */ U");
  EXPECT_EQ(simplified(" U || (/* a\n b */F || W)"), " U || /* a\n b */W");
}

TEST(Simplify, LinesGoAsAWhole) {
  EXPECT_EQ(simplified(" defined(T) && \\\n    defined(U)"), " defined(U)");
  EXPECT_EQ(simplified(" defined(U) && \\\n    defined(T)"), " defined(U)");
  EXPECT_EQ(simplified(" U && \\\r\n  T && \\\r\n  W"), " U && \\\r\n  W");
  EXPECT_EQ(simplified(" U \\\n  && T \\\n  && W"), " U \\\n  && W");
  EXPECT_EQ(simplified(" U &\\\n& T"), " U");
}

TEST(Simplify, ArithmeticStaysAsWritten) {
  for (const char* text :
       {" U > N", " U >= V(2, 3)", " U + N > 3", " (T && U) == 1", " U > (T ? W : 3)", " U ? T : W",
        " -(T ? U : 1)", " U(T && W)", " HAS(U)", " 1 / 0 && T", " U && (T || "}) {
    EXPECT_EQ(simplified(text), text);
  }
  EXPECT_EQ(simplified(" T && U > N"), " U > N");
  EXPECT_EQ(simplified(" F || U >= V(2, 3)"), " U >= V(2, 3)");
}

TEST(Simplify, MacrosThatBringLogic) {
  EXPECT_EQ(simplified(" HAS(F) || U"), " U");
  EXPECT_EQ(simplified(" T && HAS(U)"), " HAS(U)");
  EXPECT_EQ(simplified(" OPEN T && W"), " OPEN W");
  EXPECT_EQ(simplified(" U AND_T"), " U AND_T");
  EXPECT_EQ(simplified(" U && T(1, (2))"), " U");
  EXPECT_EQ(simplified(" WIDE && W"), " WIDE && W");
}

TEST(Simplify, ElifToo) {
  const Text text("a.c", "#if F\n#elif T && U\n#elif W || F /* w */\n#elifdef X\n#endif\n");
  EXPECT_EQ(applied(text.bytes(), edits_of(text)),
            "#if   U\n#elif W /* w */\n#elifdef X\n#endif\n");
}

TEST(Simplify, RulesAreThoseOfWhatGoes) {
  const Text text("a.c", "#if (ALIAS && U > N) || 0 || V(0, F)\n#endif\n");
  std::vector<std::vector<std::string>> rules;
  for (const Edit& edit : edits_of(text)) {
    for (rules.emplace_back(); const RuleIndex rule : edit.rules) {
      rules.back().push_back(definitions().rules()[rule].name);
    }
  }
  EXPECT_THAT(rules,
              ElementsAre(ElementsAre("ALIAS", "N"), ElementsAre("constant conditions", "V", "F")));
}

TEST(Simplify, NotIfAskedNotTo) {
  const Text text("a.c", "#if T && U\n#endif\n");
  EXPECT_THAT(resolve(text, definitions(), {.simplify = false})->edits, ElementsAre());
}

TEST(Simplify, DeepAndLongExpressions) {
  std::string deep = " ", wide = " U";
  for (int i = 0; i < 100'000; ++i) deep += "(T && ";
  deep += 'U' + std::string(100'000, ')');
  EXPECT_EQ(simplified(deep), " U");
  for (int i = 0; i < 100'000; ++i) wide += " && T && W";
  EXPECT_EQ(simplified(wide).size(), 2 + 100'000 * std::string(" && W").size());
}

}  // namespace
}  // namespace towpath::unifdef
