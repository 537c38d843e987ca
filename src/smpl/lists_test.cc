// SPDX-License-Identifier: GPL-2.0-or-later
// Dots and metavariables in lists: arguments, parameters, initializers, fields, enumerators.
#include <gtest/gtest.h>

#include <string>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

namespace towpath::smpl {
namespace {

std::string patched(const std::string& cocci, const std::string& code) {
  const Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names());
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  if (!patch) return {};
  const Result<Outcome> outcome = patch->apply(Text("code.c", code));
  EXPECT_TRUE(outcome.ok()) << to_string(outcome.error());
  return outcome ? applied(code, outcome->edits) : std::string();
}

std::string in_function(const std::string& statements) {
  return "int f(void)\n{\n" + statements + "}\n";
}

TEST(ListDots, StandForAnyNumberOfArguments) {
  const char rule[] = "@@ @@\n-old(...)\n+new()\n";
  EXPECT_EQ(patched(rule, in_function("\told();\n\told(1);\n\told(1, g(2, 3));\n")),
            in_function("\tnew();\n\tnew();\n\tnew();\n"));
}

TEST(ListDots, StandOnBothSidesOfAnArgument) {
  const char rule[] = "@@ @@\n log(...,\n-FLAG\n+OTHER\n , ...)\n";
  EXPECT_EQ(patched(rule, in_function("\tlog(FLAG);\n\tlog(1, FLAG);\n\tlog(FLAG, 2);\n"
                                      "\tlog(1, FLAG, 2);\n\tlog(1);\n")),
            in_function("\tlog(OTHER);\n\tlog(1, OTHER);\n\tlog(OTHER, 2);\n"
                        "\tlog(1, OTHER, 2);\n\tlog(1);\n"));
}

TEST(ListDots, PassNothingThatWhenForbids) {
  const char rule[] = "@@ @@\n-old(... when != bad)\n+new()\n";
  EXPECT_EQ(patched(rule, in_function("\told(1, 2);\n\told(1, bad, 2);\n\told(worse(bad));\n")),
            in_function("\tnew();\n\told(1, bad, 2);\n\tnew();\n"));
}

TEST(ListDots, GiveAMatchForEachArgument) {
  const char rules[] =
      "@ r @\nexpression E;\n@@\n many(..., E, ...)\n\n@@\nexpression r.E;\n@@\n-one(E)\n+two(E)\n";
  EXPECT_EQ(patched(rules, in_function("\tmany(a, b);\n\tone(a);\n\tone(b);\n\tone(c);\n")),
            in_function("\tmany(a, b);\n\ttwo(a);\n\ttwo(b);\n\tone(c);\n"));
}

TEST(ListDots, StandForOneExpressionElsewhere) {
  EXPECT_EQ(patched("@@ @@\n-a[...]\n+b\n", in_function("\tx = a[i + 1];\n")),
            in_function("\tx = b;\n"));
  EXPECT_EQ(patched("@@ @@\n-return ...;\n+done();\n",
                    "int f(int x)\n{\n\tif (x)\n\t\treturn;\n"
                    "\treturn x + 1;\n}\n"),
            "int f(int x)\n{\n\tif (x)\n\t\tdone();\n\tdone();\n}\n");
}

TEST(ListDots, AreAmongParametersAndBehindAnyType) {
  const char rule[] =
      "@@\nidentifier fn;\n@@\n fn(..., struct s *\n-old\n+new\n , ...)\n {\n ...\n }\n";
  EXPECT_EQ(
      patched(rule,
              "static int *f(int a, struct s *old)\n{\n\treturn 0;\n}\n"
              "void g(struct t *old)\n{\n}\n"),
      "static int *f(int a, struct s *new)\n{\n\treturn 0;\n}\nvoid g(struct t *old)\n{\n}\n");
}

TEST(ListDots, AreAmongFieldsAndEnumerators) {
  EXPECT_EQ(patched("@@ @@\n struct t {\n ...\n-int old;\n+long new;\n ...\n };\n",
                    "struct t {\n\tchar c;\n\tint old;\n\tint more;\n};\n"),
            "struct t {\n\tchar c;\n\tlong new;\n\tint more;\n};\n");
  EXPECT_EQ(patched("@@ @@\n enum e { ...,\n-B\n+BB\n , ... };\n", "enum e { A, B, C };\n"),
            "enum e { A, BB, C };\n");
}

TEST(Initializers, WithDesignatorsAreInAnyOrder) {
  const char rule[] =
      "@@\nidentifier x;\nexpression E;\n@@\n struct s x = {\n-.a = E,\n+.b = E,\n .k = 1,\n };\n";
  EXPECT_EQ(patched(rule, "struct s one = {\n\t.k = 1,\n\t.z = 2,\n\t.a = 3,\n};\n"),
            "struct s one = {\n\t.k = 1,\n\t.z = 2,\n\t.b = 3,\n};\n");
  EXPECT_EQ(patched(rule, "struct s two = {\n\t.k = 2,\n\t.a = 3,\n};\n"),
            "struct s two = {\n\t.k = 2,\n\t.a = 3,\n};\n");
}

TEST(Initializers, WithoutDesignatorsAreInOrder) {
  const char rule[] = "@@\nidentifier x;\nexpression E;\n@@\n int x[] = { E,\n-2\n+3\n , ... };\n";
  EXPECT_EQ(patched(rule, "int a[] = { 1, 2, 5 };\nint b[] = { 2, 1 };\n"),
            "int a[] = { 1, 3, 5 };\nint b[] = { 2, 1 };\n");
}

TEST(Lists, HaveTheLengthThatIsAskedFor) {
  EXPECT_EQ(patched("@@\nexpression list[2] es;\n@@\n-old(es)\n+new(es)\n",
                    in_function("\told(1);\n\told(1, 2);\n\told(1, 2, 3);\n")),
            in_function("\told(1);\n\tnew(1, 2);\n\told(1, 2, 3);\n"));
}

TEST(Lists, TellTheirLengthToLaterRules) {
  const char rules[] =
      "@ r @\nparameter list[n] ps;\n@@\n callee(ps, int flag, ...) { return 0; }\n\n"
      "@@\nexpression list[r.n] es;\n@@\n callee(es,\n-1\n+ON\n , ...)\n";
  EXPECT_EQ(patched(rules, "int callee(char *a, int flag, int b)\n{\n\treturn 0;\n}\n" +
                               in_function("\tcallee(1, 1, 1);\n")),
            "int callee(char *a, int flag, int b)\n{\n\treturn 0;\n}\n" +
                in_function("\tcallee(1, ON, 1);\n"));
}

TEST(Lists, OfFieldsAndSingleOnes) {
  const char rule[] =
      "@@\nfield list fs;\nfield last;\n@@\n struct t {\n fs\n last\n+int more;\n };\n";
  EXPECT_EQ(patched(rule, "struct t {\n\tint a;\n\tint b;\n};\n"),
            "struct t {\n\tint a;\n\tint b;\n\tint more;\n};\n");
}

TEST(ExpressionNests, ChangeEveryMatchWithin) {
  const char rule[] = "@@ @@\n f(<+...\n-x\n+y\n ...+>)\n";
  EXPECT_EQ(patched(rule, in_function("\tf(x);\n\tf(1 + x * g(x));\n\tf(2);\n")),
            in_function("\tf(y);\n\tf(1 + y * g(y));\n\tf(2);\n"));
}

TEST(Fields, InNewCodeHaveLinesOfTheirOwn) {
  EXPECT_EQ(
      patched("@@\nfield list fs;\nfield f;\n@@\n struct old {\n-  fs\n   int last;\n-  f\n };\n"
              "+struct made { char c; fs f };\n",
              "struct old {\n\tint a;\n#ifdef X\n\tint b;\n#endif\n\tint last;\n\tint z;\n};\n"),
      "struct old {\n\tint last;\n};\nstruct made {\n\tchar c;\n\tint a;\n#ifdef X\n\tint b;\n"
      "#endif\n\tint z;\n};\n");
}

TEST(FieldLists, AreWholeInNewCode) {
  EXPECT_EQ(patched("@ r @ field list fs; @@\n struct a { fs };\n\n"
                    "@@ field list r.fs; @@\n+struct b { fs };\n extern int x;\n",
                    "struct a { int n; char *s; };\nextern int x;\n"),
            "struct a { int n; char *s; };\nstruct b {\n\tint n; char *s;\n};\nextern int x;\n");
}

TEST(FieldTypes, MayBeAllButPointers) {
  EXPECT_EQ(
      patched("@@ identifier x; type T; type P != {T *}; @@\n struct s {\n ...\n-P x;\n ...\n };\n",
              "struct s {\n\tint n;\n\tchar *s;\n};\n"),
      "struct s {\n\tchar *s;\n};\n");
}

}  // namespace
}  // namespace towpath::smpl
