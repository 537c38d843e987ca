// SPDX-License-Identifier: GPL-2.0-or-later
#include "lex/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace towpath::lex {
namespace {

using testing::ElementsAre;

std::vector<std::string> spellings(const std::string& source, Defines defines = Defines::kWhole) {
  const Text text("a.c", source);
  std::vector<std::string> result;
  for (const Token& token : tokenize(text, defines)) {
    if (token.kind != TokenKind::kEnd) result.emplace_back(text.slice(token.begin, token.end()));
  }
  return result;
}

std::vector<TokenKind> kinds(const std::string& source, Defines defines = Defines::kWhole) {
  const Text text("a.c", source);
  std::vector<TokenKind> result;
  for (const Token& token : tokenize(text, defines)) result.push_back(token.kind);
  return result;
}

TEST(Tokenize, TellsKindsApart) {
  EXPECT_THAT(kinds("a 1 'b' \"c\" + @\n#if x\n"),
              ElementsAre(TokenKind::kIdentifier, TokenKind::kNumber, TokenKind::kCharacter,
                          TokenKind::kString, TokenKind::kPunctuator, TokenKind::kUnknown,
                          TokenKind::kDirective, TokenKind::kEnd));
}

TEST(Tokenize, EmptyTextHasAnEnd) {
  EXPECT_THAT(kinds(""), ElementsAre(TokenKind::kEnd));
}

TEST(Tokenize, TakesTheLongestPunctuator) {
  EXPECT_THAT(spellings("a<<=b>>c->d++...:: <: %:%: x---y"),
              ElementsAre("a", "<<=", "b", ">>", "c", "->", "d", "++", "...", ":", ":",
                          "<:", "%:%:", "x", "--", "-", "y"));
}

TEST(Tokenize, ReadsNumbersAsThePreprocessorDoes) {
  EXPECT_THAT(spellings("0x1f 1.5e-3f .5 0x1p+2 1ULL 0xe+1 1..2"),
              ElementsAre("0x1f", "1.5e-3f", ".5", "0x1p+2", "1ULL", "0xe+1", "1..2"));
}

TEST(Tokenize, KeepsPrefixesWithTheirLiteral) {
  EXPECT_THAT(spellings(R"(L"a" u8"b" U'c' x"d")"),
              ElementsAre("L\"a\"", "u8\"b\"", "U'c'", "x", "\"d\""));
}

TEST(Tokenize, PassesOverComments) {
  EXPECT_THAT(spellings("a/*b*/c//d\\\ne\nf/**/g/*h"), ElementsAre("a", "c", "f", "g"));
}

TEST(Tokenize, LiteralsHideComments) {
  EXPECT_THAT(spellings(R"("/*" '"' "\"//" x)"), ElementsAre("\"/*\"", "'\"'", "\"\\\"//\"", "x"));
}

TEST(Tokenize, UnclosedLiteralEndsWithItsLine) {
  EXPECT_THAT(kinds("\"abc\nx"),
              ElementsAre(TokenKind::kUnknown, TokenKind::kIdentifier, TokenKind::kEnd));
}

TEST(Tokenize, DirectiveIsOneToken) {
  EXPECT_THAT(spellings("# if A && \\\n B /* c\n d */ // e\nx #y"),
              ElementsAre("# if A && \\\n B /* c\n d */ // e", "x", "#", "y"));
  EXPECT_THAT(spellings("/* c */ #else\r\n%:endif"), ElementsAre("#else", "%:endif"));
}

TEST(Tokenize, SplitsDefines) {
  const std::string source =
      "#define F(x) \\\n  ((x) + 1) /* a\n b */ // c\n#define E\n#undef F\ny";
  EXPECT_THAT(spellings(source, Defines::kSplit),
              ElementsAre("#define", "F", "(", "x", ")", "(", "(", "x", ")", "+", "1", ")",
                          "#define", "E", "#undef", "F", "y"));
  const Text text("a.c", source);
  const std::vector<Token> tokens = tokenize(text, Defines::kSplit);
  EXPECT_EQ(tokens[0].kind, TokenKind::kDefine);
  EXPECT_FALSE(tokens[0].in_define);
  EXPECT_TRUE(tokens[1].in_define);
  EXPECT_TRUE(tokens[5].line_start);
  EXPECT_TRUE(tokens[11].in_define);
  EXPECT_EQ(tokens[12].kind, TokenKind::kDefine);
  EXPECT_EQ(tokens[14].kind, TokenKind::kLine);
  EXPECT_TRUE(tokens[15].in_define);
  EXPECT_FALSE(tokens[16].in_define);
}

TEST(Tokenize, SplitsLinesThatSpeakOfNamesAndHeaders) {
  const std::string source =
      "# include <a/b.h> // c\n#include \"d.h\"\n#include HEADER\n#include <e\n"
      "#pragma omp parallel\n#ifdef x\n#endif\n#error no >\nint y;";
  EXPECT_THAT(spellings(source, Defines::kSplit),
              ElementsAre("# include", "<a/b.h>", "#include", "\"d.h\"", "#include", "HEADER",
                          "#include", "<", "e", "#pragma", "omp", "parallel", "#ifdef x", "#endif",
                          "#error no >", "int", "y", ";"));
}

TEST(Tokenize, JoinsSplicedWords) {
  const Text text("a.c", "ab\\\ncd e\\\n f \"g\\\nh\"");
  const std::vector<Token> tokens = tokenize(text);
  ASSERT_EQ(tokens.size(), 5u);
  EXPECT_EQ(text.slice(tokens[0].begin, tokens[0].end()), "ab\\\ncd");
  EXPECT_TRUE(tokens[0].spliced);
  EXPECT_FALSE(tokens[1].spliced);
  EXPECT_FALSE(tokens[2].line_start);
  EXPECT_TRUE(tokens[3].spliced);
}

TEST(Tokenize, TellsWhatBeginsALine) {
  const Text text("a.c", "a b\n  c /*\n*/ d");
  const std::vector<Token> tokens = tokenize(text);
  EXPECT_TRUE(tokens[0].line_start);
  EXPECT_FALSE(tokens[1].line_start);
  EXPECT_TRUE(tokens[2].line_start);
  EXPECT_FALSE(tokens[3].line_start);
}

TEST(Tokenize, ReadsAPart) {
  const Text text("a.c", "int a; int b;");
  const std::vector<Token> tokens = tokenize(text, 7, 12, Defines::kSplit);
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(tokens[0].begin, 7u);
  EXPECT_EQ(text.slice(tokens[1].begin, tokens[1].end()), "b");
  EXPECT_EQ(tokens[2].begin, 12u);
}

// Random texts of the characters that matter: tokens are in order, apart, and only white space and
// comments lie between; tokens of a line never reach over one that ends them.
TEST(Tokenize, CoversRandomTexts) {
  constexpr std::string_view kAlphabet = "ab1 \n\\/*\"'#.+-<>=%:(){};\r\tL";
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string source;
    const std::size_t length = random() % 40;
    if (round % 3 == 0) source = "#define ";
    for (std::size_t i = 0; i < length; ++i) source += kAlphabet[random() % kAlphabet.size()];
    const Text text("a.c", source);
    for (const Defines defines : {Defines::kWhole, Defines::kSplit}) {
      Offset at = 0;
      for (const Token& token : tokenize(text, defines)) {
        ASSERT_GE(token.begin, at) << source;
        const std::string_view between = text.slice(at, token.begin);
        const bool blank = between.find_first_not_of(" \t\r\n\\") == std::string_view::npos;
        ASSERT_TRUE(blank || between.find("/*") != std::string_view::npos ||
                    between.find("//") != std::string_view::npos)
            << source;
        at = token.end();
      }
      ASSERT_EQ(at, text.size());
    }
  }
}

}  // namespace
}  // namespace towpath::lex
