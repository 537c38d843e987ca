// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/semantic_patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

SemanticPatch parsed(const std::string& cocci, const c::Names& hints = {}) {
  Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), hints);
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  return *patch;
}

Outcome outcome_of(const std::string& cocci, const std::string& code) {
  Result<Outcome> outcome = parsed(cocci).apply(Text("code.c", code));
  EXPECT_TRUE(outcome.ok()) << to_string(outcome.error());
  EXPECT_TRUE(well_formed(outcome->edits, static_cast<Offset>(code.size())));
  return *outcome;
}

// The whole text after the rules.
std::string patched(const std::string& cocci, const std::string& code) {
  return applied(code, outcome_of(cocci, code).edits);
}

std::string in_function(const std::string& statements) {
  return "int f(void)\n{\n" + statements + "}\n";
}

// The statements of a function after the rules.
std::string within(const std::string& cocci, const std::string& statements) {
  std::string text = patched(cocci, in_function(statements));
  const std::string head = in_function("");
  EXPECT_THAT(text, HasSubstr("int f(void)\n{\n"));
  return text.substr(14, text.size() - head.size());
}

std::string error_of(const std::string& cocci) {
  Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names());
  return patch ? "no error" : to_string(patch.error());
}

const char kGoto[] =
    "@ assigned @\nidentifier L;\nexpression V, E;\n@@\n-GOTO(L, V = E);\n+V = E;\n+goto L;\n\n"
    "@ @\nidentifier L;\nexpression E;\n@@\n-GOTO(L, E);\n+goto L;\n";
const char kReturn[] = "@@\nexpression E;\n@@\n-RETURN(E);\n+return E;\n";

// -- what matches
// ----------------------------------------------------------------------------------

TEST(Match, FindsAnExpressionWhereverExpressionsOccur) {
  const char rule[] = "@@\nexpression E;\n@@\n-old(E)\n+new(E, 0)\n";
  EXPECT_EQ(within(rule, "\tint a = old(1);\n\tif (old(2))\n\t\tfoo(bar, old(3));\n"),
            "\tint a = new(1, 0);\n\tif (new(2, 0))\n\t\tfoo(bar, new(3, 0));\n");
  EXPECT_EQ(patched(rule, "#define M(x) (old(x))\nstruct s t = { .a = old(A) };\n"),
            "#define M(x) (new(x, 0))\nstruct s t = { .a = new(A, 0) };\n");
}

TEST(Match, TellsValuesFromOtherNames) {
  EXPECT_EQ(within("@@ @@\n-old\n+new\n", "\tp->old = old;\n\tgoto old;\nold:\n\tx = old.old;\n"),
            "\tp->old = new;\n\tgoto old;\nold:\n\tx = new.old;\n");
}

TEST(Match, WantsAMetavariableToBeTheSameCodeEverywhere) {
  const char rule[] = "@@\nexpression E;\n@@\n-swap(E, E);\n";
  EXPECT_EQ(within(rule, "\tswap(a, b);\n\tswap(a->b [1], a -> b[ 1 ]);\n\tc();\n"),
            "\tswap(a, b);\n\tc();\n");
}

// -- dots
// ------------------------------------------------------------------------------------------

const char kPair[] = "@@ @@\n-a();\n ...\n-b();\n";

TEST(Dots, FollowAllPaths) {
  EXPECT_EQ(within(kPair, "\ta();\n\tif (x)\n\t\tc();\n\tb();\n"), "\tif (x)\n\t\tc();\n");
  EXPECT_EQ(within(kPair, "\ta();\n\twhile (x)\n\t\tc();\n\tb();\n"), "\twhile (x)\n\t\tc();\n");
  const std::string on_one = "\ta();\n\tif (x)\n\t\tb();\n\tc();\n";
  EXPECT_EQ(within(kPair, on_one), on_one);
}

TEST(Dots, MayFollowOnePath) {
  EXPECT_EQ(within("@@ @@\n-a();\n ... when exists\n-b();\n+d();\n",
                   "\ta();\n\tif (x)\n\t\tb();\n\tc();\n"),
            "\tif (x)\n\t\td();\n\tc();\n");
}

