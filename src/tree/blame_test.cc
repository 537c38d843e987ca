// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/blame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "tree/test_support.h"

namespace towpath::tree {
namespace {

using testing::HasSubstr;

// The commit of each line.
std::vector<std::string> by_line(const std::vector<Blamed>& blamed) {
  std::vector<std::string> commits;
  for (const Blamed& one : blamed)
    commits.resize(commits.size() + one.last - one.first + 1, one.commit);
  return commits;
}

// The same as git has it.
std::vector<std::string> git_blame(const std::filesystem::path& folder, const std::string& path) {
  std::istringstream out(git(folder, "blame -l -s --root HEAD -- " + path));
  std::vector<std::string> commits;
  for (std::string line; std::getline(out, line);) commits.push_back(line.substr(0, 40));
  return commits;
}

std::uint32_t line_count(const std::string& text) {
  return static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
}

class Blame : public testing::Test {
 protected:
  void commit(const std::string& message) {
    git(folder_, "add -A");
    git(folder_, "commit -q --allow-empty -m '" + message + "'");
  }
  std::string text(const std::string& path) const { return read_file(folder_ / path); }

  // All lines of a file.
  Result<std::vector<Blamed>> blamed(const std::string& path) const {
    const std::string bytes = text(path);
    const BlameQuestion question{path, bytes, {{1, line_count(bytes)}}};
    auto all = blame(folder_, "HEAD", std::span(&question, 1));
    if (!all) return all.error();
    return all->front();
  }

  TempFolder temp_;
  std::filesystem::path folder_ = temp_ / "project";
};

TEST_F(Blame, TellsTheCommitOfEachLine) {
  make_repository(folder_, false);
  write_file(folder_ / "a.c", "one\ntwo\nthree\n");
  commit("begin");
  write_file(folder_ / "a.c", "one\nTWO\nthree\nfour\n");
  write_file(folder_ / ".mailmap", "Somebody Else <else@example.org> <tester@example.org>\n");
  commit("change two, add four");
  const auto found = blamed("a.c");
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  ASSERT_EQ(found->size(), 4u);
  EXPECT_EQ((*found)[1].subject, "change two, add four");
  EXPECT_EQ((*found)[1].author, "Somebody Else <else@example.org>");
  EXPECT_EQ((*found)[2].subject, "begin");
  EXPECT_EQ((*found)[3].first, 4u);
  EXPECT_EQ(by_line(*found), git_blame(folder_, "a.c"));
}

TEST_F(Blame, FollowsARenamedFile) {
  make_repository(folder_, false);
  write_file(folder_ / "old/a.c", "one\ntwo\nthree\nfour\nfive\nsix\n");
  commit("begin");
  git(folder_, "mv old new");
  write_file(folder_ / "new/a.c", "one\ntwo\nthree\nfour\nfive\nSIX\n");
  commit("rename");
  const auto found = blamed("new/a.c");
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].subject, "begin");
  EXPECT_EQ((*found)[1].subject, "rename");
}

TEST_F(Blame, TextsOfNoCommitAreErrors) {
  make_repository(folder_, false);
  write_file(folder_ / "a.c", "one\n");
  commit("begin");
  write_file(folder_ / "a.c", "two\n");
  const auto changed = blamed("a.c");
  ASSERT_FALSE(changed.ok());
  EXPECT_THAT(changed.error().message, HasSubstr("has changes that are in no commit"));
  write_file(folder_ / "b.c", "two\n");
  ASSERT_FALSE(blamed("b.c").ok());
}

TEST_F(Blame, AShallowClonesOldestCommitAnswers) {
  make_repository(folder_, false);
  write_file(folder_ / "a.c", "one\ntwo\n");
  commit("begin");
  write_file(folder_ / "a.c", "one\nTWO\n");
  commit("second");
  write_file(folder_ / "a.c", "one\nTWO\nthree\n");
  commit("third");
  git(temp_.path(), "clone -q --depth 2 file://" + folder_.string() + " shallow");
  folder_ = temp_ / "shallow";
  const auto found = blamed("a.c");
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].subject, "second");
  EXPECT_EQ((*found)[1].subject, "third");
}

