// SPDX-License-Identifier: GPL-2.0-or-later
// New code, token by token, before it has a place on a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::smpl {

// A token of new code and what stands before it.
struct Piece {
  static constexpr std::int32_t kSameLine = -1;

  std::string text;                // several lines where code is taken over as it stands
  std::string gap;                 // on the same line: the blanks before
  std::int32_t level = kSameLine;  // else: on a line of its own, so many tabs deeper than the first
  bool keeps_line = false;         // a string that began a line, after another string
  bool is_statement = false;       // taken over whole: its further lines are indented as its first
  bool is_line = false;            // a preprocessor line, by itself and without indentation
};

Piece bracket(std::string_view text);

// The pieces as text: the first at `column`, where it is put; those on lines of their own behind
// `indent`.
std::string written(std::vector<Piece> pieces, std::uint32_t column, const std::string& indent,
                    std::string_view newline);

}  // namespace towpath::smpl
