// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/transform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kbuild/memory_tree.h"
#include "kbuild/parent.h"

namespace towpath::kbuild {
namespace {

using ::testing::HasSubstr;

LinePattern pattern(const std::string& text) {
  return *LinePattern::parse(text);
}

KbuildRules rules() {
  KbuildRules made;
  made.settings.conditionals["SERVER"] = false;
  made.settings.substitutions["RULES"] = "";
  made.drop = {pattern("/^#/"), pattern("/^MODULES/"), pattern("EXTRA_DIST"), pattern("default:")};
  made.modules = "$(MODULES)";
  made.each_module = {"%-y = $(%-objs)", "obj-$(CONFIG_HARBOR) += %.o"};
  return made;
}

MemoryTree tree_with(std::initializer_list<const char*> files) {
  MemoryTree tree;
  for (const char* file : files) tree.add(file);
  return tree;
}

// The makefile made, or the error; the missing objects go to `missing`.
std::string made(const std::string& makefile, const KbuildRules& rules, const MemoryTree& tree,
                 std::string* missing = nullptr) {
  const Text text("fs/m/Makefile", makefile);
  const auto result = transform(text, rules, tree);
  if (!result.ok()) return to_string(result.error());
  EXPECT_TRUE(well_formed(result->edits, text.size()));
  for (const MissingObject& object : result->missing) {
    if (missing) *missing += object.module + ":" + object.object + (object.removed ? " " : "? ");
  }
  return applied(text.bytes(), result->edits);
}

TEST(Transform, KeepsTheListsAndDropsTheRest) {
  KbuildRules with = rules();
  with.prepend = {"ccflags-y += -I$(srctree)/$(src)/../include"};
  with.append = {"# end"};
  EXPECT_EQ(
      made("# out of tree\nMODULES := m\n\nm-objs := a.o \\\n\tb.o\n@SERVER_TRUE@m-objs += s.o\n\n"
           "EXTRA_DIST = $(m-objs:.o=.c) \\\n  m.h\n@SERVER_FALSE@EXTRA_DIST += s.c\n\n"
           "default: all\n\tmake all\n\n@RULES@\n",
           with, tree_with({"fs/m/a.c", "fs/m/b.c"})),
      "ccflags-y += -I$(srctree)/$(src)/../include\n\nm-objs := a.o \\\n\tb.o\n\n"
      "m-y = $(m-objs)\nobj-$(CONFIG_HARBOR) += m.o\n# end\n");
}

TEST(Transform, CarriesOutConditionalsAndSubstitutions) {
  KbuildRules with = rules();
  with.settings.conditionals["ACL"] = true;
  with.settings.substitutions["top"] = "../..";
  with.modules = "";
  EXPECT_EQ(made("@ACL_TRUE@@SERVER_FALSE@a := @top@/x\n", with, {}), "a := ../../x\n");
  EXPECT_EQ(
      made("a := @LINUX@/x\n", with, {}),
      "fs/m/Makefile:1:6: nothing decides the substitution @LINUX@; give `LINUX = \"...\"` (it may "
      "be empty) under `substitutions` in the recipe");
  EXPECT_THAT(made("@X_TRUE@a := x\n", with, {}), HasSubstr("@X_TRUE@"));
  EXPECT_THAT(made("a := x \\\n@SERVER_TRUE@ y \\\n z\n", with, {}),
              HasSubstr("a part of this statement"));
}

TEST(Transform, EndsWithNewline) {
  EXPECT_EQ(made("MODULES := m\nm-objs := a.o", rules(), tree_with({"fs/m/a.c"})),
            "m-objs := a.o\nm-y = $(m-objs)\nobj-$(CONFIG_HARBOR) += m.o\n");
  EXPECT_EQ(made("MODULES := m", rules(), tree_with({"fs/m/m.c"})),
            "m-y = $(m-objs)\nobj-$(CONFIG_HARBOR) += m.o\n");
}

TEST(Transform, TakesOutObjectsWithoutSource) {
  KbuildRules with = rules();
  with.each_module = {};
  with.drop = {};
  with.modules = "m";
  std::string missing;
  const MemoryTree tree = tree_with({"fs/m/a.c", "fs/m/sub/b.c"});
  const auto left = [&](const std::string& makefile) {
    return made(makefile, with, tree, &missing);
  };
  EXPECT_EQ(left("m-objs := a.o gone.o\n"), "m-objs := a.o\n");
  EXPECT_EQ(left("m-objs := gone.o a.o\n"), "m-objs := a.o\n");
  EXPECT_EQ(left("m-objs := x.o y.o \\\n\tz.o a.o # objects\n"), "m-objs := \\\n\ta.o # objects\n");
  EXPECT_EQ(left("m-objs := a.o \\\n\tx.o \\\n\ty.o\n"), "m-objs := a.o\n");
  EXPECT_EQ(left("m-objs := a.o \\\n\tx.o y.o \\\n\tsub/b.o\n"), "m-objs := a.o \\\n\tsub/b.o\n");
  EXPECT_EQ(left("l = b.o x.o\nm-objs := $(addprefix sub/,$(l))\n"),
            "l = b.o\nm-objs := $(addprefix sub/,$(l))\n");
  EXPECT_EQ(left("d := sub\nm-y := $(d)/b.o $(d)/x.o\n"), "d := sub\nm-y := $(d)/b.o\n");
  EXPECT_EQ(left("m-y := a.o\nm-$(CONFIG_ACL) += acl.o\n"), "m-y := a.o\nm-$(CONFIG_ACL) +=\n");
  missing.clear();
  EXPECT_EQ(left("e := x.o\nm-y := a.o b$(e)\n"), "e := x.o\nm-y := a.o b$(e)\n");
  EXPECT_EQ(missing, "m:bx.o? ");
}

TEST(Transform, Flattens) {
  KbuildRules with = rules();
  with.flatten = true;
  with.prepend = {"# SPDX-License-Identifier: GPL-2.0"};
  with.each_module = {"obj-$(CONFIG_HARBOR) += %.o"};
  std::string missing;
  EXPECT_EQ(
      made("MODULES := m\nl := a.o x.o b.o a_rather_long_name_of_an_object.o "
           "another_long_name_of_an_object.o\nm-objs := $(l)\n",
           with,
           tree_with({"fs/m/a.c", "fs/m/b.c", "fs/m/a_rather_long_name_of_an_object.c",
                      "fs/m/another_long_name_of_an_object.c"}),
           &missing),
      "# SPDX-License-Identifier: GPL-2.0\n\nm-y := a.o b.o a_rather_long_name_of_an_object.o \\\n"
      "       another_long_name_of_an_object.o\nobj-$(CONFIG_HARBOR) += m.o\n");
  EXPECT_EQ(missing, "m:x.o ");
}

TEST(Transform, NamesItsRules) {
  const auto result =
      transform(Text("fs/m/Makefile", "# c\nm-objs := a.o\n"), rules(), tree_with({"fs/m/a.c"}));
  ASSERT_TRUE(result.ok());
  const std::vector<std::string> names = rule_names(rules());
  EXPECT_EQ(names.at(result->edits.at(0).rules.at(0)), "drop /^#/");
}

TEST(LinePattern, LiteralAndRegex) {
  EXPECT_TRUE(pattern("a.b").matches("xa.by"));
  EXPECT_FALSE(pattern("a.b").matches("xaxby"));
  EXPECT_TRUE(pattern("/^a.b$/").matches("axb"));
  EXPECT_TRUE(pattern("gss/").matches("obj-m += gss/"));
  EXPECT_FALSE(pattern("/(a+)+$/").matches(std::string(60, 'a') + "b"));
  EXPECT_THAT(to_string(LinePattern::parse("/a(/").error()),
              HasSubstr("missing closing parenthesis"));
  EXPECT_FALSE(LinePattern::parse("").ok());
}

TEST(InsertLine, OnceAfterTheAnchor) {
  const ParentLine wanted{"obj-$(CONFIG_M)\t\t+= m/", pattern("ceph/")};
  const auto inserted = [&](const std::string& parent) {
    const auto edits = insert_line(Text("fs/Makefile", parent), wanted, 7);
    return edits.ok() ? applied(parent, *edits) : to_string(edits.error());
  };
  const std::string once = "obj-y += ceph/\nobj-$(CONFIG_M)\t\t+= m/\nobj-y += p/\n";
  EXPECT_EQ(inserted("obj-y += ceph/\nobj-y += p/\n"), once);
  EXPECT_EQ(inserted(once), once);
  EXPECT_EQ(inserted("obj-$(CONFIG_M) += m/\n"), "obj-$(CONFIG_M) += m/\n");
  EXPECT_EQ(inserted("obj-y += ceph/ \\\n\tp/\n"),
            "obj-y += ceph/ \\\n\tp/\nobj-$(CONFIG_M)\t\t+= m/\n");
  EXPECT_EQ(inserted("obj-y += ceph/"), "obj-y += ceph/\nobj-$(CONFIG_M)\t\t+= m/");
  EXPECT_THAT(inserted("obj-y += p/\n"),
              HasSubstr("fs/Makefile: no line contains the anchor `ceph/`"));
  EXPECT_THAT(inserted("ceph/\nb\nceph/\n"), HasSubstr("fs/Makefile:3: the anchor"));
}

}  // namespace
}  // namespace towpath::kbuild
