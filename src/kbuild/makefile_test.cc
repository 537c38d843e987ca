// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/makefile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kbuild/memory_tree.h"

namespace towpath::kbuild {
namespace {

std::string value_of(const std::string& makefile, const std::string& variable,
                     const Settings& settings = {}, const MemoryTree& tree = {}) {
  auto made = Makefile::evaluate(Text("d/Makefile.in", makefile), settings, tree);
  if (!made.ok()) return "error: " + to_string(made.error());
  auto value = made->value(variable);
  return value.ok() ? *value : "error: " + to_string(value.error());
}

TEST(Makefile, AssignsAndExpands) {
  EXPECT_EQ(value_of("a = $(b) x\nb := y\n", "a"), "y x");
  EXPECT_EQ(value_of("a := $(b) x\nb := y\n", "a"), " x");
}

}  // namespace
}  // namespace towpath::kbuild
