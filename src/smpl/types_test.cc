// SPDX-License-Identifier: GPL-2.0-or-later
// Types: as patterns, as what metavariables stand for, and of expressions.
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

// -- types as rules ------------------------------------------------------------------------------

TEST(TypeRules, MatchWhereverATypeIs) {
  EXPECT_EQ(patched("@@ @@\n-struct old\n+struct new\n",
                    "static struct old *f(const struct old *p, int n)\n{\n"
                    "\tstruct old a, *b = (struct old *)p;\n\treturn b + sizeof(struct old);\n}\n"),
            "static struct new *f(const struct new *p, int n)\n{\n"
            "\tstruct new a, *b = (struct new *)p;\n\treturn b + sizeof(struct new);\n}\n");
}

TEST(TypeRules, LeaveLongerTypesAlone) {
  EXPECT_EQ(patched("@@ @@\n-int\n+s32\n", "unsigned int a;\nlong int b;\nint c;\n"),
            "unsigned int a;\nlong int b;\ns32 c;\n");
}

TEST(TypeRules, TakeWordsInAnyOrder) {
  EXPECT_EQ(patched("@@ @@\n-unsigned long\n+ulong\n",
                    "long unsigned a;\nunsigned long int b;\nunsigned c;\n"),
            "ulong a;\nulong b;\nunsigned c;\n");
}

TEST(TypeRules, AreOfInheritedTypes) {
  EXPECT_EQ(patched("@ r @ type T, N; @@\n typedef T N;\n\n@@ type r.T, r.N; @@\n-N\n+T\n",
                    "typedef int num_t;\nnum_t a;\nlong b;\nnum_t *f(num_t c);\n"),
            "typedef int num_t;\nint a;\nlong b;\nint *f(int c);\n");
}

TEST(TypeRules, HavePointers) {
  EXPECT_EQ(patched("@@ @@\n-struct a *\n+handle_t\n", "struct a *p;\nstruct a q;\n"),
            "handle_t p;\nstruct a q;\n");
}

TEST(TypeChoices, AreOfDeclarationsFunctionsAndCasts) {
  EXPECT_EQ(patched("@@ identifier x; @@\n-\\(int\\|unsigned long\\)\n+num_t\n x;\n",
                    "int a;\nlong unsigned b;\nchar c;\n"),
            "num_t a;\nnum_t b;\nchar c;\n");
  EXPECT_EQ(
      patched("@@ identifier f; @@\n(\nint\n|\nlong\n) f(...) {\n ...\n+check();\n return 0;\n }\n",
              "long f(void)\n{\n\treturn 0;\n}\nchar g(void)\n{\n\treturn 0;\n}\n"),
      "long f(void)\n{\n\tcheck();\n\treturn 0;\n}\nchar g(void)\n{\n\treturn 0;\n}\n");
  EXPECT_EQ(patched("@@ expression E; @@\n-(\\(int\\|char *\\))E\n+cast(E)\n",
                    "int x = (int)a + (char *)b + (long)c;\n"),
            "int x = cast(a) + cast(b) + (long)c;\n");
}

TEST(FieldChoices, AreFieldsOfStructures) {
  EXPECT_EQ(
      patched("@@ identifier x; field list fs; @@\n struct s {\n fs\n(\n-int x[3];\n+three x;\n|\n"
              "-long x;\n+wide x;\n)\n ...\n };\n",
              "struct s {\n\tchar a;\n\tint b[3];\n\tlong c;\n};\n"),
      "struct s {\n\tchar a;\n\tthree b;\n\twide c;\n};\n");
}

// -- declarations --------------------------------------------------------------------------------

TEST(Declarations, AreTakenOutOfSeveral) {
  const char rule[] = "@@ @@\n-int b;\n";
  EXPECT_EQ(patched(rule, "int a, b, *c;\n"), "int a, *c;\n");
  EXPECT_EQ(patched(rule, "int b, *c;\n"), "int *c;\n");
  EXPECT_EQ(patched(rule, "int a, b;\n"), "int a;\n");
  EXPECT_EQ(patched(rule, "int a, *b;\n"), "int a, *b;\n");
}

