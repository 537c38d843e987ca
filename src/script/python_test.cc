// SPDX-License-Identifier: GPL-2.0-or-later
#include "script/python.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"
#include "text/edit.h"

namespace towpath::script {
namespace {

using smpl::Isomorphisms;
using smpl::SemanticPatch;
using testing::HasSubstr;

SemanticPatch parsed(const std::string& cocci, const std::vector<smpl::Definition>& given = {}) {
  Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("s.cocci", cocci), Isomorphisms::standard(), c::Names(), given);
  if (!patch) {
    ADD_FAILURE() << to_string(patch.error());
    return *SemanticPatch::parse(Text("", ""), Isomorphisms::standard(), c::Names());
  }
  return *std::move(patch);
}

struct Ran {
  std::string printed;
  std::string code;
  std::string error;
};

Ran ran(const SemanticPatch& patch, Python& python, const std::string& code) {
  const auto before = python.no_text({"a.c"});
  if (Status status = patch.initialize(*before); !status)
    return {{}, {}, to_string(status.error())};
  const auto session = python.text(0, "a.c");
  const Result<smpl::Outcome> outcome = patch.apply(Text("a.c", code), *session);
  if (!outcome) return {session->output(), code, to_string(outcome.error())};
  return {before->output() + session->output(), applied(code, outcome->edits), {}};
}

Ran ran(const std::string& cocci, const std::string& code) {
  const SemanticPatch patch = parsed(cocci);
  auto python = Python::start(patch.virtual_names());
  if (!python) return {{}, {}, to_string(python.error())};
  return ran(patch, **python, code);
}

const std::string kCalls = "int f(void)\n{\n\tone(a->b, 2);\n\tone(c, 3);\n}\n";

TEST(Python, SeesValuesAsTokensAndPlacesAsObjects) {
  const Ran got =
      ran("@r@ expression a; expression list es; position p; @@\none@p(a, es)\n"
          "@script:python@\na << r.a;\nes << r.es;\np << r.p;\n@@\n"
          "print(a, str(es), len(es), p[0].file, p[0].line, p[0].column, p[0].line_end,\n"
          "      p[0].column_end, p[0].current_element, p[0].current_element_line)\n",
          kCalls);
  EXPECT_EQ(got.error, "");
  EXPECT_EQ(got.printed, "a -> b 2 1 a.c 3 1 3 4 f 1\nc 3 1 a.c 4 1 4 4 f 1\n");
}

TEST(Python, ReportsAndPrintsForOrgMode) {
  const Ran got =
      ran("@r@ position p; @@\none@p(c, 3)\n@script:python@\np << r.p;\n@@\n"
          "coccilib.report.print_report(p[0], 'found')\n"
          "coccilib.org.print_todo(p[0], 'see')\n"
          "coccilib.org.print_safe_todo(p[0], 'see a[1]')\n"
          "coccilib.org.print_link(p[0])\n"
          "cocci.print_main('main', p)\ncocci.print_secs('others', p)\n"
          "print(coccilib.xml_escape('a<b'))\n",
          kCalls);
  const std::string at = "view:a.c::face=ovl-face1::linb=4::colb=1::cole=4";
  EXPECT_EQ(got.printed, "a.c:4:1-4: found\n* TODO [[" + at + "][see]]\n* TODO [[" + at +
                             "][see a@(1)]]\n[[" + at + "][a.c::4]]\n* TODO [[" + at +
                             "][main a.c::4]]\n"
                             "[[view:a.c::face=ovl-face2::linb=4::colb=1::cole=4][others]]\n"
                             "a&lt;b\n");
}

TEST(Python, TellsFindingsToPrograms) {
  const SemanticPatch patch = parsed(
      "@r@ position p; @@\none@p(c, 3)\n@script:python s@\np << r.p;\n@@\n"
      "coccilib.report.print_report(p[0], 'found')\n");
  auto python = Python::start({});
  ASSERT_TRUE(python);
  const auto session = (*python)->text(0, "a.c");
  ASSERT_TRUE(patch.apply(Text("a.c", kCalls), *session));
  ASSERT_EQ(session->findings().size(), 1u);
  const Finding& found = session->findings()[0];
  EXPECT_EQ(found.cocci + found.rule + found.file + found.message, "s.coccisa.cfound");
  EXPECT_EQ(found.line, 4u);
  EXPECT_EQ(found.column_end, 4u);
}

TEST(Python, MakesValuesForLaterRules) {
  const Ran got =
      ran("@r@ expression a; @@\none(a, 2)\n@script:python s@\na << r.a;\nname;\nsum;\nunset;\n@@\n"
          "coccinelle.name = 'new_' + a.split()[0]\ncoccinelle.sum = cocci.make_expr('1 + 2')\n"
          "@@ identifier s.name; expression s.sum; @@\n-one(c, 3)\n+two(name, 2 * sum)\n"
          "@@ identifier s.unset; @@\n-two\n+unset\n",
          kCalls);
  EXPECT_EQ(got.error, "");
  EXPECT_THAT(got.code, HasSubstr("two(new_a, 2 * (1 + 2));"));
}

TEST(Python, DropsEnvironments) {
  const Ran got =
      ran("@r@ expression a, n; @@\none(a, n)\n"
          "@script:python@\na << r.a;\n@@\ncocci.include_match(a == 'c')\n"
          "@@ expression r.a, r.n; @@\n-one(a, n)\n+two(a, n)\n",
          kCalls);
  EXPECT_EQ(got.error, "");
  EXPECT_THAT(got.code, HasSubstr("one(a->b, 2);\n\ttwo(c, 3);"));
}

TEST(Python, LeavesATextWhereAScriptExits) {
  const Ran got = ran("@@ @@\n-2\n+4\n@script:python@\n@@\ncocci.exit()\n@@ @@\n-3\n+5\n", kCalls);
  EXPECT_THAT(got.code, HasSubstr("one(a->b, 4);\n\tone(c, 3);"));
}

TEST(Python, DecidesConstraintsAndNames) {
  const Ran got =
      ran("@initialize:python@\n@@\ndef wanted(x):\n  return x == 'c'\n"
          "@@ expression a : script:python() { wanted(a) }; constant n;\n"
          "fresh identifier g = script:python(a, n) { a + \"_\" + n }; @@\n-one(a, n)\n+g(a)\n",
          kCalls);
  EXPECT_EQ(got.error, "");
  EXPECT_THAT(got.code, HasSubstr("one(a->b, 2);\n\tc_3(c);"));
}

TEST(Python, GivesDefaults) {
  const Ran got =
      ran("@r@ expression a; position p; @@\nnone@p(a)\n@script:python@\na << r.a = \"nothing\";\n"
          "p << r.p = [];\n@@\nprint(a, len(p))\n@script:python@\na << r.a;\n@@\nprint('never')\n",
          kCalls);
  EXPECT_EQ(got.printed, "nothing 0\n");
}

TEST(Python, TellsTheLineOfTheSemanticPatch) {
  EXPECT_EQ(
      ran("@r@ @@\none\n\n@script:python s depends on r@\n@@\nx = 1\ny = x + 'a'\n", kCalls).error,
      "s.cocci:7: the script of `s` failed: TypeError: unsupported operand type(s) for +: "
      "'int' and 'str'");
  EXPECT_THAT(ran("@script:python s@\n@@\n\nif:\n", kCalls).error,
              HasSubstr("s.cocci:4: the script of `s` failed: SyntaxError"));
}

TEST(Python, RefusesOtherLanguagesButRunsTheOtherRules) {
  const SemanticPatch patch = parsed(
      "@script:ocaml s@\n(a, _) << r.a;\nx;\n@@\nlet () = ()\n@@ identifier s.x; @@\n-one\n+x\n"
      "@t depends on s@ @@\n-2\n+6\n@@ @@\n-3\n+5\n");
  ASSERT_EQ(patch.refused().size(), 3u);
  EXPECT_EQ(to_string(patch.refused()[0]),
            "s.cocci:1:1: not supported: scripts in ocaml, in `s`; rules that depend on it do not "
            "run; scripts in python do");
  const Result<smpl::Outcome> outcome = patch.apply(Text("a.c", kCalls));
  ASSERT_TRUE(outcome);
  EXPECT_THAT(applied(kCalls, outcome->edits), HasSubstr("one(a->b, 2);\n\tone(c, 5);"));
}

TEST(Python, RunsScriptsInTheOrderOfTexts) {
  const SemanticPatch patch = parsed(
      "@initialize:python@\n@@\nseen = []\n@r@ expression a; @@\none(a)\n"
      "@script:python@\na << r.a;\n@@\nseen.append(int(a))\nprint(len(seen))\n"
      "@finalize:python@\n@@\nprint(seen == sorted(seen), len(seen))\n");
  auto python = Python::start({});
  ASSERT_TRUE(python);
  ASSERT_TRUE(patch.initialize(*(*python)->no_text({})));
  constexpr std::size_t kTexts = 64;
  std::vector<std::string> printed(kTexts);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < kTexts; i = next++) {
      const auto session = (*python)->text(i, "a.c");
      if (i % 3 != 1) {
        const std::string code = "void f(void) { one(" + std::to_string(i) + "); }\n";
        EXPECT_TRUE(patch.apply(Text("a.c", code), *session));
      }
      printed[i] = session->output();
    }
  };
  { const std::jthread one(work), two(work), three(work), four(work); }
  const auto after = (*python)->no_text({});
  ASSERT_TRUE(patch.finalize(*after));
  EXPECT_EQ(after->output(), "True 43\n");
  EXPECT_EQ(printed[0], "1\n");
  EXPECT_EQ(printed[63], "43\n");
}

