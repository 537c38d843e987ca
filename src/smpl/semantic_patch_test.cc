// SPDX-License-Identifier: GPL-2.0-or-later
#include "smpl/semantic_patch.h"

#include <gtest/gtest.h>

namespace towpath::smpl {
namespace {

std::string patched(const std::string& cocci, const std::string& code) {
  Result<SemanticPatch> patch =
      SemanticPatch::parse(Text("rule.cocci", cocci), Isomorphisms::standard(), c::Names());
  if (!patch) return to_string(patch.error());
  Result<Outcome> outcome = patch->apply(Text("code.c", code));
  if (!outcome) return to_string(outcome.error());
  return applied(code, outcome->edits);
}

TEST(SemanticPatch, ReplacesCall) {
  EXPECT_EQ(
      patched("@@ expression E; @@\n-f(E)\n+g(E, 1)\n", "int x(void)\n{\n\treturn f(a + b);\n}\n"),
      "int x(void)\n{\n\treturn g(a + b, 1);\n}\n");
}

}  // namespace
}  // namespace towpath::smpl
