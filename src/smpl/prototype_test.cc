// SPDX-License-Identifier: GPL-2.0-or-later
// Prototypes that follow changed functions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smpl/isomorphism.h"
#include "smpl/semantic_patch.h"
#include "smpl/test_util.h"

namespace towpath::smpl {
namespace {

using ::testing::HasSubstr;

constexpr char kAddsParameter[] =
    "@@ identifier f, dev; @@\n"
    " int f(struct device *dev\n"
    "+      , unsigned int flags\n"
    "      )\n"
    " { ... probe(dev); ... }\n";

TEST(Prototypes, FollowAHeadThatChanges) {
  EXPECT_EQ(patched(kAddsParameter,
                    "static int start(struct device *d);\nint other(struct device *d);\n"
                    "static int start(struct device *dev)\n{\n\tprobe(dev);\n\treturn 0;\n}\n"),
            "static int start(struct device *d, unsigned int flags);\n"
            "int other(struct device *d);\n"
            "static int start(struct device *dev, unsigned int flags)\n"
            "{\n\tprobe(dev);\n\treturn 0;\n}\n");
}

TEST(Prototypes, NeedNotNameTheirParameters) {
  EXPECT_EQ(patched(kAddsParameter,
                    "int start(struct device *);\n"
                    "int start(struct device *dev)\n{\n\tprobe(dev);\n\treturn 0;\n}\n"),
            "int start(struct device *, unsigned int);\n"
            "int start(struct device *dev, unsigned int flags)\n"
            "{\n\tprobe(dev);\n\treturn 0;\n}\n");
}

TEST(Prototypes, StayWhereTheirTypesDiffer) {
  const char code[] =
      "int start(struct other *);\nlong start(struct device *d);\nint (*start)(struct device *);\n";
  const std::string changed = patched(
      kAddsParameter, std::string(code) + "int start(struct device *dev)\n{\n\tprobe(dev);\n}\n");
  EXPECT_TRUE(changed.starts_with(code)) << changed;
}

TEST(Prototypes, ComeBehindTheFunctionAndInOthersToo) {
  EXPECT_EQ(patched(kAddsParameter,
                    "int start(struct device *dev)\n{\n\tprobe(dev);\n\treturn 0;\n}\n"
                    "void g(void)\n{\n\tint start(struct device *d);\n}\n"
                    "extern int start(struct device *d);\n"),
            "int start(struct device *dev, unsigned int flags)\n"
            "{\n\tprobe(dev);\n\treturn 0;\n}\n"
            "void g(void)\n{\n\tint start(struct device *d, unsigned int flags);\n}\n"
            "extern int start(struct device *d, unsigned int flags);\n");
}

TEST(Prototypes, OfFunctionsWithoutATypeInTheRule) {
  EXPECT_EQ(patched("@@ @@\n-old_name\n+new_name\n (...)\n { ... }\n",
                    "static struct s *old_name(int x, char *y);\n"
                    "static struct s *old_name(int a, char *b)\n{\n\treturn g(a, b);\n}\n"),
            "static struct s *new_name(int x, char *y);\n"
            "static struct s *new_name(int a, char *b)\n{\n\treturn g(a, b);\n}\n");
}

TEST(Prototypes, GoWithTheirFunction) {
  EXPECT_EQ(patched("@@ identifier f, x; @@\n-f(int x)\n-{\n-  ...\n-  obsolete(x);\n-}\n",
                    "void keep(int n);\nstatic void gone(int n);\n"
                    "static void gone(int n)\n{\n\tprepare();\n\tobsolete(n);\n}\n"),
            "void keep(int n);\n");
}

TEST(Prototypes, StayWhereOnlyABodyChanges) {
  EXPECT_EQ(patched("@@ identifier f; @@\n int f(void)\n {\n ...\n-old();\n+new();\n ...\n }\n",
                    "int f(void);\nint f(void)\n{\n\told();\n\treturn 0;\n}\n"),
            "int f(void);\nint f(void)\n{\n\tnew();\n\treturn 0;\n}\n");
}

TEST(Prototypes, ThatCannotFollowAreTold) {
  const auto told = [](const std::string& cocci) {
    const Result<SemanticPatch> patch =
        SemanticPatch::parse(Text("a.cocci", cocci), Isomorphisms::standard(), c::Names());
    return patch && patch->refused().size() == 1 ? to_string(patch->refused()[0]) : "";
  };
  const std::string old_style = "@@ @@\n-f(int x) { ... }\n+f(a) int a; { g(); }\n";
  EXPECT_THAT(told(old_style), HasSubstr("the prototypes of `f` stay: not supported yet"));
  EXPECT_THAT(told("@@ @@\n f(\n(\n-int x\n|\n-long x\n)\n ) { ... }\n"),
              HasSubstr("the prototypes of `f` stay: not supported yet"));
  EXPECT_EQ(patched(old_style, "int f(int x);\nint f(int x)\n{\n}\n").substr(0, 14),
            "int f(int x);\n");
}

TEST(Prototypes, TakeNewTypes) {
  EXPECT_EQ(patched("@@ identifier f; @@\n-int\n+long\n f(void)\n { ... }\n",
                    "static int f(void);\nstatic int f(void)\n{\n\treturn 0;\n}\n"),
            "static long f(void);\nstatic long f(void)\n{\n\treturn 0;\n}\n");
}

}  // namespace
}  // namespace towpath::smpl