TEST(Python, LetsSemanticPatchesFollowOneAnother) {
  const auto cocci = [](const std::string& name) {
    return Text(
        name + ".cocci",
        "@r@ @@\n" + name + "();\n@script:python depends on r@ @@\nprint('" + name + "')\n");
  };
  const std::vector<Text> coccis = {cocci("first"), cocci("second")};
  const Result<SemanticPatch> patch =
      SemanticPatch::parse(coccis, Isomorphisms::standard(), c::Names(), {});
  ASSERT_TRUE(patch);
  auto python = Python::start({});
  ASSERT_TRUE(python);
  const auto ends_last = (*python)->text(0, "a.c");
  const auto other = (*python)->text(1, "b.c");
  // While the first text is at the second semantic patch, the next may be at the first one.
  ends_last->finished("first.cocci");
  EXPECT_TRUE(patch->apply(Text("b.c", "void f(void) { first(); }\n"), *other));
  EXPECT_EQ(other->output(), "first\n");
  EXPECT_TRUE(patch->apply(Text("a.c", "void f(void) { second(); }\n"), *ends_last));
  EXPECT_EQ(ends_last->output(), "second\n");
}

TEST(Python, CollectsIterations) {
  const SemanticPatch patch = parsed(
      "virtual again\n@r depends on !again@ expression a; @@\none(a, 2)\n@script:python@\n"
      "a << r.a;\n@@\nit = Iteration()\nit.set_files(cocci.files())\nit.add_virtual_rule(again)\n"
      "it.add_virtual_identifier(what, a)\nit.register()\n"
      "@depends on again@ identifier virtual.what; @@\nwhat\n");
  auto python = Python::start(patch.virtual_names());
  ASSERT_TRUE(python);
  EXPECT_EQ(ran(patch, **python, kCalls).error, "");
  const std::vector<Iteration> asked = (*python)->take_iterations();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].cocci, "s.cocci");
  EXPECT_THAT(asked[0].files, testing::ElementsAre("a.c"));
  ASSERT_EQ(asked[0].definitions.size(), 2u);
  EXPECT_EQ(asked[0].definitions[1].value, "a -> b");
}

}  // namespace
}  // namespace towpath::script
