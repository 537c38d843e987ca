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
    // Preprocessor lines begin in the first column.
    const bool is_bare = at + 1 >= text.size() || text[at + 1] == '\n' || text[at + 1] == '#';
    if (!is_bare) text.insert(at + 1, indent);
  }
}

void break_lines(std::vector<Item>& items, std::uint32_t column, std::string_view newline) {
  constexpr std::size_t kNowhere = ~std::size_t{0};
  std::vector<std::uint32_t> open;   // the column after each `(`
  bool seen_new = false;             // in these parentheses, on this line
  std::size_t candidate = kNowhere;  // the item before which the line may be broken
  for (std::size_t i = 0; i < items.size(); ++i) {
    Item& item = items[i];
    if (!item.is_new && item.gap.find('\n') != std::string_view::npos) {
      seen_new = false;
      candidate = kNowhere;
    }
    seen_new |= item.is_new;
    const bool after_comma = i > 0 && items[i - 1].text == ",";
    const bool is_plain = item.gap.find_first_not_of(' ') == std::string_view::npos;
    if (item.keeps_line && !open.empty()) {
      item.broken = std::string(newline) + indentation(open.back());
      column = open.back();
      candidate = kNowhere;
    } else {
      if (open.size() == 1 && after_comma && seen_new && is_plain) candidate = i;
      column = column_after(column, item.gap);
    }
    column = column_after(column, item.text);
    const bool closes = item.text == ")" && !open.empty();
    if (open.size() == 1 && (closes || item.text == ",") && column > kLineWidth &&
        candidate != kNowhere) {
      items[candidate].broken = std::string(newline) + indentation(open.back());
      column = column_after(open.back(), items[candidate].text);
      for (std::size_t k = candidate + 1; k <= i; ++k) {
        column = column_after(column_after(column, items[k].gap), items[k].text);
      }
      candidate = kNowhere;
    }
    if (item.text == "(") {
      open.push_back(column);
      if (open.size() == 1) {
        seen_new = item.is_new;
        candidate = kNowhere;
      }
    } else if (closes) {
      open.pop_back();
      if (open.empty()) seen_new = false;
    }
  }
}

}  // namespace towpath::smpl
