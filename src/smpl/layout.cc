// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/layout.h"

namespace towpath::smpl {

std::uint32_t column_after(std::uint32_t column, std::string_view text) {
  for (const char ch : text) {
    if (ch == '\n') {
      column = 0;
    } else if (ch == '\t') {
      column += kTabWidth - column % kTabWidth;
    } else {
      ++column;
    }
  }
  return column;
}

std::string indentation(std::uint32_t column) {
  return std::string(column / kTabWidth, '\t') + std::string(column % kTabWidth, ' ');
}

void indent_further_lines(std::string& text, std::string_view indent) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ++at) {
    if (at + 1 < text.size() && text[at + 1] != '\n') text.insert(at + 1, indent);
  }
}

void break_lines(std::vector<Item>& items, std::uint32_t column, std::string_view newline) {
  constexpr std::size_t kNowhere = ~std::size_t{0};
  std::uint32_t depth = 0;
  std::uint32_t inside = 0;          // the column after the outermost `(`
  bool seen_new = false;             // in these parentheses, on this line
  std::size_t candidate = kNowhere;  // the item before which the line may be broken
  for (std::size_t i = 0; i < items.size(); ++i) {
    Item& item = items[i];
    if (!item.is_new && item.gap.find('\n') != std::string_view::npos) {
      seen_new = false;
      candidate = kNowhere;
    }
    const bool after_comma = i > 0 && items[i - 1].text == ",";
    seen_new |= item.is_new;
    if (depth == 1 && after_comma && seen_new &&
        item.gap.find_first_not_of(' ') == std::string_view::npos) {
      candidate = i;
    }
    column = column_after(column_after(column, item.gap), item.text);
    if (item.text == "(") {
      if (++depth == 1) {
        inside = column;
        seen_new = item.is_new;
        candidate = kNowhere;
      }
    }
    const bool closes = item.text == ")" && depth > 0;
    if (depth == 1 && (closes || item.text == ",") && column > kLineWidth &&
        candidate != kNowhere) {
      items[candidate].broken = std::string(newline) + indentation(inside);
      column = inside;
      for (std::size_t k = candidate; k <= i; ++k) {
        if (k != candidate) column = column_after(column, items[k].gap);
        column = column_after(column, items[k].text);
      }
      candidate = kNowhere;
    }
    if (closes && --depth == 0) {
      seen_new = false;
      candidate = kNowhere;
    }
    if (item.text == ";" || item.text == "{" || item.text == "}") {
      if (depth == 0) seen_new = false;
    }
  }
}

}  // namespace towpath::smpl
