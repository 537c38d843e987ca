// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/text.h"

#include <gtest/gtest.h>

namespace towpath {
namespace {

TEST(Text, FindsLinesAndPlaces) {
  const Text text("a.c", "one\ntwo\n\nfour");
  EXPECT_EQ(text.line_count(), 4u);
  EXPECT_EQ(text.line(1), "one\n");
  EXPECT_EQ(text.line(3), "\n");
  EXPECT_EQ(text.line(4), "four");
  EXPECT_EQ(text.place(0), (Place{"a.c", 1, 1}));
  EXPECT_EQ(text.place(3), (Place{"a.c", 1, 4}));
  EXPECT_EQ(text.place(4), (Place{"a.c", 2, 1}));
  EXPECT_EQ(text.place(text.size()), (Place{"a.c", 4, 5}));
  EXPECT_EQ(text.line_begin(5), text.size());
}

TEST(Text, EmptyTextHasNoLinesButAPlace) {
  const Text text("e", "");
  EXPECT_EQ(text.line_count(), 0u);
  EXPECT_EQ(text.place(0), (Place{"e", 1, 1}));
}

TEST(Text, CopiesShareTheirBytes) {
  const Text text("a", std::string(100, 'x'));
  const Text copy = text;
  EXPECT_EQ(copy.bytes().data(), text.bytes().data());
}

TEST(Error, NamesPlaceMessageAndHint) {
  EXPECT_EQ(to_string(Error{{"f.c", 3, 7}, "bad thing", "mend it"}), "f.c:3:7: bad thing; mend it");
  EXPECT_EQ(to_string(Error{{"f.c", 3, 0}, "bad thing", ""}), "f.c:3: bad thing");
  EXPECT_EQ(to_string(Error{{}, "bad thing", ""}), "bad thing");
}

}  // namespace
}  // namespace towpath
