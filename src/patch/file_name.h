// SPDX-License-Identifier: GPL-2.0-or-later
// Names of files as headers of diffs have them, and the paths in the tree that they stand for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/result.h"

namespace towpath::patch {

// A name taken off the front of a header's field.
struct NameField {
  std::string name;
  std::string_view rest;  // what follows, such as a tab and a timestamp
};

// Names are either quoted as C strings (git does so for control characters and bytes above 127) or
// reach to a tab or the end of the line. Nothing where the quoting is wrong.
std::optional<NameField> take_name(std::string_view field);

// The path in the tree of `name` with `strip` leading components taken off, as `patch -p` counts
// them. Empty and `.` components vanish. Paths that are absolute, hold `..`, or have too few
// components are errors at `place`.
Result<std::string> tree_path(std::string_view name, int strip, const Place& place);

// The names of a `diff --git` line behind that word, which separates them by a blank but does not
// quote blanks: the two have to be the same apart from the components that `strip` takes off.
// Nothing otherwise (as with renames, where other lines have the names).
std::optional<std::string> common_name(std::string_view names, int strip);

// Whether `timestamp` ("1970-01-01 01:00:00.000000000 +0100") is the epoch, by which `diff -N`
// marks a file that is not there.
bool is_epoch(std::string_view timestamp);

}  // namespace towpath::patch
