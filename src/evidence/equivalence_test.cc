// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "evidence/check.h"
#include "evidence/equivalence/headers.h"
#include "evidence/equivalence/normal_form.h"
#include "evidence/equivalence/stand_ins.h"
#include "evidence/equivalence/units.h"

namespace towpath::evidence {
namespace {

constexpr const char* kStandIns =
    "#define ENTRY\n"
    "#define RETURN(value) return value\n"
    "#define GOTO(label, value) do { value; goto label; } while (0)\n"
    "#define ALLOC_PTR(ptr) ptr = kzalloc(sizeof(*ptr), GFP_NOFS)\n"
    "#define seconds(s) s * HZ\n"
    "#define field(object) object->field\n"
    "#define d_alias d_u.d_alias\n"
    "#define unlikely(x) x\n"
    "#define log(format, ...) printk(format, __VA_ARGS__)\n";

std::string normal(const std::string& code, const std::string& header = kStandIns) {
  const Text stand_ins_text("stand-ins.h", header);
  const auto stand_ins = StandIns::parse(stand_ins_text);
  EXPECT_TRUE(stand_ins.ok());
  const Text text("a.c", code);
  Pool pool;
  const Words words = with_parentheses(stand_ins->expanded(words_of(text, pool)));
  Words out;
  append_statements(words, 0, words.size(), out);
  return joined(out, 0, out.size());
}

TEST(Equivalence, StandInsAreExpandedAsThePreprocessorDoes) {
  EXPECT_EQ(normal("ALLOC_PTR(a->b);"), "a -> b = kzalloc ( sizeof ( * a -> b ) , GFP_NOFS ) ;");
  EXPECT_EQ(normal("x = seconds(seconds(2));"), "x = 2 * HZ * HZ ;");
  EXPECT_EQ(normal("log(\"%d %d\", a, b);"), "printk ( \"%d %d\" , a , b ) ;");
  EXPECT_EQ(normal("seconds;"), "seconds ;");  // no call
  EXPECT_EQ(normal("f(seconds(a, b));"), "f ( seconds ( a , b ) ) ;");
  EXPECT_EQ(normal("f(A, ENTRY);", "#define A B\n#define B A\n"), "f ( A , ENTRY ) ;");
  EXPECT_EQ(normal("x->d_alias + x->d_u.d_alias;"), "x -> d_u . d_alias + x -> d_u . d_alias ;");
}

TEST(Equivalence, OperandsKeepTheirPlace) {
  EXPECT_EQ(normal("x = seconds(a + b);"), "x = ( a + b ) * HZ ;");
  EXPECT_EQ(normal("x = seconds(a * b);"), "x = a * b * HZ ;");
  EXPECT_EQ(normal("x = y - seconds(a);"), "x = y - a * HZ ;");
  EXPECT_EQ(normal("x = y / seconds(a);"), "x = y / ( a * HZ ) ;");
  EXPECT_EQ(normal("f(field(&a), field(a.b));"), "f ( ( & a ) -> field , a . b -> field ) ;");
  EXPECT_EQ(normal("if (unlikely(a || b) && c) g();"), "if ( ( a || b ) && c ) { g ( ) ; }");
  EXPECT_EQ(normal("if (unlikely(a && b) || c) g();"), "if ( a && b || c ) { g ( ) ; }");
}

TEST(Equivalence, BodiesStandInBraces) {
  EXPECT_EQ(normal("if (a) GOTO(out, rc = 1);"), normal("if (a) { rc = 1; goto out; }"));
  EXPECT_EQ(normal("if (a) GOTO(out, rc); else b();"), normal("if (a) goto out; else { b(); }"));
  EXPECT_EQ(normal("GOTO(out, rc = f());"), normal("rc = f(); goto out;"));
  EXPECT_EQ(normal("for_each(a, b) RETURN(a);"), normal("for_each(a, b) { return a; }"));
  EXPECT_EQ(normal("switch (a) { case 1: RETURN(b); default: ; }"),
            normal("switch (a) { case 1: return b; default: }"));
  EXPECT_EQ(normal("out: ENTRY; return 1;"), normal("out: return 1;"));
  EXPECT_EQ(normal("x = ({ if (a) RETURN(b); c; });"),
            normal("x = ({ if (a) { return b; } c; });"));
}

// What careless rules make of code.
TEST(Equivalence, WhatMeansSomethingElseStaysDifferent) {
  EXPECT_NE(normal("if (a) GOTO(out, rc = 1);"), normal("if (a) rc = 1; goto out;"));
  EXPECT_NE(normal("GOTO(out, f());"), normal("goto out;"));
  EXPECT_NE(normal("x = seconds(a + b);"), normal("x = a + b * HZ;"));
  EXPECT_NE(normal("if (a) b(); else c();"), normal("if (a) c(); else b();"));
  EXPECT_NE(normal("{ int x; f(x); }"), normal("int x; f(x);"));
  EXPECT_NE(normal("while (a) ENTRY; b();"), normal("while (a) b();"));
}

TEST(Equivalence, ConditionalsAskInOneWay) {
  const std::string asked = normal("#if !defined(A)\n#elif defined(B)\n#endif\n");
  EXPECT_EQ(normal("# ifndef A /* not */\n#elif defined B\n#endif\n"), asked);
  EXPECT_NE(normal("#ifdef A\n#elif defined B\n#endif\n"), asked);
}

TEST(Equivalence, StandInsThatCannotBe) {
  for (const char* header : {"int x;\n", "#define A 1\n#define A 2\n", "#define S(x) #x\n",
                             "#define (x) y\n", "#define F(x y\n", "#ifdef A\n#endif\n"}) {
    const Text text("stand-ins.h", header);
    const auto parsed = StandIns::parse(text);
    ASSERT_FALSE(parsed.ok()) << header;
    EXPECT_EQ(parsed.error().where.file, "stand-ins.h");
    EXPECT_NE(parsed.error().where.line, 0u);
  }
}

TEST(Equivalence, WhatNeverEndsEnds) {
  std::string header = "#define A0 x x\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "A" + std::to_string(i - 1);
    header += "#define A" + std::to_string(i) + " " + before + " " + before + "\n";
  }
  EXPECT_GT(normal("A39;", header).size(), 1000u);
  normal(std::string(100000, '(') + std::string(100000, '{') + "RETURN(" + std::string(1000, ')'));
  std::string nested;
  for (int i = 0; i < 100000; ++i) nested += "if (a) ";
  normal(nested);
}

std::vector<std::string> labels(const std::string& code) {
  const Text text("a.c", code);
  Pool pool;
  std::vector<std::string> all;
  const Words words = without(words_of(text, pool), [](const Unit& unit) {
    return unit.name == "GONE" || unit.name == "gone.h";
  });
  for (const Unit& unit : units_of(
           words, [](std::string_view name) { return std::string(name); }, pool))
    all.push_back(unit.label());
  return all;
}

TEST(Equivalence, FilesAreCutIntoUnits) {
  const std::vector<std::string> expected = {
      "include linux/fs.h", "macro A",       "declaration s", "declaration f",
      "declaration ops",    "directive #if", "function g",    "directive #endif",
      "declaration EXPORT", "function h"};
  EXPECT_EQ(labels("#include <linux/fs.h>\n#include \"gone.h\"\n#define GONE 1\n#define A(x) (x)\n"
                   "struct s { int a; struct { int b; } c; };\nint f(int (*p)(void));\n"
                   "static struct ops ops = { .f = f };\n#if X\nstatic int g(int a)\n{\n"
                   "\tif (a) {\n#if Y\n\t\tb();\n#endif\n\t}\n}\n#endif\nEXPORT(g);\n"
                   "made(int) h(int a) __attribute__((cold))\n{\n}\n"),
            expected);
}

TEST(Equivalence, IncludesMeanFiles) {
  pipeline::Files files;
  for (const auto& [source, target] : std::vector<std::pair<std::string, std::string>>{
           {"include/a/a.h", "include/linux/a.h"}, {"x/b.h", "fs/x/b.h"}, {"y/b.h", "fs/y/b.h"}}) {
    files[target].source_path = source;
  }
  const std::map<std::string, std::string> moved = {{"h/", "linux/"}, {"h/net/", "net/"}};
  const Headers headers(files, moved);
  EXPECT_EQ(headers.in_source("x/x.c", "a/a.h"), "include/linux/a.h");
  EXPECT_EQ(headers.in_result("fs/x/x.c", "linux/a.h"), "include/linux/a.h");
  EXPECT_EQ(headers.in_result("fs/x/x.c", "a/a.h"), "a/a.h");  // there is none any more
  EXPECT_EQ(headers.in_result("fs/x/x.c", "a.h"), "a.h");      // the kernel's build finds none
  EXPECT_EQ(headers.in_result("fs/z/z.c", "x/b.h"), "fs/x/b.h");
  EXPECT_EQ(headers.in_source("y/y.c", "b.h"), "fs/y/b.h");
  EXPECT_EQ(headers.in_source("y/y.c", "linux/fs.h"), "linux/fs.h");
  EXPECT_EQ(headers.in_source("y/y.c", "h/fs.h"), "linux/fs.h");
  EXPECT_EQ(headers.in_source("y/y.c", "h/net/ip.h"), "net/ip.h");
  EXPECT_EQ(headers.in_result("fs/y/y.c", "../x/b.h"), "fs/x/b.h");
}

// A result of one file, with the edits of a sed stage.
struct Case {
  recipe::Recipe recipe;
  pipeline::Carriage carriage;