TEST(Declarations, GoAllTogether) {
  const char rule[] = "@@ identifier x; @@\n-int x;\n";
  EXPECT_EQ(patched(rule, "int a, b, *c;\n"), "int *c;\n");
  EXPECT_EQ(patched(rule, "int *c, a, b;\n"), "int *c;\n");
  EXPECT_EQ(patched(rule, "int a, *c, b;\n"), "int *c;\n");
  EXPECT_EQ(patched(rule, "void f(void)\n{\n\tint a, b;\n\tg();\n}\n"),
            "void f(void)\n{\n\tg();\n}\n");
}

TEST(Declarations, ChangeWithinSeveral) {
  EXPECT_EQ(patched("@@ @@\n int\n-b\n+z\n ;\n", "int a, b, c;\n"), "int a, z, c;\n");
}

TEST(Declarations, AreNotReplacedAmongSeveral) {
  EXPECT_EQ(patched("@@ @@\n-int b;\n+char b;\n", "int a, b;\n"), "int a, b;\n");
}

TEST(Declarations, MayBeInitializedWhereTheNameStays) {
  EXPECT_EQ(patched("@@ identifier x; @@\n-int\n+long\n x;\n", "int a;\nint b = 2;\n"),
            "long a;\nlong b = 2;\n");
  EXPECT_EQ(patched("@@ identifier x; @@\n-int x;\n", "int b = 2;\n"), "int b = 2;\n");
  EXPECT_EQ(patched("@ disable decl_init @ identifier x; @@\n-int\n+long\n x;\n", "int b = 2;\n"),
            "int b = 2;\n");
}

TEST(Declarations, KeepStorageAndQualifiersThatARuleLeavesOpen) {
  EXPECT_EQ(patched("@@ identifier x; @@\n-int\n+long\n x;\n",
                    "static int a;\nconst int b;\nint volatile c;\n"),
            "static long a;\nconst long b;\nlong volatile c;\n");
}

TEST(Declarations, AskForQualifiersThatARuleHas) {
  EXPECT_EQ(patched("@@ identifier x; @@\n-const int x;\n", "int a;\nint const b;\n"), "int a;\n");
}

TEST(Declarations, MatchWithAttributes) {
  EXPECT_EQ(patched("@@ identifier x; @@\n-int\n+long\n x;\n", "int a __attribute__((unused));\n"),
            "long a __attribute__((unused));\n");
}

TEST(Declarations, MatchWithoutAttributesWhereTheseAreNotOptional) {
  EXPECT_EQ(patched("@ disable optional_attributes @ identifier x; @@\n-int\n+long\n x;\n",
                    "int a __attribute__((unused));\nint b;\n"),
            "int a __attribute__((unused));\nlong b;\n");
}

TEST(Declarations, ChangeTheirAttributes) {
  EXPECT_EQ(patched("@@ attribute name __old; identifier x; @@\n int x\n-__old\n ;\n",
                    "int a __old;\nint b;\n"),
            "int a;\nint b;\n");
}

TEST(Declarations, HaveIteratorsByMetavariable) {
  EXPECT_EQ(patched("@@ iterator I; expression x; statement S; @@\n-I(x, 0) S\n+I(x) S\n",
                    "void f(void)\n{\n\tfor_each_thing(a, 0)\n\t\tg(a);\n}\n"),
            "void f(void)\n{\n\tfor_each_thing(a)\n\t\tg(a);\n}\n");
}

TEST(Declarations, StandAsAWhole) {
  EXPECT_EQ(patched("@@ declaration d; @@\n d\n+enter();\n first();\n",
                    "void f(void)\n{\n\tint x = 3;\n\tfirst();\n}\n"),
            "void f(void)\n{\n\tint x = 3;\n\tenter();\n\tfirst();\n}\n");
}

// -- type metavariables --------------------------------------------------------------------------

TEST(TypeMetavariables, HaveTheWholeType) {
  const char rule[] = "@@ type T; identifier x; @@\n-T x;\n+DECLARE(x, T);\n";
  EXPECT_EQ(patched(rule, "unsigned long a;\n"), "DECLARE(a, unsigned long);\n");
  EXPECT_EQ(patched(rule, "struct s *p;\n"), "DECLARE(p, struct s *);\n");
  EXPECT_EQ(patched(rule, "const char **p;\n"), "DECLARE(p, const char **);\n");
}

