// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/observed_source.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tree/test_support.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;

class Observed : public testing::Test {
 protected:
  void SetUp() override {
    write_file(root_ / "lib/a.c", "int a;\n");
    write_file(root_ / "lib/b.c", "int b;\n");
    write_file(root_ / "other/c.c", "int c;\n");
    make_repository(root_);
  }

  std::unique_ptr<SourceTree> folder() const { return open_folder(root_).value(); }
  std::unique_ptr<SourceTree> commit() const { return open_commit(root_, "HEAD").value(); }

  // Of a run that looks for all in lib/, reads one of them, and asks for what is not there.
  static std::vector<Observation> observe(const SourceTree& tree) {
    const ObservedSource source(tree);
    EXPECT_EQ(source.list("lib/").value().size(), 2u);
    EXPECT_EQ(source.read("lib/a.c").value().text.bytes(), "int a;\n");
    EXPECT_FALSE(source.read("lib/none.c").ok());
    EXPECT_EQ(source.answer("lib/a.c")->text.bytes(), "int a;\n");
    EXPECT_EQ(source.answer("lib/none.c"), nullptr);
    EXPECT_EQ(source.answer("lib/b.c"), nullptr);
    return source.observations();
  }

  TempFolder temp_;
  fs::path root_ = temp_ / "project";
};

TEST_F(Observed, FolderAndCommitAreOneSource) {
  const auto observations = observe(*folder());
  EXPECT_EQ(observations.size(), 3u);
  EXPECT_EQ(observations, observe(*commit()));
  EXPECT_TRUE(answers(*folder(), observations));
  EXPECT_TRUE(answers(*commit(), observations));
}

TEST_F(Observed, WhatWasNotAskedMayChange) {
  const auto observations = observe(*folder());
  write_file(root_ / "lib/b.c", "long b;\n");
  write_file(root_ / "other/d.c", "int d;\n");
  EXPECT_TRUE(answers(*folder(), observations));
}

TEST_F(Observed, AnyOtherAnswerTells) {
  const auto observations = observe(*commit());
  write_file(root_ / "lib/a.c", "int A;\n");
  EXPECT_FALSE(answers(*folder(), observations));
  write_file(root_ / "lib/a.c", "int a;\n");
  EXPECT_TRUE(answers(*folder(), observations));

  write_file(root_ / "lib/none.c", "");
  EXPECT_FALSE(answers(*folder(), observations));
  fs::remove(root_ / "lib/none.c");

  fs::permissions(root_ / "lib/a.c", fs::perms::owner_exec, fs::perm_options::add);
  EXPECT_FALSE(answers(*folder(), observations));
  fs::permissions(root_ / "lib/a.c", fs::perms::owner_exec, fs::perm_options::remove);

  fs::remove(root_ / "lib/b.c");
  EXPECT_FALSE(answers(*folder(), observations));
  EXPECT_TRUE(answers(*commit(), observations));
  git(root_, "commit -q -a -m less");
  EXPECT_FALSE(answers(*commit(), observations));
}

}  // namespace
}  // namespace towpath::tree
