// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/words.h"

#include <array>
#include <bit>

namespace towpath::smpl {

namespace {

constexpr std::size_t kBlock = 64;

// A bit for each byte of the block that words are made of, the first one's lowest. Without a branch
// or a table, so that compilers make vector code of it.
std::uint64_t word_bytes(const char* block) {
  std::array<std::uint8_t, kBlock> is_word;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const auto byte = static_cast<std::uint8_t>(block[i]);
    const auto letter = static_cast<std::uint8_t>((byte | 0x20) - 'a');
    const auto digit = static_cast<std::uint8_t>(byte - '0');
    is_word[i] = static_cast<std::uint8_t>((letter < 26) | (digit < 10) | (byte == '_'));
  }
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kBlock; i += 8) {
    std::uint64_t eight = 0;
    for (std::size_t at = 0; at < 8; ++at) eight |= std::uint64_t{is_word[i + at]} << (8 * at);
    // Brings the lowest bit of each of the eight bytes into the highest byte.
    bits |= (eight * 0x0102040810204080u >> 56) << i;
  }
  return bits;
}

}  // namespace

// Names differ in length, at their ends or in the middle; all bytes are compared in the end.
std::size_t Words::Hash::operator()(std::string_view word) const {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(word[at]); };
  const std::size_t size = word.size();
  std::size_t hash = size;
  for (const std::size_t at : {size - 1, size / 2, size / 3, size - size / 3 - 1}) {
    hash = hash * 0x9E3779B1u ^ byte(at);
  }
  return hash * 0x9E3779B1u;
}

WordId Words::add(const std::string& word) {
  filter_.set(filter_bit(word));
  return ids_.emplace(word, static_cast<WordId>(ids_.size())).first->second;
}

std::optional<WordId> Words::find(std::string_view word) const {
  if (!filter_.test(filter_bit(word))) return std::nullopt;
  const auto at = ids_.find(word);
  if (at == ids_.end()) return std::nullopt;
  return at->second;
}

std::vector<Words::Hit> Words::scan(std::string_view bytes) const {
  std::vector<Hit> hits;
  std::size_t begin = 0;
  bool within = false;  // a word
  const auto at_edge = [&](std::size_t at) {
    within = !within;
    if (within) {
      begin = at;
    } else if (const auto id = find(bytes.substr(begin, at - begin))) {
      hits.push_back({static_cast<Offset>(begin), *id});
    }
  };
  std::uint64_t before = 0;  // the last byte's bit
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) {
    std::array<char, kBlock> rest{};
    const bool whole = bytes.size() - at >= kBlock;
    if (!whole) bytes.copy(rest.data(), kBlock, at);
    const std::uint64_t bits = word_bytes(whole ? bytes.data() + at : rest.data());
    for (std::uint64_t edges = bits ^ (bits << 1 | before); edges != 0; edges &= edges - 1) {
      at_edge(at + static_cast<std::size_t>(std::countr_zero(edges)));
    }
    before = bits >> (kBlock - 1);
  }
  if (within) at_edge(bytes.size());
  return hits;
}

}  // namespace towpath::smpl
