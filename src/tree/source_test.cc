// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "tree/test_support.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A tree with links of every kind, as a folder and committed.
class Sources : public testing::Test {
 protected:
  void SetUp() override {
    root_ = temp_ / "project";
    write_file(root_ / "README", "read me\n");
    write_file(root_ / "lib/a.c", "int a;\n");
    write_file(root_ / "lib/a.h", "extern int a;\n");
    write_file(root_ / "lib-old/b.c", "int b;\n");
    write_file(root_ / "lib/deep/c.c", "int c;\n");
    write_file(root_ / "run.sh", "#!/bin/sh\n");
    write_file(root_ / "nul", std::string("a\0b", 3));
    write_file(temp_ / "secret", "secret\n");
    fs::permissions(root_ / "run.sh", fs::perms::owner_exec, fs::perm_options::add);
    fs::create_symlink("lib/a.c", root_ / "inside");
    fs::create_symlink("../../README", root_ / "lib/deep/up");
    fs::create_symlink("lib", root_ / "library");
    fs::create_symlink("../secret", root_ / "out");
    fs::create_symlink("/etc/passwd", root_ / "absolute");
    fs::create_symlink("loop", root_ / "loop");
    make_repository(root_);
    git(root_, "tag v1");
    write_file(root_ / "lib/d.c", "int d;\n");
    git(root_, "add -A");
    git(root_, "commit -q -m second");
  }

  // The folder and the commit, which must look the same.
  std::vector<std::unique_ptr<SourceTree>> both() {
    std::vector<std::unique_ptr<SourceTree>> trees;
    trees.push_back(open_folder(root_).value());
    trees.push_back(open_commit(root_, "HEAD").value());
    return trees;
  }

  static std::vector<std::string> paths(const SourceTree& tree, std::string_view prefix) {
    std::vector<std::string> paths;
    const std::vector<Entry> entries = tree.list(prefix).value();
    for (const Entry& entry : entries) paths.push_back(entry.path);
    return paths;
  }

  TempFolder temp_;
  fs::path root_;
};

TEST_F(Sources, ListByPrefix) {
  for (const auto& tree : both()) {
    EXPECT_THAT(
        paths(*tree, ""),
        ElementsAre("README", "absolute", "inside", "lib-old/b.c", "lib/a.c", "lib/a.h", "lib/d.c",
                    "lib/deep/c.c", "lib/deep/up", "library", "loop", "nul", "out", "run.sh"));
    EXPECT_THAT(paths(*tree, "lib/d"), ElementsAre("lib/d.c", "lib/deep/c.c", "lib/deep/up"));
    EXPECT_THAT(paths(*tree, "lib-"), ElementsAre("lib-old/b.c"));
    EXPECT_THAT(paths(*tree, "lib/a.c"), ElementsAre("lib/a.c"));
    EXPECT_THAT(paths(*tree, "none/x"), IsEmpty());
    EXPECT_THAT(paths(*tree, "README/x"), IsEmpty());
    EXPECT_THAT(paths(*tree, "library/"), IsEmpty());
    EXPECT_FALSE(tree->list("../project/").ok());
  }
}

TEST_F(Sources, EntriesTellKindAndMode) {
  for (const auto& tree : both()) {
    EXPECT_THAT(tree->list("run.sh").value(),
                ElementsAre(Entry{"run.sh", Entry::Kind::kFile, true}));
    EXPECT_THAT(tree->list("lib/a.c").value(),
                ElementsAre(Entry{"lib/a.c", Entry::Kind::kFile, false}));
    EXPECT_THAT(tree->list("inside").value(),
                ElementsAre(Entry{"inside", Entry::Kind::kLink, false}));
  }
}

TEST_F(Sources, ReadFilesAndLinksInside) {
  for (const auto& tree : both()) {
    EXPECT_EQ(tree->read("README").value().text.bytes(), "read me\n");
    EXPECT_EQ(tree->read("run.sh").value().executable, true);
    EXPECT_EQ(tree->read("inside").value().text.bytes(), "int a;\n");
    EXPECT_EQ(tree->read("lib/deep/up").value().text.bytes(), "read me\n");
    EXPECT_EQ(tree->read("library/deep/c.c").value().text.bytes(), "int c;\n");
    EXPECT_EQ(tree->read("lib/a.h").value().text.name(), "lib/a.h");
    const File nul = tree->read("nul").value();
    EXPECT_EQ(nul.text.size(), 3u);
    EXPECT_FALSE(is_text(nul.text.bytes()));
  }
}

