// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/index_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tree/sha1.h"
#include "tree/test_support.h"

namespace towpath::tree {
namespace {

using testing::HasSubstr;

std::string hex(const Sha1Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string sha1_of(const std::string& text) {
  return hex(sha1({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}

TEST(Sha1, HasTheStandardsValues) {
  EXPECT_EQ(sha1_of(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha1_of("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(sha1_of(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

// Edits at random, compared with what git's own update-index makes of the same.
TEST(IndexFile, EditsAsGitDoes) {
  TempFolder temp;
  make_repository(temp.path());
  std::mt19937 random(7);
  const auto path = [&] {
    std::string made;
    for (int i = static_cast<int>(random() % 3); i >= 0; --i) {
      made += std::string(1 + random() % 3, static_cast<char>('a' + random() % 4)) + "/";
    }
    return made + "file" + std::to_string(random() % 10);
  };
  write_file(temp / "blob", "x\n");
  std::string id = git(temp.path(), "hash-object -w blob");
  id.pop_back();
  git_oid oid;
  git_oid_fromstr(&oid, id.c_str());
  for (int round = 0; round < 20; ++round) {
    git(temp.path(), "update-index --index-version " + std::to_string(round % 2 == 0 ? 2 : 4));
    git(temp.path(), "write-tree");  // fills the cache of trees
    std::map<std::string, std::optional<IndexEdit::Blob>> wanted;
    std::string input;
    for (int i = 0; i < 12; ++i) {
      const std::string name = path();
      if (wanted.contains(name)) continue;
      if (random() % 3 == 0) {
        wanted[name] = std::nullopt;
        input += "0 " + std::string(40, '0') + "\t" + name + "\n";
      } else {
        wanted[name] = IndexEdit::Blob{oid, 0100644};
        input += "100644 " + id + "\t" + name + "\n";
      }
    }
    const std::string before = read_file(temp / ".git/index");
    write_file(temp / "input", input);
    git(temp.path(), "update-index --index-info < input");
    const std::string expected = git(temp.path(), "ls-files --stage");
    const std::string tree = git(temp.path(), "write-tree");

    const IndexFile index = IndexFile::parse(before, 0, "index").value();
    std::vector<IndexEdit> edits;
    for (const auto& [name, blob] : wanted) edits.push_back({name, blob});
    write_file(temp / ".git/index", index.edit(edits).bytes);
    ASSERT_EQ(git(temp.path(), "ls-files --stage"), expected) << "round " << round;
    ASSERT_EQ(git(temp.path(), "write-tree"), tree) << "round " << round;
    ASSERT_EQ(git(temp.path(), "fsck --strict --no-dangling"), "");
  }
}

TEST(IndexFile, IsRestampedForAnotherCtimeOnly) {
  struct stat stat = {};
  stat.st_size = 5;
  stat.st_mtim = {7, 8};
  stat.st_ctim = {7, 9};
  IndexFile::Edited edited = IndexFile().edit({{"a", {{{}, 0100644, stat}}}});
  const std::string before = edited.bytes;
  EXPECT_FALSE(restamp(edited.bytes, edited.offsets.at(0), stat));
  stat.st_ctim = {8, 1};
  struct stat written = stat;
  written.st_mtim = {8, 1};
  EXPECT_FALSE(restamp(edited.bytes, edited.offsets.at(0), written));
  EXPECT_EQ(edited.bytes, before);
  EXPECT_TRUE(restamp(edited.bytes, edited.offsets.at(0), stat));
  seal(edited.bytes);
  EXPECT_EQ(edited.bytes, IndexFile().edit({{"a", {{{}, 0100644, stat}}}}).bytes);
}

TEST(IndexFile, DamageIsAnErrorNeverACrash) {
  TempFolder temp;
  for (int i = 0; i < 20; ++i)
    write_file(temp / ("d" + std::to_string(i % 3)) / std::to_string(i), "x");
  make_repository(temp.path());
  std::mt19937 random(11);
  for (const char* version : {"2", "4"}) {
    git(temp.path(), std::string("update-index --index-version ") + version);
    const std::string sound = read_file(temp / ".git/index");
    const std::vector<IndexEdit> edits = {{"d1/1", std::nullopt}, {"d1/new", {{{}, 0100644}}}};
    for (int round = 0; round < 3000; ++round) {
      std::string damaged = sound;
      for (unsigned i = random() % 4; i != ~0u; --i) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      if (random() % 4 == 0) damaged.resize(random() % damaged.size());
      const Result<IndexFile> index = IndexFile::parse(std::move(damaged), 0, "index");
      if (!index.ok()) continue;
      EXPECT_FALSE(index->edit(edits).bytes.empty());
    }
  }
}

TEST(IndexFile, WhatMustBeUnderstoodIsRefused) {
  TempFolder temp;
  write_file(temp / "a", "x");
  make_repository(temp.path());
  git(temp.path(), "update-index --split-index");
  const Result<IndexFile> index = IndexFile::parse(read_file(temp / ".git/index"), 0, "index");
  ASSERT_FALSE(index.ok());
  EXPECT_THAT(to_string(index.error()), HasSubstr("--no-split-index"));
}

}  // namespace
}  // namespace towpath::tree
