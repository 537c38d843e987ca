// SPDX-License-Identifier: GPL-2.0-or-later
// What all targets must do, and what only work trees do. Git itself judges the result.
#include "tree/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <vector>

#include "tree/test_support.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Change::Kind;

File file(const std::string& path, const std::string& bytes, bool executable = false) {
  return {path, Text(path, bytes), executable};
}

std::vector<Glob> globs(const std::vector<std::string>& patterns) {
  std::vector<Glob> globs;
  for (const std::string& pattern : patterns) globs.push_back(Glob::parse(pattern).value());
  return globs;
}

// Plans and publishes.
Result<Published> run(Target& target, std::vector<File> outputs,
                      const std::vector<std::string>& owned = {"fs/"},
                      const Publication& publication = {}) {
  const Result<Plan> plan = target.plan(std::move(outputs), globs(owned));
  if (!plan.ok()) return plan.error();
  return target.publish(*plan, publication);
}

class WorkTreeTarget : public testing::Test {
 protected:
  void SetUp() override {
    root_ = temp_ / "linux";
    write_file(root_ / "Makefile", "all:\n");
    write_file(root_ / "fs/Kconfig", "menu\n");
    write_file(root_ / "fs/old/a.c", "int a;\n");
    write_file(root_ / "net/b.c", "int b;\n");
    make_repository(root_);
  }
  // Whatever happens, the repository stays sound.
  void TearDown() override {
    EXPECT_EQ(git(root_, "fsck --strict --no-dangling"), "");
    EXPECT_FALSE(fs::exists(root_ / ".git/index.lock"));
    EXPECT_FALSE(fs::exists(root_ / ".git/towpath/work-tree/run"));
  }

  std::unique_ptr<Target> open() { return open_work_tree(root_).value(); }
  std::string status() { return git(root_, "status --porcelain"); }

  TempFolder temp_;
  fs::path root_;
};

TEST_F(WorkTreeTarget, WritesAndStages) {
  const auto target = open();
  const Result<Published> published =
      run(*target, {file("fs/new/b.sh", "#!/bin/sh\n", true), file("fs/new/a.c", "int n;\n"),
                    file("fs/Kconfig", "menu\nnew\n"), file("fs/old/a.c", "int a;\n")});
  ASSERT_TRUE(published.ok()) << to_string(published.error());
  EXPECT_TRUE(published->changed);
  EXPECT_EQ(status(), "M  fs/Kconfig\nA  fs/new/a.c\nA  fs/new/b.sh\n");
  EXPECT_EQ(git(root_, "diff"), "");
  EXPECT_EQ(git(root_, "diff --cached --summary"),
            " create mode 100644 fs/new/a.c\n create mode 100755 fs/new/b.sh\n");
  EXPECT_EQ(read_file(root_ / "fs/new/a.c"), "int n;\n");
}

// For files in folders that were moved as a whole, that were moved one by one, and that only had to
// be staged.
TEST_F(WorkTreeTarget, StatDataIsRightSoThatGitNeedNotLook) {
  write_file(root_ / "fs/staged.c", "s\n");
  // Of files as young as the index git cannot know that they are as they were.
  git(root_, "ls-files -z | xargs -0 touch -d '1 hour ago' && git update-index --refresh");
  ASSERT_TRUE(run(*open(), {file("fs/new/deep/a.c", "int n;\n"), file("fs/old/a.c", "int a;\n"),
                            file("fs/old/b.c", "int bb;\n"), file("fs/Kconfig", "changed\n"),
                            file("fs/staged.c", "s\n")})
                  .ok());
  EXPECT_EQ(git(root_, "diff-files --quiet"), "");
  for (const char* const path : {"fs/new/deep/a.c", "fs/old/b.c", "fs/Kconfig", "fs/staged.c"}) {
    struct stat stat;
    ASSERT_EQ(::stat((root_ / path).c_str(), &stat), 0);
    const std::string debug = git(root_, std::string("ls-files --debug ") + path);
    const auto stamp = [](const timespec& time) {
      return std::to_string(time.tv_sec) + ":" + std::to_string(time.tv_nsec) + "\n";
    };
    EXPECT_THAT(debug, HasSubstr("ctime: " + stamp(stat.st_ctim)));
    EXPECT_THAT(debug, HasSubstr("mtime: " + stamp(stat.st_mtim)));
    EXPECT_THAT(debug, HasSubstr("ino: " + std::to_string(stat.st_ino)));
    EXPECT_THAT(debug, HasSubstr("size: " + std::to_string(stat.st_size)));
  }
}

