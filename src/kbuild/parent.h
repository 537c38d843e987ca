// SPDX-License-Identifier: GPL-2.0-or-later
// The lines by which a parent folder's Kconfig and Makefile come to know a new folder.
#pragma once

#include <string>

#include "kbuild/line_pattern.h"
#include "text/edit.h"
#include "text/text.h"

namespace towpath::kbuild {

struct ParentLine {
  std::string line;   // without newline: source "fs/lustre/Kconfig"
  LinePattern after;  // names the one line after which it goes
};

// One insertion made by `rule`, or no edits when the parent has the line already, white space
// aside. Where the anchor's line is continued, the insertion goes after its end. No line, or
// several, that the anchor names: an error.
Result<Edits> insert_line(const Text& parent, const ParentLine& wanted, RuleIndex rule);

}  // namespace towpath::kbuild
