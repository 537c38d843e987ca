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

// What is known of `symbol`, as one word.
std::string state(const Definitions& definitions, std::string_view symbol) {
  const std::optional<RuleIndex> rule = definitions.find(symbol);
  if (!rule) return "unknown";
  const Definition& definition = definitions.rules()[*rule];
  return definition.defined ? "=" + definition.value : "undefined";
}

TEST(Definitions, AnUndefInACommentCountsInGeneratedHeadersOnly) {
  EXPECT_EQ(state(*parse("/* #undef X */\n#define Y 1\n"), "X"), "unknown");
  const Result<Definitions> definitions = parse(
      "/* config.h.  Generated from config.h.in by configure.  */\n"
      "/* Define to 1 if you have it. */\n"
      "/* #undef X */\n"
      "/*#  undef Y*/ /* #undef Z */\n"
      "#define W 1\n/* #undef W or so */\n");
  ASSERT_TRUE(definitions.ok());
  EXPECT_EQ(state(*definitions, "X"), "undefined");
  EXPECT_EQ(state(*definitions, "Y"), "undefined");
  EXPECT_EQ(state(*definitions, "Z"), "undefined");
  EXPECT_EQ(state(*definitions, "W"), "=1");
  EXPECT_TRUE(definitions->rules().back().generated);
  EXPECT_EQ(to_string(definitions->rules()[2].place), "symbols.h:3:11");
}

TEST(Definitions, ConditionalsAreDecidedByWhatIsBefore) {
  const Result<Definitions> definitions = parse(
      "#define A 3\n"
      "#if A > 2 && !defined(B)\n#define C\n#else\n#define D\n#endif\n"  // B may be defined
      "#undef B\n"
      "#if A > 2 && !defined(B)\n#define E\n#elif A\n#define F\n#else\n#define F\n#endif\n"
      "#ifndef G\n# define G 7\n#endif\n"
      "#ifndef A\n# define A 7\n#endif\n"
      "#ifdef H\n#undef A\n#endif\n");
  ASSERT_TRUE(definitions.ok()) << to_string(definitions.error());
  EXPECT_EQ(state(*definitions, "C"), "unknown");
  EXPECT_EQ(state(*definitions, "D"), "unknown");
  EXPECT_EQ(state(*definitions, "E"), "=");
  EXPECT_EQ(state(*definitions, "F"), "unknown");
  EXPECT_EQ(state(*definitions, "G"), "=");
  EXPECT_EQ(state(*definitions, "A"), "unknown");  // the last #undef may hold
  EXPECT_EQ(state(*parse("#ifndef M_H\n#define M_H\n#define X\n#endif\n"), "X"), "=");
  EXPECT_EQ(state(*parse("#ifndef M_H\n#define M_H\n#define X\n#endif\n"), "M_H"), "unknown");
  EXPECT_EQ(to_string(parse("#if X\n").error()), "symbols.h:1:1: this conditional is not closed");
  EXPECT_EQ(to_string(parse("#endif\n").error()), "symbols.h:1:2: there is no #if before this");
  EXPECT_EQ(to_string(parse("#if X\n#else\n#else\n#endif\n").error()),
            "symbols.h:3:2: there has been an #else already");
}

TEST(Definitions, ReadsAKernelConfiguration) {
  const Result<Definitions> definitions = Definitions::parse(
      Text(".config",
           "#\n# Automatically generated file; DO NOT EDIT.\n#\n"
           "CONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=0x10\n\nCONFIG_E=\"a b\"\n"));
  ASSERT_TRUE(definitions.ok()) << to_string(definitions.error());
  EXPECT_EQ(state(*definitions, "CONFIG_A"), "=1");
  EXPECT_EQ(state(*definitions, "CONFIG_A_MODULE"), "undefined");
  EXPECT_EQ(state(*definitions, "CONFIG_B"), "undefined");
  EXPECT_EQ(state(*definitions, "CONFIG_B_MODULE"), "=1");
  EXPECT_EQ(state(*definitions, "CONFIG_C"), "undefined");
  EXPECT_EQ(state(*definitions, "CONFIG_C_MODULE"), "undefined");
  EXPECT_EQ(state(*definitions, "CONFIG_D"), "=0x10");
  EXPECT_EQ(state(*definitions, "CONFIG_E"), "=\"a b\"");
  EXPECT_EQ(state(*definitions, "IS_ENABLED"), "=(defined(option) || defined(option##_MODULE))");
  const auto broken = Definitions::parse(Text(".config", "CONFIG_A=y\nfoo\n"));
  EXPECT_EQ(broken.error().message, "not a line of a kernel configuration");
  EXPECT_EQ(to_string(broken.error().where), ".config:2:1");
}

TEST(Definitions, FilesAndLinesAddUp) {
  Definitions definitions;
  ASSERT_TRUE(
      definitions.read(Text("a.h", "#define A 1\n#define B 1\n#define V(a, ...) a\n")).ok());
  ASSERT_TRUE(definitions.read(Text("b.h", "#undef A\n")).ok());
  EXPECT_EQ(state(definitions, "A"), "undefined");
  EXPECT_FALSE(definitions.decides(Definitions::kFirstSymbol));
  EXPECT_TRUE(definitions.decides(Definitions::kFirstSymbol + 1));
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