TEST(Dots, LeaveBranchesThatReturnAside) {
  const std::string code = "\ta();\n\tif (x)\n\t\treturn;\n\tb();\n";
  EXPECT_EQ(within(kPair, code), "\tif (x)\n\t\treturn;\n");
  EXPECT_EQ(within("@@ @@\n-a();\n ... when strict\n-b();\n", code), code);
}

TEST(Dots, TakeTheShortestWay) {
  EXPECT_EQ(within(kPair, "\ta();\n\ta();\n\tb();\n\tb();\n"), "\ta();\n\tb();\n");
  EXPECT_EQ(within("@@ @@\n-a();\n ... when any\n-b();\n", "\ta();\n\ta();\n\tb();\n\tb();\n"), "");
}

TEST(Dots, DoNotPassWhatWhenForbids) {
  const char rule[] = "@@\nexpression E;\n@@\n-a(E);\n ... when != E\n-b();\n";
  EXPECT_EQ(within(rule, "\ta(y);\n\tf(z);\n\tb();\n"), "\tf(z);\n");
  const std::string forbidden = "\ta(y);\n\tif (y)\n\t\tc();\n\tb();\n";
  EXPECT_EQ(within(rule, forbidden), forbidden);
}

TEST(Dots, LetAMetavariableDifferBetweenPaths) {
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-a();\n ...\n-f(E);\n+g(E);\n",
                   "\ta();\n\tif (x)\n\t\tf(1);\n\telse\n\t\tf(2);\n"),
            "\tif (x)\n\t\tg(1);\n\telse\n\t\tg(2);\n");
}

TEST(Dots, FillBlocks) {
  EXPECT_EQ(within("@@ @@\n if (x) {\n ...\n-return;\n+return 1;\n }\n",
                   "\tif (x) {\n\t\tc();\n\t\treturn;\n\t}\n\tif (x)\n\t\treturn;\n"),
            "\tif (x) {\n\t\tc();\n\t\treturn 1;\n\t}\n\tif (x)\n\t\treturn 1;\n");
}

TEST(Nest, ChangesWhatItFinds) {
  const std::string code = "\ta();\n\tc(1);\n\tif (x)\n\t\tc(2);\n\tb();\n";
  EXPECT_EQ(within("@@\nexpression E;\n@@\n a();\n <...\n-c(E);\n+d(E);\n ...>\n b();\n", code),
            "\ta();\n\td(1);\n\tif (x)\n\t\td(2);\n\tb();\n");
  EXPECT_EQ(within("@@ @@\n-a();\n <+...\n c(3);\n ...+>\n b();\n", code), code);
}

TEST(Match, KnowsTheKindsOfMetavariables) {
  EXPECT_EQ(within("@@\nconstant C;\n@@\n-f(C)\n+g(C)\n",
                   "\tf(1);\n\tf(MAX);\n\tf(x);\n\tf(-1);\n\tf(\"s\");\n"),
            "\tg(1);\n\tg(MAX);\n\tf(x);\n\tg(-1);\n\tg(\"s\");\n");
  EXPECT_EQ(within("@@\nidentifier I;\n@@\n-f(I)\n+g(I)\n", "\tf(a);\n\tf(a + 1);\n"),
            "\tg(a);\n\tf(a + 1);\n");
  EXPECT_EQ(
      within("@@\ntype T;\nexpression E;\n@@\n-f((T)E)\n+g(E)\n", "\tf((struct s *)a);\n\tf(a);\n"),
      "\tg(a);\n\tg(a);\n");
  EXPECT_EQ(within("@@\nsymbol s;\n@@\n-f(s)\n+g(s)\n", "\tf(s);\n\tf(t);\n"),
            "\tg(s);\n\tf(t);\n");
}

TEST(Match, LetsAnExpressionListBeEmpty) {
  const char rule[] = "@@\nexpression list ES;\n@@\n-f(x, ES)\n+g(ES, y)\n";
  EXPECT_EQ(within(rule, "\tf(x);\n\tf(x, 1);\n\tf(x, 1, h(2, 3));\n\tf(z, 1);\n"),
            "\tg(y);\n\tg(1, y);\n\tg(1, h(2, 3), y);\n\tf(z, 1);\n");
}

