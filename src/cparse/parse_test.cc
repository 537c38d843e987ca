// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "cparse/test_util.h"

namespace towpath::c {
namespace {

using testing::ElementsAre;

std::vector<std::string> externals(const std::string& source) {
  const Outline outlined = outline(Text("a.c", source));
  std::vector<std::string> result;
  for (const External& external : outlined.externals) {
    result.emplace_back(outlined.text.slice(outlined.tokens[external.first].begin,
                                            outlined.tokens[external.last - 1].end()));
  }
  return result;
}

TEST(Outline, CutsByBrackets) {
  EXPECT_THAT(
      externals("#include <a>\nint f(void) { if (x) { } }\nstruct s { int a; } b = { 1 };\n"
                "int x[] = { 1 }; ;\n#define M {\nFOO(x);\n"),
      ElementsAre("#include <a>", "int f(void) { if (x) { } }", "struct s { int a; } b = { 1 };",
                  "int x[] = { 1 };", ";", "#define M {", "FOO(x);"));
}

TEST(Outline, OldStyleFunctionIsOne) {
  EXPECT_THAT(externals("int f(a, b) int a; char b; { }\nint g(int a);"),
              ElementsAre("int f(a, b) int a; char b; { }", "int g(int a);"));
}

TEST(Outline, BraceInTheFirstColumnEndsAFunction) {
  EXPECT_THAT(externals("int f(void)\n{\n\tif (x) {\n}\nint g(void)\n{\n}\n"),
              ElementsAre("int f(void)\n{\n\tif (x) {\n}", "int g(void)\n{\n}"));
}

TEST(Outline, FunctionWithTwoHeadsIsOne) {
  EXPECT_EQ(externals("#if A\nint f(int a) {\n#else\nint f(long a) {\n#endif\n}\n").size(), 1u);
}

TEST(Outline, LooksNoFartherThanTheEnd) {
  EXPECT_THAT(externals("A(x)\n#if B\n(c,"), ElementsAre("A(x)", "#if B", "(c,"));
}

TEST(Parse, EmptyText) {
  const Tree tree = parse(Text("a.c", ""), Names::builtin());
  EXPECT_EQ(dump(tree, tree.root), "(TranslationUnit)");
  EXPECT_EQ(tree.source(tree.root), "");
}

TEST(Parse, OnlyWhatIsWanted) {
  const Tree tree =
      parse(outline(Text("a.c", "int a; int b; int c;")), {false, true, false}, Names::builtin());
  EXPECT_EQ(dump(tree, tree.root),
            "(TranslationUnit (Unread) (Declaration (Specifiers int) (InitDeclarator b) ;) "
            "(Unread))");
  EXPECT_EQ(flaw(tree), "");
}

TEST(Parse, ARangeHasPlacesInTheWholeText) {
  const Text text("a.c", "typedef int foo;\nvoid f(void) { foo (x); }\n");
  const Outline outlined = outline(text);
  const Tree tree = parse_range(text, 17, text.size(), Names::builtin(), outlined.names);
  EXPECT_EQ(flaw(tree), "");
  EXPECT_EQ(tree.source(tree.root), "void f(void) { foo (x); }");
  EXPECT_EQ(tree.begin_of(tree.root), 17u);
}

std::string declared(std::string text) {
  const Tree tree = parse_declarations(Text("a.c", std::move(text)), Names::builtin());
  EXPECT_EQ(flaw(tree), "");
  return dump(tree, tree.root);
}

TEST(ParseDeclarations, LeavesBodiesEmpty) {
  EXPECT_EQ(declared("int a[] = { 1 };\nint f(int b)\n{\n#if X\n\tg(b);\n#endif\n}\nint c;"),
            declared("int a[] = { 1 };\nint f(int b) { } int c;"));
  EXPECT_NE(declared("int a[] = { 1 };"), declared("int a[] = { };"));
}

TEST(ParseDeclarations, KeepsBodiesThatDefineTypes) {
  for (const std::string body : {"{ enum { A, B } x; }", "{ struct s { int a; }; g(); }",
                                 "{ typedef int t; }", "{\n#define T int\n}"}) {
    const Tree whole = parse(Text("a.c", "int f(void) " + body), Names::builtin());
    EXPECT_EQ(declared("int f(void) " + body), dump(whole, whole.root));
  }
  EXPECT_EQ(declared("int f(void) { struct s a = { 1 }, *b; }"), declared("int f(void) { }"));
}

TEST(Names, FromTheText) {
  const Text text("a.h",
                  "typedef struct x { int y; } foo, *bar;\ntypedef int (*fn)(int z);\n"
                  "#define each_one(p) for (p = 0; p; p++)\n#define ATTR __attribute__((x))\n"
                  "#define EMPTY\n#define CALL(x) do { } while (0)\n#define NUMBER u32\n");
  const Names names = outline(text).names;
  EXPECT_EQ(names.find("foo"), Role::kType);
  EXPECT_EQ(names.find("bar"), Role::kType);
  EXPECT_EQ(names.find("fn"), Role::kType);
  EXPECT_EQ(names.find("y"), std::nullopt);
  EXPECT_EQ(names.find("z"), std::nullopt);
  EXPECT_EQ(names.find("each_one"), Role::kIterator);
  EXPECT_EQ(names.find("ATTR"), Role::kAttribute);
  EXPECT_EQ(names.find("EMPTY"), Role::kAttribute);
  EXPECT_EQ(names.find("NUMBER"), Role::kType);
  EXPECT_EQ(names.find("CALL"), std::nullopt);
}

TEST(Names, FromHints) {
  const Names names = Names::from_hints(Text(
      "hints.h",
      "#define with_imp_locked(_o, _i, _rc) if (o)\n#define NOTHING\n"
      "#define THING(x) int x\n#define DOIT(x) do { } while (0);\n#define M MACROSTATEMENT\n"));
  EXPECT_EQ(names.find("with_imp_locked"), Role::kIterator);
  EXPECT_EQ(names.find("NOTHING"), Role::kAttribute);
  EXPECT_EQ(names.find("THING"), Role::kDeclarer);
  EXPECT_EQ(names.find("DOIT"), Role::kStatement);
  EXPECT_EQ(names.find("M"), Role::kStatement);
}

TEST(Names, MergedRolesGoFirst) {
  Names names = Names::builtin();
  Names other;
  other.set("u32", Role::kExpression);
  names.merge(other);
  EXPECT_EQ(names.find("u32"), Role::kExpression);
  EXPECT_EQ(names.find("u64"), Role::kType);
}

// Nesting without end is unparsed, not a stack overflow; what looks exponential is linear.
TEST(Robustness, NestsAndRepeats) {
  constexpr int kMany = 100000;
  const auto repeat = [](std::string_view part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
  };
  for (const std::string& source :
       {"int x = " + repeat("(", kMany) + "1" + repeat(")", kMany) + ";",
        "void f(void) { " + repeat("g(x y h(", kMany) + repeat(") z)", kMany) + "; }",
        "void f(void) " + repeat("{", kMany) + repeat("}", kMany),
        "void f(void) { " + repeat("if (x) ; else ", kMany) + "; }",
        "void f(void) { " + repeat("a: ", kMany) + "; }", "int x = " + repeat("a + ", kMany) + "b;",
        "int x = " + repeat("(a)", kMany) + "b;", "int " + repeat("*", kMany) + "x;",
        repeat("struct {", kMany) + repeat("} x;", kMany),
        "int x = " + repeat("a ? b : ", kMany) + "c;", repeat("#if A\n", kMany) + "int x;",
        "#define X " + repeat("[", kMany), repeat("int f(a) int b; ", kMany),
        "void f(void) {\n" + repeat("#if A\nif (x)\n#else\nelse\n#endif\n", kMany) + "}"}) {
    const Tree tree = parse(Text("a.c", source), Names::builtin());
    EXPECT_EQ(flaw(tree), "") << source.substr(0, 40);
  }
}

// Whatever the tokens, each is in the tree once and in order.
TEST(Robustness, RandomTokens) {
  constexpr std::string_view kParts[] = {"a ",
                                         "b ",
                                         "int ",
                                         "u32 ",
                                         "(",
                                         ")",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         ";",
                                         ",",
                                         "= ",
                                         "* ",
                                         "if ",
                                         "else ",
                                         "for ",
                                         "1 ",
                                         "\"s\"",
                                         "struct ",
                                         ": ",
                                         "? ",
                                         "sizeof",
                                         ".",
                                         "->",
                                         "\n#if A\n",
                                         "\n#else\n",
                                         "\n#endif\n",
                                         "\n#define X(y) ",
                                         "\n",
                                         "__init ",
                                         "typedef ",
                                         "static ",
                                         "case ",
                                         "goto ",
                                         "asm"};
  std::mt19937 random(11);
  for (int round = 0; round < 20000; ++round) {
    std::string source;
    const std::size_t length = random() % 40;
    for (std::size_t i = 0; i < length; ++i) source += kParts[random() % std::size(kParts)];
    const Tree tree = parse(Text("a.c", source), Names::builtin());
    ASSERT_EQ(flaw(tree), "") << source;
  }
}

// Every `.c` and `.h` file below `folder`.
std::vector<Text> texts_below(const std::filesystem::path& folder) {
  std::vector<Text> texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file() || (extension != ".c" && extension != ".h")) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    texts.emplace_back(entry.path().string(), bytes.str());
  }
  return texts;
}

