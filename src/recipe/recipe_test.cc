// SPDX-License-Identifier: GPL-2.0-or-later
#include "recipe/recipe.h"

#include <gtest/gtest.h>

#include <fstream>

namespace towpath::recipe {
namespace {

namespace fs = std::filesystem;

class RecipeTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(testing::TempDir()) /
        ("recipe-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& content) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << content;
  }

  // What loading complains of, as "line:column: message; hint".
  std::string complaint(const std::string& toml) {
    write("towpath.toml", toml);
    const auto recipe = load(folder_);
    if (recipe) return "";
    Error error = recipe.error();
    error.where.file = fs::path(error.where.file).filename() == "towpath.toml"
                           ? ""
                           : fs::path(error.where.file).filename().string();
    return to_string(error);
  }

  fs::path folder_;
};

constexpr const char* kHead = "name = 'n'\nowns = ['fs/n/']\n";

TEST_F(RecipeTest, LoadsEveryKindOfStage) {
  write("client.h", "#define A\n#undef B\n");
  write("names.sed", "s/a/b/\n");
  write("macros.cocci", "@@ expression E; @@\n-RETURN(E);\n+return E;\n");
  write("patches/series", "# none yet\n");
  write("Kconfig", "config N\n");
  write("towpath.toml", std::string(kHead) + R"(
description = "d"
commit-subject = "n: update"
[makefiles]
conditionals = { SERVER = false }
variables = { CONFIG_X = "y" }
[[stage]]
kind = "collect"
[[stage.take]]
from = "src/"
to = "fs/n"
files = ["*.c", "main.h"]
objects = [{ makefile = "src/Makefile.in", variable = "n-objs" }]
[[stage]]
kind = "unifdef"
definitions = "client.h"
[[stage]]
kind = "sed"
script = "names.sed"
files = ["fs/n/a.c"]
[[stage]]
kind = "sed"
script = "names.sed"
[[stage]]
kind = "spatch"
patch = "macros.cocci"
[[stage]]
kind = "patches"
series = "patches/series"
[[stage]]
kind = "prune"
[[stage.rule]]
headers = "fs/n"
needed = [{ by = ["fs/n/"], in = "quotes" }]
[[stage]]
kind = "kbuild"
[[stage.makefiles]]
files = ["fs/n/Makefile"]
drop = ["/^#/"]
[[stage.add]]
path = "fs/n/Kconfig"
from = "Kconfig"
[[stage.parents]]
file = "fs/Kconfig"
after = "ceph"
line = 'source "fs/n/Kconfig"'
)");
  const auto recipe = load(folder_);
  ASSERT_TRUE(recipe.ok()) << to_string(recipe.error());
  ASSERT_EQ(recipe->stages.size(), 8u);
  EXPECT_EQ(recipe->commit_subject, "n: update");
  EXPECT_EQ(recipe->settings.conditionals.at("SERVER"), false);
  EXPECT_EQ(recipe->stages[2].name, "names.sed");
  EXPECT_EQ(recipe->stages[3].name, "names.sed (2)");
  EXPECT_TRUE(recipe->stages[2].selection.contains("fs/n/a.c"));
  EXPECT_FALSE(recipe->stages[2].selection.contains("fs/n/b.c"));
  EXPECT_TRUE(recipe->stages[3].selection.contains("b.h"));
  const auto& take = std::get<Collect>(recipe->stages[0].action).takes.at(0);
  EXPECT_EQ(take.from, "src");
  ASSERT_EQ(take.exact.size(), 1u);
  EXPECT_EQ(take.exact[0].value, "main.h");
}

TEST_F(RecipeTest, TellsWhereARecipeIsWrongAndWhatToDo) {
  EXPECT_EQ(complaint(std::string(kHead) + "[[stage]]\nkind = 'sed'\nscirpt = 'a.sed'\n"),
            "3:1: 'script' is missing; is 'scirpt' a misspelling of it?");
  EXPECT_EQ(complaint(std::string(kHead) + "[[stage]]\nkind = 'sed'\n"),
            "3:1: 'script' is missing; a file of sed commands");
  EXPECT_EQ(complaint(std::string(kHead) + "descriptoin = 'd'\n[[stage]]\nkind = 'kbuild'\n"),
            "3:1: unknown key 'descriptoin'; did you mean 'description'?");
  EXPECT_EQ(complaint(std::string(kHead) + "[[stage]]\nkind = 'awk'\n"),
            "4:8: unknown stage kind 'awk'; one of collect, unifdef, sed, spatch, patches, prune, "
            "kbuild");
  EXPECT_EQ(complaint(std::string(kHead) + "[[stage]]\nkind = 'sed'\nscript = 'gone.sed'\n"),
            "5:10: no such file: gone.sed");
  EXPECT_EQ(complaint("name = 1\nowns = ['a/']\n[[stage]]\nkind = 'kbuild'\n"),
            "1:8: 'name' must be a string");
  EXPECT_EQ(complaint(kHead), "1:1: the recipe has no stages; add a [[stage]]");
  EXPECT_EQ(complaint("name = 'n'\nowns = ['../a']\n[[stage]]\nkind = 'kbuild'\n"),
            "2:9: bad path pattern '../a': '..' leads out of the tree");
}

TEST_F(RecipeTest, LocatesMistakesInTheFilesItNames) {
  write("bad.sed", "s/a/b/\ns/a/\n");
  const std::string said =
      complaint(std::string(kHead) + "[[stage]]\nkind = 'sed'\nscript = 'bad.sed'\n");
  EXPECT_TRUE(said.starts_with("bad.sed:2:")) << said;
  write("bad.cocci", "@@\nexpression E;\n@@\n-f(E;\n");
  const std::string cocci =
      complaint(std::string(kHead) + "[[stage]]\nkind = 'spatch'\npatch = 'bad.cocci'\n");
  EXPECT_TRUE(cocci.starts_with("bad.cocci:4:")) << cocci;
}

TEST_F(RecipeTest, WhatIsCompiled) {
  const std::string stage = "[[stage]]\nkind = 'kbuild'\n";
  EXPECT_EQ(complaint(std::string(kHead) + "[build]\nfolders = '../x'\n" + stage),
            "4:11: '../x' leads out of the tree");
  EXPECT_EQ(
      complaint(std::string(kHead) + "[build]\nfolders = 'x'\nsettings = ['--eval=x']\n" + stage),
      "5:13: '--eval=x' is no variable's setting; \"CONFIG_MINE=m\"");
}

TEST_F(RecipeTest, FilesOutsideOfTheFolderAreRefused) {
  EXPECT_EQ(complaint(std::string(kHead) + "[[stage]]\nkind = 'sed'\nscript = '../x.sed'\n"),
            "5:10: '../x.sed' leads out of the recipe's folder");
  EXPECT_EQ(complaint(std::string(kHead) + "[[stage]]\nkind = 'sed'\nscript = '/etc/passwd'\n"),
            "5:10: '/etc/passwd' leads out of the recipe's folder");
}

TEST_F(RecipeTest, ABrokenTomlFileIsLocated) {
  EXPECT_TRUE(complaint("name = 'n'\nowns = [\n").starts_with("2:"));
}

TEST_F(RecipeTest, AFolderWithoutRecipeSaysWhatARecipeIs) {
  const auto recipe = load(folder_);
  ASSERT_FALSE(recipe.ok());
  EXPECT_EQ(recipe.error().hint, "a recipe is a folder with a towpath.toml");
}

}  // namespace
}  // namespace towpath::recipe
