// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree/similarity.h"

#include <algorithm>

namespace towpath::tree {
namespace {

template <class Use>
void split(std::string_view text, const Use& use) {
  constexpr std::size_t kLongest = 64;
  while (!text.empty()) {
    const std::size_t newline = text.substr(0, kLongest).find('\n');
    const std::size_t size =
        newline == std::string_view::npos ? std::min(kLongest, text.size()) : newline + 1;
    use(text.substr(0, size));
    text.remove_prefix(size);
  }
}

}  // namespace

Pieces::Pieces(std::string_view text) : size_(text.size()) {
  split(text, [this](std::string_view piece) { bytes_[piece] += piece.size(); });
}

double Pieces::similarity(std::string_view other) const {
  const std::size_t larger = std::max(size_, other.size());
  if (larger == 0) return 0;
  auto left = bytes_;
  std::size_t common = 0;
  split(other, [&](std::string_view piece) {
    const auto found = left.find(piece);
    if (found == left.end() || found->second == 0) return;
    common += piece.size();
    found->second -= piece.size();
  });
  return static_cast<double>(common) / static_cast<double>(larger);
}

}  // namespace towpath::tree
