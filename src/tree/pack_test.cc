// SPDX-License-Identifier: GPL-2.0-or-later
// Packs of new blobs, with git as the judge.
#include "tree/pack.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <vector>

#include "tree/beneath.h"
#include "tree/test_support.h"

namespace towpath::tree {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class BlobPacks : public testing::Test {
 protected:
  void SetUp() override {
    make_repository(root_);
    fs::create_directories(temp_ / "aside");
    aside_ = Fd(open((temp_ / "aside").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  void TearDown() override {
    EXPECT_EQ(git(root_, "fsck --strict --no-dangling"), "");
    EXPECT_THAT(git(root_, "count-objects -v"), HasSubstr("garbage: 0"));
    EXPECT_TRUE(fs::is_empty(temp_ / "aside"));
  }

  // Packs what the repository does not have yet of `blobs`.
  Status pack(const std::vector<std::string>& blobs) {
    const Repository repository = open_repository(root_).value();
    Result<BlobPack> pack = BlobPack::open(repository.get(), blobs.size());
    if (!pack.ok()) return pack.error();
    for (std::size_t i = 0; i < blobs.size(); ++i) {
      if (Status added = pack->add(i, blob_id(blobs[i]), blobs[i], "a blob"); !added.ok()) {
        return added;
      }
    }
    return pack->keep(aside_.get());
  }

  std::string read(const std::string& blob) {
    return git(root_, "cat-file blob " + to_hex(blob_id(blob)));
  }
  std::string packs() { return git(root_, "count-objects -v | grep -E '^(in-pack|packs):'"); }

  TempFolder temp_;
  fs::path root_ = temp_ / "repository";
  Fd aside_;
};

// Sizes at which the head of an entry gets a byte more, and contents that do and do not compress.
TEST_F(BlobPacks, GitReadsEachBlob) {
  std::minstd_rand random;
  std::vector<std::string> blobs;
  for (const std::size_t size : {0, 1, 15, 16, 2047, 2048, 262'143, 262'144}) {
    blobs.emplace_back(size, 'x');
    std::string& noise = blobs.emplace_back(size, '\0');
    for (char& byte : noise) byte = static_cast<char>(random() >> 8);
  }
  for (int i = 0; i < 1000; ++i) blobs.push_back("blob " + std::to_string(i));
  ASSERT_TRUE(pack(blobs).ok());
  for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(read(blobs[i]), blobs[i]);
  EXPECT_EQ(packs(), "in-pack: 1015\npacks: 1\n");  // the empty blob is there twice
  EXPECT_THAT(git(root_, "verify-pack -v .git/objects/pack/*.idx | tail -n 1"), HasSubstr(": ok"));
}

TEST_F(BlobPacks, HoldsOnlyWhatTheRepositoryLacks) {
  ASSERT_TRUE(pack({"one", "two", "one", "three", "one"}).ok());
  EXPECT_EQ(packs(), "in-pack: 3\npacks: 1\n");
  ASSERT_TRUE(pack({"three", "two"}).ok());
  EXPECT_EQ(packs(), "in-pack: 3\npacks: 1\n");
  ASSERT_TRUE(pack({"three", "four"}).ok());
  EXPECT_EQ(packs(), "in-pack: 4\npacks: 2\n");
  git(root_, "repack -q -a -d --keep-unreachable");
  EXPECT_EQ(packs(), "in-pack: 6\npacks: 1\n");  // with the first commit and its tree
  EXPECT_EQ(read("four"), "four");
}

// What a kill between the two renames leaves: git does not see it, and the same run mends it.
TEST_F(BlobPacks, APackWithoutItsIndexIsMadeWhole) {
  ASSERT_TRUE(pack({"one", "two"}).ok());
  for (const auto& entry : fs::directory_iterator(root_ / ".git/objects/pack")) {
    if (entry.path().extension() == ".idx") fs::remove(entry.path());
  }
  EXPECT_EQ(git(root_, "fsck --strict --no-dangling"), "");
  ASSERT_TRUE(pack({"one", "two"}).ok());
  EXPECT_EQ(packs(), "in-pack: 2\npacks: 1\n");
}

TEST_F(BlobPacks, CompressesAsConfigured) {
  const std::string text(10'000, 'x');
  const auto size = [&] {
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(root_ / ".git/objects/pack")) {
      if (entry.path().extension() == ".pack") bytes += entry.file_size();
    }
    return bytes;
  };
  ASSERT_TRUE(pack({text}).ok());
  EXPECT_LT(size(), 500U);
  git(root_, "config core.compression 0");
  ASSERT_TRUE(pack({text + "y"}).ok());
  EXPECT_GT(size(), text.size());
}

TEST_F(BlobPacks, AStoreThatCannotBeWrittenToIsNamed) {
  fs::remove_all(root_ / ".git/objects/pack");
  write_file(root_ / ".git/objects/pack", "in the way\n");
  EXPECT_THAT(to_string(pack({"one"}).error()), HasSubstr("objects/pack"));
  fs::remove(root_ / ".git/objects/pack");
  fs::remove_all(temp_ / "aside");
  fs::create_directories(temp_ / "aside");
}

}  // namespace
}  // namespace towpath::tree