TEST(TypeMetavariables, ComeAroundTheNewName) {
  const char rule[] =
      "@@ type T; identifier x; fresh identifier y = \"new_\" ## x; @@\n"
      "-T x;\n+T y;\n";
  EXPECT_EQ(patched(rule, "char *a;\nint b[3];\nint (*c)(int, char *);\n"),
            "char *new_a;\nint new_b[3];\nint (*new_c)(int, char *);\n");
}

TEST(TypeMetavariables, ComeAroundEachOfSeveralNewNames) {
  const char rule[] = "@@ type T; identifier x; @@\n-T x;\n+T first, x;\n";
  EXPECT_EQ(patched(rule, "char *a;\n"), "char *first;\nchar *a;\n");
  EXPECT_EQ(patched(rule, "int b[3];\n"), "int first[3];\nint b[3];\n");
}

TEST(TypeMetavariables, LeaveWhatTheRuleWrites) {
  EXPECT_EQ(patched("@@ type T; identifier x; @@\n-T *x;\n+REF(T, x);\n", "char **a;\nint b;\n"),
            "REF(char *, a);\nint b;\n");
  EXPECT_EQ(patched("@@ type T; identifier x; @@\n-const T x;\n+CONST(T, x);\n",
                    "const int a;\nint b;\n"),
            "CONST(int, a);\nint b;\n");
  EXPECT_EQ(patched("@@ type T; identifier x; @@\n-T x[3];\n+THREE(T, x);\n", "char *a[3];\n"),
            "THREE(char *, a);\n");
}

TEST(TypeMetavariables, AreTheSameTwice) {
  const char rule[] = "@@ type T; identifier x, y; @@\n-T x;\n-T y;\n+two(x, y);\n";
  EXPECT_EQ(patched(rule, "void f(void)\n{\n\tlong unsigned a;\n\tunsigned long b;\n}\n"),
            "void f(void)\n{\n\ttwo(a, b);\n}\n");
  EXPECT_EQ(patched(rule, "void f(void)\n{\n\tlong *a;\n\tlong b;\n}\n"),
            "void f(void)\n{\n\tlong *a;\n\tlong b;\n}\n");
}

TEST(TypeMetavariables, AreOfFunctionsAndParameters) {
  EXPECT_EQ(patched("@@ type T; identifier f, p; @@\n-T f(long p);\n+T f(int p);\n",
                    "struct s *g(long n);\n"),
            "struct s *g(int n);\n");
}

TEST(TypeMetavariables, AreInherited) {
  EXPECT_EQ(
      patched("@ r @ type T; @@\n T special;\n\n@@ type r.T; identifier x; @@\n-T x;\n+GONE(x);\n",
              "struct s *special;\nstruct s *a;\nstruct s b;\n"),
      "GONE(special);\nGONE(a);\nstruct s b;\n");
}

TEST(TypeMetavariables, AreOfARuleThatIsExtended) {
  EXPECT_EQ(
      patched("@ r @ type T; @@\n T special;\n\n@ s extends r @ T *p; @@\n-m(p)\n+yes(p)\n",
              "struct s special;\nvoid f(struct s *a, struct t *b)\n{\n\tm(a);\n\tm(b);\n}\n"),
      "struct s special;\nvoid f(struct s *a, struct t *b)\n{\n\tyes(a);\n\tm(b);\n}\n");
}

TEST(TypeMetavariables, MayBeOfARuleThatHasNotMatchedAmongOthers) {
  EXPECT_EQ(patched("@ r @ type T; T x; @@\n one(x)\n\n@ s @ type U; U x; @@\n two(x)\n\n"
                    "@@ {r.T, s.U} x; @@\n-m(x)\n+yes(x)\n",
                    "void f(int a, char b)\n{\n\tone(a);\n\tm(a);\n\tm(b);\n}\n"),
            "void f(int a, char b)\n{\n\tone(a);\n\tyes(a);\n\tm(b);\n}\n");
}