TEST_F(Sources, RefuseWhatLeadsOut) {
  for (const auto& tree : both()) {
    const auto message = [&](const char* path) { return to_string(tree->read(path).error()); };
    EXPECT_EQ(message("out"), "out: symbolic link leads out of the tree");
    EXPECT_EQ(message("absolute"), "absolute: symbolic link leads out of the tree");
    EXPECT_EQ(message("lib/../README"), "lib/../README: path leads out of the tree through \"..\"");
    EXPECT_EQ(message("/etc/passwd"), "/etc/passwd: path is not relative to the tree");
    EXPECT_EQ(message("lib"), "lib: is a folder, not a file");
    EXPECT_THAT(message("loop"), HasSubstr("symbolic links"));
    EXPECT_THAT(message("missing.c"), HasSubstr("o such file"));
    EXPECT_FALSE(tree->read("README/x").ok());
  }
}

TEST_F(Sources, FifosAreRefusedWithoutWaiting) {
  ASSERT_EQ(mkfifo((root_ / "fifo").c_str(), 0600), 0);
  const auto tree = open_folder(root_).value();
  EXPECT_THAT(tree->list("fifo").value(), ElementsAre(Entry{"fifo", Entry::Kind::kOther, false}));
  EXPECT_EQ(to_string(tree->read("fifo").error()), "fifo: is not a regular file");
}

TEST_F(Sources, HugeFilesAreRefusedUnread) {
  write_file(root_ / "huge", "");
  fs::resize_file(root_ / "huge", (std::uintmax_t{1} << 31) + 1);
  const auto tree = open_folder(root_).value();
  EXPECT_EQ(to_string(tree->read("huge").error()), "huge: file is too large (over 2 GiB)");
}

TEST_F(Sources, IdentityIsWhatGitDescribes) {
  std::string head = git(root_, "rev-parse HEAD");
  head.pop_back();
  std::string described = git(root_, "describe --always --tags --abbrev=12");
  described.pop_back();
  for (const auto& tree : both()) {
    const SourceIdentity identity = tree->identity().value();
    EXPECT_EQ(identity.commit, head);
    EXPECT_EQ(identity.description, described);
    EXPECT_EQ(identity.time, 1700000000);
    EXPECT_FALSE(identity.dirty);
  }
  EXPECT_EQ(open_commit(root_, "v1").value()->identity().value().description, "v1");

  write_file(root_ / "untracked", "");
  EXPECT_FALSE(open_folder(root_).value()->identity().value().dirty);
  write_file(root_ / "lib/a.c", "int changed;\n");
  EXPECT_EQ(open_folder(root_).value()->identity().value().description, described + "-dirty");
  EXPECT_FALSE(open_folder(root_ / "lib-old").value()->identity().value().dirty);
  EXPECT_FALSE(open_commit(root_, "HEAD").value()->identity().value().dirty);
}

TEST_F(Sources, FoldersOutsideGitHaveNoIdentity) {
  write_file(temp_ / "plain/file", "");
  EXPECT_EQ(open_folder(temp_ / "plain").value()->identity().value().commit, "");
  write_file(root_ / "build/file", "");  // in a work tree, but not tracked
  EXPECT_EQ(open_folder(root_ / "build").value()->identity().value().commit, "");
}

TEST_F(Sources, CommitsCanBeOpenedAtAFolder) {
  const auto tree = open_commit(root_ / "lib", "HEAD~1").value();
  EXPECT_THAT(paths(*tree, ""), ElementsAre("a.c", "a.h", "deep/c.c", "deep/up"));
  EXPECT_EQ(to_string(tree->read("deep/up").error()),
            "deep/up: symbolic link leads out of the tree");
}

TEST_F(Sources, WhatIsNotThereIsAnError) {
  EXPECT_FALSE(open_folder(temp_ / "none").ok());
  EXPECT_FALSE(open_folder(root_ / "README").ok());
  EXPECT_FALSE(open_commit(temp_ / "none", "HEAD").ok());
  EXPECT_THAT(to_string(open_commit(root_, "none").error()), HasSubstr("no such commit: none"));
}

TEST_F(Sources, ReadFromManyThreadsAtOnce) {
  for (int i = 0; i < 200; ++i) {
    write_file(root_ / ("many/" + std::to_string(i)), std::string(2000, 'a') + std::to_string(i));
  }
  git(root_, "add -A");
  git(root_, "commit -q -m many");
  git(root_, "gc -q");
  for (const auto& tree : both()) {
    std::vector<std::thread> threads;
    std::vector<int> right(4);
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 200; ++i) {
          const std::string number = std::to_string((i * (2 * t + 1)) % 200);
          const Result<File> file = tree->read("many/" + number);
          right[t] += file.ok() && file->text.bytes() == std::string(2000, 'a') + number;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(right, ElementsAre(200, 200, 200, 200));
  }
}

}  // namespace
}  // namespace towpath::tree
