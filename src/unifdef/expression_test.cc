// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unifdef/expand.h"

namespace towpath::unifdef {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kSymbols =
    "#define T 1\n#undef F\n#define N 7\n#define NEGATIVE -1\n#define SUM 1 + 2\n"
    "#define AND &&\n#define SELF SELF\n#define EMPTY\n#define LOOP1 LOOP2\n#define LOOP2 LOOP1\n"
    "#define ALIAS N\n#define IS_F defined(F)\n"
    "#define V(a, b) (((a) << 8) + (b))\n#define ID(x) x\n#define CALL ID\n#define NONE() 3\n"
    "#define VAR(...) 4\n#define PASTE(a) a ## 1\n"
    "#define HAS(o) (defined(o) || defined o##_MODULE)\n#define STR(a) #a\n"
    "#define D0(x) x x\n#define D1(x) D0(D0(x))\n#define D2(x) D1(D1(x))\n"
    "#define D3(x) D2(D2(x))\n#define D4(x) D3(D3(x))\n#define D5(x) D4(D4(x))\n";

// "true", "false", "unknown: deciding symbols", or "offset: fault".
std::string outcome(std::string_view text) {
  static const Definitions definitions = *Definitions::parse(Text("symbols.h", kSymbols));
  const Offset size = static_cast<Offset>(text.size());
  Spellings spellings;
  Tokens tokens;
  tokenize(text, 0, size, spellings, tokens);
  Expander expander(definitions);
  Expression expression;
  std::optional<Fault> fault = expander.expand(tokens);
  if (!fault) fault = expression.parse(tokens, size);
  if (fault) return std::to_string(fault->at) + ": " + fault->message;
  if (expression.value().known) return expression.value().is_true() ? "true" : "false";
  std::string result = "unknown:";
  for (const std::string_view symbol : expression.deciding_symbols()) {
    (result += " ") += symbol;
  }
  return result;
}

TEST(Expression, Arithmetic) {
  for (const char* text : {"1 + 2 * 3 == 7",
                           "(1 + 2) * 3 == 9",
                           "7 - 2 - 1 == 4",
                           "7 / 2 == 3",
                           "-7 / 2 == -3",
                           "-7 % 3 == -1",
                           "1 << 3 | 1 == 1",
                           "(1 << 3 | 1) == 9",
                           "(6 & 3 == 3) == 0",
                           "(6 & 3) == 2",
                           "(6 ^ 3) == 5",
                           "~0 == -1",
                           "- - 1 == 1",
                           "+1",
                           "!0",
                           "!!5 == 1",
                           "1 < 2 == 1",
                           "1 ? 2 : 0",
                           "0 ? 0 : 0 ? 0 : 3",
                           "1 ? 0 ? 0 : 1 : 0",
                           "0x7fffffffffffffff > 0",
                           "-1 < 0",
                           "-1 > 0u",
                           "0xffffffffffffffff == -1",
                           "18446744073709551615u + 1 == 0",
                           "-8 >> 1 == -4",
                           "1'000 == 1000",
                           "0b101 == 5",
                           "010 == 8",
                           "0x1Full == 31",
                           "1 == 1lu && 1 == 1LLU && 1 == 1uwb",
                           "'a' == 97",
                           "'\\n' == 10",
                           "'\\x41' == 65",
                           "'\\101' == 65",
                           "'\\0' == 0",
                           "'\\'' == 39",
                           "L'a' == 97 && u8'\\n' == 10",
                           "-1 < L'a' && -1 > u'a' && -1 > U'\\x1'",
                           "9223372036854775807 + 1 < 0",
                           "(1 ? -1 : 0u) > 0",
                           "(-9223372036854775807 - 1) / -1 < 0"}) {
    EXPECT_EQ(outcome(text), "true") << text;
  }
}

// Were U unsigned, it would make the other operand of ?: so, and -1 a large number.
TEST(Expression, UnknownSignedness) {
  for (const char* text :
       {"(1 ? -1 : U) < 0", "(1 ? 0 : U) >= -1", "(0 ? U : 1) > NEGATIVE", "0 < -(1 ? 1 : U)",
        "(1 ? -8 : U) >> 1 == -4", "(1 ? -8 : U) / 2 == -4", "1 + (1 ? 0 : U) > -1"}) {
    EXPECT_EQ(outcome(text), "unknown: U") << text;
  }
  for (const char* text :
       {"1 ? -1 : U", "(1 ? -1 : U) != 0", "(1 ? 8 : U) / 2 == 4", "(1 ? -1 : U) & 1",
        "1 << (1 ? 1 : U) > -1", "(1 ? -1 : U) && 1", "(1 ? -1 : !U) < 0", "(1 ? -1 : U < 1u) < 0",
        "(1 ? -1 : defined U) < 0", "(1 ? -1 : 1 / 0) < 0", "(1 ? -1 : 1u / 0) > 0",
        "(1 ? -1 : U * 2u) > 0", "(1 ? -1 : U << 1u) == -1", "(U ? -1 : -1u) > 0"}) {
    EXPECT_EQ(outcome(text), "true") << text;
  }
  EXPECT_EQ(outcome("(1 ? -1 : U << 1u) < 0"), "unknown: U");
}

TEST(Expression, KnownSymbols) {
  for (const char* text : {"T",
                           "!F",
                           "N == 7",
                           "defined T",
                           "defined(N)",
                           "!defined F",
                           "ALIAS == 7",
                           "SUM * 2 == 5",
                           "T AND N",
                           "NEGATIVE < 0",
                           "0 - NEGATIVE == 1",
                           "!IS_F",
                           "V(2, 5) == 517",
                           "V(ID(2), N) > V(2, 6)",
                           "CALL(3) == 3",
                           "NONE() == 3",
                           "VAR() == 4",
                           "T(1, (2))",
                           "ALIAS(1) == 7",
                           "ID(ID(ID(1)))",
                           "ID(NONE)() == 3",
                           "defined(SELF)",
                           "defined EMPTY",
                           "NE\\\nGAT\\\nIVE < 0"}) {
    EXPECT_EQ(outcome(text), "true") << text;
  }
  EXPECT_EQ(outcome("T /* a */ == 0 // b"), "false");
}

TEST(Expression, UnknownSymbols) {
  EXPECT_EQ(outcome("U"), "unknown: U");
  EXPECT_EQ(outcome("!defined(U)"), "unknown: U");
  EXPECT_EQ(outcome("U == U2 || T && U(X, T + N)"), "unknown: U U2 X U");
  EXPECT_EQ(outcome("__has_include(<linux/a.h>)"), "unknown: __has_include");
  EXPECT_EQ(outcome("U ? T : F"), "unknown: U");
  EXPECT_EQ(outcome("T ? U : V"), "unknown: U");
  EXPECT_EQ(outcome("F ? U : V"), "unknown: V");
}

TEST(Expression, SymbolsWithoutValueAreUnknown) {
  EXPECT_EQ(outcome("SELF"), "unknown: SELF");
  EXPECT_EQ(outcome("T || EMPTY"), "5: EMPTY is defined to nothing");
  EXPECT_EQ(outcome("T || U(EMPTY)"), "true");
  EXPECT_EQ(outcome("ID(ID)(1)"), "unknown: ID");
  EXPECT_EQ(outcome("LOOP1"), "unknown: LOOP1");
  EXPECT_EQ(outcome("V"), "unknown: V");
  EXPECT_EQ(outcome("F(1)"), "unknown: F");
}

TEST(Expression, OneSideCanDecide) {
  EXPECT_EQ(outcome("F && U"), "false");
  EXPECT_EQ(outcome("U && F"), "false");
  EXPECT_EQ(outcome("(U && F) == 0"), "true");
  EXPECT_EQ(outcome("U + 1 || T"), "true");
  EXPECT_EQ(outcome("U ? 3 : 3"), "true");
  EXPECT_EQ(outcome("F && 1 / 0"), "false");
  EXPECT_EQ(outcome("defined(F) && F(2, 3)"), "false");
}

TEST(Expression, OnlySymbolsThatMatterDecide) {
  EXPECT_EQ(outcome("(F && A) || B"), "unknown: B");
  EXPECT_EQ(outcome("(A || T) && B && (C, 1"), "19: an operator is missing");
  EXPECT_EQ(outcome("(A || T) && (B == (C && 0))"), "unknown: B");
}

TEST(Expression, UndefinedValuesAreUnknown) {
  for (const char* text : {"1 / 0", "1 % 0", "1 << 64", "1 >> -1", "1 ? 1 / 0 : U"}) {
    EXPECT_EQ(outcome(text), "unknown:") << text;
  }
}

TEST(Expression, ArgumentsBesidePasteAndDefinedStayAsWritten) {
  EXPECT_EQ(outcome("PASTE(1) == 11"), "true");
  EXPECT_EQ(outcome("PASTE(0x) == 1"), "true");
  EXPECT_EQ(outcome("PASTE(U)"), "unknown: U1");
  EXPECT_EQ(outcome("HAS(T)"), "true");
  EXPECT_EQ(outcome("HAS(U)"), "unknown: U U_MODULE");
}

TEST(Expression, Faults) {
  EXPECT_EQ(outcome(""), "0: an operand is missing");
  EXPECT_EQ(outcome("T &&"), "4: an operand is missing");
  EXPECT_EQ(outcome("&& T"), "0: an operand is missing");
  EXPECT_EQ(outcome("T T"), "2: an operator is missing");
  EXPECT_EQ(outcome("1 @ 2"), "2: an operator is missing");
  EXPECT_EQ(outcome("(T"), "0: this parenthesis is not closed");
  EXPECT_EQ(outcome("T)"), "1: this parenthesis was not opened");
  EXPECT_EQ(outcome("()"), "1: an operand is missing");
  EXPECT_EQ(outcome("1 ? 2"), "2: `?` without `:`");
  EXPECT_EQ(outcome("(1 ? 2)"), "6: `?` without `:`");
  EXPECT_EQ(outcome("1 : 2"), "2: `:` without `?`");
  EXPECT_EQ(outcome("(1 : 2)"), "3: `:` without `?`");
  EXPECT_EQ(outcome("U(1"), "0: the arguments do not end");
  EXPECT_EQ(outcome("\"s\""), "0: a string has no value");
  EXPECT_EQ(outcome("defined"), "0: `defined` needs a symbol");
  EXPECT_EQ(outcome("defined()"), "0: `defined` needs a symbol");
  EXPECT_EQ(outcome("defined(T T)"), "0: `defined(` is not closed");
  EXPECT_EQ(outcome("V(1)"), "0: V takes 2 arguments, not 1");
  EXPECT_EQ(outcome("V(1, 2"), "0: the arguments of V do not end");
  EXPECT_EQ(outcome("VAR(1, 2)"), "0: variable arguments of VAR are not supported");
  EXPECT_EQ(outcome("STR(1)"), "0: # in the value of STR is not supported");
  EXPECT_EQ(outcome("PASTE(-)"), "0: ## in the value of PASTE does not make one token");
  for (const char* number : {"08", "1abc", "0x", "0b2", "1.5", "18446744073709551616",
                             "9223372036854775808", "1lul", "''", "'ab'", "'\\400'", "L'ab'"}) {
    EXPECT_THAT(outcome(number), StartsWith("0: not an integer")) << number;
  }
}

TEST(Expression, ExplosionsEnd) {
  EXPECT_EQ(outcome("D5(D5(1))"), "3: it expands to too much");
  std::string nested;
  for (int i = 0; i < 100'000; ++i) nested += "ID(";
  EXPECT_THAT(outcome(nested + "1" + std::string(100'000, ')')), HasSubstr("expands to too much"));
  nested.clear();
  for (int i = 0; i < 300; ++i) nested += "ID(";
  EXPECT_THAT(outcome(nested + "1" + std::string(300, ')')), HasSubstr("nested too deep"));
  std::string unclosed;
  for (int i = 0; i < 100'000; ++i) unclosed += "T(";
  EXPECT_EQ(outcome(unclosed), "0: a parenthesis is not closed");
}

TEST(Expression, NodesKeepTheirPlaces) {
  const Definitions definitions = *Definitions::parse(Text("symbols.h", kSymbols));
  const std::string_view text = "(SUM) + U(1) * !V(1, 2)";
  Spellings spellings;
  Tokens tokens;
  tokenize(text, 0, static_cast<Offset>(text.size()), spellings, tokens);
  Expander expander(definitions);
  Expression expression;
  ASSERT_FALSE(expander.expand(tokens));
  ASSERT_FALSE(expression.parse(tokens, static_cast<Offset>(text.size())));
  const auto slice = [&](const Node& node) {
    const Offset begin = tokens[node.begin].begin;
    return text.substr(begin, tokens[node.end - 1].end - begin);
  };
  EXPECT_EQ(slice(expression.root()), text);
  const Node& product = expression.nodes()[expression.root().operands[1]];
  EXPECT_EQ(slice(product), "U(1) * !V(1, 2)");
  EXPECT_EQ(slice(expression.nodes()[product.operands[0]]), "U(1)");
  const Node& sum = expression.nodes()[expression.root().operands[0]];
  EXPECT_EQ(slice(sum), "(SUM)");
  EXPECT_EQ(slice(expression.nodes()[sum.operands[0]]), "SUM");
  EXPECT_EQ(sum.value.bits, 3u);
}

}  // namespace
}  // namespace towpath::unifdef