TEST(TypeMetavariables, AreTheSameThroughTypedefsOfExpressions) {
  EXPECT_EQ(
      patched("@@ type T; T x, y; @@\n-m(x, y)\n+yes(x, y)\n",
              "typedef struct s { int n; } s_t;\n"
              "void f(struct s *a, s_t *b, int *c)\n{\n\tm(a, b);\n\tm(b, a);\n\tm(a, c);\n}\n"),
      "typedef struct s { int n; } s_t;\n"
      "void f(struct s *a, s_t *b, int *c)\n{\n\tyes(a, b);\n\tyes(b, a);\n\tm(a, c);\n}\n");
}

TEST(TypeMetavariables, TakeAttributesWithThemWhereTheyGo) {
  EXPECT_EQ(patched("@@ attribute name __marked; type T; identifier x; @@\n f(\n-T x\n+flags_t x\n"
                    " ) { ... }\n",
                    "#define __marked __attribute__((mark))\nint f(unsigned __marked a)\n{\n}\n"),
            "#define __marked __attribute__((mark))\nint f(flags_t a)\n{\n}\n");
}

TEST(TypeMetavariables, StandForStructures) {
  EXPECT_EQ(patched("@ r @ type T; @@\n T { ...\n-int old;\n+long new;\n ... };\n\n"
                    "@@ r.T *p; @@\n p->\n-old\n+new\n",
                    "typedef struct s { int a; int old; } s_t;\nstruct t { int a; };\n"
                    "int f(s_t *x, struct t *y)\n{\n\treturn x->old + y->old;\n}\n"),
            "typedef struct s { int a; long new; } s_t;\nstruct t { int a; };\n"
            "int f(s_t *x, struct t *y)\n{\n\treturn x->new + y->old;\n}\n");
}

TEST(TypeMetavariables, ArePartOfAType) {
  EXPECT_EQ(patched("@@ type T; identifier x; @@\n-unsigned T x;\n+T x;\n", "unsigned char a;\n"),
            "char a;\n");
}

// -- typed expressions ---------------------------------------------------------------------------

std::string typed(const std::string& declaration, const std::string& argument) {
  const std::string code =
      "typedef unsigned int u32;\n"
      "struct in { char *name; };\n"
      "struct s { int n; struct in in, *pin; int a[4]; struct { long deep; }; };\n"
      "typedef struct s s_t;\n"
      "enum e { RED };\n"
      "int fint(void);\n"
      "char *fstr(int);\n"
      "long global;\n"
      "void f(struct s *p, const char *cc, enum e col)\n{\n"
      "\tint i;\n\tunsigned long ul;\n\tu32 u;\n\tshort sh;\n\tint *ip;\n\tchar buf[3];\n"
      "\ts_t *q;\n\tint (*fp)(void);\n"
      "\tm(" +
      argument + ");\n}\n";
  const std::string result =
      patched("@@ typedef s_t, u32; " + declaration + " @@\n-m(x)\n+yes(x)\n", code);
  return result.substr(result.rfind('\t') + 1, 3);
}

TEST(TypedExpressions, AreNamesAsDeclared) {
  EXPECT_EQ(typed("int x;", "i"), "yes");
  EXPECT_EQ(typed("int x;", "ul"), "m(u");
  EXPECT_EQ(typed("unsigned long x;", "ul"), "yes");
  EXPECT_EQ(typed("long unsigned int x;", "ul"), "yes");
  EXPECT_EQ(typed("long x;", "global"), "yes");
  EXPECT_EQ(typed("enum e x;", "col"), "yes");
  EXPECT_EQ(typed("int x;", "unknown"), "m(u");
}

TEST(TypedExpressions, SeeThroughTypedefsInTheCodeOnly) {
  EXPECT_EQ(typed("unsigned int x;", "u"), "yes");
  EXPECT_EQ(typed("u32 x;", "u"), "yes");
  EXPECT_EQ(typed("struct s *x;", "q"), "yes");
  EXPECT_EQ(typed("s_t *x;", "p"), "m(p");
}

