// SPDX-License-Identifier: GPL-2.0-or-later
// One of several declarators replaced, `return;` at the end of functions, functions whose type is
// left open.
#include <gtest/gtest.h>

#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

TEST(OneOfSeveral, IsReplacedBehindTheOthers) {
  EXPECT_EQ(patched("@@ symbol b; @@\n-int b;\n++char q;\n", "int a, b, c;\n"),
            "int a, c;\nchar q;\n");
  EXPECT_EQ(patched("@@ symbol b; @@\n+char q;\n-int b;\n", "int a, b;\n"), "char q;\nint a;\n");
}

TEST(OneOfSeveral, IsReplacedWithAllOthers) {
  EXPECT_EQ(patched("@@ identifier x; @@\n-int x;\n++char x;\n", "int a, b, c;\n"),
            "char a;\nchar b;\nchar c;\n");
}

TEST(OneOfSeveral, IsReplacedInStructures) {
  EXPECT_EQ(patched("@@ identifier s, x; @@\n struct s { ...\n-int x;\n++char x;\n ...\n };\n",
                    "struct t {\n\tint a, b;\n\tlong c;\n};\n"),
            "struct t {\n\tchar a;\n\tchar b;\n\tlong c;\n};\n");
}

TEST(OneOfSeveral, StaysWhereSeveralWouldBeReplacedAtOnePlace) {
  EXPECT_EQ(patched("@@ identifier x; @@\n+char x;\n-int x;\n", "int a, b;\n"), "int a, b;\n");
}

TEST(OneOfSeveral, StaysWhereStorageIsLeftOpen) {
  EXPECT_EQ(patched("@@ identifier x; @@\n-int x;\n++char x;\n", "static int a, b;\n"),
            "static int a, b;\n");
}

TEST(Return, StandsForTheEndOfAFunction) {
  EXPECT_EQ(patched("@@ @@\n f();\n ...\n-return;\n+return 1;\n", "int g(void)\n{\n\tf();\n}\n"),
            "int g(void)\n{\n\tf();\n\treturn 1;\n}\n");
  EXPECT_EQ(patched("@@ @@\n f();\n ...\n+h();\n return;\n",
                    "void g(void)\n{\n\tf();\n\tif (a)\n\t\treturn;\n\tk();\n}\n"),
            "void g(void)\n{\n\tf();\n\tif (a) {\n\t\th();\n\t\treturn;\n\t}\n\tk();\n\th();\n}\n");
}

TEST(Return, ComesBehindTheCommentsBeforeTheEnd) {
  EXPECT_EQ(patched("@@ @@\n f();\n ...\n+h();\n return;\n",
                    "void g(void)\n{\n\tf();\n\t/* a */\n\t// b\n}\nvoid k(void) { f(); }\n"),
            "void g(void)\n{\n\tf();\n\t/* a */\n\t// b\n\th();\n}\n"
            "void k(void) { f();\n\th();\n}\n");
}

TEST(Return, StandsForNoEndThatIsNotReached) {
  EXPECT_EQ(patched("@@ @@\n+h();\n return;\n", "void g(void)\n{\n\treturn;\n}\n"),
            "void g(void)\n{\n\th();\n\treturn;\n}\n");
}

TEST(Return, EndsAFunctionWhereverItStands) {
  EXPECT_EQ(
      patched("@@ @@\n g(...) {\n ...\n+h();\n return;\n }\n",
              "void g(void)\n{\n\tif (a) {\n\t\tb();\n\t\treturn;\n\t}\n\tc();\n}\n"),
      "void g(void)\n{\n\tif (a) {\n\t\tb();\n\t\th();\n\t\treturn;\n\t}\n\tc();\n\th();\n}\n");
}

TEST(RegularExpressions, SeeStringsWithTheirQuotes) {
  EXPECT_EQ(patched("@@ expression e =~ \"^\\\"a.*\\\"$\"; @@\n-f(e)\n+g(e)\n",
                    "int x(void) { f(\"ab\"); f(\"ba\"); }\n"),
            "int x(void) { g(\"ab\"); f(\"ba\"); }\n");
}

