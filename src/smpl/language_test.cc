// SPDX-License-Identifier: GPL-2.0-or-later
// Rules that extend others, conjunctions, operators, plus code added several times, isomorphisms
// from a file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

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
      "\tf(1);\n\tg(2);\n\th();\n\tk(2);\n\tk(1);\n");
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
  EXPECT_THAT(error("Type\n@ a @\n@@\n int * => p_t\n"), HasSubstr("not supported yet"));
  EXPECT_THAT(error("f(X) => X\n"), HasSubstr("expected the kind of an isomorphism"));
}

// With files that semantic patches name.
std::string with_files(const std::string& cocci, const std::map<std::string, std::string>& files,
                       const std::string& code) {
  const Files read = [&](const NamedFile& file) -> Result<Text> {
    const auto found = files.find(file.name);
    if (found == files.end()) return Error{file.place, "there is no file " + file.name, ""};
    return Text(file.name, found->second);
  };
  const Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("a.cocci", cocci), Isomorphisms::standard(), c::Names(), {}, read);
  if (!patch) return to_string(patch.error());
  const Result<Outcome> outcome = patch->apply(Text("a.c", code));
  return outcome ? applied(code, outcome->edits) : to_string(outcome.error());
}

TEST(IsomorphismFile, MaySpeakOfDeclarationsAndTypes) {
  const std::map<std::string, std::string> files = {
      {"decl.iso", "Declaration\n@ d @\nidentifier X;\n@@\nint X; => long X;\n"},
      {"type.iso", "Type\n@ t @\n@@\nu_char => unsigned char\n"},
      {"top.iso", "TopLevel\n@ s @\nexpression E;\n@@\nset(E); => E = 1;\n"}};
  EXPECT_EQ(with_files("using \"decl.iso\"\n@@\nsymbol a;\n@@\n-int a;\n", files,
                       "int z;\nlong a;\nlong b;\n"),
            "int z;\nlong b;\n");
  EXPECT_EQ(with_files("@ using \"type.iso\" @\ntypedef u_char;\nidentifier x;\n@@\n-u_char x;\n",
                       files, "int z;\nunsigned char a;\nchar b;\n"),
            "int z;\nchar b;\n");
  EXPECT_EQ(with_files("@ r using \"top.iso\", \"type.iso\" @\n@@\n-set(a);\n+b();\n", files,
                       "void f(void)\n{\n\ta = 1;\n}\n"),
            "void f(void)\n{\n\tb();\n}\n");
  EXPECT_EQ(with_files("@ using \"no.iso\" @\n@@\n-f();\n", files, ""),
            "a.cocci:1:9: there is no file no.iso");
}

TEST(Include, BringsTheRulesOfAnotherSemanticPatch) {
  const std::map<std::string, std::string> files = {
      {"one.cocci", "virtual v\n@ r @\nexpression E;\n@@\nseen(E)\n"},
      {"self.cocci", "#include \"self.cocci\"\n"}};
  EXPECT_EQ(with_files("#include \"one.cocci\"\n\n@@\nexpression r.E;\n@@\n-f(E);\n", files,
                       "void f(void)\n{\n\tseen(1);\n\tf(1);\n\tf(2);\n}\n"),
            "void f(void)\n{\n\tseen(1);\n\tf(2);\n}\n");
  EXPECT_THAT(with_files("#include \"self.cocci\"\n@@ @@\n-f();\n", files, ""),
              HasSubstr("self.cocci:1:1: semantic patches include one another"));
  EXPECT_THAT(with_files("#include \"no.cocci\"\n@@ @@\n-f();\n", files, ""),
              HasSubstr("a.cocci:1:1: there is no file no.cocci"));
  EXPECT_THAT(error_of("#include \"one.cocci\"\n@@ @@\n-f();\n"), HasSubstr("not supported"));
}

TEST(Operators, HaveMinimumAndMaximum) {
  EXPECT_EQ(within("@@ expression x, y; @@\n-x <? y\n+min(x, y)\n\n"
                   "@@ expression x, y; @@\n-x >?= y;\n+x = max(x, y);\n",
                   "a = b <? c;\nd >?= e;"),
            within("@@ @@\n-f();\n+a = min(b, c);\n+d = max(d, e);\n", "f();"));
}

TEST(SemanticPatches, HaveCommentsAroundRules) {
  EXPECT_EQ(
      within("/* Not\n@@ @@\n* a rule. */\n@@ @@\n-f();\n+g();\n/*\n@@ @@\n-g();\n*/\n", "f();"),
      within("@@ @@\n-f();\n+g();\n", "f();"));
}

TEST(SemanticPatches, MayHaveLinesWithCarriageReturns) {
  EXPECT_EQ(
      patched("@@\r\nidentifier x;\r\nexpression E;\r\n@@\r\n-#define x(a) \\\r\n-E\r\n"
              "+#define x(a) \\\r\n+(E)\r\n",
              "#define f(a) a + 1\n"),
      patched(
          "@@\nidentifier x;\nexpression E;\n@@\n-#define x(a) \\\n-E\n+#define x(a) \\\n+(E)\n",
          "#define f(a) a + 1\n"));
}

TEST(SemanticPatches, MayHaveRegularExpressionsOfOCaml) {
  const std::string rule = "@@ identifier f =~ \"\\(sort\\|Sort\\)\"; @@\n-f()\n+g()\n";
  EXPECT_EQ(within("#spatch --ocaml-regexps\n" + rule, "heap_sort();\nmySort();\nother();"),
            within("@@ @@\n-f()\n+g()\n", "f();\nf();\nother();"));
}

// Of what several environments add at one place, that of the greatest value comes first.
TEST(SemanticPatches, AddInTheOrderOfValues) {
  EXPECT_EQ(within("@ r @ identifier x; @@\n use(x);\n\n"
                   "@@ identifier r.x; @@\n start();\n++begin(x);\n",
                   "use(b);\nuse(a);\nuse(c);\nstart();"),
            within("@@ @@\n start();\n+begin(c);\n+begin(b);\n+begin(a);\n",
                   "use(b);\nuse(a);\nuse(c);\nstart();"));
}

}  // namespace
}  // namespace towpath::smpl