TEST(TypedExpressions, HaveTheTypesOfTheirParts) {
  EXPECT_EQ(typed("int x;", "p->n"), "yes");
  EXPECT_EQ(typed("char *x;", "p->in.name"), "yes");
  EXPECT_EQ(typed("char *x;", "p->pin->name"), "yes");
  EXPECT_EQ(typed("long x;", "p->deep"), "yes");
  EXPECT_EQ(typed("int x;", "p->a[2]"), "yes");
  EXPECT_EQ(typed("char x;", "*cc"), "yes");
  EXPECT_EQ(typed("struct in *x;", "&p->in"), "yes");
  EXPECT_EQ(typed("struct s x;", "*p"), "yes");
  EXPECT_EQ(typed("char x;", "buf[0]"), "yes");
}

TEST(TypedExpressions, HaveTheTypesOfCallsCastsAndOperators) {
  EXPECT_EQ(typed("int x;", "fint()"), "yes");
  EXPECT_EQ(typed("int x;", "fp()"), "yes");
  EXPECT_EQ(typed("char *x;", "fstr(3)"), "yes");
  EXPECT_EQ(typed("long x;", "(long)i"), "yes");
  EXPECT_EQ(typed("int x;", "i == ul"), "yes");
  EXPECT_EQ(typed("int x;", "sh + sh"), "yes");
  EXPECT_EQ(typed("unsigned long x;", "i + ul"), "yes");
  EXPECT_EQ(typed("int *x;", "ip + 1"), "yes");
  EXPECT_EQ(typed("ptrdiff_t x;", "ip - ip"), "yes");
  EXPECT_EQ(typed("size_t x;", "sizeof(i)"), "yes");
  EXPECT_EQ(typed("unsigned long x;", "3UL"), "yes");
  EXPECT_EQ(typed("double x;", "0.5"), "yes");
}

TEST(TypedExpressions, TellArraysFromPointers) {
  EXPECT_EQ(typed("char[] x;", "buf"), "yes");
  EXPECT_EQ(typed("char *x;", "buf"), "m(b");
  EXPECT_EQ(typed("expression *x;", "ip"), "yes");
  EXPECT_EQ(typed("expression *x;", "i"), "m(i");
  EXPECT_EQ(typed("expression struct *x;", "p"), "yes");
  EXPECT_EQ(typed("expression struct *x;", "ip"), "m(i");
}

TEST(TypedExpressions, MayHaveAnyTag) {
  EXPECT_EQ(patched("@@ identifier s; struct s *x; @@\n-m(x)\n+m(x, sizeof(struct s))\n",
                    "void f(struct a *p, int *q)\n{\n\tm(p);\n\tm(q);\n}\n"),
            "void f(struct a *p, int *q)\n{\n\tm(p, sizeof(struct a));\n\tm(q);\n}\n");
}

TEST(TypedExpressions, HaveOneOfSeveralTypes) {
  EXPECT_EQ(typed("{int, short} x;", "sh"), "yes");
  EXPECT_EQ(typed("{int, long} x;", "sh"), "m(s");
}

TEST(TypedExpressions, TellWhereNamesAreDeclared) {
  EXPECT_EQ(typed("local idexpression x;", "i"), "yes");
  EXPECT_EQ(typed("local idexpression x;", "p"), "yes");
  EXPECT_EQ(typed("local idexpression x;", "global"), "m(g");
  EXPECT_EQ(typed("global idexpression x;", "global"), "yes");
  EXPECT_EQ(typed("idexpression x;", "p->n"), "m(p");
  EXPECT_EQ(typed("local idexpression int x;", "i"), "yes");
  EXPECT_EQ(typed("local idexpression int x;", "sh"), "m(s");
}

TEST(TypedExpressions, AreOfTheInnermostDeclaration) {
  EXPECT_EQ(patched("@@ long x; @@\n-m(x)\n+yes(x)\n",
                    "int v;\nvoid f(char v)\n{\n\t{\n\t\tlong v;\n\t\tm(v);\n\t}\n\tm(v);\n}\n"
                    "void g(void)\n{\n\tm(v);\n}\n"),
            "int v;\nvoid f(char v)\n{\n\t{\n\t\tlong v;\n\t\tyes(v);\n\t}\n\tm(v);\n}\n"
            "void g(void)\n{\n\tm(v);\n}\n");
}

