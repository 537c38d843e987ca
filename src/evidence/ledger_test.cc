// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/ledger.h"

#include <gtest/gtest.h>

namespace towpath::evidence {
namespace {

pipeline::Carriage run_of(std::uint64_t fired, const std::string& source) {
  pipeline::Carriage carriage;
  pipeline::Carried file;
  file.source_path = "src/a.c";
  file.source = Text("src/a.c", source);
  file.text = Text("fs/a.c", source);
  carriage.files.emplace("fs/a.c", std::move(file));
  pipeline::Report& report = carriage.report;
  report.source = {"c0ffee", "v1", false, 1};
  report.taken = 1;
  report.stages.push_back({.kind = "sed", .name = "names \"x\".sed"});
  report.rules.push_back({.stage = 0, .name = "s/a\\n/\tb/", .place = {}, .fired = fired});
  report.rules.push_back({.stage = 0, .name = "s/a\\n/\tb/", .place = {}, .fired = 2});
  report.undecided.push_back({.symbol = "HAVE_X", .places = {{"fs/a.c", 1}}, .lines = 3});
  report.warnings.push_back({{"caf\xe9.c"}, "odd", ""});
  return carriage;
}

Ledger ledger_of(std::uint64_t fired, const std::string& source) {
  recipe::Recipe recipe;
  recipe.name = "n";
  return Ledger::of(recipe, run_of(fired, source));
}

TEST(Ledger, WhatIsWrittenIsReadBack) {
  const Ledger ledger = ledger_of(41, "one\ntwo\n");
  const auto read = Ledger::parse(Text("a.ledger", ledger.text()));
  ASSERT_TRUE(read.ok()) << to_string(read.error());
  EXPECT_TRUE(ledger.moved_since(*read).empty());
  EXPECT_TRUE(read->moved_since(ledger).empty());
}

TEST(Ledger, TellsWhatMoved) {
  const auto before = Ledger::parse(Text("a.ledger", ledger_of(41, "one\ntwo\n").text()));
  ASSERT_TRUE(before.ok());
  const auto moved = ledger_of(39, "one\n").moved_since(*before);
  ASSERT_EQ(moved.size(), 2u);
  EXPECT_EQ(moved[0], (Ledger::Moved{"files", "fs/a.c", "2 lines, 0 edits, from src/a.c",
                                     "1 line, 0 edits, from src/a.c"}));
  EXPECT_EQ(moved[1],
            (Ledger::Moved{"rules of names \"x\".sed", "s/a\\n/\tb/", "41 times", "39 times"}));
}

TEST(Ledger, TellsThatTheRecipeMoved) {
  recipe::Recipe recipe;
  recipe.files.emplace("towpath.toml", Text("recipe/towpath.toml", "name = 'n'\n"));
  recipe.files.emplace("names.sed", Text("recipe/names.sed", "s/a/b/\n"));
  const pipeline::Carriage carriage = run_of(1, "x\n");
  const Ledger before = Ledger::of(recipe, carriage);
  recipe.files.insert_or_assign("names.sed", Text("elsewhere/names.sed", "s/a/b/\n"));
  EXPECT_TRUE(Ledger::of(recipe, carriage).moved_since(before).empty());

  recipe.files.insert_or_assign("names.sed", Text("recipe/names.sed", "s/a/c/\n"));
  recipe.command_line = {"-D HAVE_X=1", "-U HAVE_Y"};
  const auto moved = Ledger::of(recipe, carriage).moved_since(before);
  ASSERT_EQ(moved.size(), 2u);
  // As `git hash-object` has it.
  EXPECT_EQ(moved[0],
            (Ledger::Moved{"recipe", "names.sed", "e4c52f0be92005a3e24ef79fe9d91122e3f28e2a",
                           "e1d2303f92c20b9a20ef8a754e1b82bffbb340c3"}));
  EXPECT_EQ(moved[1], (Ledger::Moved{"command line", "symbols", "", "-D HAVE_X=1 -U HAVE_Y"}));
}

TEST(Ledger, TellsWhatCameAndWent) {
  pipeline::Carriage carriage = run_of(1, "x\n");
  carriage.report.undecided.clear();
  carriage.report.dropped.push_back({"fs/b.h", "nothing includes it"});
  recipe::Recipe recipe;
  const auto moved = Ledger::of(recipe, carriage).moved_since(ledger_of(1, "x\n"));
  ASSERT_EQ(moved.size(), 3u);
  EXPECT_EQ(moved[0].section, "result");
  EXPECT_EQ(moved[1], (Ledger::Moved{"dropped", "fs/b.h", "", "nothing includes it"}));
  EXPECT_EQ(moved[2].before, "1 place, 3 lines, not meant to stay");
  EXPECT_EQ(moved[2].after, "");
}

TEST(Ledger, WhatIsNoLedgerIsALocatedError) {
  for (const char* text : {"[", "x = 1\n", "[a]\nx = []\n"}) {
    const auto read = Ledger::parse(Text("a.ledger", text));
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().where.file, "a.ledger");
    EXPECT_GT(read.error().where.line, 0u);
  }
}

}  // namespace
}  // namespace towpath::evidence
