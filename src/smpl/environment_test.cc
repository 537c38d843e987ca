// SPDX-License-Identifier: GPL-2.0-or-later
// What rules leave to one another, and what metavariables are held to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

std::string defined(const std::vector<Definition>& definitions, const std::string& cocci,
                    const std::string& code) {
  Result<SemanticPatch> patch = SemanticPatch::parse(
      Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names(), definitions);
  EXPECT_TRUE(patch.ok()) << to_string(patch.error());
  Result<Outcome> outcome = patch->apply(Text("code.c", code));
  EXPECT_TRUE(outcome.ok());
  return applied(code, outcome->edits);
}

std::string patched(const std::string& cocci, const std::string& code) {
  return defined({}, cocci, code);
}

// The statements of a function after the rules.
std::string within(const std::string& cocci, const std::string& statements) {
  const std::string head = "int f(void)\n{\n";
  const std::string text = patched(cocci, head + statements + "}\n");
  return text.substr(head.size(), text.size() - head.size() - 2);
}

std::string error_of(const std::string& cocci) {
  Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names());
  return patch ? "no error" : to_string(patch.error());
}

TEST(Environments, RunARuleOnceForAllThatGiveItTheSameValues) {
  const char rule[] =
      "@ r @\nidentifier x;\nexpression E;\n@@\n-reg(x, E);\n+reg(x);\n\n"
      "@@\nidentifier r.x;\nexpression A;\n@@\n x(\n-A\n+A, 0\n )\n";
  EXPECT_EQ(patched(rule,
                    "void f(void)\n{\n\treg(a, 1);\n\treg(b, 2);\n\treg(a, 3);\n}\n"
                    "void g(void)\n{\n\ta(1);\n\tb(c(2));\n\tc(3);\n}\n"),
            "void f(void)\n{\n\treg(a);\n\treg(b);\n\treg(a);\n}\n"
            "void g(void)\n{\n\ta(1, 0);\n\tb(c(2), 0);\n\tc(3);\n}\n");
}

TEST(Environments, KeepValuesOfCodeThatIsGone) {
  EXPECT_EQ(within("@ r @\nexpression E;\n@@\n-keep(E);\n\n"
                   "@@\nexpression r.E;\n@@\n-use();\n+use(E);\n",
                   "\tkeep(a ? b : c [1]);\n\tuse();\n"),
            "\tuse(a ? b : c[1]);\n");
}

TEST(Environments, HoldWhatRulesDependOn) {
  const auto rules = [](const std::string& dependency) {
    return "@ one @ @@\n f();\n\n@ two depends on " + dependency + " @ @@\n-g();\n";
  };
  EXPECT_EQ(within(rules("one"), "\tf();\n\tg();\n"), "\tf();\n");
  EXPECT_EQ(within(rules("one"), "\tg();\n"), "\tg();\n");
  EXPECT_EQ(within(rules("!one"), "\tg();\n"), "");
  EXPECT_EQ(within(rules("ever one && !never one"), "\tf();\n\tg();\n"), "\tf();\n");
  EXPECT_EQ(within(rules("file in \"code.c\""), "\tg();\n"), "");
  EXPECT_EQ(within(rules("!(one || file in \"other.c\")"), "\tg();\n"), "");
  EXPECT_THAT(error_of(rules("three")), HasSubstr("rule.cocci:4:18: no rule before this one"));
}

TEST(Environments, TakeDefinitions) {
  const char rule[] =
      "virtual patch, report\n\n@ depends on patch && !report @\nidentifier virtual.name;\n@@\n"
      "-name();\n+done();\n";
  const char code[] = "void f(void)\n{\n\tg();\n}\n";
  EXPECT_EQ(defined({}, rule, code), code);
  EXPECT_EQ(defined({{"patch", ""}}, rule, code), code);
  EXPECT_EQ(defined({{"patch", ""}, {"name", "g"}}, rule, code), "void f(void)\n{\n\tdone();\n}\n");
  EXPECT_EQ(defined({{"patch", ""}, {"report", ""}, {"name", "g"}}, rule, code), code);
}

TEST(Positions, AreThoseOfTheSourceInAllRules) {
  EXPECT_EQ(within("@ first @ @@\n-start();\n+begin_of_all(1, 2, 3);\n\n"
                   "@ r @\nposition p;\n@@\n f@p(1)\n\n@@\nposition r.p;\nexpression E;\n@@\n"
                   "-f@p(E)\n+g(E)\n\n@@\nposition q != r.p;\nexpression E;\n@@\n-h@q(E)\n+i(E)\n",
                   "\tf(1);\n\tstart();\n\tf(2);\n\tf(1);\n\th(1);\n"),
            "\tg(1);\n\tbegin_of_all(1, 2, 3);\n\tf(2);\n\tg(1);\n\ti(1);\n");
  EXPECT_EQ(within("@ r @\nposition p;\n@@\n f@p(1)\n\n"
                   "@@\nposition q != r.p;\nexpression E;\n@@\n-f@q(E)\n+g(E)\n",
                   "\tf(1);\n\tf(2);\n\tf(1);\n"),
            "\tf(1);\n\tg(2);\n\tf(1);\n");
}