TEST(FunctionDefinitions, MayHaveAnyTypeBesideStorage) {
  EXPECT_EQ(
      patched("@@ identifier f; statement S; @@\n static f(...) {\n-S\n }\n",
              "static inline struct s *g(void)\n{\n\treturn a;\n}\nint h(void) { return 1; }\n"),
      "static inline struct s *g(void)\n{\n}\nint h(void) { return 1; }\n");
}

TEST(Structures, MatchInTypedefs) {
  EXPECT_EQ(
      patched("@@ @@\n struct s {\n-int a;\n+int b;\n };\n", "typedef struct s { int a; } t;\n"),
      "typedef struct s { int b; } t;\n");
}

TEST(Initializers, GoWithDotsThatGo) {
  EXPECT_EQ(patched("@@ @@\n struct s x = {\n-...,\n .b = 2,\n-...\n };\n",
                    "struct s x = { .a = 1, .b = 2, .c = 3, };\n"),
            "struct s x = { .b = 2, };\n");
}

TEST(Isomorphisms, KeepTheTokensThatPositionsAreAt) {
  EXPECT_EQ(patched("@r@ expression E; position p; @@\n E ==@p NULL\n"
                    "@@ expression r.E; position r.p; @@\n-E ==@p NULL\n+f(E)\n",
                    "int x(void) { if (!a) return 1; if (NULL == b) return 2; return 0; }\n"),
            "int x(void) { if (!a) return 1; if (f(b)) return 2; return 0; }\n");
}

TEST(Isomorphisms, LeaveNothingOutThatIsOfUse) {
  const char code[] = "void f(void)\n{\n\tif (x)\n\t\ta();\n}\n";
  EXPECT_EQ(patched("@@ statement S; @@\n-if (x) S else S\n+g();\n", code), code);
  EXPECT_EQ(patched("@@ statement S, T; @@\n-if (x) S else T\n+T\n", code), code);
  EXPECT_EQ(patched("@@ statement S, T; @@\n-if (x) S else T\n+g();\n", code),
            "void f(void)\n{\n\tg();\n}\n");
}

TEST(Isomorphisms, LeaveMoreThanAMetavariableOfARule) {
  EXPECT_EQ(patched("@@ type T; expression x; @@\n-(T)x\n+(int *)x\n",
                    "void f(void)\n{\n\ta = (char *)p;\n\tg(q);\n}\n"),
            "void f(void)\n{\n\ta = (int *)p;\n\tg(q);\n}\n");
  EXPECT_EQ(patched("@@ type T; expression x; @@\n-f((T)x)\n+g(x)\n",
                    "int a = f(b);\nint c = f((long)d);\n"),
            "int a = g(b);\nint c = g(d);\n");
}

TEST(Isomorphisms, TakeDotsForAnExpression) {
  EXPECT_EQ(patched("@@ statement S1, S2; @@\n-if (...) S1 else S2\n",
                    "void f(void)\n{\n\tif (a)\n\t\tb();\n\tc();\n}\n"),
            "void f(void)\n{\n\tc();\n}\n");
}

TEST(Replaced, WordsStayApart) {
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-(long)E\n+f(E)\n", "\treturn(long)x;\n"),
            "\treturn f(x);\n");
  EXPECT_EQ(within("@@\ntype T;\nsymbol i;\n@@\n-T i;\n", "\tint *i,i[12],k;\n"), "\tint k;\n");
}

TEST(Replaced, TheNameOfAnEmptyMacroIsNoValue) {
  const char code[] = "#define NAME\n#define OTHER NAME\n";
  EXPECT_EQ(patched("@@\n@@\n-NAME\n+NEW\n", code), "#define NAME\n#define OTHER NEW\n");
}

}  // namespace
}  // namespace towpath::smpl
