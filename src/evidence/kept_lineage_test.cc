// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/kept_lineage.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "evidence/history.h"
#include "tree/sha1.h"

namespace towpath::evidence {
namespace {

namespace fs = std::filesystem;
using pipeline::Carriage;
using pipeline::Files;

constexpr const char* kProgram = "a build";

// The bundled example, carried.
class Kept : public testing::Test {
 protected:
  void SetUp() override {
    carried_ = pipeline::carry(recipe_, observed_, {}, {}, progress_).value();
    bytes_ = KeptLineage::bytes_of(recipe_, kProgram, observed_, carried_);
  }

  Result<std::optional<KeptLineage>> parse(const std::string& bytes) const {
    return KeptLineage::parse(bytes, kProgram, "a.lineage");
  }

  // With a checksum that is right.
  static std::string sealed(std::string bytes) {
    bytes.resize(bytes.size() - sizeof(tree::Sha1Digest));
    const auto sum =
        tree::sha1({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes.append(sum.begin(), sum.end());
  }

  KeptLineage::Wanted all() const {
    KeptLineage::Wanted wanted;
    for (const Files* files : {&carried_.files, &carried_.dropped}) {
      for (const auto& [path, file] : *files) wanted.files.push_back(path);
    }
    return wanted;
  }

  recipe::Recipe recipe_ = recipe::load("examples/harbor/recipe").value();
  std::unique_ptr<tree::SourceTree> source_ = tree::open_folder("examples/harbor/source").value();
  tree::ObservedSource observed_{*source_};
  pipeline::Progress progress_;
  Carriage carried_;
  std::string bytes_;
};

void expect_same(const Files& kept, const Files& carried) {
  ASSERT_EQ(kept.size(), carried.size());
  for (const auto& [path, file] : carried) {
    const pipeline::Carried& same = kept.at(path);
    EXPECT_EQ(same.text.bytes(), file.text.bytes()) << path;
    EXPECT_EQ(same.text.name(), file.text.name());
    EXPECT_EQ(same.source.bytes(), file.source.bytes()) << path;
    EXPECT_EQ(same.source_path, file.source_path);
    EXPECT_EQ(same.from, file.from) << path;
    EXPECT_EQ(same.stage, file.stage) << path;
    EXPECT_EQ(same.executable, file.executable) << path;
    const auto passes = same.lineage.passes();
    const auto wanted = file.lineage.passes();
    EXPECT_TRUE(std::equal(passes.begin(), passes.end(), wanted.begin(), wanted.end())) << path;
  }
}

TEST_F(Kept, TellsWhatTheRunTold) {
  const auto lineage = parse(bytes_);
  ASSERT_TRUE(lineage.ok()) << to_string(lineage.error());
  ASSERT_TRUE(*lineage);
  EXPECT_TRUE((*lineage)->is_of(recipe_, *source_));
  const auto kept = (*lineage)->carriage(recipe_, *source_, all());
  ASSERT_TRUE(kept.ok()) << to_string(kept.error());
  EXPECT_GT(carried_.dropped.size(), 0u);
  expect_same(kept->files, carried_.files);
  expect_same(kept->dropped, carried_.dropped);
  EXPECT_EQ(kept->report.rules.size(), carried_.report.rules.size());
  EXPECT_EQ(kept->report.dropped.size(), carried_.report.dropped.size());
}

TEST_F(Kept, GivesTheFilesThatARuleChanged) {
  const auto lineage = parse(bytes_).value().value();
  std::size_t changed = 0;
  for (RuleIndex rule = 0; rule < carried_.report.rules.size(); ++rule) {
    const auto kept = lineage.carriage(recipe_, *source_, {{}, {rule}});
    ASSERT_TRUE(kept.ok());
    for (const auto& [path, file] : carried_.files) {
      EXPECT_EQ(kept->files.contains(path), has_rule(file.lineage, rule)) << path;
    }
    changed += kept->files.size();
  }
  EXPECT_GT(changed, 10u);
}

TEST_F(Kept, IsOfOneProgramRecipeAndSource) {
  EXPECT_FALSE(KeptLineage::parse(bytes_, "another build", "a.lineage").value().has_value());

  const auto lineage = parse(bytes_).value().value();
  recipe::Recipe recipe = recipe_;
  recipe.files.insert_or_assign("names.sed", Text("names.sed", ""));
  EXPECT_FALSE(lineage.is_of(recipe, *source_));
  recipe = recipe_;
  recipe.command_line = {"-D HARBOR"};
  EXPECT_FALSE(lineage.is_of(recipe, *source_));

  const fs::path folder = fs::path(testing::TempDir()) / "kept_lineage_source";
  fs::remove_all(folder);
  fs::copy("examples/harbor/source", folder, fs::copy_options::recursive);
  const auto copy = tree::open_folder(folder).value();
  EXPECT_TRUE(lineage.is_of(recipe_, *copy));
  std::ofstream(folder / "client/super.c", std::ios::app) << "\n";
  EXPECT_FALSE(lineage.is_of(recipe_, *copy));
  fs::remove_all(folder);
}

TEST_F(Kept, EveryDamageIsFound) {
  for (std::size_t size = 0; size < bytes_.size(); ++size) {
    EXPECT_FALSE(parse(bytes_.substr(0, size)).ok()) << size;
  }
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    std::string damaged = bytes_;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    EXPECT_FALSE(parse(damaged).ok()) << at;
  }
  EXPECT_FALSE(parse(bytes_ + "x").ok());
}

// Whoever makes a file with the right sum can lie, but nothing worse.
TEST_F(Kept, NothingThatItSaysIsTrusted) {
  std::size_t refused = 0;
  const auto use = [&](const std::string& bytes) {
    const auto lineage = parse(sealed(bytes));
    if (!lineage || !*lineage) {
      ++refused;
      return;
    }
    const auto kept = (*lineage)->carriage(recipe_, *source_, all());
    if (!kept) ++refused;
  };
  const std::size_t end = bytes_.size() - sizeof(tree::Sha1Digest);
  for (std::size_t at = 0; at < end; ++at) {
    for (const int value : {0x00, 0xff, bytes_[at] + 1}) {
      std::string changed = bytes_;
      changed[at] = static_cast<char>(value);
      use(changed);
    }
  }
  EXPECT_GT(refused, end / 2);
}

}  // namespace
}  // namespace towpath::evidence
