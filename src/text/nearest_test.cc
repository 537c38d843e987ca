// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/nearest.h"

#include <gtest/gtest.h>

namespace towpath {
namespace {

TEST(Nearest, SuggestsWhatWasMeantOrNothing) {
  const std::vector<std::string> known = {"--dry-run", "--diff", "--target", "--force"};
  EXPECT_EQ(nearest("--dryrun", known), "--dry-run");
  EXPECT_EQ(nearest("--froce", known), "--force");
  EXPECT_EQ(nearest("--diff", known), "--diff");
  EXPECT_EQ(nearest("--verbose", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest("x", {}), "");
}

}  // namespace
}  // namespace towpath
