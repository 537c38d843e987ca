// SPDX-License-Identifier: GPL-2.0-or-later
// Dots between statements: where along the control flow they lead.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

namespace towpath::smpl {
namespace {

// Which of the functions made of `bodies` the rule changes, by number from 1.
std::vector<int> changed(const std::string& cocci, const std::vector<std::string>& bodies) {
  const Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names());
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  std::vector<int> found;
  for (std::size_t i = 0; patch && i < bodies.size(); ++i) {
    const std::string code = "int f(int x)\n{\n" + bodies[i] + "\n}\n";
    const Result<Outcome> outcome = patch->apply(Text("code.c", code));
    EXPECT_TRUE(outcome.ok()) << to_string(outcome.error());
    EXPECT_TRUE(outcome->unparsed.empty()) << code;
    if (!outcome->edits.empty()) found.push_back(static_cast<int>(i + 1));
  }
  return found;
}

std::string patched(const std::string& cocci, const std::string& code) {
  const Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names());
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  const Result<Outcome> outcome = patch->apply(Text("code.c", code));
  EXPECT_TRUE(outcome.ok()) << to_string(outcome.error());
  return applied(code, outcome->edits);
}

using Numbers = std::vector<int>;

TEST(Paths, AreAllOfThemInRulesThatOnlyMatchToo) {
  const std::string code = "int f(int x)\n{\n\ta();\n\tif (x)\n\t\tb();\n\tmark();\n}\n";
  const std::string second = "@ depends on r @\n@@\n-mark();\n";
  EXPECT_EQ(patched("@ r @\n@@\n a();\n ...\n b();\n\n" + second, code), code);
  EXPECT_EQ(patched("@ r exists @\n@@\n a();\n ...\n b();\n\n" + second, code),
            "int f(int x)\n{\n\ta();\n\tif (x)\n\t\tb();\n}\n");
}

TEST(Paths, FindBoundCodeAgainWhateverIsInIt) {
  const std::string rule = "@ @\nexpression E;\n@@\n-a(E);\n ...\n b(E);\n";
  EXPECT_EQ(changed(rule, {"a(\"one two three\"); k(); b(\"one two three\");",
                           "a(g(' ', x)); k(); b(g(' ', x));", "a(x->y + z); k(); b(x->y + z);",
                           "a(x->y); k(); b(x->z);", "a(0); b(0);",
                           "a(x\n#ifdef A\n + y\n#endif\n); b(x\n#ifdef A\n + y\n#endif\n);"}),
            Numbers({1, 2, 3, 5, 6}));
}

TEST(Paths, GoToTheEndWhereABranchBehindThemIsOptional) {
  EXPECT_EQ(changed("@ @ @@\n-a();\n ... when != k(2)\n(\n b();\n|\n?c();\n)\n",
                    {"a(); k(1);", "a(); k(2);", "a(); k(1); b(); k(2);", "a(); c(); k(2);",
                     "a(); if (x) b(); k(1);", "a(); if (x) k(2); else b();"}),
            Numbers({1, 3, 4, 5}));
}

TEST(Paths, FindInheritedCodeAgainInWhateverFunction) {
  const std::string rule =
      "@ r @\nexpression E;\n@@\n a(E)\n\n@ @\nexpression r.E;\n@@\n-b(E)\n+c(E)\n";
  EXPECT_EQ(patched(rule,
                    "void f(void)\n{\n\ta(\"p q\");\n\ta(x->y);\n}\n\n"
                    "void g(void)\n{\n\tb(\"p q\");\n\tb(x->y);\n\tb(x->z);\n}\n"),
            "void f(void)\n{\n\ta(\"p q\");\n\ta(x->y);\n}\n\n"
            "void g(void)\n{\n\tc(\"p q\");\n\tc(x->y);\n\tb(x->z);\n}\n");
}

TEST(When, EqualsAllowsOnlyTheCodeGiven) {
  const std::vector<std::string> bodies = {"a(); h(1); h(1); c();", "a(); h(1); k(); c();",
                                           "a(); c();", "a(); if (x) h(1); c();",
                                           "a(); h(1); h(2); c();"};
  EXPECT_EQ(changed("@@ @@\n-a();\n ... when = h(1);\n c();\n", bodies), Numbers({1, 3}));
  EXPECT_EQ(changed("@@ expression E; @@\n-a();\n ... when = h(E);\n c();\n", bodies),
            Numbers({1, 3, 5}));
  EXPECT_EQ(changed("@@ expression E; @@\n-a();\n ... when = h(E);\n c(E);\n",
                    {"a(); h(1); c(1);", "a(); h(1); c(2);"}),
            Numbers({1}));
}