// Parses all of them: no tree has a flaw, and hardly any function is lost.
void expect_read(const std::vector<Text>& texts, double most_lost) {
  std::size_t functions = 0;
  std::size_t lost = 0;
  for (const Text& text : texts) {
    const Tree tree = parse(text, Names::builtin());
    ASSERT_EQ(flaw(tree), "");
    for (const Node& node : tree.nodes) functions += node.kind == Kind::kFunction;
    for (const Unparsed& unparsed : tree.unparsed) lost += !unparsed.function.empty();
  }
  EXPECT_GT(functions, 1000u);
  EXPECT_LE(static_cast<double>(lost), most_lost * static_cast<double>(functions)) << functions;
}

TEST(Corpus, KernelHeaders) {
  std::vector<Text> texts;
  for (const auto& folder : std::filesystem::directory_iterator("/usr/src")) {
    const std::string name = folder.path().filename().string();
    if (name.starts_with("linux-headers-") && name.ends_with("-common")) {
      texts = texts_below(folder.path() / "include");
    }
  }
  if (texts.empty()) GTEST_SKIP() << "needs the Debian package linux-headers-amd64";
  expect_read(texts, 0.001);
}

TEST(Corpus, OpenAfs) {
  std::vector<Text> texts;
  for (const auto& folder : std::filesystem::directory_iterator("/usr/src")) {
    if (folder.path().filename().string().starts_with("openafs-"))
      texts = texts_below(folder.path());
  }
  if (texts.empty()) GTEST_SKIP() << "needs the Debian package openafs-modules-dkms";
  expect_read(texts, 0.002);
}

}  // namespace
}  // namespace towpath::c
