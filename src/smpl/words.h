// SPDX-License-Identifier: GPL-2.0-or-later
// The prefilter: which of the words that the rules need occur in a text.
#pragma once

#include <array>
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
  // By first byte: bit n is set where a word of n bytes begins so (63: or longer).
  std::array<std::uint64_t, 256> lengths_{};
};

}  // namespace towpath::smpl
