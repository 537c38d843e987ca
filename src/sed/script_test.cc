// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/script.h"

#include <gtest/gtest.h>

namespace towpath::sed {
namespace {

// The result, or the error's text.
std::string sed(const std::string& script, const std::string& input, Options options = {}) {
  const Text text("in.c", input);
  const Result<Script> parsed = Script::parse(Text("x.sed", script), options);
  if (!parsed) return to_string(parsed.error());
  const Result<Edits> edits = run(*parsed, text);
  if (!edits) return to_string(edits.error());
  EXPECT_TRUE(well_formed(*edits, text.size()));
  return applied(input, *edits);
}

TEST(Script, Substitutes) {
  EXPECT_EQ(sed("s/a/b/", "aa\nca\n"), "ba\ncb\n");
}

}  // namespace
}  // namespace towpath::sed
