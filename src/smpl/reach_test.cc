// SPDX-License-Identifier: GPL-2.0-or-later
// Several semantic patches as one, and what the prefilter leaves out.
#include "smpl/reach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cparse/parse.h"
#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"

namespace towpath::smpl {
namespace {

using testing::ElementsAre;

// Which rules are worth a text that has these words.
std::vector<bool> worth(const std::string& cocci, const std::vector<std::string>& text_words,
                        const std::vector<Definition>& definitions = {}) {
  const Result<SourceRules> rules = read_rules(Text("s.cocci", cocci), definitions);
  if (!rules) {
    ADD_FAILURE() << to_string(rules.error());
    return {};
  }
  // Here a rule's words are those of its lines that are not added.
  Words words;
  std::vector<RuleFacts> facts;
  std::vector<std::vector<WordId>> needed;
  for (std::uint32_t i = 0; i < rules->rules.size(); ++i) {
    facts.push_back(facts_of(*rules, i, facts));
    needed.emplace_back();
    const Text& body = rules->rules[i].body;
    for (std::uint32_t line = 1; line <= body.line_count(); ++line) {
      std::string code(body.line(line));
      if (code.empty() || code[0] == '+' || rules->rules[i].script) continue;
      if (code[0] == '-') code.erase(0, 1);
      needed.back().push_back(words.add(code.substr(0, code.find('('))));
    }
  }
  std::vector<std::vector<WordId>> added(facts.size());
  std::vector<Reached> reached;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    for (const std::string& word : facts[i].added_words) {
      if (const auto known = words.find(word)) added[i].push_back(*known);
    }
    reached.push_back({&facts[i], needed[i], added[i]});
  }
  WordSet present{std::vector<bool>(words.size(), false)};
  for (const std::string& word : text_words) {
    if (const auto known = words.find(word)) present.has[*known] = true;
  }
  return worthwhile(reached, present);
}

TEST(Reach, LeavesOutRulesWithoutTheirWords) {
  EXPECT_THAT(worth("@@ @@\n-a()\n+b()\n@@ @@\n-c()\n", {"a"}), ElementsAre(true, false));
}

TEST(Reach, KnowsWhatEarlierRulesAdd) {
  EXPECT_THAT(worth("@@ @@\n-a()\n+c()\n@@ @@\n-c()\n", {"a"}), ElementsAre(true, true));
  EXPECT_THAT(worth("@@ fresh identifier x = \"n\"; @@\n-a()\n+x()\n@@ @@\n-c()\n", {"a"}),
              ElementsAre(true, true));
}

TEST(Reach, LeavesOutWhatNothingComesOf) {
  const std::string cocci =
      "@r@ identifier x; @@\na(x)\n@s@ identifier r.x; @@\nb(x)\n@script:python@\nx << s.x;\n@@\n";
  EXPECT_THAT(worth(cocci, {"a", "b"}), ElementsAre(true, true, true));
  EXPECT_THAT(worth(cocci, {"a"}), ElementsAre(false, false, false));
  EXPECT_THAT(worth(cocci, {"b"}), ElementsAre(false, false, false));
}

TEST(Reach, LeavesOutModesThatWereNotAskedFor) {
  const std::string cocci =
      "virtual patch\nvirtual report\n@depends on patch@ @@\n-a()\n@r depends on report || "
      "!patch@ @@\na()\n@script:python depends on r@\n@@\n";
  EXPECT_THAT(worth(cocci, {"a"}, {{"patch", ""}}), ElementsAre(true, false, false));
  EXPECT_THAT(worth(cocci, {"a"}, {{"report", ""}}), ElementsAre(false, true, true));
}

TEST(Reach, KeepsWhatARuleAsksAbout) {
  EXPECT_THAT(worth("@r@ @@\na()\n@depends on !r@ @@\n-b()\n", {"a", "b"}),
              ElementsAre(true, true));
  EXPECT_THAT(worth("@r@ @@\na()\n@depends on !r@ @@\n-b()\n", {"b"}), ElementsAre(false, true));
}

TEST(Together, SemanticPatchesActOneAfterAnother) {
  const Text texts[] = {Text("a.cocci", "@r@ @@\n-a\n+b\n"),
                        Text("b.cocci", "virtual x\n@r@ @@\n-b\n+c\n@depends on r@ @@\n-d\n+e\n")};
  const auto patch = SemanticPatch::parse(texts, Isomorphisms::standard(), c::Names());
  ASSERT_TRUE(patch);
  ASSERT_EQ(patch->rules().size(), 3u);
  EXPECT_EQ(patch->rules()[1].place.file, "b.cocci");
  const std::string code = "int f(void)\n{\n\treturn a + d;\n}\n";
  const Result<Outcome> outcome = patch->apply(Text("a.c", code));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(applied(code, outcome->edits), "int f(void)\n{\n\treturn c + e;\n}\n");
  EXPECT_THAT(outcome->fired, ElementsAre(1, 1, 1));
}

}  // namespace
}  // namespace towpath::smpl
