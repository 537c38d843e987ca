// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/beneath.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <unordered_map>

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;

TEST(CheckPath, RefusesWhatMayLeaveTheTree) {
  for (const char* good : {"a", "a/b.c", "..a/b..", "...", "a/.hidden"}) {
    EXPECT_TRUE(check_path(good).ok()) << good;
  }
  for (const char* bad : {"", "/a", "..", "a/..", "a/../b", "a//b", "./a", "a/.", "a/"}) {
    EXPECT_FALSE(check_path(bad).ok()) << bad;
  }
  EXPECT_FALSE(check_path(std::string_view("a\0b", 3)).ok());
  EXPECT_FALSE(check_path(std::string(5000, 'a')).ok());
}

TEST(NamesGit, LooksAtWholeComponentsInAnyCase) {
  EXPECT_TRUE(names_git(".git"));
  EXPECT_TRUE(names_git("a/.GiT/hooks/b"));
  EXPECT_FALSE(names_git(".gitignore"));
  EXPECT_FALSE(names_git("a.git/b"));
}

// Both ways to open must agree on every path of a tree with all kinds of links.
class OpenBeneath : public testing::TestWithParam<decltype(&open_beneath)> {
 protected:
  void SetUp() override {
    top_ = fs::path(testing::TempDir()) / ("beneath." + std::to_string(getpid()));
    fs::remove_all(top_);
    fs::create_directories(top_ / "root/a/b");
    std::ofstream(top_ / "secret") << "secret";
    std::ofstream(top_ / "root/a/b/file") << "file";
    fs::create_symlink("a/b/file", top_ / "root/inside");
    fs::create_symlink("../../inside", top_ / "root/a/b/up");
    fs::create_symlink("a", top_ / "root/folder");
    fs::create_symlink("../secret", top_ / "root/out");
    fs::create_symlink(top_ / "root/a/b/file", top_ / "root/absolute");
    fs::create_symlink("loop", top_ / "root/loop");
    fs::create_symlink("nowhere", top_ / "root/dangling");
    root_ = Fd(open((top_ / "root").c_str(), O_RDONLY | O_DIRECTORY));
    ASSERT_TRUE(root_);
  }
  void TearDown() override { fs::remove_all(top_); }

  // 0, or the errno.
  int outcome(const char* path, Reach reach) {
    const int fd = GetParam()(root_.get(), path, O_RDONLY | O_CLOEXEC, reach);
    if (fd < 0) return -fd;
    const Fd owned(fd);
    return 0;
  }

  fs::path top_;
  Fd root_;
};

TEST_P(OpenBeneath, FollowsLinksThatStayInside) {
  for (const char* path : {"", "a", "a/b/file", "inside", "a/b/up", "folder/b/file"}) {
    EXPECT_EQ(outcome(path, Reach::kInside), 0) << path;
  }
  EXPECT_EQ(outcome("out", Reach::kInside), EXDEV);
  EXPECT_EQ(outcome("absolute", Reach::kInside), EXDEV);
  EXPECT_EQ(outcome("dangling", Reach::kInside), ENOENT);
  EXPECT_EQ(outcome("a/none", Reach::kInside), ENOENT);
  EXPECT_EQ(outcome("a/b/file/x", Reach::kInside), ENOTDIR);
  EXPECT_EQ(outcome("loop", Reach::kInside), ELOOP);
}

TEST_P(OpenBeneath, RefusesLinksWhereAsked) {
  EXPECT_EQ(outcome("", Reach::kSameMount), 0);
  EXPECT_EQ(outcome("a/b/file", Reach::kSameMount), 0);
  EXPECT_EQ(outcome("a/none", Reach::kSameMount), ENOENT);
  for (const char* path : {"inside", "folder/b/file", "folder", "out", "loop", "dangling"}) {
    EXPECT_EQ(outcome(path, Reach::kSameMount), ELOOP) << path;
    EXPECT_EQ(outcome(path, Reach::kWithoutLinks), ELOOP) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(BothWays, OpenBeneath,
                         testing::Values(&open_beneath, &open_beneath_by_walking));

TEST(ResolveLinks, EndsWhereLinksLead) {
  std::unordered_map<std::string, std::string> links = {
      {"l", "d/e"}, {"d/e/up", "../f"}, {"out", "../x"}, {"loop", "loop"}, {"root", "/etc"}};
  const auto read_link = [&](const std::string& path) -> std::optional<std::string> {
    const auto found = links.find(path);
    if (found == links.end()) return std::nullopt;
    return found->second;
  };
  EXPECT_EQ(resolve_links("a/b", read_link).value(), "a/b");
  EXPECT_EQ(resolve_links("l/x", read_link).value(), "d/e/x");
  EXPECT_EQ(resolve_links("l/up/y", read_link).value(), "d/f/y");
  EXPECT_EQ(to_string(resolve_links("out", read_link).error()),
            "out: symbolic link leads out of the tree");
  EXPECT_FALSE(resolve_links("root/passwd", read_link).ok());
  EXPECT_FALSE(resolve_links("loop", read_link).ok());
}

}  // namespace
}  // namespace towpath::tree
