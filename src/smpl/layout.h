// SPDX-License-Identifier: GPL-2.0-or-later
// Columns, indentation, and where a line that new code made too long is broken.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::smpl {

inline constexpr std::uint32_t kTabWidth = 8;
// A line is broken where what its parentheses hold would end beyond this column; a `;` fits still.
inline constexpr std::uint32_t kLineWidth = 78;

// The column, from 0, after `text` when it begins at `column`.
std::uint32_t column_after(std::uint32_t column, std::string_view text);

// Tabs and then spaces up to the column.
std::string indentation(std::uint32_t column);

// Puts the indentation before the second and each further line that is not empty.
void indent_further_lines(std::string& text, std::string_view indent);

// One token on its way into a text.
struct Item {
  std::string_view gap;  // the bytes before it, comments included
  std::string_view text;
  bool is_new;              // plus code
  bool keeps_line = false;  // began a line where it was taken from: a string after a string
  std::string broken = {};  // the gap instead, where the line is broken before it
};

// Breaks lines before items in the way of the kernel: after a comma of the outermost parentheses,
// the next line beginning below the first argument. Only where new code makes the line too long: a
// gap between old tokens is touched only behind new code in the same parentheses and line. `column`
// is where the first item's gap begins; `newline` is what ends a line ("\n", or with a backslash
// before it in a macro).
void break_lines(std::vector<Item>& items, std::uint32_t column, std::string_view newline);

}  // namespace towpath::smpl
