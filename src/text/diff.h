// SPDX-License-Identifier: GPL-2.0-or-later
// Line differences between two texts, and their unified form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace towpath {

// Lines [before_begin, before_end) of the one text became [after_begin, after_end) of the other.
// Lines count from 0.
struct LineChange {
  std::uint32_t before_begin;
  std::uint32_t before_end;
  std::uint32_t after_begin;
  std::uint32_t after_end;

  friend bool operator==(const LineChange&, const LineChange&) = default;
};

// The shortest list of changes, in order (Myers, "An O(ND) Difference Algorithm and Its
// Variations", 1986, with the linear-space refinement of its section 4b). Where the texts have so
// little in common that the search would take long, a longer but still correct list.
std::vector<LineChange> diff_lines(std::string_view before, std::string_view after);

// The hunks, without file header, as `diff -u` writes them, with `context` lines around each
// change.
std::string unified_hunks(std::string_view before, std::string_view after,
                          std::uint32_t context = 3);

// The whole unified diff of one file in git's form. An empty `before_name` or `after_name` stands
// for a file that is not there. Empty when the texts are the same.
std::string unified_diff(std::string_view before_name, std::string_view before,
                         std::string_view after_name, std::string_view after);

}  // namespace towpath