TEST(Match, ComparesConstantsByValue) {
  EXPECT_EQ(within("@@ @@\n-f(16)\n+g()\n", "\tf(0x10);\n\tf(020);\n\tf(16);\n\tf(16UL);\n"),
            "\tg();\n\tg();\n\tg();\n\tf(16UL);\n");
}

TEST(Match, TakesStatementsSideBySide) {
  const char rule[] = "@@\nexpression E;\n@@\n-lock(E);\n-unlock(E);\n+touch(E);\n";
  EXPECT_EQ(within(rule, "\tlock(a);\n\t/* c */\n\tunlock(a);\n\tlock(a);\n\tunlock(b);\n"),
            "\ttouch(a);\n\tlock(a);\n\tunlock(b);\n");
  EXPECT_EQ(within(rule, "out:\n\tlock(a);\n\tunlock(a);\n"), "out:\n\ttouch(a);\n");
}

TEST(Match, TakesDeclarations) {
  const char rule[] =
      "@@\nidentifier N, S;\n@@\n-int DEF_VAR=(N, S);\n+static struct shrinker N = {\n"
      "+\t.scan_objects = S,\n+};\n";
  EXPECT_EQ(patched(rule, "int a;\n\nint DEF_VAR = (pools, scan);\n\nint b;\n"),
            "int a;\n\nstatic struct shrinker pools = {\n\t.scan_objects = scan,\n};\n\nint b;\n");
  EXPECT_EQ(patched("@@ @@\n-int x;\n+float x;\n", "static int x;\nconst int x;\n"),
            "static float x;\nconst float x;\n");
  EXPECT_EQ(patched("@@ @@\n-int x;\n", "int a;\nstatic int x;\nint b;\n"), "int a;\nint b;\n");
}

TEST(Match, TakesTheFirstBranchOfADisjunctionThatFits) {
  const char rule[] =
      "@@\nexpression E;\n@@\n(\n-f(E, 0)\n+zero(E)\n|\n-f(E, E)\n+same(E)\n|\n f(E, 2)\n|\n-f(E, "
      "\\(3 \\| 4\\))\n+few(E)\n)\n";
  EXPECT_EQ(within(rule, "\tf(a, 0);\n\tf(a, a);\n\tf(a, 2);\n\tf(a, 4);\n\tf(a, 5);\n"),
            "\tzero(a);\n\tsame(a);\n\tf(a, 2);\n\tfew(a);\n\tf(a, 5);\n");
  EXPECT_EQ(
      within("@@ @@\n(\n-char zero;\n|\n-int zero;\n)\n", "\tchar zero;\n\tint zero;\n\ta();\n"),
      "\ta();\n");
}

TEST(Match, ComesBackToAnotherBranchWhenTheRestDoesNotFit) {
  EXPECT_EQ(
      within("@@\nexpression E, F;\n@@\n-f(\\(g(E)\\|g(F)\\), E)\n+h(E)\n", "\tf(g(a), b);\n"),
      "\th(b);\n");
}

TEST(Match, ActsInsideAndAround) {
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-f(E)\n+g(E)\n", "\tf(f(f(x) + 1));\n"),
            "\tg(g(g(x) + 1));\n");
  EXPECT_EQ(
      within("@@\nexpression E;\nstatement S;\niterator name WHEN;\n@@\n-WHEN(E) S\n+if (E) S\n",
             "\tWHEN(a)\n\t\tWHEN(b)\n\t\t\tc( );\n"),
      "\tif (a)\n\t\tif (b)\n\t\t\tc( );\n");
}

TEST(Match, RunsRulesInOrderEachOnTheResultOfThoseBefore) {
  EXPECT_EQ(within("@@ @@\n-a()\n+b()\n@@ @@\n-b()\n+c()\n@@ @@\n-a()\n+d()\n", "\ta();\n\tb();\n"),
            "\tc();\n\tc();\n");
}

