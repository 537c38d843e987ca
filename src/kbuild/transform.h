// SPDX-License-Identifier: GPL-2.0-or-later
// Makes the makefile of an out-of-tree module into one for the kernel's own tree.
#pragma once

#include <string>
#include <vector>

#include "kbuild/line_pattern.h"
#include "kbuild/makefile.h"
#include "text/edit.h"

namespace towpath::kbuild {

// What a recipe says about makefiles. For example, for Lustre:
//   drop = ["/^#/", "/^MODULES/", "/^default/", "EXTRA_"]
//   prepend = ["ccflags-y += -I$(srctree)/$(src)/../include"]
//   modules = "$(MODULES)"
//   each_module = ["%-y = $(%-objs)", "obj-$(CONFIG_LUSTRE_FS) += %.o"]
struct KbuildRules {
  // Lines that a conditional excludes go, the conditionals and substitutions of the others are
  // carried out; `variables` tell which objects the modules have.
  Settings settings;
  // Lines to take out: whole ones, with their continuation; a rule goes with its recipe.
  std::vector<LinePattern> drop;
  std::vector<std::string> prepend;
  // The modules' names, as text for make to expand: "$(MODULES)" or "harbor".
  std::string modules;
  // Lines to add for each module, '%' standing for its name.
  std::vector<std::string> each_module;
  std::vector<std::string> append;
  // Writes one list of objects, `NAME-y := ...`, for each module in place of the makefile's own
  // lines.
  bool flatten = false;
};

// What edits name as their rules: an index of the list that rule_names() gives.
enum KbuildRule : RuleIndex {
  kConditionalRule,
  kSubstitutionRule,
  kBlankLineRule,
  kMissingObjectRule,
  kPrependRule,
  kAppendRule,
  kModuleRule,
  kFlattenRule,
  kFirstDropRule,  // + the index of the pattern
};
std::vector<std::string> rule_names(const KbuildRules& rules);

// An object that was taken out of its list because its source is not in the tree.
struct MissingObject {
  std::string module;
  std::string object;  // "hash.o"
  Place place;         // in the makefile as it would be with the object
  bool removed;        // false: its word is put together in a way that leaves nothing to take out

  friend bool operator==(const MissingObject&, const MissingObject&) = default;
};

struct KernelMakefile {
  Edits edits;
  std::vector<std::string> modules;
  std::vector<MissingObject> missing;
};

// `text` is the project's makefile, named by its path in `tree`, the tree that is to become the
// result and already holds its C files. Makefiles that it includes are read from there. Runs of
// blank lines shrink to one. A conditional or substitution left undecided in a line that stays is
// an error.
Result<KernelMakefile> transform(const Text& text, const KbuildRules& rules,
                                 const SourceTree& tree);

}  // namespace towpath::kbuild
