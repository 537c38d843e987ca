// SPDX-License-Identifier: GPL-2.0-or-later
// What the oracle test cannot tell: templates, places, errors and limits.
#include "kbuild/makefile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kbuild/memory_tree.h"
#include "kbuild/objects.h"

namespace towpath::kbuild {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Result<std::vector<Word>> words_of(const std::string& makefile, const std::string& variable,
                                   const Settings& settings = {}, const MemoryTree& tree = {}) {
  auto made = Makefile::evaluate(Text("d/Makefile.in", makefile), settings, tree);
  if (!made.ok()) return made.error();
  return made->words(variable);
}

// The words, or the error.
std::string shown(const std::string& makefile, const std::string& variable,
                  const Settings& settings = {}, const MemoryTree& tree = {}) {
  const auto words = words_of(makefile, variable, settings, tree);
  if (!words.ok()) return to_string(words.error());
  std::string text;
  for (const Word& word : *words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

std::string places(const std::string& makefile, const std::string& variable) {
  const auto words = words_of(makefile, variable);
  if (!words.ok()) return to_string(words.error());
  std::string text;
  for (const Word& word : *words)
    text += word.text + "@" + std::to_string(word.place.line) + ":" +
            std::to_string(word.place.column) + " ";
  return text;
}

TEST(Makefile, TellsWhereWordsWereWritten) {
  EXPECT_EQ(places("a := x.o \\\n\ty.o\na += z.o\n", "a"), "x.o@1:6 y.o@2:2 z.o@3:6 ");
  EXPECT_EQ(places("b := $(addprefix sub/,$(a:.o=.c))\na = x.o\n", "b"), "");
  EXPECT_EQ(places("a = x.o y.o\nb := $(addprefix sub/,$(a:.o=.c))\n", "b"),
            "sub/x.c@1:5 sub/y.c@1:9 ");
  EXPECT_EQ(places("top = ..\na = $(top)/x.o\n", "a"), "../x.o@2:11 ");
  EXPECT_EQ(places("a = $(sort $(filter %.o,z.o b.c y.o))\n", "a"), "y.o@1:33 z.o@1:25 ");
}

TEST(Makefile, AutomakeConditionals) {
  const std::string makefile =
      "a := x.o\n@SERVER_TRUE@a += server.o \\\n@SERVER_TRUE@	more.o\n"
      "@SERVER_FALSE@a += client.o\n@A_TRUE@@B_FALSE@a += both.o\n";
  const auto with = [&](bool server, bool a, bool b) {
    Settings settings;
    settings.conditionals = {{"SERVER", server}, {"A", a}, {"B", b}};
    return shown(makefile, "a", settings);
  };
  EXPECT_EQ(with(true, true, false), "x.o server.o more.o both.o");
  EXPECT_EQ(with(false, true, true), "x.o client.o");
  // One that excludes is enough, whatever the others are.
  Settings one;
  one.conditionals = {{"SERVER", false}, {"A", false}};
  EXPECT_EQ(shown(makefile, "a", one), "x.o client.o");
}

TEST(Makefile, UndecidedIsAnErrorOnlyWhereItMatters) {
  const std::string makefile = "a := x.o\n@SERVER_TRUE@b += server.o\nc := -I@LINUX@ $(a)\n";
  EXPECT_EQ(shown(makefile, "a"), "x.o");
  EXPECT_EQ(
      shown(makefile, "b"),
      "d/Makefile.in:2:1: nothing decides the conditional @SERVER_TRUE@; set `SERVER = true` or "
      "`SERVER = false` under `conditionals` in the recipe");
  EXPECT_EQ(
      shown(makefile, "c"),
      "d/Makefile.in:3:8: nothing decides the substitution @LINUX@; give `LINUX = \"...\"` (it "
      "may be empty) under `substitutions` in the recipe");
  // What decides a result may not be undecided, even if the result does not show it.
  EXPECT_THAT(shown("a := $(if @X@,y)\n", "a"), HasSubstr("@X@"));
  EXPECT_THAT(shown("a := $(filter-out @X@,y)\n", "a"), HasSubstr("@X@"));
  EXPECT_THAT(shown("a := $(words @X@)\n", "b"), HasSubstr("@X@"));
  EXPECT_THAT(shown("ifeq (@X@,)\nendif\n", "b"), HasSubstr("@X@"));
  EXPECT_THAT(shown("@X_TRUE@b = 1\nifdef b\nendif\n", "c"), HasSubstr("@X_TRUE@"));
  EXPECT_THAT(shown("@X_TRUE@include y\n", "c"), HasSubstr("@X_TRUE@"));
  EXPECT_THAT(shown("@RULES@\n", "c"), HasSubstr("@RULES@"));
  EXPECT_EQ(shown("ifdef nothing\n@RULES@\nendif\na = 1\n", "a"), "1");
}

TEST(Makefile, Substitutions) {
  Settings settings;
  settings.substitutions["RULES"] = "";
  settings.substitutions["ldlm"] = "../ldlm";
  EXPECT_EQ(shown("a = @ldlm@/x.o @top_srcdir@/y @srcdir@\n@RULES@\n", "a", settings),
            "../ldlm/x.o ../y .");
}

TEST(Makefile, TheRecipesVariablesPrevail) {
  Settings settings;
  settings.variables = {{"CONFIG_ACL", "y"}, {"KVER", "6.1"}};
  EXPECT_EQ(shown("KVER := $(shell uname -r)\na-$(CONFIG_ACL) += acl.o\na = $(a-y) $(KVER)\n", "a",
                  settings),
            "acl.o 6.1");
}

TEST(Makefile, IncludesFromRootAndFolderAndTemplates) {
  MemoryTree tree{{"d/near.mk", "a += near\n"},
                  {"lib/far.mk.in", "a += far @srcdir@ $(lastword $(MAKEFILE_LIST))\n"}};
  EXPECT_EQ(shown("here := $(dir $(lastword $(MAKEFILE_LIST)))\ninclude near.mk "
                  "$(here)/../lib/far.mk\n-include no.mk /etc/passwd\n",
                  "a", {}, tree),
            "near far . d//../lib/far.mk");
  EXPECT_THAT(shown("include no.mk\n", "a"), StartsWith("d/Makefile.in:1:9: there is no makefile"));
  EXPECT_THAT(shown("include ../../etc/x\n", "a"), HasSubstr("outside the source tree"));
  EXPECT_THAT(shown("include /etc/passwd\n", "a"), HasSubstr("outside the source tree"));
}

TEST(Makefile, RunsNothing) {
  for (const char* call : {"shell ls", "eval a=1", "file >x,y", "guile 1", "realpath x"}) {
    const std::string makefile = "\na = $(" + std::string(call) + ")\n";
    EXPECT_EQ(shown(makefile, "b"), "");
    EXPECT_THAT(shown(makefile, "a"), StartsWith("d/Makefile.in:2:5: $("));
    EXPECT_THAT(shown(makefile + "b := $(a)\n", "c"), StartsWith("d/Makefile.in:2:5: $("));
  }
  EXPECT_THAT(shown("a != ls\n", "b"), StartsWith("d/Makefile.in:1:1: `!=` runs a program"));
  EXPECT_EQ(shown("all: $(shell ls)\n\t$(shell rm)\na = 1\n", "a"), "1");
  EXPECT_THAT(shown("$(error no kernel)\n", "a"), HasSubstr("the makefile stops with: no kernel"));
}

TEST(Makefile, LocatesMistakes) {
  EXPECT_THAT(shown("ifdef a\n", "b"), HasSubstr("no `endif`"));
  EXPECT_THAT(shown("endif\n", "b"), HasSubstr("without a conditional"));
  EXPECT_THAT(shown("define a\n", "b"), HasSubstr("no `endef`"));
  EXPECT_THAT(shown("a = $(b\n", "a"), StartsWith("d/Makefile.in:1:5: this reference has no end"));
  EXPECT_THAT(shown("a = $(a)\n", "a"),
              StartsWith("d/Makefile.in:1:5: variable `a` refers to itself"));
  EXPECT_THAT(shown("some words\n", "a"), StartsWith("d/Makefile.in:1:1: this is no statement"));
  EXPECT_THAT(shown("ifeq a b\nendif\n", "a"), HasSubstr("comparison is malformed"));
}

TEST(Makefile, StaysWithinLimits) {
  std::string doubling = "a0 = xxxxxxxx\n";
  for (int i = 1; i < 60; ++i)
    doubling += "a" + std::to_string(i) + " = $(a" + std::to_string(i - 1) + ")$(a" +
                std::to_string(i - 1) + ")\n";
  EXPECT_THAT(shown(doubling, "a59"), HasSubstr("grows beyond"));
  EXPECT_THAT(shown("f = $(call f)\na := $(call f)\n", "a"), HasSubstr("nested too deeply"));
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "$(";
  EXPECT_THAT(shown("a := " + deep + std::string(100000, ')') + "\n", "a"),
              HasSubstr("nested too deeply"));
  std::string conditionals;
  for (int i = 0; i < 100000; ++i) conditionals += "ifdef x\n";
  EXPECT_THAT(shown(conditionals, "a"), HasSubstr("nested too deeply"));
  const std::string loops =
      "w = 1 2 3 4 5 6 7 8 9 0\na := $(foreach b,$(w),$(foreach c,$(w),$(foreach "
      "d,$(w),$(foreach e,$(w),$(foreach f,$(w),$(foreach g,$(w),$(foreach "
      "h,$(w),$(foreach i,$(w),$(if x)))))))))\n";
  EXPECT_FALSE(words_of(loops, "a").ok());
  MemoryTree ring{{"d/Makefile.in", "include d/Makefile\n"}};
  EXPECT_THAT(shown("include d/Makefile\n", "a", {}, ring), HasSubstr("without end"));
  const MemoryTree wide{{"b/1", ""}, {"b/2", ""}};
  std::string visits = "a := $(wildcard b";
  for (int i = 0; i < 60; ++i) visits += "/*/..";
  EXPECT_THAT(shown(visits + ")\n", "a", {}, wide), HasSubstr("too much work"));
}

TEST(Makefile, WhatCannotBeReadIsNotTakenForAbsent) {
  MemoryTree tree;
  tree.add_unreadable("d/rules.mk");
  EXPECT_EQ(shown("a := 1\n-include rules.mk\n", "a", {}, tree),
            "d/Makefile.in:2:10: d/rules.mk: cannot be read");
}

TEST(ResolvePath, StaysInTheTree) {
  EXPECT_EQ(resolve_path("a/b", "../c.o"), "a/c.o");
  EXPECT_EQ(resolve_path("", "./x//y/."), "x/y");
  EXPECT_EQ(resolve_path("a", "../.."), std::nullopt);
  EXPECT_EQ(resolve_path("a", "/etc"), std::nullopt);
}

TEST(Objects, FindsSources) {
  const MemoryTree tree{{"d/a.c", ""}, {"d/sub/b.S", ""}, {"lib/c.c", ""}, {"e/f.c", ""}};
  const auto found = [&](const std::string& list, std::vector<std::string> folders = {}) {
    auto made = Makefile::evaluate(Text("d/Makefile", "m-objs := " + list + "\n"), {}, tree);
    const auto files = objects(*made, "m-objs", tree, folders);
    if (!files.ok()) return to_string(files.error());
    std::string text;
    for (const SourceFile& file : *files) text += file.path + " ";
    return text;
  };
  EXPECT_EQ(found("a.o sub/b.o ../e/f.o a.o"), "d/a.c d/sub/b.S e/f.c ");
  EXPECT_EQ(found("c.o", {"lib"}), "lib/c.c ");
  EXPECT_EQ(
      found("a.o c.o"),
      "d/Makefile:1:15: there is no source for the object `c.o`; neither .c nor .S lies in d");
  EXPECT_THAT(found("../../x.o"), HasSubstr("outside the source tree"));
  EXPECT_THAT(found("sub/"), HasSubstr("is a folder"));
  EXPECT_THAT(found("x.c"), HasSubstr("is no object"));
  auto made = Makefile::evaluate(Text("d/Makefile", ""), {}, tree);
  EXPECT_THAT(to_string(objects(*made, "n-objs", tree).error()), HasSubstr("no variable `n-objs`"));
}

}  // namespace
}  // namespace towpath::kbuild