TEST_F(WorkTreeTarget, SecondRunTouchesNothing) {
  const std::vector<File> outputs = {file("fs/new/a.c", "int n;\n"), file("fs/Kconfig", "k\n"),
                                     file("fs/old/a.c", "int a;\n")};
  ASSERT_TRUE(run(*open(), outputs).value().changed);
  const auto file_time = fs::last_write_time(root_ / "fs/new/a.c");
  const auto index_time = fs::last_write_time(root_ / ".git/index");
  const auto target = open();
  const Plan plan = target->plan(outputs, globs({"fs/new/", "fs/old/"})).value();
  EXPECT_TRUE(plan.nothing_to_do());
  EXPECT_EQ(plan.count(Kind::kSame), 3u);
  EXPECT_FALSE(target->publish(plan, {}).value().changed);
  EXPECT_EQ(fs::last_write_time(root_ / "fs/new/a.c"), file_time);
  EXPECT_EQ(fs::last_write_time(root_ / ".git/index"), index_time);
}

TEST_F(WorkTreeTarget, RemovesWhatIsNoLongerProduced) {
  ASSERT_TRUE(run(*open(), {file("fs/new/a.c", "1\n"), file("fs/new/deep/er/b.c", "2\n"),
                            file("fs/old/a.c", "int a;\n"), file("fs/Kconfig", "menu\n")})
                  .ok());
  write_file(root_ / "fs/new/notes", "not ours\n");  // untracked, so not to be removed
  const auto target = open();
  const Plan plan =
      target->plan({file("fs/new/a.c", "1\n")}, globs({"fs/new/", "fs/old/"})).value();
  EXPECT_EQ(plan.count(Kind::kRemove), 2u);
  EXPECT_EQ(plan.changes.at(1).path, "fs/new/deep/er/b.c");
  EXPECT_EQ(plan.changes.at(1).before.bytes(), "2\n");
  EXPECT_THAT(plan.uncommitted, IsEmpty());
  ASSERT_TRUE(target->publish(plan, {}).ok());
  EXPECT_FALSE(fs::exists(root_ / "fs/new/deep"));
  EXPECT_FALSE(fs::exists(root_ / "fs/old"));
  EXPECT_EQ(read_file(root_ / "fs/new/notes"), "not ours\n");
  EXPECT_EQ(status(), "A  fs/new/a.c\nD  fs/old/a.c\n?? fs/new/notes\n");
  // And what was removed can come back, although nobody committed in between.
  ASSERT_TRUE(run(*open(), {file("fs/new/a.c", "1\n"), file("fs/old/a.c", "int a;\n")},
                  {"fs/new/", "fs/old/"})
                  .ok());
  EXPECT_EQ(status(), "A  fs/new/a.c\n?? fs/new/notes\n");
}

TEST_F(WorkTreeTarget, OwnOutputMayBeWrittenOverUncommitted) {
  ASSERT_TRUE(run(*open(), {file("fs/a.c", "1\n")}, {"fs/a.c"}).ok());
  ASSERT_TRUE(run(*open(), {file("fs/a.c", "2\n")}, {"fs/a.c"}).ok());
  git(root_, "reset -q");  // no longer staged, and still what was written here
  ASSERT_TRUE(run(*open(), {file("fs/a.c", "3\n")}, {"fs/a.c"}).ok());
  EXPECT_EQ(status(), "A  fs/a.c\n");
  git(root_, "reset -q");
  ASSERT_TRUE(run(*open(), {}, {"fs/a.c"}).ok());
  EXPECT_EQ(status(), "");
}

TEST_F(WorkTreeTarget, StagesWhatIsRightButNotStaged) {
  write_file(root_ / "fs/new.c", "same\n");
  const auto target = open();
  const Plan plan = target->plan({file("fs/new.c", "same\n")}, {}).value();
  EXPECT_THAT(plan.unstaged, ElementsAre("fs/new.c"));
  EXPECT_TRUE(target->publish(plan, {}).value().changed);
  EXPECT_EQ(status(), "A  fs/new.c\n");
}