// Histories with branches, merges and renames, of files with few different lines, so that there is
// more than one way to tell two versions apart.
class RandomHistory : public Blame {
 protected:
  std::size_t up_to(std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random_);
  }

  std::string line() {
    static const char* const kLines[] = {"{",      "}",       "",       "\tif (x)", "\t\treturn x;",
                                         "\tf();", "int g()", "\tx++;", "\tbreak;"};
    if (up_to(3) == 0) return "\tcall_" + std::to_string(up_to(200)) + "();\n";
    return std::string(kLines[up_to(std::size(kLines) - 1)]) + "\n";
  }

  void change(const std::string& path) {
    std::istringstream in(text(path));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line + "\n");
    for (std::size_t edits = 1 + up_to(3); edits > 0; --edits) {
      const std::size_t at = up_to(lines.size());
      const std::size_t gone = std::min(up_to(3), lines.size() - at);
      const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(at);
      lines.erase(begin, begin + static_cast<std::ptrdiff_t>(gone));
      for (std::size_t fresh = up_to(4); fresh > 0; --fresh) {
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), line());
      }
    }
    std::string bytes;
    for (const std::string& line : lines) bytes += line;
    write_file(folder_ / path, bytes);
  }

  // One commit more; sometimes of a branch, or a merge of one.
  void step(std::size_t number) {
    if (up_to(5) == 0) git(folder_, "checkout -q -b side" + std::to_string(number));
    if (up_to(7) == 0) {
      git(folder_, "checkout -q master");
      for (std::size_t i = 0; i < number; ++i) {
        git(folder_, "merge -q -m merge -X " + std::string(up_to(1) == 0 ? "ours" : "theirs") +
                         " side" + std::to_string(i));
        git(folder_, "merge --abort");
      }
    }
    if (up_to(9) == 0) {
      std::swap(name_, other_name_);
      git(folder_, "mv " + other_name_ + " " + name_);
      commit("rename");
      return;
    }
    // A branch from before has the file by its earlier name.
    if (!std::filesystem::exists(folder_ / name_)) std::swap(name_, other_name_);
    change(name_);
    commit("change");
  }

  std::mt19937 random_;
  std::string name_ = "first.c";
  std::string other_name_ = "sub/second.c";
};

TEST_F(RandomHistory, IsBlamedAsGitDoes) {
  const char* const wanted = std::getenv("TOWPATH_BLAMES");
  const int rounds = wanted == nullptr ? 2 : std::atoi(wanted);
  std::size_t lines = 0;
  for (int round = 0; round < rounds; ++round) {
    random_.seed(static_cast<unsigned>(round));
    const TempFolder temp;
    folder_ = temp / "project";
    make_repository(folder_, false);
    std::filesystem::create_directories(folder_ / "sub");
    write_file(folder_ / "keep/sub", "");
    std::string begin;
    for (int i = 0; i < 40; ++i) begin += line();
    write_file(folder_ / name_, begin);
    commit("begin");
    for (std::size_t i = 0; i < 40; ++i) {
      std::filesystem::create_directories(folder_ / "sub");
      step(i);
    }
    if (!std::filesystem::exists(folder_ / name_)) std::swap(name_, other_name_);
    const auto found = blamed(name_);
    ASSERT_TRUE(found.ok()) << "round " << round << ": " << to_string(found.error());
    EXPECT_EQ(by_line(*found), git_blame(folder_, name_)) << "round " << round;
    lines += by_line(*found).size();
  }
  RecordProperty("lines", static_cast<int>(lines));
  EXPECT_GT(lines, 20u * static_cast<std::size_t>(rounds));
}

}  // namespace
}  // namespace towpath::tree
