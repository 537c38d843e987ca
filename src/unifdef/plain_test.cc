// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/plain.h"

#include <gtest/gtest.h>

namespace towpath::unifdef {
namespace {

std::string evaluated(std::string lines) {
  const Definitions definitions = *Definitions::parse(Text(
      "symbols.h", "#define V(a, b) ((a) * 100 + (b))\n#define MINUS(a) -(a)\n#define CODE 214\n"));
  const Text text("a.c", std::move(lines));
  return applied(text.bytes(), plain_calls(text, definitions));
}

TEST(Plain, CallsBecomeNumbers) {
  EXPECT_EQ(evaluated("#if CODE < V(2, 9) && V (3,V(0, 1)) /* V(1, 1) */\nV(1, 2)\n#endif\n"),
            "#if CODE < 209 && 301 /* V(1, 1) */\nV(1, 2)\n#endif\n");
  EXPECT_EQ(evaluated("#ifdef X\n#elif 1 - MINUS(4)\n#endif\n"),
            "#ifdef X\n#elif 1 - (-4)\n#endif\n");
}

TEST(Plain, CallsWithoutANumberStay) {
  for (const char* text : {"#if V(X, 1)\n#endif\n", "#if V(1)\n#endif\n", "#if V(1, 2\n#endif\n",
                           "#if defined(V)\n#endif\n", "#if V(1, \\\n 2)\n#endif\n", "V(1, 2)\n"}) {
    EXPECT_EQ(evaluated(text), text);
  }
}

TEST(Plain, DefinitionsAreNumbersWhereTheyCanBe) {
  Definitions definitions;
  ASSERT_TRUE(definitions
                  .read(Text("a.h",
                             "#define A 1\n#define B 1 + (A << 4)\n#define V(a, ...) a\n"
                             "#define C A + D\n#define CODE V\n#define E\n#define A 2\n"))
                  .ok());
  ASSERT_TRUE(definitions.undefine("E", {}).ok());
  EXPECT_EQ(plain_definitions(definitions),
            "#define B 33\n#define V(a, ...) a\n#define C A + D\n#define CODE V\n#define A 2\n"
            "#undef E\n");
}

}  // namespace
}  // namespace towpath::unifdef
