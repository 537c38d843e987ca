// SPDX-License-Identifier: GPL-2.0-or-later
#include "lex/directive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace towpath::lex {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Each directive as "logical line|keyword|operand".
std::vector<std::string> parts(std::string_view bytes, Wanted wanted = Wanted::kConditionals) {
  std::vector<std::string> result;
  for (const Directive& d : scan_directives(bytes, wanted).directives) {
    const auto slice = [&](Offset begin, Offset end) {
      return std::string(bytes.substr(begin, end - begin));
    };
    result.push_back(slice(d.begin, d.end) + "|" + slice(d.keyword_begin, d.keyword_end) + "|" +
                     slice(d.keyword_end, d.operand_end));
  }
  return result;
}

std::vector<DirectiveKind> kinds(std::string_view bytes, Wanted wanted) {
  std::vector<DirectiveKind> result;
  for (const Directive& d : scan_directives(bytes, wanted).directives) result.push_back(d.kind);
  return result;
}

TEST(Directive, Kinds) {
  const std::string_view text =
      "#if\n#ifdef\n#ifndef\n#elif\n#elifdef\n#elifndef\n#else\n#endif\n#define\n#undef\n#include\n"
      "#pragma\n#\n#include_next\n#endiff\n#ELSE\n";
  EXPECT_THAT(kinds(text, Wanted::kAll),
              ElementsAre(DirectiveKind::kIf, DirectiveKind::kIfdef, DirectiveKind::kIfndef,
                          DirectiveKind::kElif, DirectiveKind::kElifdef, DirectiveKind::kElifndef,
                          DirectiveKind::kElse, DirectiveKind::kEndif, DirectiveKind::kDefine,
                          DirectiveKind::kUndef, DirectiveKind::kInclude, DirectiveKind::kOther,
                          DirectiveKind::kOther, DirectiveKind::kOther, DirectiveKind::kOther,
                          DirectiveKind::kOther));
  EXPECT_EQ(kinds(text, Wanted::kConditionals).size(), 8u);
}

TEST(Directive, Spellings) {
  EXPECT_THAT(parts("a\n\t # \tif(X)\nb"), ElementsAre("\t # \tif(X)\n|if|(X)"));
  EXPECT_THAT(parts("#if X\r\n"), ElementsAre("#if X\r\n|if| X"));
  EXPECT_THAT(parts("#endif"), ElementsAre("#endif|endif|"));
  EXPECT_THAT(parts("#", Wanted::kAll), ElementsAre("#||"));
  EXPECT_THAT(parts("#\r\n", Wanted::kAll), ElementsAre("#\r\n||"));
  EXPECT_THAT(parts("a #if X\n##if X\n"), IsEmpty());
}

TEST(Directive, Splices) {
  EXPECT_THAT(parts("#if A && \\\n B\nx\n"), ElementsAre("#if A && \\\n B\n|if| A && \\\n B"));
  EXPECT_THAT(parts("#if A \\\r\n B\r\n"), ElementsAre("#if A \\\r\n B\r\n|if| A \\\r\n B"));
  EXPECT_THAT(parts(" \\\n# \\\ni\\\nf X\n"), ElementsAre(" \\\n# \\\ni\\\nf X\n|i\\\nf| X"));
  EXPECT_THAT(parts("a \\\n#if X\n"), IsEmpty());
  EXPECT_THAT(parts("#define A \\\n#if X\n#endif\n", Wanted::kAll),
              ElementsAre("#define A \\\n#if X\n|define| A \\\n#if X", "#endif\n|endif|"));
}

TEST(Directive, Comments) {
  EXPECT_THAT(parts("/*\n#if X\n*/ // #if X\n//\\\n#if X\n/\\\n* \n#if X *\\\n/\n"), IsEmpty());
  EXPECT_THAT(parts("/* a */ /*b*/ # /* c */ if /* d\n */ X // e \\\n f\ny\n"),
              ElementsAre("/* a */ /*b*/ # /* c */ if /* d\n */ X // e \\\n f\n|if| /* d\n */ X // "
                          "e \\\n f"));
  EXPECT_THAT(parts("a /* b\n*/ #if X\n"), IsEmpty());
  EXPECT_THAT(parts("a\n/* b\n*/ /* c */ #if X\n"), ElementsAre(" /* c */ #if X\n|if| X"));
  EXPECT_THAT(parts("/*/\n#if X\n/**/#else\n"), ElementsAre("#else\n|else|"));
  EXPECT_THAT(parts("a / b\n#if X\n"), ElementsAre("#if X\n|if| X"));
}

TEST(Directive, UnclosedComment) {
  EXPECT_EQ(scan_directives("/* a */ b", Wanted::kAll).unclosed_comment, 9u);
  EXPECT_EQ(scan_directives("ab /* a * /", Wanted::kAll).unclosed_comment, 3u);
  EXPECT_EQ(scan_directives("#if a /*", Wanted::kAll).unclosed_comment, 6u);
  EXPECT_EQ(scan_directives("# /*", Wanted::kAll).unclosed_comment, 2u);
  EXPECT_THAT(parts("#if X /* a\n#endif\n"),
              ElementsAre("#if X /* a\n#endif\n|if| X /* a\n#endif\n"));
}

TEST(Directive, Literals) {
  EXPECT_THAT(parts("\"/*\"\n#if X\n'/*'\n#endif\n").size(), 2u);
  EXPECT_THAT(parts("'\"'\n#if X\n\"'\\\"/*\"\n#endif\n").size(), 2u);
  EXPECT_THAT(parts("\"a\\\n#if X\n\"\n#endif\n"), ElementsAre("#endif\n|endif|"));
  EXPECT_THAT(parts("\"\\\\\n\" /*\"\n#if X\n"), ElementsAre("#if X\n|if| X"));
  EXPECT_THAT(parts("#if X == '\"' /* \" */\n"),
              ElementsAre("#if X == '\"' /* \" */\n|if| X == '\"' /* \" */"));
}

TEST(Directive, UnclosedLiteralsEndWithTheirLine) {
  EXPECT_THAT(parts("don't /* do this\n#if X\n").size(), 1u);
  EXPECT_THAT(parts("\" /*\n#if X\n").size(), 1u);
  EXPECT_THAT(parts("#if X ' /*\n#endif\n").size(), 2u);
  EXPECT_THAT(parts("'\\\n"), IsEmpty());
  EXPECT_THAT(parts("'\\"), IsEmpty());
}

TEST(Directive, DigitSeparators) {
  EXPECT_THAT(parts("a = 1'000'000; /*\n#if X\n*/\n#endif\n"), ElementsAre("#endif\n|endif|"));
  EXPECT_THAT(parts("a = L'/*';\n#if X\n"), ElementsAre("#if X\n|if| X"));
  EXPECT_THAT(parts("a = .5'0; /*\n#if X\n*/\n"), IsEmpty());
}

TEST(Directive, LongBlocksWithoutOpeners) {
  // The scan goes by blocks of 16 bytes: try every phase.
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string text = std::string(length, 'a') + "\n#endif\n" + std::string(length, 'b');
    EXPECT_THAT(parts(text), ElementsAre("#endif\n|endif|")) << length;
  }
}

}  // namespace
}  // namespace towpath::lex
