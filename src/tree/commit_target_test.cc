// SPDX-License-Identifier: GPL-2.0-or-later
// Commits made in the object store, with git as the judge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tree/target.h"
#include "tree/test_support.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CommitTargets : public testing::Test {
 protected:
  void SetUp() override {
    root_ = temp_ / "linux";
    write_file(root_ / "fs/Kconfig", "menu\n");
    write_file(root_ / "fs/old/a.c", "int a;\n");
    write_file(root_ / "net/b.c", "int b;\n");
    make_repository(root_);
    before_ = git(root_, "status --porcelain") + read_file(root_ / ".git/index");
  }
  void TearDown() override {
    EXPECT_EQ(git(root_, "fsck --strict --no-dangling"), "");
    EXPECT_EQ(git(root_, "status --porcelain") + read_file(root_ / ".git/index"), before_);
    EXPECT_FALSE(fs::exists(root_ / ".git/towpath/commit/run"));
  }

  static File file(const std::string& path, const std::string& bytes, bool executable = false) {
    return {path, Text(path, bytes), executable};
  }

  Result<Published> run(const std::string& branch, const std::vector<File>& outputs,
                        const std::string& owned = "fs/old/") {
    Result<std::unique_ptr<Target>> target = open_commit_target(root_, "lustre", branch);
    if (!target.ok()) return std::move(target).error();
    const Result<Plan> plan = (*target)->plan(outputs, {Glob::parse(owned).value()});
    if (!plan.ok()) return plan.error();
    return (*target)->publish(*plan, {.message = "fs: carried\n", .time = 1'600'000'000});
  }

  const std::vector<File> outputs_ = {CommitTargets::file("fs/new/a.c", "int n;\n"),
                                      CommitTargets::file("fs/new/run.sh", "#!\n", true),
                                      CommitTargets::file("fs/Kconfig", "menu\nnew\n")};
  TempFolder temp_;
  fs::path root_;
  std::string before_;
};

TEST_F(CommitTargets, MakesABranchOnHead) {
  const Result<Published> published = run("carried/lustre", outputs_);
  ASSERT_TRUE(published.ok()) << to_string(published.error());
  EXPECT_TRUE(published->changed);
  EXPECT_EQ(published->reference, "refs/heads/carried/lustre");
  EXPECT_EQ(git(root_, "rev-parse carried/lustre"), published->commit + "\n");
  EXPECT_EQ(git(root_, "rev-parse carried/lustre^"), git(root_, "rev-parse HEAD"));
  EXPECT_EQ(git(root_, "diff --summary --stat HEAD carried/lustre"),
            " fs/Kconfig    | 1 +\n fs/new/a.c    | 1 +\n fs/new/run.sh | 1 +\n"
            " fs/old/a.c    | 1 -\n 4 files changed, 3 insertions(+), 1 deletion(-)\n"
            " create mode 100644 fs/new/a.c\n create mode 100755 fs/new/run.sh\n"
            " delete mode 100644 fs/old/a.c\n");
  EXPECT_EQ(git(root_, "log -1 --format='%an <%ae> %at %ct %s' carried/lustre"),
            "A Tester <tester@example.org> 1600000000 1600000000 fs: carried\n");
}

TEST_F(CommitTargets, ASecondRunMakesNoCommit) {
  const std::string commit = run("b", outputs_).value().commit;
  const Published again = run("b", outputs_).value();
  EXPECT_FALSE(again.changed);
  EXPECT_EQ(again.commit, commit);
  // Another output goes on top.
  const Published more = run("b", {file("fs/new/a.c", "int more;\n")}, "fs/new/").value();
  EXPECT_EQ(git(root_, "rev-parse b^"), commit + "\n");
  EXPECT_EQ(git(root_, "ls-tree -r --name-only " + more.commit),
            "fs/Kconfig\nfs/new/a.c\nnet/b.c\n");
}

TEST_F(CommitTargets, WithoutABranchAReferenceOfItsOwnKeepsTheCommit) {
  const Published first = run("", outputs_).value();
  EXPECT_TRUE(first.changed);
  EXPECT_EQ(first.reference, "refs/towpath/lustre");
  EXPECT_EQ(git(root_, "rev-parse refs/towpath/lustre"), first.commit + "\n");
  const Published second = run("", outputs_).value();
  EXPECT_FALSE(second.changed);
  EXPECT_EQ(second.commit, first.commit);
}

TEST_F(CommitTargets, TheSameInputGivesTheSameCommit) {
  EXPECT_EQ(run("one", outputs_).value().commit, run("two", outputs_).value().commit);
}

TEST_F(CommitTargets, PackedReferencesAndWorkTreesAreSeen) {
  ASSERT_TRUE(run("b", outputs_).ok());
  git(root_, "pack-refs --all --prune");
  EXPECT_FALSE(run("b", outputs_).value().changed);
  ASSERT_TRUE(run("b", {file("fs/x", "x\n")}).value().changed);
  EXPECT_EQ(git(root_, "show b:fs/x"), "x\n");
  EXPECT_THAT(to_string(run("b/c", outputs_).error()), HasSubstr("no room"));
  EXPECT_THAT(to_string(run("master", outputs_).error()), HasSubstr("checked out"));
  git(root_, "worktree add -q ../linked b");
  EXPECT_THAT(to_string(run("b", outputs_).error()), HasSubstr("checked out"));
  EXPECT_FALSE(run("not..valid", outputs_).ok());
}

TEST_F(CommitTargets, RefusesWhatIsNoPlaceForAFile) {
  EXPECT_THAT(to_string(run("b", {file("fs", "x")}).error()), HasSubstr("folder is in the place"));
  EXPECT_THAT(to_string(run("b", {file("net/b.c/x", "x")}).error()), HasSubstr("net/b.c"));
  EXPECT_FALSE(run("b", {file(".git/config", "x")}).ok());
  EXPECT_THAT(git(root_, "rev-parse -q --verify b"), HasSubstr("status"));
}

TEST_F(CommitTargets, AHeldReferenceIsRespected) {
  write_file(root_ / ".git/refs/heads/b.lock", "");
  EXPECT_THAT(to_string(run("b", outputs_).error()), HasSubstr("holds this lock"));
  fs::remove(root_ / ".git/refs/heads/b.lock");
}

TEST_F(CommitTargets, AnAuthorIsNeeded) {
  git(root_, "config --unset user.name");
  // Nor may one come from the machine's own configuration.
  const char* const home = std::getenv("HOME");
  const std::string kept = home == nullptr ? "" : home;
  setenv("HOME", temp_.path().c_str(), 1);
  const Result<Published> refused = run("b", outputs_);
  setenv("HOME", kept.c_str(), 1);
  if (refused.ok()) {
    // libgit2 looked the machine's configuration up before; then there is one for everybody.
    EXPECT_NE(git(root_, "log -1 --format=%an b"), "\n");
    return;
  }
  EXPECT_THAT(to_string(refused.error()), HasSubstr("git config user.name"));
}

TEST_F(CommitTargets, ReadsTheParent) {
  const auto target = open_commit_target(root_, "lustre").value();
  EXPECT_EQ(target->read("fs/Kconfig").value()->text.bytes(), "menu\n");
  EXPECT_FALSE(target->read("fs/none").value().has_value());
  EXPECT_FALSE(target->read("fs/old").ok());
}

TEST_F(CommitTargets, NeedsACommitToBuildOn) {
  const fs::path fresh = temp_ / "fresh";
  make_repository(fresh, false);
  EXPECT_THAT(to_string(open_commit_target(fresh, "lustre").error()), HasSubstr("no commit"));
}

}  // namespace
}  // namespace towpath::tree
