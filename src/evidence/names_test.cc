// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/names.h"

#include <gtest/gtest.h>

namespace towpath::evidence {
namespace {

// "kind name" of each.
std::vector<std::string> listed(const std::vector<DefinedName>& names) {
  std::vector<std::string> out;
  for (const DefinedName& name : names) {
    out.push_back(std::string(name_of(name.kind)) + " " + std::string(name.name));
  }
  return out;
}

NamesOf read(const std::string& code) {
  // The names are views into the text, which must live on.
  static std::vector<Text> kept;
  kept.emplace_back("a.c", code);
  return names_of(c::outline(kept.back()));
}

using List = std::vector<std::string>;

TEST(Names, DefinitionsOfEveryKind) {
  EXPECT_EQ(listed(read("#define MAX(a, b) ((a) > (b) ? (a) : (b))\n").defined), List{"macro MAX"});
  EXPECT_EQ(listed(read("static int f(int x)\n{\n\treturn g(x);\n}\n").defined),
            List{"function f"});
  EXPECT_EQ(listed(read("struct s {\n\tint a;\n};\n").defined), List{"type s"});
  EXPECT_EQ(listed(read("enum e { ONE, TWO = 2, };\n").defined),
            (List{"type e", "enumerator ONE", "enumerator TWO"}));
  EXPECT_EQ(listed(read("typedef unsigned int word_t;\n").defined), List{"typedef word_t"});
  EXPECT_EQ(listed(read("int counter = 1;\n").defined), List{"object counter"});
  EXPECT_EQ(listed(read("static struct ops table[] = { { f, g } };\n").defined),
            List{"object table"});
  EXPECT_EQ(listed(read("FREE(p, n)\n\nstatic inline int f(int x)\n{\n}\n").defined),
            List{"function f"});
}

TEST(Names, WhatIsOnlyDeclaredIsNotDefined) {
  const NamesOf prototype = read("int f(int x);\nextern int counter;\nstruct s;\n");
  EXPECT_TRUE(prototype.defined.empty());
  EXPECT_EQ(listed(prototype.declared), List{"function f"});
}

TEST(Names, UsesAreAllOtherNamesButMembers) {
  const NamesOf names = read("#define FREE(p) LIBCFS_FREE(p->len, q.size)\n");
  List used;
  for (const UsedName& name : names.used) used.emplace_back(name.name);
  EXPECT_EQ(used, (List{"p", "LIBCFS_FREE", "p", "q"}));
}

TEST(Names, TypesThatAreOnlyPointedToAreNoUses) {
  const NamesOf names =
      read("struct a;\nint f(struct a *a);\nstruct b c(void)\n{\n\tstruct a *d;\n}\n");
  List used;
  for (const UsedName& name : names.used) used.emplace_back(name.name);
  EXPECT_EQ(used, (List{"a", "b", "a", "d"}));
}

}  // namespace
}  // namespace towpath::evidence
