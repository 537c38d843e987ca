// SPDX-License-Identifier: GPL-2.0-or-later
// Random texts, diffs of them made by diff(1), and targets that have moved on: the result has to be
// that of patch(1), hunk by hunk, with the same offsets and fuzz.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>

#include "patch/apply.h"

namespace towpath::patch {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

using Lines = std::vector<std::string>;

// Chooses texts and changes. Few different lines make many wrong places where hunks could fit.
class Author {
 public:
  explicit Author(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool one_in(std::size_t count) { return below(count) == 0; }

  Lines text() {
    alphabet_ = std::array<std::size_t, 4>{2, 5, 20, 200}[below(4)];
    Lines lines(below(one_in(4) ? 8 : 60));
    for (std::string& line : lines) line = this->line();
    return lines;
  }

  Lines changed(Lines lines, std::size_t times) {
    for (; times > 0; --times) {
      const auto at = static_cast<std::ptrdiff_t>(below(lines.size() + 1));
      const auto run = static_cast<std::ptrdiff_t>(1 + below(one_in(4) ? 12 : 2));
      if (one_in(2)) {
        for (std::ptrdiff_t i = 0; i < run; ++i) lines.insert(lines.begin() + at, line());
      } else {
        const auto end = std::min<std::ptrdiff_t>(at + run, std::ssize(lines));
        lines.erase(lines.begin() + at, lines.begin() + end);
        if (one_in(2)) lines.insert(lines.begin() + at, line());
      }
    }
    return lines;
  }

  std::string joined(const Lines& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    if (!out.empty() && out != "\n" && one_in(8)) out.pop_back();
    return out;
  }

 private:
  std::string line() {
    const std::size_t word = below(alphabet_);
    return word == 0 ? "" : word == 1 ? "\t}" : "line " + std::to_string(word) + ";";
  }

  std::mt19937 random_;
  std::size_t alphabet_ = 2;
};

// What patch(1) said of each hunk: its Placement, or nothing where it failed.
std::vector<std::optional<Placement>> outcomes(const std::string& said, std::size_t hunks) {
  std::vector<std::optional<Placement>> out(hunks, Placement{});
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    unsigned hunk = 0;
    long at = 0;
    int used = 0;
    if (std::sscanf(line.c_str(), "Hunk #%u FAILED at %ld", &hunk, &at) == 2) {
      out.at(hunk - 1).reset();
    } else if (std::sscanf(line.c_str(), "Hunk #%u succeeded at %ld%n", &hunk, &at, &used) == 2) {
      Placement& placement = *out.at(hunk - 1);
      const std::string rest = line.substr(static_cast<std::size_t>(used));
      long offset = 0;
      if (std::sscanf(rest.c_str(), " with fuzz %u", &placement.fuzz) == 1) {
        std::sscanf(rest.c_str(), " with fuzz %*u (offset %ld", &offset);
      } else {
        std::sscanf(rest.c_str(), " (offset %ld", &offset);
      }
      placement.offset = offset;
    }
  }
  return out;
}

// Two differences. First, patch(1) puts a hunk without any old lines at the end of a text that is
// too short to have the place where it should go. That is a guess, and refused here.
bool only_adds(const std::vector<Hunk>& hunks, const Error& error) {
  const auto hunk = std::find_if(hunks.begin(), hunks.end(),
                                 [&](const Hunk& each) { return each.place == error.where; });
  return std::all_of(hunk->lines.begin(), hunk->lines.end(),
                     [](const HunkLine& line) { return line.mark == '+'; });
}

// Second, it runs lines together that go behind a last line without newline.
bool adds_behind_unended_line(const Edits& edits, const Text& text) {
  return text.size() > 0 && !text.bytes().ends_with('\n') && !edits.empty() &&
         edits.back().begin == text.size();
}

class Oracle : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("patch_oracle." + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  // One case; says in `fitted` and `rejected` which way it went.
  void compare(Author& author, int& fitted, int& rejected);

  fs::path folder_;
};

void Oracle::compare(Author& author, int& fitted, int& rejected) {
  const Lines lines = author.text();
  const Lines changed = author.changed(lines, 1 + author.below(4));
  const std::string before = author.joined(lines);
  const std::string after = author.joined(changed);
  // The target has moved on from `before`, or had the patch already.
  const Lines& base = author.one_in(10) ? changed : lines;
  const std::string target = author.joined(author.changed(base, author.below(5)));
  const std::size_t context = author.one_in(6) ? author.below(3) : 3;
  write(folder_ / "before", before);
  write(folder_ / "after", after);
  write(folder_ / "target", target);
  const std::string run =
      "cd '" + folder_.string() + "' && { diff -U" + std::to_string(context) +
      " --label a/target --label b/target before after >diff; "
      "patch -f --fuzz=2 --no-backup-if-mismatch -r - target diff >said 2>&1; true; }";
  ASSERT_EQ(std::system(run.c_str()), 0);
  const std::string diff = read(folder_ / "diff");
  if (diff.empty()) return;

  const auto patch = parse_patch(Text("diff", diff), "diff");
  ASSERT_TRUE(patch.ok()) << to_string(patch.error()) << "\n" << diff;
  ASSERT_EQ(patch->changes.size(), 1u);
  const auto& hunks = patch->changes[0].hunks;
  const std::string said = read(folder_ / "said");
  const auto expected = outcomes(said, hunks.size());
  const Text text("target", target);
  const auto result = fit(patch->changes[0], text, 7);
  const std::string story = diff + "--- target ---\n" + target + "--- patch(1) ---\n" + said +
                            (result ? "" : to_string(result.error()));

  if (!result && only_adds(hunks, result.error())) return;
  const auto failed = std::find(expected.begin(), expected.end(), std::nullopt);
  if (failed != expected.end()) {
    ++rejected;
    ASSERT_FALSE(result.ok()) << story;
    EXPECT_EQ(result.error().where,
              hunks[static_cast<std::size_t>(failed - expected.begin())].place)
        << story;
    return;
  }
  ++fitted;
  ASSERT_TRUE(result.ok()) << story;
  ASSERT_TRUE(well_formed(result->edits, text.size())) << story;
  if (!adds_behind_unended_line(result->edits, text)) {
    EXPECT_EQ(applied(target, result->edits), read(folder_ / "target")) << story;
  }
  for (std::size_t i = 0; i < hunks.size(); ++i) {
    EXPECT_EQ(result->placements[i], *expected[i]) << "hunk " << i + 1 << "\n" << story;
  }
}

TEST_F(Oracle, FitsWhatPatchFitsAsPatchDoes) {
  // With --gtest_repeat the cases go on, with --gtest_shuffle --gtest_random_seed=N they are
  // others.
  static Author author(20260101 +
                       static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed()));
  int fitted = 0;
  int rejected = 0;
  for (int i = 0; i < 300; ++i) {
    compare(author, fitted, rejected);
    if (HasFailure()) break;
  }
  EXPECT_GT(fitted, 60);
  EXPECT_GT(rejected, 60);
}

}  // namespace
}  // namespace towpath::patch