TEST(Constraints, RestrictWhatAMetavariableStandsFor) {
  const auto rule = [](const std::string& declaration) {
    return "@@\n" + declaration + "\n@@\n-f(x);\n";
  };
  const char code[] = "\tf(abc);\n\tf(b);\n\tf(c);\n";
  EXPECT_EQ(within(rule("identifier x = {b, c};"), code), "\tf(abc);\n");
  EXPECT_EQ(within(rule("identifier x != {b, c};"), code), "\tf(b);\n\tf(c);\n");
  EXPECT_EQ(within(rule("identifier x != b;"), code), "\tf(b);\n");
  EXPECT_EQ(within(rule("identifier x =~ \"^(ab|c$)\";"), code), "\tf(b);\n");
  EXPECT_EQ(within(rule("identifier x !~ \"b\";"), code), "\tf(abc);\n\tf(b);\n");
  EXPECT_EQ(
      within("@@\nexpression A;\nexpression B != A;\n@@\n-f(A, B);\n", "\tf(a, a);\n\tf(a, b);\n"),
      "\tf(a, a);\n");
  EXPECT_THAT(error_of(rule("identifier x =~ \"(\";")), HasSubstr("rule.cocci:2:17: "));
  const char strings[] = "@@\nexpression e =~ \"^\\\"\\\\.\";\n@@\n-f(e);\n";
  EXPECT_EQ(within(strings, "\tf(\"\\nx\");\n\tf(\".x\");\n"), "\tf(\".x\");\n");
}

TEST(FreshIdentifiers, AreMadeOfTheirSeeds) {
  EXPECT_EQ(
      within("@@\nidentifier x;\nfresh identifier y = \"__\" ## x ## \"_v2\";\n@@\n-f(x);\n+y();\n",
             "\tf(a);\n\tf(b);\n"),
      "\t__a_v2();\n\t__b_v2();\n");
  EXPECT_EQ(within("@@\nfresh identifier y = \"tmp\";\n@@\n-f();\n+y();\n", "\tf();\n\tf();\n"),
            "\ttmp0();\n\ttmp1();\n");
}

TEST(Inheritance, OfWhatOnlyABranchUsesMayBeOpen) {
  const char rules[] =
      "@r@\nexpression a, b;\n@@\n(\nsmall(a);\n|\nlarge(b);\n)\n\n"
      "@@\nexpression r.a, r.b;\n@@\n(\n-use(a);\n+low(a);\n|\n-use(b);\n+high(b);\n)\n";
  EXPECT_EQ(within(rules, "\tlarge(x);\n\tuse(x);\n\tuse(y);\n"),
            "\tlarge(x);\n\thigh(x);\n\tuse(y);\n");
  // What new code needs must be there.
  const char needed[] =
      "@r@\nexpression a, b;\n@@\n(\nsmall(a);\n|\nlarge(b);\n)\n\n"
      "@@\nexpression r.a, r.b;\n@@\n-use(\\(a\\|b\\));\n+low(a);\n";
  EXPECT_EQ(within(needed, "\tlarge(x);\n\tuse(x);\n"), "\tlarge(x);\n\tuse(x);\n");
}

// A position that is inherited tells nothing of what another is compared with.
TEST(Positions, AreComparedWithAllThatARuleHasFound) {
  EXPECT_EQ(
      within("@r@\nposition p;\nexpression E;\n@@\n f@p(E)\n\n@ exists @\nposition any r.p;\n"
             "position q != r.p;\nidentifier g;\nexpression E;\n@@\n-g@q(E);\n ...\n f@p(E);\n",
             "\tf(1);\n\th(2);\n\tf(2);\n"),
      "\tf(1);\n\tf(2);\n");
  EXPECT_EQ(
      within("@r@\nposition p;\nexpression E;\n@@\n f@p(E)\n\n@ exists @\nposition any r.p;\n"
             "position q != r.p;\nidentifier g;\nexpression E;\n@@\n-g@q(E);\n ...\n f@p(3);\n",
             "\tf(2);\n\tf(3);\n"),
      "\tf(2);\n\tf(3);\n");
}

TEST(Positions, ThatAreInheritedInVainLeaveOtherDeclarations) {
  EXPECT_EQ(patched("@r@\nposition p;\n@@\n f@p(1)\n\n@@\nposition r.p;\n@@\n-g()\n+h()\n",
                    "void a(void)\n{\n\tf(1);\n\tg();\n}\n\nvoid b(void)\n{\n\tg();\n}\n"),
            "void a(void)\n{\n\tf(1);\n\th();\n}\n\nvoid b(void)\n{\n\th();\n}\n");
}

}  // namespace
}  // namespace towpath::smpl
