// SPDX-License-Identifier: GPL-2.0-or-later
// Finds where a run of lines stands in a text, nearest to a given line.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "patch/series.h"

namespace towpath::patch {

// Numbers the text's lines once, so that a search looks only at the places of the run's rarest
// line, and compares each of them in constant time by a hash of any stretch of lines (Karp and
// Rabin, "Efficient randomized pattern-matching algorithms", 1987). Memory and time to build are
// linear in the text.
class RunFinder {
 public:
  // Runs are made of lines of `hunks`. Both arguments must outlive the finder.
  RunFinder(const Text& text, const std::vector<Hunk>& hunks);

  // The line at which `run`, which must not be empty, begins: within [lowest, highest], as near to
  // `near` as possible; of two equally near, the later one. Lines count from 1.
  std::optional<std::int64_t> nearest(std::span<const std::string_view> run, std::int64_t near,
                                      std::int64_t lowest, std::int64_t highest);

  // Whether so many places have been looked at that searches give up. Only texts that repeat the
  // same few lines over and over, with many hunks made of these lines, come to that.
  bool exhausted() const { return probes_ == kMostProbes; }

 private:
  static constexpr std::uint64_t kMostProbes = std::uint64_t{1} << 29;

  bool stands_at(std::span<const std::uint32_t> words, std::uint64_t hash, std::uint64_t power,
                 std::int64_t line);

  std::unordered_map<std::string_view, std::uint32_t> words_;  // lines of the hunks, numbered
  std::vector<std::vector<std::uint32_t>> places_;  // by word: its lines in the text, ascending
  std::vector<std::uint32_t> text_words_;  // by line of the text; words_.size() if in no hunk
  std::vector<std::uint64_t> hashes_;      // of the text's first n lines
  std::uint64_t probes_ = 0;
};

}  // namespace towpath::patch