TEST_F(WorkTreeTarget, RefusesUncommittedWorkAndNamesIt) {
  write_file(root_ / "fs/Kconfig", "my work\n");       // changed
  write_file(root_ / "fs/untracked.c", "mine too\n");  // in the way
  write_file(root_ / "net/b.c", "staged\n");           // staged, then put back
  git(root_, "add net/b.c");
  write_file(root_ / "net/b.c", "int b;\n");
  fs::remove(root_ / "fs/old/a.c");  // deleted
  write_file(root_ / "Makefile", "my work, but not touched\n");
  const std::string before = status();
  const auto target = open();
  const std::vector<File> outputs = {file("fs/Kconfig", "new\n"), file("fs/untracked.c", "new\n"),
                                     file("net/b.c", "new\n"), file("fs/old/a.c", "new\n"),
                                     file("fs/free.c", "new\n")};
  const Plan plan = target->plan(outputs, {}).value();
  EXPECT_THAT(plan.uncommitted,
              ElementsAre("fs/Kconfig", "fs/old/a.c", "fs/untracked.c", "net/b.c"));
  const Result<Published> refused = target->publish(plan, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(to_string(refused.error()), HasSubstr("\n  fs/untracked.c\n"));
  EXPECT_EQ(status(), before);

  const Published forced = target->publish(plan, {.force = true, .message = {}}).value();
  EXPECT_EQ(git(root_, "diff --name-only"), "Makefile\n");
  EXPECT_EQ(git(root_, "show " + forced.backup + ":fs/Kconfig"), "my work\n");
  EXPECT_EQ(git(root_, "show " + forced.backup + ":fs/untracked.c"), "mine too\n");
  EXPECT_EQ(git(root_, "show " + forced.backup + "^2:net/b.c"), "staged\n");
  EXPECT_THAT(git(root_, "show " + forced.backup + ":fs/old/a.c"), HasSubstr("status"));
  EXPECT_THAT(git(root_, "for-each-ref refs/towpath/backup"), HasSubstr(forced.backup));
  // It is what `git stash` would have made.
  git(root_, "add -A");
  git(root_, "commit -q -m now");
  git(root_, "rm -q fs/untracked.c fs/Kconfig");
  git(root_, "commit -q -m away");
  git(root_, "checkout -q HEAD~2");
  EXPECT_THAT(git(root_, "stash apply " + forced.backup), HasSubstr("fs/Kconfig"));
  EXPECT_EQ(read_file(root_ / "fs/Kconfig"), "my work\n");
  EXPECT_EQ(read_file(root_ / "fs/untracked.c"), "mine too\n");
}

TEST_F(WorkTreeTarget, ConflictsCountAsWork) {
  git(root_, "checkout -q -b other");
  write_file(root_ / "fs/Kconfig", "theirs\n");
  git(root_, "commit -q -a -m theirs");
  git(root_, "checkout -q master");
  write_file(root_ / "fs/Kconfig", "ours\n");
  git(root_, "commit -q -a -m ours");
  git(root_, "merge other");
  const Plan plan = open()->plan({file("fs/Kconfig", "new\n")}, {}).value();
  EXPECT_THAT(plan.uncommitted, ElementsAre("fs/Kconfig"));
}

TEST_F(WorkTreeTarget, RefusesPathsThatAreNoPlaceForAFile) {
  fs::create_directory_symlink("../net", root_ / "fs/link");
  fs::create_directory(root_ / "fs/folder");
  ASSERT_EQ(mkfifo((root_ / "fs/fifo").c_str(), 0600), 0);
  const auto target = open();
  const auto message = [&](const char* path) {
    const Result<Plan> plan = target->plan({file(path, "x\n")}, {});
    return plan.ok() ? std::string("planned") : to_string(plan.error());
  };
  EXPECT_THAT(message("fs/link/b.c"), HasSubstr("leads through a symbolic link: fs/link"));
  EXPECT_THAT(message("fs/folder"), HasSubstr("a folder is in the place of a file"));
  EXPECT_THAT(message("Makefile/x"), HasSubstr("a file is in the place of a folder: Makefile"));
  EXPECT_THAT(message("fs/fifo"), HasSubstr("is not a regular file"));
  EXPECT_THAT(message("../x"), HasSubstr("leads out of the tree"));
  EXPECT_THAT(message("/x"), HasSubstr("not relative"));
  EXPECT_THAT(message(".git/hooks/pre-commit"), HasSubstr("may not lie in \".git\""));
  EXPECT_THAT(message("sub/.GIT/config"), HasSubstr("may not lie in \".git\""));
  EXPECT_THAT(to_string(target->plan({file("a", "1"), file("a", "2")}, {}).error()),
              HasSubstr("is an output twice"));
  EXPECT_THAT(to_string(target->plan({file("a", "1"), file("a/b", "2")}, {}).error()),
              HasSubstr("the folder of another"));
  fs::remove(root_ / "fs/fifo");
}

TEST_F(WorkTreeTarget, ALinkInPlaceOfAFileIsReplacedNotFollowed) {
  fs::create_symlink("../net/b.c", root_ / "fs/link.c");
  git(root_, "add -A");
  git(root_, "commit -q -m link");
  ASSERT_TRUE(run(*open(), {file("fs/link.c", "new\n")}, {}).ok());
  EXPECT_EQ(read_file(root_ / "net/b.c"), "int b;\n");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(root_ / "fs/link.c")));
  EXPECT_EQ(status(), "T  fs/link.c\n");
}

