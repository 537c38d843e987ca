// SPDX-License-Identifier: GPL-2.0-or-later
// Objects where they are written: what a module lists, and taking out what has no source.
#pragma once

#include <string>
#include <vector>

#include "kbuild/transform.h"

namespace towpath::kbuild {

// All that Kbuild may link into the module: NAME-objs, NAME-y, NAME-m, and `NAME-`, where objects
// end up whose CONFIG_ symbol is not set; each object once. A module with none of these is its own
// object.
Result<std::vector<Word>> object_words(Makefile& makefile, const std::string& module);

// Takes the modules' objects whose source `tree` does not hold out of the text, and notes them.
Result<Edits> remove_missing_objects(const Text& text, const KbuildRules& rules,
                                     const std::vector<std::string>& modules,
                                     const SourceTree& tree, std::vector<MissingObject>& missing);

}  // namespace towpath::kbuild