TEST(Match, CountsWhatEachRuleChanged) {
  const Outcome outcome =
      outcome_of(kGoto, in_function("\tGOTO(a, b = 1);\n\tGOTO(a, 2);\n\tGOTO(c, 3);\n"));
  EXPECT_EQ(outcome.fired, (std::vector<std::uint32_t>{1, 2}));
  ASSERT_EQ(outcome.edits.size(), 3u);
  EXPECT_EQ(outcome.edits[0].rules, (std::vector<RuleIndex>{0}));
  EXPECT_EQ(outcome.edits[2].rules, (std::vector<RuleIndex>{1}));
}

TEST(Match, ReportsWhatCouldNotBeParsed) {
  const Outcome outcome =
      outcome_of("@@ @@\n-a()\n+b()\n", "int f(void)\n{\n\ta(;\n}\nint g(void)\n{\n\ta();\n}\n");
  ASSERT_EQ(outcome.unparsed.size(), 1u);
  EXPECT_EQ(outcome.unparsed[0].function, "f");
  EXPECT_EQ(outcome.unparsed[0].place.line, 3u);
  EXPECT_EQ(outcome.fired[0], 1u);
}

// -- new code
// --------------------------------------------------------------------------------------

TEST(NewCode, GetsBracesWhereABranchGetsSeveralStatements) {
  EXPECT_EQ(within(kGoto, "\tif (a)\n\t\tGOTO(out, rc = -1);\n\tb();\n"),
            "\tif (a) {\n\t\trc = -1;\n\t\tgoto out;\n\t}\n\tb();\n");
  EXPECT_EQ(
      within(kGoto, "\tif (a)\n\t\tGOTO(out, rc = -1);\n\telse\n\t\tGOTO(out, rc = 1);\n"),
      "\tif (a) {\n\t\trc = -1;\n\t\tgoto out;\n\t} else {\n\t\trc = 1;\n\t\tgoto out;\n\t}\n");
  EXPECT_EQ(within(kGoto, "\tif (a) // why\n\t\t/* how */\n\t\tGOTO(out, rc = -1); /* so */\n"),
            "\tif (a) { // why\n\t\t/* how */\n\t\trc = -1;\n\t\tgoto out;\n\t} /* so */\n");
  EXPECT_EQ(within(kGoto, "\tdo\n\t\tGOTO(out, rc = -1);\n\twhile (a);\n"),
            "\tdo {\n\t\trc = -1;\n\t\tgoto out;\n\t} while (a);\n");
  EXPECT_EQ(within(kGoto, "\tif (a) GOTO(out, rc = -1);\n"),
            "\tif (a) {\n\t\trc = -1;\n\t\tgoto out;\n\t}\n");
  EXPECT_EQ(within(kGoto, "\tcase 2: GOTO(out, rc = -1);\n\tb();\n"),
            "\tcase 2: rc = -1;\n\t\tgoto out;\n\tb();\n");
}

TEST(NewCode, GetsParenthesesWhereTheyAreNeeded) {
  const char rule[] = "@@\nexpression E;\n@@\n-seconds(E)\n+E * HZ\n";
  EXPECT_EQ(within(rule, "\tx = seconds(a + b) / 4;\n\tx = 4 / seconds(a);\n\tx = -seconds(*p);\n"),
            "\tx = (a + b) * HZ / 4;\n\tx = 4 / (a * HZ);\n\tx = -(*p * HZ);\n");
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-field(E)\n+&E->x\n",
                   "\tfield(&a);\n\tfield(*a);\n\tfield(a->b);\n"),
            "\t&(&a)->x;\n\t&(*a)->x;\n\t&a->b->x;\n");
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-neg(E)\n+-E\n", "\tx = neg(-1);\n"), "\tx = - -1;\n");
}

