// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a makefile that includes itself, and as a C text: no crash, bounded time, edits well
// formed.
#include <cstdlib>

#include "kbuild/includes.h"
#include "kbuild/memory_tree.h"
#include "kbuild/transform.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const towpath::kbuild::MemoryTree tree{{"d/Makefile", bytes}, {"d/a.c", ""}};
  towpath::kbuild::KbuildRules rules;
  rules.settings.conditionals["S"] = false;
  rules.settings.substitutions["s"] = "x y";
  rules.settings.variables["C"] = "y";
  rules.modules = "m $(MODULES)";
  rules.each_module = {"%-y += $(%-objs)"};
  const towpath::Text text("d/Makefile", bytes);
  for (const bool flatten : {false, true}) {
    rules.flatten = flatten;
    const auto made = towpath::kbuild::transform(text, rules, tree);
    if (made.ok() && !towpath::well_formed(made->edits, text.size())) std::abort();
  }
  (void)towpath::kbuild::includes(bytes);
  return 0;
}
