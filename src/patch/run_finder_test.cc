// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/run_finder.h"

#include <gtest/gtest.h>

#include <random>

namespace towpath::patch {
namespace {

std::vector<Hunk> hunks_of(const std::vector<std::string>& lines) {
  Hunk hunk{{}, 1, 1, {}};
  for (const std::string& line : lines) hunk.lines.push_back({' ', line});
  return {hunk};
}

// The obvious way.
std::optional<std::int64_t> nearest(const Text& text, const std::vector<std::string_view>& run,
                                    std::int64_t near, std::int64_t lowest, std::int64_t highest) {
  std::optional<std::int64_t> best;
  for (std::int64_t line = std::max<std::int64_t>(lowest, 1); line <= highest; ++line) {
    if (line - 1 + std::ssize(run) > text.line_count()) break;
    bool same = true;
    for (std::size_t i = 0; i < run.size(); ++i) {
      same = same &&
             text.line(static_cast<std::uint32_t>(line) + static_cast<std::uint32_t>(i)) == run[i];
    }
    if (same && (!best || std::abs(line - near) <= std::abs(*best - near))) best = line;
  }
  return best;
}

TEST(RunFinder, FindsWhatTheObviousSearchFinds) {
  std::mt19937 random(4);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint32_t alphabet = 1 + random() % 4;
    std::string bytes;
    for (std::uint32_t n = random() % 30; n > 0; --n)
      bytes += {"abcdx"[random() % (alphabet + 1)], '\n'};
    if (!bytes.empty() && random() % 4 == 0) bytes.pop_back();
    const Text text("t", bytes);
    std::vector<std::string> lines;
    for (std::uint32_t n = 1 + random() % 5; n > 0; --n) {
      lines.push_back({"abcd"[random() % alphabet], '\n'});
      if (n == 1 && random() % 4 == 0) lines.back().pop_back();
    }
    const std::vector<std::string_view> run(lines.begin(), lines.end());
    const auto hunks = hunks_of(lines);
    const auto near = static_cast<std::int64_t>(random() % 40) - 5;
    const auto lowest = static_cast<std::int64_t>(random() % 10) - 2;
    const auto highest = static_cast<std::int64_t>(random() % 40) - 5;
    const auto expected = nearest(text, run, near, lowest, highest);
    found += expected.has_value();
    ASSERT_EQ(RunFinder(text, hunks).nearest(run, near, lowest, highest), expected)
        << bytes << " near " << near << " in " << lowest << ".." << highest;
  }
  EXPECT_GT(found, 2'000);
}

// A search that compared line by line would take 10^11 steps here.
TEST(RunFinder, RepetitiveTextsCostNoMoreThanOthers) {
  std::string bytes;
  for (int i = 0; i < 500'000; ++i) bytes += "a\nb\n";
  std::vector<std::string> lines;
  for (int i = 0; i < 100'000; ++i) lines.insert(lines.end(), {"a\n", "b\n"});
  lines.insert(lines.end(), {"b\n", "a\n"});
  const auto hunks = hunks_of(lines);
  const std::vector<std::string_view> run(lines.begin(), lines.end());
  const Text text("t", bytes);
  RunFinder finder(text, hunks);
  EXPECT_EQ(finder.nearest(run, 1, 1, 1'000'000), std::nullopt);
  EXPECT_FALSE(finder.exhausted());
}

}  // namespace
}  // namespace towpath::patch