TEST(NewCode, IsBrokenAtTheArgumentsOfTheOutermostCall) {
  const char rule[] = "@@\nexpression E1, E2;\n@@\n-ALLOC(E1, E2);\n+E1 = kzalloc(E2, GFP_NOFS);\n";
  EXPECT_EQ(
      within(rule,
             "\tALLOC(cli->cl_mod_tag_bitmap,\n\t\tBITS_TO_LONGS(OBD_MAX) * sizeof(long));\n"),
      "\tcli->cl_mod_tag_bitmap = kzalloc(BITS_TO_LONGS(OBD_MAX) * sizeof(long),\n"
      "\t\t\t\t\t GFP_NOFS);\n");
  EXPECT_EQ(within(kReturn, "\tRETURN(ioctl(cmd,\n\t\t     (void __user *) arg));\n"),
            "\treturn ioctl(cmd, (void __user *)arg);\n");
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-s(E)\n+E * HZ\n", "\tsleep(\n\t\ts(4));\n"),
            "\tsleep(4 * HZ);\n");
}

TEST(NewCode, LeavesContextInItsPlace) {
  const char rule[] =
      "@@\nexpression E1, E2, E3, E4;\n@@\n-cfs_setup\n+setup\n (E1, E2,\n- E3,\n E4)\n";
  EXPECT_EQ(within(rule, "\tcfs_setup(&a, b, /* c */ c, d);\n\tcfs_setup(&a, b,\n\t\t\tc, d);\n"),
            "\tsetup(&a, b, /* c */ d);\n\tsetup(&a, b,\n\t\t\td);\n");
  EXPECT_EQ(within("@@\nexpression A, B;\n@@\n f(A,\n+  0,\n   B)\n", "\tf(a, b);\n"),
            "\tf(a, 0, b);\n");
}

TEST(NewCode, IsLaidOutAsTheKernelDoes) {
  EXPECT_EQ(within("@@\nexpression E;\n@@\n-F(E);\n+if(E){x=*E;g(&E ,- 1,(int) E);}\n+else if(!E) "
                   "h( E ) ;\n",
                   "\tF(a);\n"),
            "\tif (a) {\n\t\tx = *a;\n\t\tg(&a, -1, (int)a);\n\t} else if (!a)\n\t\th(a);\n");
  EXPECT_EQ(within("@@ @@\n-F();\n+switch(a){case 1: b();break;default: c();}\n", "\tF();\n"),
            "\tswitch (a) {\n\tcase 1:\n\t\tb();\n\t\tbreak;\n\tdefault:\n\t\tc();\n\t}\n");
}

TEST(NewCode, StandsBesideContext) {
  EXPECT_EQ(within("@@ @@\n+before();\n f();\n+after();\n", "\tf(); /* c */\n\tg();\n"),
            "\tbefore();\n\tf(); /* c */\n\tafter();\n\tg();\n");
  EXPECT_EQ(within("@@ @@\n f();\n+after();\n", "\tif (a)\n\t\tf();\n\telse\n\t\tg();\n"),
            "\tif (a) {\n\t\tf();\n\t\tafter();\n\t} else\n\t\tg();\n");
}

TEST(NewCode, KeepsAStatementThatItOnlyFramesAnew) {
  EXPECT_EQ(within("@@\nexpression E;\nstatement S;\n@@\n-if(E || !on()) S\n+if(E) S\n",
                   "\tif (a || !on()) {\n\t\t/* c */\n\t\tb( );\n\t}\n"),
            "\tif (a) {\n\t\t/* c */\n\t\tb( );\n\t}\n");
}

TEST(NewCode, KeepsCommentsInsideAndDropsThoseOfRemovedCode) {
  EXPECT_EQ(within(kReturn, "\tRETURN(a /* why */ + b); /* so */\n"),
            "\treturn a /* why */ + b; /* so */\n");
}

TEST(NewCode, ContinuesAMacro) {
  EXPECT_EQ(
      patched(kGoto,
              "#define M(l)\t\\\ndo {\t\\\n\tif (x)\t\\\n\t\tGOTO(l, rc = 1);\t\\\n} while (0)\n"),
      "#define M(l)\t\\\ndo {\t\\\n\tif (x) { \\\n\t\trc = 1; \\\n\t\tgoto l; \\\n\t}\t\\\n} while "
      "(0)\n");
}

