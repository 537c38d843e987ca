// SPDX-License-Identifier: GPL-2.0-or-later
// Texts that no compiler takes, or few people write: a located message or the right result, and the
// bytes beside the edits as they were.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unifdef/contradictions.h"
#include "unifdef/proof.h"
#include "unifdef/resolve.h"

namespace towpath::unifdef {
namespace {

using ::testing::HasSubstr;

const Definitions& definitions() {
  static const Definitions known = *Definitions::parse(Text("s.h", "#define T 1\n#undef F\n"));
  return known;
}

// The text after, which is proved; or the message.
std::string outcome(const std::string& source) {
  const Text before("a.c", source);
  const Result<Resolution> resolution = resolve(before, definitions());
  if (!resolution.ok()) return to_string(resolution.error());
  EXPECT_TRUE(well_formed(resolution->edits, before.size()));
  const Text after("a.c", applied(source, resolution->edits));
  const Proof proof = prove(before, definitions(), after);
  EXPECT_TRUE(proof.holds()) << to_string(to_error(*proof.difference));
  contradictions(after, definitions());
  return std::string(after.bytes());
}

TEST(BadInput, UnbalancedDirectives) {
  EXPECT_THAT(outcome("x\n#if T\ny\n"), HasSubstr("a.c:2:2: this conditional has no #endif"));
  EXPECT_THAT(outcome("#endif\n"), HasSubstr("a.c:1:2: #endif without #if"));
  EXPECT_THAT(outcome("#if T\n#endif\n  #elifdef X\n"), HasSubstr("a.c:3:4: #elifdef without #if"));
  EXPECT_THAT(outcome("#if F\n#else\n#else\n#endif\n"), HasSubstr("a.c:3:2: #else after #else"));
  EXPECT_THAT(outcome("#if T\n#else\n#elif T\n#endif\n"), HasSubstr("a.c:3:2: #elif after #else"));
}

TEST(BadInput, EndsInTheMiddle) {
  EXPECT_THAT(outcome("#if T\n/* never closed\n#endif\n"),
              HasSubstr("a comment that never ends opens in line 2"));
  EXPECT_EQ(outcome("#if T\nx\n#endif\n/* never closed"), "x\n/* never closed");
  EXPECT_EQ(outcome("#ifdef U\n#endif /* never closed"), "#ifdef U\n#endif /* never closed");
  EXPECT_EQ(outcome("#if T\nx\n#endif"), "x\n");
  EXPECT_EQ(outcome("#if T\nx\n#endif\\"), outcome("#if T\nx\n#endif\\"));
  EXPECT_EQ(outcome("#"), "#");
  EXPECT_EQ(outcome(""), "");
}

TEST(BadInput, BytesBesideTheEditsStay) {
  const std::string nul("a\0b\n#if T\n\0\n#else\n\0#\n#endif\nc\0", 30);
  EXPECT_EQ(outcome(nul), std::string("a\0b\n\0\nc\0", 8));
  EXPECT_EQ(outcome("\xff\xfe\n#if F\nl\xe4tin\n#endif\n\xe9t\xe9\r\n"), "\xff\xfe\n\xe9t\xe9\r\n");
  EXPECT_EQ(outcome("// \xc3\xa9\n#ifdef T\n\"\xe2\x82\xac\"\n#endif\n"),
            "// \xc3\xa9\n\"\xe2\x82\xac\"\n");
  EXPECT_EQ(outcome("#if T\r\na\r\n#else\r\nb\r\n#endif\r\nc\n"), "a\r\nc\n");
  EXPECT_EQ(outcome("#if T && U\r\na\r\n#endif\r\n"), "#if U\r\na\r\n#endif\r\n");
  EXPECT_EQ(outcome("#if \xc3\xa9 && T\n#endif\n"), "#if \xc3\xa9\n#endif\n");
}

TEST(BadInput, UnreadableConditionsStay) {
  for (const std::string& source :
       {std::string("#if T \0&& U\n#endif\n", 19), std::string("#if\n#endif\n"),
        std::string("#if \"a\n#endif\n"), std::string("#if T &&& U\n#endif\n"),
        std::string("#ifdef 3\n#endif\n"), std::string("#if 1 / F\n#endif\n"),
        std::string("#if ((((T\n#endif\n"), std::string("#if 0x\n#endif\n")}) {
    EXPECT_EQ(outcome(source), source);
    EXPECT_EQ(resolve(Text("a.c", source), definitions())->problems.size(), 1u) << source;
  }
}

TEST(BadInput, DeepNesting) {
  std::string source, expected;
  for (int i = 0; i < 100'000; ++i) source += i % 2 == 0 ? "#if T\n" : "#ifdef U\n";
  source += "x\n";
  for (int i = 0; i < 100'000; ++i) source += "#endif\n";
  for (int i = 0; i < 50'000; ++i) expected += "#ifdef U\n";
  expected += "x\n";
  for (int i = 0; i < 50'000; ++i) expected += "#endif\n";
  EXPECT_EQ(outcome(source), expected);
}

TEST(BadInput, LongExpressions) {
  std::string wide = "U", open, close, negations;
  while (wide.size() < 1'000'000) wide += " || F || U";
  for (int i = 0; i < 500'000; ++i) {
    open += '(';
    close += ')';
    negations += "! ";
  }
  EXPECT_EQ(outcome("#if " + open + "F" + close + "\na\n#endif\nb\n"), "b\n");
  EXPECT_EQ(outcome("#if " + negations + "F\na\n#endif\nb\n"), "b\n");
  EXPECT_EQ(outcome("#if " + wide + "\n#endif\n").find('F'), std::string::npos);
  const std::string unclosed = "#if " + open + "\n#endif\n";
  EXPECT_EQ(outcome(unclosed), unclosed);
}

}  // namespace
}  // namespace towpath::unifdef
