// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace towpath::unifdef {
namespace {

using ::testing::ElementsAre;

Result<Definitions> parse(std::string lines) {
  return Definitions::parse(Text("symbols.h", std::move(lines)));
}

const Definition& only(const Result<Definitions>& definitions) {
  EXPECT_TRUE(definitions.ok()) << to_string(definitions.error());
  EXPECT_EQ(definitions->rules().size(), Definitions::kFirstSymbol + 1u);
  return definitions->rules().back();
}

TEST(Definitions, ReadsTheFormsOfALine) {
  const Definition plain = only(parse("#define X\n"));
  EXPECT_EQ(plain.name, "X");
  EXPECT_EQ(plain.value, "");
  EXPECT_TRUE(plain.defined);
  EXPECT_EQ(to_string(plain.place), "symbols.h:1:9");

  EXPECT_EQ(only(parse("\n/* a\n*/ # define X /* b */ 1 + \\\n 2 \n")).value, "1 + \\\n 2");
  EXPECT_EQ(only(parse("#define X 7 // why\n")).name, "X");
  EXPECT_FALSE(only(parse("#undef X /* why */\n")).defined);
  EXPECT_EQ(only(parse("#define X (1)\r\n")).value, "(1)");
}

TEST(Definitions, ReadsMacrosWithParameters) {
  const Definition macro = only(parse("#define V(a, b) ((a) << 8 | (b))\n"));
  EXPECT_TRUE(macro.function_like);
  EXPECT_THAT(macro.parameters, ElementsAre("a", "b"));
  EXPECT_EQ(macro.value, "((a) << 8 | (b))");
  EXPECT_TRUE(only(parse("#define V() 1\n")).parameters.empty());
  const Definition variadic = only(parse("#define V(a, ...) a\n"));
  EXPECT_TRUE(variadic.variadic);
  EXPECT_THAT(variadic.parameters, ElementsAre("a", "__VA_ARGS__"));
  EXPECT_THAT(only(parse("#define V(a...) a\n")).parameters, ElementsAre("a"));
}

TEST(Definitions, LaterReplacesEarlier) {
  const Result<Definitions> definitions = parse("#define X 1\n#undef X\n");
  ASSERT_TRUE(definitions.ok());
  EXPECT_EQ(definitions->rules().size(), Definitions::kFirstSymbol + 2u);
  EXPECT_EQ(definitions->find("X"), Definitions::kFirstSymbol + 1u);
  EXPECT_EQ(definitions->find("Y"), std::nullopt);
  EXPECT_EQ(definitions->find("constant conditions"), std::nullopt);
}

TEST(Definitions, AutoconfCommentDefinesNothing) {
  const Result<Definitions> definitions = parse("/* #undef X */\n#define Y 1\n");
  ASSERT_TRUE(definitions.ok());
  EXPECT_EQ(definitions->find("X"), std::nullopt);
}

TEST(Definitions, RefusesEverythingElse) {
  const auto error = [](std::string lines) {
    const Result<Definitions> definitions = parse(std::move(lines));
    return definitions.ok() ? "no error" : to_string(definitions.error());
  };
  const std::string hint =
      ": not a definition; lines are `#define SYMBOL`, `#define SYMBOL VALUE` or `#undef SYMBOL`";
  EXPECT_EQ(error("\n  int a;\n#define X\n"), "symbols.h:2:3" + hint);
  EXPECT_EQ(error("#define X\nY"), "symbols.h:2:1" + hint);
  EXPECT_EQ(error("#include <a.h>\n"), "symbols.h:1:2" + hint);
  EXPECT_EQ(error("#ifdef X\n#endif\n"), "symbols.h:1:2" + hint);
  EXPECT_EQ(error("#define\n"), "symbols.h:1:2: no symbol to define");
  EXPECT_EQ(error("#define 1\n"), "symbols.h:1:2: no symbol to define");
  EXPECT_EQ(error("#define defined 1\n"), "symbols.h:1:2: no symbol to define");
  EXPECT_EQ(error("#define F(a 1\n"), "symbols.h:1:2: no symbol to define");
  EXPECT_EQ(error("#define F(..., a) 1\n"), "symbols.h:1:2: no symbol to define");
  EXPECT_EQ(error("#define F(a,) 1\n"), "symbols.h:1:2: no symbol to define");
  EXPECT_EQ(error("#undef X 1\n"), "symbols.h:1:10: unexpected text after the symbol");
  EXPECT_EQ(error("#undef X(a)\n"), "symbols.h:1:9: unexpected text after the symbol");
  EXPECT_EQ(error("#define X\n /*\n"), "symbols.h:2:2: this comment is not closed");
}

TEST(Definitions, ByHand) {
  Definitions definitions;
  EXPECT_TRUE(definitions.define("X", "1", {}).ok());
  EXPECT_TRUE(definitions.define("F(a)", "a + 1", {}).ok());
  EXPECT_TRUE(definitions.undefine("Y", {}).ok());
  EXPECT_EQ(definitions.rules().size(), Definitions::kFirstSymbol + 3u);
  EXPECT_EQ(to_string(definitions.define("1X", "", {"towpath.toml", 4, 0}).error()),
            "towpath.toml:4: not a symbol: 1X");
  EXPECT_FALSE(definitions.define("", "", {}).ok());
  EXPECT_FALSE(definitions.define("X Y", "", {}).ok());
  EXPECT_FALSE(definitions.undefine("F(a)", {}).ok());
  EXPECT_FALSE(definitions.undefine("", {}).ok());
}

}  // namespace
}  // namespace towpath::unifdef