TEST_F(WorkTreeTarget, GitsLockIsRespected) {
  write_file(root_ / ".git/index.lock", "");
  const Result<Published> refused = run(*open(), {file("fs/new.c", "x\n")}, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(to_string(refused.error()), HasSubstr("another git process holds this lock"));
  EXPECT_FALSE(fs::exists(root_ / "fs/new.c"));
  EXPECT_TRUE(fs::exists(root_ / ".git/index.lock"));
  fs::remove(root_ / ".git/index.lock");
}

TEST_F(WorkTreeTarget, ChangesSincePlanningAreNoticed) {
  const auto target = open();
  const Plan plan = target->plan({file("fs/Kconfig", "new\n"), file("fs/x", "x\n")}, {}).value();
  write_file(root_ / "fs/Kconfig", "edited meanwhile\n");
  EXPECT_THAT(to_string(target->publish(plan, {}).error()), HasSubstr("has changed since"));
  write_file(root_ / "fs/Kconfig", "menu\n");
  write_file(root_ / "fs/y", "y\n");
  git(root_, "add fs/y");
  EXPECT_THAT(to_string(target->publish(plan, {}).error()), HasSubstr("index has changed since"));
  EXPECT_EQ(status(), "A  fs/y\n");
}

// A limit on the size of files stands for a full disk: writing fails half-way, for root as well.
TEST_F(WorkTreeTarget, AFullDiskChangesNothing) {
  const auto target = open();
  const std::string before = status() + git(root_, "ls-files --stage");
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit;
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit tight = {4096, limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &tight);
  const Result<Published> failed =
      run(*target, {file("fs/a.c", "x\n"), file("fs/big.c", std::string(100'000, 'x'))}, {});
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, ignored);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(to_string(failed.error()), "fs/big.c: cannot write: File too large");
  EXPECT_EQ(status() + git(root_, "ls-files --stage"), before);
  EXPECT_FALSE(fs::exists(root_ / "fs/a.c"));
  ASSERT_TRUE(run(*target, {file("fs/a.c", "x\n")}, {}).ok());
}

TEST_F(WorkTreeTarget, WhatIsToBeStagedOnlyMustStillBeThere) {
  write_file(root_ / "fs/new.c", "same\n");
  const auto target = open();
  const Plan plan = target->plan({file("fs/new.c", "same\n")}, {}).value();
  write_file(root_ / "fs/new.c", "edited meanwhile\n");
  EXPECT_THAT(to_string(target->publish(plan, {}).error()), HasSubstr("has changed since"));
  EXPECT_EQ(status(), "?? fs/new.c\n");
}

TEST_F(WorkTreeTarget, ManyFilesInAllVersionsOfTheIndex) {
  for (const char* version : {"2", "3", "4"}) {
    git(root_, std::string("update-index --index-version ") + version);
    if (*version == '3') {  // git writes version 3 only where it must
      git(root_, "update-index --skip-worktree net/b.c");
    }
    std::vector<File> outputs;
    for (int i = 0; i < 300; ++i) {
      const std::string name = std::to_string(i * i % 301) + "." + std::to_string(i);
      outputs.push_back(file("fs/many/" + std::string(i % 7 * 40, 'd') + name, name + version));
    }
    const Result<Published> published = run(*open(), outputs, {"fs/many/"});
    ASSERT_TRUE(published.ok()) << to_string(published.error());
    EXPECT_EQ(git(root_, "diff"), "");
    EXPECT_EQ(git(root_, "ls-files fs/many | wc -l"), "300\n");
    EXPECT_EQ(git(root_, "ls-files net"), "net/b.c\n");
    EXPECT_EQ(git(root_, "write-tree"), git(root_, "write-tree --missing-ok"));
    git(root_, "commit -q -m " + std::string(version));
    EXPECT_EQ(status(), "");
  }
}

TEST_F(WorkTreeTarget, WorksInAnEmptyRepositoryAndInALinkedWorkTree) {
  const fs::path fresh = temp_ / "fresh";
  make_repository(fresh, false);
  ASSERT_TRUE(run(*open_work_tree(fresh).value(), {file("a", "1\n")}).ok());
  EXPECT_EQ(git(fresh, "status --porcelain"), "A  a\n");

  git(root_, "worktree add -q ../linked");
  ASSERT_TRUE(run(*open_work_tree(temp_ / "linked").value(), {file("fs/a", "1\n")}, {}).ok());
  EXPECT_EQ(git(temp_ / "linked", "status --porcelain"), "A  fs/a\n");
  EXPECT_EQ(status(), "");
}

TEST_F(WorkTreeTarget, IsRefusedWhereThereIsNone) {
  EXPECT_FALSE(open_work_tree(temp_ / "none").ok());
  EXPECT_THAT(to_string(open_work_tree(root_ / "fs").error()), HasSubstr("not the top"));
  fs::create_directory(temp_ / "bare");
  git(temp_ / "bare", "init -q --bare .");
  EXPECT_THAT(to_string(open_work_tree(temp_ / "bare").error()), HasSubstr("no work tree"));
}

TEST_F(WorkTreeTarget, ReadsWhatIsThere) {
  const auto target = open();
  EXPECT_EQ(target->read("fs/Kconfig").value()->text.bytes(), "menu\n");
  EXPECT_FALSE(target->read("fs/none").value().has_value());
  EXPECT_FALSE(target->read("../x").ok());
}

// A target that cannot be written to. Root may write everywhere but to a read-only mount, so this
// looks at /proc, which nobody can write to, for the plain folder.
TEST(ReadOnlyTarget, IsAClearError) {
  const auto target = open_output_folder("/proc/towpath-test/out").value();
  const Result<Published> failed = run(*target, {file("a", "1\n")});
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(to_string(failed.error()),
              HasSubstr("/proc/towpath-test/out: cannot make the folder"));
}

class FolderTarget : public testing::Test {
 protected:
  TempFolder temp_;
  fs::path out_ = temp_ / "made/out";
};

TEST_F(FolderTarget, WritesRemovesAndRepeats) {
  ASSERT_TRUE(
      run(*open_output_folder(out_).value(), {file("a/b.c", "1\n"), file("run.sh", "2\n", true)})
          .value()
          .changed);
  EXPECT_EQ(read_file(out_ / "a/b.c"), "1\n");
  EXPECT_NE(fs::status(out_ / "run.sh").permissions() & fs::perms::owner_exec, fs::perms::none);
  EXPECT_FALSE(
      run(*open_output_folder(out_).value(), {file("a/b.c", "1\n"), file("run.sh", "2\n", true)})
          .value()
          .changed);
  ASSERT_TRUE(run(*open_output_folder(out_).value(), {file("run.sh", "3\n", true)}).ok());
  EXPECT_FALSE(fs::exists(out_ / "a"));
  EXPECT_EQ(read_file(out_ / "run.sh"), "3\n");
}

TEST_F(FolderTarget, RefusesOtherPeoplesFolders) {
  write_file(out_ / "precious", "x\n");
  EXPECT_THAT(to_string(open_output_folder(out_).error()), HasSubstr("not empty"));
  EXPECT_FALSE(open_output_folder(out_ / "precious").ok());
}

TEST_F(FolderTarget, RefusesToWriteOverEditedFiles) {
  ASSERT_TRUE(run(*open_output_folder(out_).value(), {file("a", "1\n"), file("b", "1\n")}).ok());
  write_file(out_ / "a", "edited\n");
  write_file(out_ / "c", "mine\n");
  const auto target = open_output_folder(out_).value();
  const Plan plan = target->plan({file("c", "2\n"), file("b", "2\n")}, {}).value();
  EXPECT_THAT(plan.uncommitted, ElementsAre("a", "c"));
  EXPECT_FALSE(target->publish(plan, {.force = true, .message = {}}).ok());
  EXPECT_EQ(read_file(out_ / "a") + read_file(out_ / "b"), "edited\n1\n");
  EXPECT_FALSE(target->plan({file(".towpath/written", "")}, {}).ok());
}

}  // namespace
}  // namespace towpath::tree