TEST(TypedExpressions, TellTheirTypeToMetavariables) {
  const char code[] = "struct s { int n; };\nvoid f(struct s *p, int i)\n{\n\tm(p);\n\tm(i);\n}\n";
  EXPECT_EQ(patched("@@ type T; T *x; @@\n-m(x)\n+m(x, sizeof(T))\n", code),
            "struct s { int n; };\nvoid f(struct s *p, int i)\n{\n\tm(p, sizeof(struct s));\n"
            "\tm(i);\n}\n");
}

// fld_to_ptr.
TEST(TypedExpressions, HaveMembersThroughPointersToo) {
  const char code[] =
      "struct s { int old; };\nstruct t { int old; };\n"
      "int f(struct s a, struct s *p, struct t *q)\n{\n\treturn a.old + p->old + q->old;\n}\n";
  EXPECT_EQ(patched("@@ struct s x; @@\n x.\n-old\n+new\n", code),
            "struct s { int old; };\nstruct t { int old; };\n"
            "int f(struct s a, struct s *p, struct t *q)\n"
            "{\n\treturn a.new + p->new + q->old;\n}\n");
  EXPECT_EQ(patched("@ disable fld_to_ptr @ struct s x; @@\n x.\n-old\n+new\n", code),
            "struct s { int old; };\nstruct t { int old; };\n"
            "int f(struct s a, struct s *p, struct t *q)\n"
            "{\n\treturn a.new + p->old + q->old;\n}\n");
}

// By the suffix alone, or by the value where sizes are told.
TEST(TypedExpressions, AreNumbersOfKnownSizes) {
  const auto type_of = [](const std::string& options, const std::string& number) {
    return patched(
        options +
            "@@ int i; unsigned int u; long l; unsigned long ul; long long ll; @@\n(\n"
            "-m(i)\n+is_i()\n|\n-m(u)\n+is_u()\n|\n-m(l)\n+is_l()\n|\n-m(ul)\n+is_ul()\n|\n"
            "-m(ll)\n+is_ll()\n)\n",
        "int x = m(" + number + ");\n");
  };
  EXPECT_EQ(type_of("", "3000000000"), "int x = is_i();\n");
  const std::string wide = "#spatch --int-bits 32 --long-bits 64\n";
  EXPECT_EQ(type_of(wide, "2000000000"), "int x = is_i();\n");
  EXPECT_EQ(type_of(wide, "3000000000"), "int x = is_l();\n");
  EXPECT_EQ(type_of(wide, "0xf0000000"), "int x = is_u();\n");
  EXPECT_EQ(type_of(wide, "3000000000u"), "int x = is_u();\n");
  EXPECT_EQ(type_of(wide, "0xf000000000000000"), "int x = is_ul();\n");
  EXPECT_EQ(type_of("#spatch --int-bits 32 --long-bits 32\n", "5000000000"), "int x = is_ll();\n");
  EXPECT_EQ(type_of("#spatch --int-bits 16\n", "70000"), "int x = is_l();\n");
}

TEST(TypedExpressions, SeeWhatEarlierRulesDeclare) {
  EXPECT_EQ(patched("@@ @@\n-int\n+long\n\n@@ long x; @@\n-m(x)\n+yes(x)\n",
                    "int v;\nvoid f(void)\n{\n\tm(v);\n}\n"),
            "long v;\nvoid f(void)\n{\n\tyes(v);\n}\n");
}

TEST(TypedExpressions, EndWithTypedefsOfThemselves) {
  EXPECT_EQ(patched("@@ int x; @@\n-m(x)\n+yes(x)\n",
                    "typedef a b;\ntypedef b a;\na v;\nvoid f(void)\n{\n\tm(v);\n}\n"),
            "typedef a b;\ntypedef b a;\na v;\nvoid f(void)\n{\n\tm(v);\n}\n");
}

TEST(Types, WithFieldsAreNotThoseOfFields) {
  EXPECT_EQ(patched("@@\nidentifier s;\n@@\n struct\n-  s\n+  t\n { ... }\n",
                    "struct a {\n\tstruct b {\n\t\tint x;\n\t} y;\n};\n"),
            "struct t {\n\tstruct b {\n\t\tint x;\n\t} y;\n};\n");
}

}  // namespace
}  // namespace towpath::smpl
