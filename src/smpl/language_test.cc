// SPDX-License-Identifier: GPL-2.0-or-later
// Rules that extend others, conjunctions, operators, plus code added several times, isomorphisms
// from a file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

TEST(Operator, StandsForAnyOfItsKind) {
  EXPECT_EQ(
      within(
          "@@\nexpression E;\nconstant C;\nbinary operator op = {==, !=};\n@@\n-C op E\n+E op C\n",
          "\tx = 0 == a || 1 != b || 2 < c;\n"),
      "\tx = a == 0 || b != 1 || 2 < c;\n");
  EXPECT_EQ(within("@@\nexpression A, B;\nassignment operator op != =;\n@@\n-A op B\n+f(&A, B)\n",
                   "\ta += 1;\n\tb = 2;\n"),
            "\tf(&a, 1);\n\tb = 2;\n");
}

TEST(Conjunction, WantsAllOfItsParts) {
  const char rule[] =
      "@@\nidentifier A =~ \"^front\";\nidentifier B =~ \"back$\";\n@@\n-\\( A \\& B \\)\n+both\n";
  EXPECT_EQ(within(rule, "\tf(front, back, front_back);\n"), "\tf(front, back, both);\n");
  EXPECT_THAT(error_of("@@ @@\n(\n a\n&\n b\n|\n c\n)\n"), HasSubstr("in the same parentheses"));
}

TEST(Extends, BringsTheMetavariablesOfAnotherRule) {
  const char rules[] = "@ r @\nexpression E;\n@@\nold(E)\n\n@ s extends r @\n@@\n-drop(E);\n";
  EXPECT_EQ(within(rules, "\told(1);\n\tdrop(1);\n\tdrop(2);\n"), "\told(1);\n\tdrop(2);\n");
  EXPECT_EQ(within(rules, "\tdrop(1);\n"), "\tdrop(1);\n");
  EXPECT_THAT(error_of("@ s extends r @\n@@\n-f();\n"), HasSubstr("no rule before this one"));
}

TEST(Names, MatchWhereverTheyStand) {
  EXPECT_EQ(within("@ identifier @\nsymbol x;\n@@\n-x\n+y\n", "\tint x;\n\tx = p->x;\n"),
            "\tint y;\n\ty = p->y;\n");
}

TEST(Repeatable, PlusCodeIsAddedByEachMatch) {
  const char code[] = "\tf(1);\n\tg(2);\n\th();\n";
  EXPECT_EQ(
      within(
          "@ a @\nexpression E;\n@@\n\\(f\\|g\\)(E);\n\n@@\nexpression a.E;\n@@\n h();\n++k(E);\n",
          code),
      "\tf(1);\n\tg(2);\n\th();\n\tk(1);\n\tk(2);\n");
}

TEST(Options, InTheSemanticPatchDefine) {
  EXPECT_EQ(
      within("#spatch --jobs 2 -D name=value\n@@\nidentifier virtual.name;\n@@\n-f()\n+g(name)\n",
             "\tf();\n"),
      "\tg(value);\n");
}

TEST(IsomorphismFile, IsReadInItsOwnFormat) {
  const Result<Isomorphisms> read =
      Isomorphisms::read(Text("my.iso",
                              "// ours\nExpression\n@ swap @\nexpression X, Y;\n@@\n\n both(X, Y) "
                              "<=> both(Y, X) => one(X)\n"));
  ASSERT_TRUE(read.ok()) << to_string(read.error());
  EXPECT_TRUE(read->knows("swap"));
  EXPECT_FALSE(read->knows("paren"));
  const Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("a.cocci", "@@ @@\n-both(a, b)\n+done\n"), *read, c::Names());
  ASSERT_TRUE(patch.ok()) << to_string(patch.error());
  const std::string code = "int f(void)\n{\n\tboth(b, a);\n\tone(a);\n\tone(b);\n}\n";
  const Result<Outcome> outcome = patch->apply(Text("a.c", code));
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(applied(code, outcome->edits), "int f(void)\n{\n\tdone;\n\tdone;\n\tone(b);\n}\n");
}

TEST(IsomorphismFile, ErrorsTellTheLine) {
  const auto error = [](const char* text) {
    const Result<Isomorphisms> read = Isomorphisms::read(Text("my.iso", text));
    return read.ok() ? std::string("no error") : to_string(read.error());
  };
  EXPECT_THAT(error("Expression\n@ a @\nexpression X;\n@@\n f(X => X\n"), HasSubstr("my.iso:5:"));
  EXPECT_THAT(error("Type\n@ a @\n@@\n int => long\n"), HasSubstr("my.iso:1:1: not supported yet"));
  EXPECT_THAT(error("f(X) => X\n"), HasSubstr("expected the kind of an isomorphism"));
}

}  // namespace
}  // namespace towpath::smpl