TEST(Removal, TakesTheLineItsCommentAndOneBlankLine) {
  const char rule[] = "@@ @@\n-f();\n";
  EXPECT_EQ(within(rule, "\tint a;\n\n\tf();\n\n\tg();\n"), "\tint a;\n\n\tg();\n");
  EXPECT_EQ(within(rule, "\tg();\n\n\t/* about f */\n\tf();\n\th();\n"), "\tg();\n\n\th();\n");
  EXPECT_EQ(within(rule, "\tf();\n\n\tg();\n\n\tf();\n"), "\tg();\n");
  EXPECT_EQ(within(rule, "\tg(); f(); h();\n"), "\tg(); h();\n");
}

TEST(Removal, LeavesABranchItsBody) {
  const char rule[] = "@@ @@\n-f();\n";
  EXPECT_EQ(within(rule, "\tif (a)\n\t\tf();\n"), "\tif (a)\n\t\t{}\n");
  EXPECT_EQ(within(rule, "out:\n\tf();\n"), "out:\n\t;\n");
}

// -- errors
// ----------------------------------------------------------------------------------------

TEST(Errors, NameTheirPlace) {
  EXPECT_EQ(error_of("hello\n"),
            "rule.cocci:1:1: expected a rule; a rule begins with @@ or @ name @");
  EXPECT_EQ(error_of("@@\nexpression E\n@@\n-f(E)\n"), "rule.cocci:3:1: expected `,` or `;`");
  EXPECT_EQ(error_of("@@\nexpression E, E;\n@@\n-f(E)\n"),
            "rule.cocci:2:15: metavariable declared twice: E");
  EXPECT_THAT(error_of("@@\nexpression E;\n@@\n\n-f(E;\n"),
              HasSubstr("rule.cocci:5:3: unexpected `(`"));
  EXPECT_THAT(error_of("@@ @@\n-f()\n+g(;\n"), HasSubstr("rule.cocci:3:3: unexpected `(`"));
  EXPECT_THAT(error_of("@@ @@\n(\n-f()\n"), HasSubstr("rule.cocci:2:1: the disjunction"));
  EXPECT_THAT(error_of("@@ @@\n-f()\n)\n"), HasSubstr("rule.cocci:3:1: no disjunction is open"));
  EXPECT_THAT(error_of("@@ @@\n+f();\n"), HasSubstr("there is nothing to match"));
}

TEST(Errors, SayWhatIsNotSupportedYet) {
  for (const char* cocci :
       {"@@ @@\n f();\n ...\n g();\n-#pragma a\n", "@@ @@\n-f(\n?1, 2)\n", "@@ @@\n!f();\n"}) {
    EXPECT_THAT(error_of(cocci), HasSubstr("not supported yet: ")) << cocci;
  }
}

TEST(Errors, BoundTheWork) {
  std::string sum = "a";
  for (int i = 0; i < 40; ++i) sum += " + a";
  EXPECT_THAT(error_of("@@ @@\n-" + sum + "\n"), HasSubstr("too many ways"));
  std::string open;
  for (int i = 0; i < 100000; ++i) open += "(";
  EXPECT_THAT(error_of("@@ @@\n-f(" + open + ")\n"), HasSubstr("rule.cocci:2:"));
  std::string nested = "x";
  for (int i = 0; i < 200; ++i) nested = "f(" + nested + ")";
  Result<Outcome> outcome = parsed("@@\nexpression E;\n@@\n-f(E)\n+g(E, E)\n")
                                .apply(Text("code.c", in_function("\t" + nested + ";\n")));
  ASSERT_FALSE(outcome.ok());
  EXPECT_THAT(to_string(outcome.error()), HasSubstr("grows too large"));
}

TEST(Rules, HaveNamesAndPlaces) {
  const SemanticPatch patch = parsed("// one\n@ first @ @@\n-f()\n\n@@ @@\n-g()\n");
  ASSERT_EQ(patch.rules().size(), 2u);
  EXPECT_EQ(patch.rules()[0].name, "first");
  EXPECT_EQ(patch.rules()[1].name, "rule starting on line 5");
  EXPECT_EQ(patch.rules()[1].place, (Place{"rule.cocci", 5, 1}));
}

}  // namespace
}  // namespace towpath::smpl
