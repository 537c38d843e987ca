// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/regex.h"

#include <gtest/gtest.h>

namespace towpath::sed {
namespace {

std::string match(const std::string& pattern, const std::string& subject, RegexFlags flags = {}) {
  const Result<Regex> regex = Regex::compile(pattern, flags, {"x.sed", 1, 3});
  if (!regex) return to_string(regex.error());
  Matcher matcher;
  switch (matcher.find(*regex, subject, 0)) {
    case Matcher::Outcome::kNone:
      return "none";
    case Matcher::Outcome::kGaveUp:
      return "gave up";
    case Matcher::Outcome::kMatch:
      break;
  }
  const Matcher::Span span = matcher.group(0);
  return std::to_string(span.begin) + "-" + std::to_string(span.end);
}

constexpr RegexFlags kExtended{.extended = true};

TEST(Regex, FindsTheLongestOfTheLeftmost) {
  EXPECT_EQ(match("a|ab|abc", "xabcd", kExtended), "1-4");
  EXPECT_EQ(match("x*(xy)?", "xxy", kExtended), "0-3");
  EXPECT_EQ(match("(a|ab)(c|bcd)(d*)", "abcd", kExtended), "0-4");
  EXPECT_EQ(match("(a|ab)\\1c?", "ababc", kExtended), "0-5");
}

TEST(Regex, TakesOperatorsOnlyWhereTheyAre) {
  EXPECT_EQ(match("*a", "x*a"), "1-3");
  EXPECT_EQ(match("^*a", "*a"), "0-2");
  EXPECT_EQ(match("a^b$c", "a^b$c"), "0-5");
  EXPECT_EQ(match("a+b", "aab a+b"), "4-7");
  EXPECT_EQ(match("\\(^a\\)", "ba"), "none");
  EXPECT_EQ(match("[]a]", "x]"), "1-2");
  EXPECT_EQ(match("[\\n]", "n\n"), "1-2");
  EXPECT_EQ(match("[\\\\n]", "\nn"), "1-2");
  EXPECT_EQ(match("\\(a\\|\\(b\\)\\|c\\)\\2", "bb"), "0-2");
}

TEST(Regex, MultilineKeepsDotsWithinLines) {
  constexpr RegexFlags kMultiline{.multiline = true};
  EXPECT_EQ(match("a.b", "a\nb"), "0-3");
  EXPECT_EQ(match("a.b", "a\nb", kMultiline), "none");
  EXPECT_EQ(match("a[^x]b", "a\nb", kMultiline), "none");
  EXPECT_EQ(match("a\\Wb", "a\nb", kMultiline), "0-3");
  EXPECT_EQ(match("^b$", "a\nb\nc", kMultiline), "2-3");
}

TEST(Regex, RangesAreOfCapitalsWhereCaseIsIgnored) {
  constexpr RegexFlags kIgnoreCase{.ignore_case = true};
  EXPECT_EQ(match("[!-c]", "D_c", kIgnoreCase), "2-3");
  EXPECT_EQ(match("[`-{]", "aA{", kIgnoreCase), "2-3");
  EXPECT_EQ(match("[^a-c]", "Bcx", kIgnoreCase), "2-3");
  EXPECT_EQ(match("[_-c]", "", kIgnoreCase), "x.sed:1:7: invalid range end");
}

TEST(Regex, NamesWhatIsWrong) {
  EXPECT_EQ(
      match("*a", "", kExtended),
      "x.sed:1:3: nothing stands before this repetition; put \\ before it to match it literally");
  EXPECT_EQ(match("\\(a", ""), "x.sed:1:6: unmatched ( or \\(");
  EXPECT_EQ(match("a\\{2,1\\}", ""), "x.sed:1:9: invalid content of \\{\\}");
  EXPECT_EQ(match("[a", ""), "x.sed:1:5: unmatched [, [^, [:, [. or [=");
  EXPECT_EQ(match(std::string(100000, '('), "", kExtended),
            "x.sed:1:204: the regular expression is nested too deeply");
}

TEST(Regex, GivesUpInsteadOfBacktrackingForEver) {
  EXPECT_EQ(match("^(a*b?)*(a*b?)*(a*b?)*c", std::string(5000, 'a'), kExtended), "none");
  EXPECT_EQ(match("((a|aa)+)+[bc]", std::string(5000, 'a'), kExtended), "gave up");
}

}  // namespace
}  // namespace towpath::sed
