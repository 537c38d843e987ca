// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/words.h"

#include <array>

namespace towpath::smpl {

namespace {

constexpr std::array<bool, 256> kWordByte = [] {
  std::array<bool, 256> table{};
  for (int ch = 'a'; ch <= 'z'; ++ch) table[static_cast<std::size_t>(ch)] = true;
  for (int ch = 'A'; ch <= 'Z'; ++ch) table[static_cast<std::size_t>(ch)] = true;
  for (int ch = '0'; ch <= '9'; ++ch) table[static_cast<std::size_t>(ch)] = true;
  table['_'] = true;
  return table;
}();

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
  if (!filter_.test(filter_bit(word))) return std::nullopt;
  const auto at = ids_.find(word);
  if (at == ids_.end()) return std::nullopt;
  return at->second;
}

std::vector<Words::Hit> Words::scan(std::string_view bytes) const {
  std::vector<Hit> hits;
  const char* const begin = bytes.data();
  const char* const end = begin + bytes.size();
  for (const char* at = begin; at != end;) {
    if (!kWordByte[static_cast<unsigned char>(*at)]) {
      ++at;
      continue;
    }
    const char* word = at;
    do ++at;
    while (at != end && kWordByte[static_cast<unsigned char>(*at)]);
    if (const auto id = find({word, static_cast<std::size_t>(at - word)})) {
      hits.push_back({static_cast<Offset>(word - begin), *id});
    }
  }
  return hits;
}

}  // namespace towpath::smpl
