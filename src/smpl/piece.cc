// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/piece.h"

#include <algorithm>
#include <deque>

#include "smpl/layout.h"

namespace towpath::smpl {

Piece bracket(std::string_view text) {
  Piece piece;
  piece.text = text;
  return piece;
}

std::string written(std::vector<Piece> pieces, std::uint32_t column, const std::string& indent,
                    std::string_view newline) {
  std::deque<std::string> gaps;
  std::vector<Item> items;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Piece& piece = pieces[i];
    const std::string tabs(static_cast<std::size_t>(std::max(0, piece.level)), '\t');
    if (i == 0) {
      gaps.emplace_back();
    } else if (piece.is_line) {
      gaps.emplace_back(newline);
    } else if (piece.level == Piece::kSameLine) {
      gaps.push_back(piece.gap);
    } else {
      gaps.push_back(std::string(newline) + indent + tabs);
    }
    if (piece.is_statement) indent_further_lines(piece.text, indent + tabs);
    items.push_back({gaps.back(), piece.text, true, piece.keeps_line});
  }
  break_lines(items, column, newline);
  std::string text;
  for (const Item& item : items) {
    text += item.broken.empty() ? item.gap : std::string_view(item.broken);
    text += item.text;
  }
  return text;
}

}  // namespace towpath::smpl