TEST(When, NotTrueLeavesOutTheBranchesOfACondition) {
  const std::vector<std::string> bodies = {
      "a(); if (x) b(); c();",    "a(); if (!x) b(); c();",
      "a(); if (x) { c(); }",     "a(); if (x) { b(); } else { c(); }",
      "a(); while (x) b(); c();", "a(); y = x; c();"};
  const auto rule = [](const std::string& header, const std::string& when) {
    return "@" + header + "@\n@@\n-a();\n ... when != " + when + " x\n c();\n";
  };
  EXPECT_EQ(changed(rule("", "true"), bodies), Numbers({2, 6}));
  EXPECT_EQ(changed(rule("", "false"), bodies), Numbers({2, 6}));
  EXPECT_EQ(changed(rule(" exists ", "true"), bodies), Numbers({1, 2, 4, 5, 6}));
  EXPECT_EQ(changed(rule(" exists ", "false"), bodies), Numbers({1, 2, 3, 6}));
}

TEST(Paths, GoThroughOneBranchOfAConditional) {
  const std::vector<std::string> bodies = {
      "a();\n#ifdef X\nb();\n#endif\nc();", "a();\n#ifdef X\nb();\n#else\nb();\n#endif\nc();",
      "a();\n#ifdef X\nb();\n#elif Y\nb();\n#endif\nc();", "a();\n#if 0\nb();\n#endif\nc();",
      "a();\n#if 1\nb();\n#else\nd();\n#endif\nc();"};
  EXPECT_EQ(changed("@@ @@\n-a();\n ...\n b();\n", bodies), Numbers({2, 5}));
  EXPECT_EQ(changed("@@ @@\n-a();\n ... when != b()\n c();\n", bodies), Numbers({4}));
  EXPECT_EQ(changed("@ exists @\n@@\n-a();\n ... when != b()\n c();\n", bodies),
            Numbers({1, 3, 4}));
}

TEST(Paths, GoThroughAllBranchesOfAConditionalBesideOneThatCutsAStatement) {
  EXPECT_EQ(
      changed("@@ @@\n-a();\n ...\n b();\n", {"#ifdef Y\nif (x)\n\td();\nelse\n#endif\n\te();\n"
                                              "#ifdef X\na();\n#else\nb();\n#endif"}),
      Numbers({1}));
}

TEST(Paths, PassALoopThatIsRunOnceWithoutReturning) {
  const std::vector<std::string> bodies = {"do { a(); } while (0); b();",
                                           "do { a(); } while (x); b();"};
  EXPECT_EQ(changed("@@ @@\n-a();\n ...\n b();\n", bodies), Numbers({1}));
}

TEST(Dots, StayWithinTheirBlock) {
  EXPECT_EQ(changed("@@ @@\n if (x) {\n ...\n g();\n ...\n }\n ...\n-c();\n",
                    {"if (x) { f(); } g(); c();", "if (x) { f(); g(); } c();"}),
            Numbers({2}));
}

TEST(Dots, MayFollowAnyStatementWhateverItIs) {
  EXPECT_EQ(changed("@@ statement S; @@\n {\n S\n ...\n-a();\n }\n",
                    {"{ a(); b(); a(); }", "{ c(); c(); a(); }"}),
            Numbers({1, 2}));
}

TEST(Dots, MayStandBehindALabel) {
  EXPECT_EQ(changed("@@ identifier L; @@\n L:\n ...\n-a();\n", {"l: b(); a();", "b(); a();"}),
            Numbers({1}));
  EXPECT_EQ(changed("@@ constant C; @@\n case C:\n ...\n-a();\n ...\n break;\n",
                    {"switch (x) { case 1: b(); a(); c(); break; }",
                     "switch (x) { default: a(); break; }"}),
            Numbers({1}));
}

TEST(Dots, MayStandBehindADisjunctionOfStatements) {
  const std::string rule = "@@ @@\n(\n-a();\n|\n-b();\n)\n ...\n c();\n";
  EXPECT_EQ(changed(rule, {"a(); c();", "b(); d(); c();", "d(); c();"}), Numbers({1, 2}));
}

