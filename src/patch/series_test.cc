// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace towpath::patch {
namespace {

using testing::HasSubstr;

const char kDiff[] =
    "--- a/fs/f.c\n"
    "+++ b/fs/f.c\n"
    "@@ -1 +1 @@\n"
    "-old\n"
    "+new\n";

Result<Series> parse(const std::string& series, std::vector<std::string>* asked = nullptr) {
  return Series::parse(Text("series", series),
                       [&](const std::string& name, const Place& place) -> Result<Text> {
                         if (asked) asked->push_back(to_string(place) + " " + name);
                         if (name == "missing") return Error{place, "no such file: missing", ""};
                         return Text(name, kDiff);
                       });
}

TEST(Series, ReadsNamesOptionsAndComments) {
  std::vector<std::string> asked;
  const auto series = parse(
      "# the first comment\n\n"
      "one.patch\r\n"
      "  sub/two.diff -p2 # why it is here\n"
      "\tthree#3 -p1",
      &asked);
  ASSERT_TRUE(series.ok()) << to_string(series.error());
  EXPECT_THAT(asked, testing::ElementsAre("series:3:1 one.patch", "series:4:3 sub/two.diff",
                                          "series:5:2 three#3"));
  ASSERT_EQ(series->patches().size(), 3u);
  EXPECT_EQ(series->patches()[0].changes[0].after, "fs/f.c");
  EXPECT_EQ(series->patches()[1].changes[0].after, "f.c");
  EXPECT_EQ(series->patches()[1].name, "sub/two.diff");
}

TEST(Series, MayBeEmpty) {
  const auto series = parse("\n# nothing yet\n");
  ASSERT_TRUE(series.ok());
  EXPECT_TRUE(series->patches().empty());
}

TEST(Series, TellsWhatItCannotRead) {
  const std::map<std::string, std::string> wrong{
      {"a -R\n", "series:1:3: '-R' cannot stand"},
      {"a\nb -p\n", "series:2:3: '-p' cannot stand"},
      {"a -p-1\n", "series:1:3: '-p-1' cannot stand"},
      {"a -p99999999999\n", "series:1:3: '-p99999999999' cannot stand"},
      {"a\nb\na\n", "series:3:1: 'a' is in this series already"},
      {"a\nmissing\n", "series:2:1: no such file: missing"},
      {"a -p9\n", "a:1: 'a/fs/f.c' has fewer than 10 components"},
  };
  for (const auto& [text, message] : wrong) {
    const auto series = parse(text);
    ASSERT_FALSE(series.ok()) << text;
    EXPECT_THAT(to_string(series.error()), HasSubstr(message));
  }
}

}  // namespace
}  // namespace towpath::patch
