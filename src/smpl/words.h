// SPDX-License-Identifier: GPL-2.0-or-later
// The prefilter: which of the words that the rules need occur in a text.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/text.h"

namespace towpath::smpl {

using WordId = std::uint32_t;

class Words {
 public:
  struct Hit {
    Offset at;
    WordId word;
  };

  // The word's id: they count up from 0.
  WordId add(const std::string& word);
  std::size_t size() const { return ids_.size(); }
  std::optional<WordId> find(std::string_view word) const;
  // Every occurrence as a whole word, in comments and strings too.
  std::vector<Hit> scan(std::string_view bytes) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const;
  };
  std::unordered_map<std::string, WordId, Hash, std::equal_to<>> ids_;
  // Few of a text's words pass this: it has a bit for each of ours, by length, first and last byte.
  static std::size_t filter_bit(std::string_view word) {
    const auto first = static_cast<unsigned char>(word.front());
    const auto last = static_cast<unsigned char>(word.back());
    return (word.size() * 67 + first * 31u + last * 131u) % kFilterBits;
  }
  static constexpr std::size_t kFilterBits = 8192;
  std::bitset<kFilterBits> filter_;
};

}  // namespace towpath::smpl