TEST(Dots, InABlockThatOtherCodeIsBehindDoNotAlwaysLeaveIt) {
  EXPECT_EQ(changed("@@ @@\n {\n ...\n-a();\n ...\n }\n ...\n c();\n",
                    {"if (x) { a(); return 1; } c();", "if (x) { a(); } c();"}),
            Numbers({2}));
}

TEST(Dots, OfMinusCodeTakeWhatTheyPass) {
  const std::string rule = "@@ @@\n-a();\n-...\n-b();\n";
  EXPECT_EQ(
      patched(rule, "int f(int x)\n{\n\ta();\n\tc();\n\tif (x)\n\t\tc();\n\tb();\n\td();\n}\n"),
      "int f(int x)\n{\n\td();\n}\n");
}

TEST(Nest, LeavesItsValuesToTheCodeBehind) {
  EXPECT_EQ(patched("@@ expression E; @@\n a();\n <...\n g(E)\n ...>\n h();\n+x(E);\n",
                    "int f(int x)\n{\n\ta();\n\tg(12);\n\th();\n}\n"),
            "int f(int x)\n{\n\ta();\n\tg(12);\n\th();\n\tx(12);\n}\n");
}

TEST(NewCode, BehindABranchIsOfTheBranch) {
  EXPECT_EQ(patched("@@ @@\n g();\n+h();\n", "int f(int x)\n{\n\tif (x)\n\t\tg();\n}\n"),
            "int f(int x)\n{\n\tif (x) {\n\t\tg();\n\t\th();\n\t}\n}\n");
  EXPECT_EQ(patched("@@ @@\n if (x) g();\n+h();\n", "int f(int x)\n{\n\tif (x)\n\t\tg();\n}\n"),
            "int f(int x)\n{\n\tif (x)\n\t\tg();\n\th();\n}\n");
}

// With `exists`, a return ends a function as its `}` does, and a nest is what is on any way.
TEST(Exists, EndsWithReturns) {
  const char code[] = "int f(int x)\n{\n\tone();\n\tif (x)\n\t\ttwo();\n\treturn 0;\n}\n";
  EXPECT_EQ(
      patched("@ r exists @\nidentifier f;\n@@\n f(...) {\n <...\n-two();\n+three();\n ...>\n }\n",
              code),
      "int f(int x)\n{\n\tone();\n\tif (x)\n\t\tthree();\n\treturn 0;\n}\n");
  EXPECT_EQ(patched("@ r exists @\n@@\n-f\n+g\n (...) {\n ... when != two()\n }\n", code),
            "int g(int x)\n{\n\tone();\n\tif (x)\n\t\ttwo();\n\treturn 0;\n}\n");
  EXPECT_EQ(patched("@ r exists @\n@@\n-f\n+g\n (...) {\n ... when != one()\n }\n", code), code);
}

TEST(Dots, ToTheEndOfABlockBeginInIt) {
  const char rule[] =
      "@@\nexpression E;\n@@\n if (...) {\n ...\n-return E;\n+return 7;\n ... when any\n }\n";
  EXPECT_EQ(
      patched(rule, "int f(int x)\n{\n\tif (x) {\n\t\tg();\n\t\treturn 1;\n\t}\n\treturn 0;\n}\n"),
      "int f(int x)\n{\n\tif (x) {\n\t\tg();\n\t\treturn 7;\n\t}\n\treturn 0;\n}\n");
  const char outside[] =
      "int f(int x)\n{\n\tif (x) {\n\t\tg();\n\t\tgoto out;\n\t}\n\th();\nout:\n\treturn 1;\n}\n";
  EXPECT_EQ(patched(rule, outside), outside);
}

TEST(When, SaysNothingOfTheCodeOfANest) {
  EXPECT_EQ(patched("@@\nexpression E;\n@@\n a();\n <... when != g(...)\n-g(E);\n ...>\n b();\n",
                    "int f(int x)\n{\n\ta();\n\tg(1);\n\tc();\n\tb();\n\ta();\n\tg(1, "
                    "2);\n\tg(1);\n\tb();\n}\n"),
            "int f(int x)\n{\n\ta();\n\tc();\n\tb();\n\ta();\n\tg(1, 2);\n\tg(1);\n\tb();\n}\n");
}

}  // namespace
}  // namespace towpath::smpl