  Case(const std::string& source, const std::string& result) {
    recipe.equivalence.emplace();
    recipe.equivalence->stand_ins = Text("stand-ins.h", kStandIns);
    carriage.report.stages.push_back({.kind = "sed", .name = "tidy.sed"});
    carriage.report.rules.push_back({.stage = 0, .name = "s/a/b/", .place = {}});
    pipeline::Carried file;
    file.source_path = "src/a.c";
    file.source = Text(file.source_path, source);
    file.text = Text("fs/a.c", source);
    file.edit({{0, file.source.size(), result, {0}}});
    carriage.files.emplace("fs/a.c", std::move(file));
  }
  Equivalence checked() const {
    auto checked = equivalence(recipe, carriage);
    EXPECT_TRUE(checked.ok());
    return checked.ok() ? *checked : Equivalence{};
  }
};

TEST(Equivalence, ADifferenceHasBothPlaces) {
  Case one("int f(void)\n{\n\tENTRY;\n\tRETURN(g(a, b));\n}\nint g;\n",
           "int f(void)\n{\n\treturn g(b, a);\n}\nint g;\n");
  const Equivalence checked = one.checked();
  EXPECT_EQ(checked.functions, 1u);
  EXPECT_EQ(checked.equal, 0u);
  ASSERT_EQ(checked.findings.size(), 1u);
  const Finding& finding = checked.findings[0];
  EXPECT_EQ(finding.unit, "function f");
  EXPECT_EQ(finding.place.file, "fs/a.c");
  EXPECT_EQ(finding.place.line, 3u);
  EXPECT_EQ(finding.source.file, "src/a.c");
  EXPECT_EQ(finding.source.line, 4u);
  EXPECT_NE(finding.wanted + finding.found, "");

  one.recipe.equivalence->explained.push_back(
      {{}, "fs/a.c", "function f", finding.wanted, finding.found, "it may"});
  const Equivalence explained = one.checked();
  EXPECT_TRUE(explained.findings.empty());
  EXPECT_EQ(explained.explained, 1u);
}

TEST(Equivalence, AnExplanationMayNotRot) {
  Case one("int g;\n", "int g;\n\n");
  one.recipe.equivalence->explained.push_back(
      {{"explained.toml", 3, 1}, "fs/a.c", "function f", "a", "b", "it may"});
  const Equivalence checked = one.checked();
  ASSERT_EQ(checked.findings.size(), 1u);
  EXPECT_EQ(checked.findings[0].source.line, 3u);
}

TEST(Equivalence, WhatIsLostOrNew) {
  const Case one("int f(void)\n{\n}\nint a;\n", "int a;\nint g(void)\n{\n}\n");
  const Equivalence checked = one.checked();
  EXPECT_EQ(checked.functions, 2u);
  EXPECT_EQ(checked.equal, 0u);
  EXPECT_EQ(checked.findings.size(), 2u);
}

}  // namespace
}  // namespace towpath::evidence
