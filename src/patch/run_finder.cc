// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/run_finder.h"

#include <algorithm>

namespace towpath::patch {

namespace {

// Hashes are polynomials over the field of this Mersenne prime: no short period to build collisions
// on.
constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;
constexpr std::uint64_t kBase = 0x1b873593cc9e2d51 % kPrime;

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  const std::uint64_t sum =
      (static_cast<std::uint64_t>(product) & kPrime) + static_cast<std::uint64_t>(product >> 61);
  return sum >= kPrime ? sum - kPrime : sum;
}

std::uint64_t extended(std::uint64_t hash, std::uint32_t word) {
  return (times(hash, kBase) + word + 1) % kPrime;
}

}  // namespace

RunFinder::RunFinder(const Text& text, const std::vector<Hunk>& hunks) {
  for (const Hunk& hunk : hunks) {
    for (const HunkLine& line : hunk.lines) {
      words_.try_emplace(line.text, static_cast<std::uint32_t>(words_.size()));
    }
  }
  const auto foreign = static_cast<std::uint32_t>(words_.size());
  places_.resize(words_.size());
  const std::uint32_t count = text.line_count();
  text_words_.reserve(count);
  hashes_.reserve(std::size_t{count} + 1);
  hashes_.push_back(0);
  for (std::uint32_t line = 1; line <= count; ++line) {
    const auto known = words_.find(text.line(line));
    const std::uint32_t word = known == words_.end() ? foreign : known->second;
    if (word != foreign) places_[word].push_back(line);
    text_words_.push_back(word);
    hashes_.push_back(extended(hashes_.back(), word));
  }
}

bool RunFinder::stands_at(std::span<const std::uint32_t> words, std::uint64_t hash,
                          std::uint64_t power, std::int64_t line) {
  const auto begin = static_cast<std::size_t>(line - 1);
  if (begin + words.size() > text_words_.size()) return false;
  const std::uint64_t there =
      (hashes_[begin + words.size()] + kPrime - times(hashes_[begin], power)) % kPrime;
  return there == hash && std::equal(words.begin(), words.end(), text_words_.begin() + line - 1);
}

std::optional<std::int64_t> RunFinder::nearest(std::span<const std::string_view> run,
                                               std::int64_t near, std::int64_t lowest,
                                               std::int64_t highest) {
  std::vector<std::uint32_t> words;
  words.reserve(run.size());
  std::uint64_t hash = 0;
  std::uint64_t power = 1;
  std::size_t rarest = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    words.push_back(words_.at(run[i]));
    hash = extended(hash, words.back());
    power = times(power, kBase);
    if (places_[words[i]].size() < places_[words[rarest]].size()) rarest = i;
  }

  // From `near` outwards over the places of the rarest line.
  const std::vector<std::uint32_t>& places = places_[words[rarest]];
  const auto shift = static_cast<std::int64_t>(rarest);
  const auto at_least = [&](std::int64_t line) {
    return std::lower_bound(places.begin(), places.end(), line + shift);
  };
  lowest = std::max<std::int64_t>(lowest, 1);
  if (highest < lowest) return std::nullopt;
  const auto first = at_least(lowest);
  const auto last = at_least(highest + 1);
  auto later = at_least(std::clamp(near, lowest, highest + 1));
  auto earlier = later;  // the next one earlier is behind this
  while ((later != last || earlier != first) && !exhausted()) {
    ++probes_;
    const bool forward = earlier == first || (later != last && *later - shift - near <=
                                                                   near - (*(earlier - 1) - shift));
    const std::int64_t line = (forward ? *later++ : *--earlier) - shift;
    if (stands_at(words, hash, power, line)) return line;
  }
  return std::nullopt;
}

}  // namespace towpath::patch
