// SPDX-License-Identifier: GPL-2.0-or-later
#include "unifdef/undecided.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace towpath::unifdef {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TextSymbols symbols(const char* path, const char* source) {
  static const Definitions known = *Definitions::parse(Text("symbols.h", "#define T 1\n"));
  return symbols_of(Text(path, source), &known);
}

TEST(Undecided, SymbolsOfOneText) {
  const TextSymbols found = symbols("a.c",
                                    "#if U && T\n# define V(x) 1\na\n#elif V\n#undef U // x\n"
                                    "#endif\n#define\n");
  EXPECT_THAT(found.undecided, ElementsAre(Undecided{"U", 1, 4}, Undecided{"V", 4, 1}));
  EXPECT_THAT(found.changed, ElementsAre(SymbolLine{"V", 2, true}, SymbolLine{"U", 5, false}));
}

TEST(Undecided, GuardsAreLeftOut) {
  const TextSymbols guarded =
      symbols("a.h", "#pragma x\n#ifndef A_H\n#define A_H 1\n#ifdef U\n#endif\n#endif\n#undef X\n");
  EXPECT_THAT(guarded.undecided, ElementsAre(Undecided{"U", 4, 0}));
  EXPECT_THAT(guarded.changed, ElementsAre(SymbolLine{"X", 7, false}));
}

TEST(Undecided, DefaultsAreNoGuards) {
  for (const char* source :
       {"#ifndef A\n#define A\n#endif\n#ifdef A\n#endif\n", "#ifndef A\n#define A\n#else\n#endif\n",
        "#ifndef A\n#include <a>\n#define A\n#endif\n",
        "#ifdef U\n#endif\n#ifndef A\n#define A\n#endif\n"}) {
    const TextSymbols found = symbols("a.h", source);
    EXPECT_EQ(found.changed.size(), 1u) << source;
    EXPECT_FALSE(found.undecided.empty()) << source;
  }
}

TEST(Undecided, WhatCannotBeResolved) {
  const TextSymbols broken = symbols("a.h", "#ifdef U\n#define U\n");
  EXPECT_THAT(broken.undecided, IsEmpty());
  EXPECT_THAT(broken.changed, ElementsAre(SymbolLine{"U", 2, true}));
  EXPECT_THAT(symbols_of(Text("a.h", "#ifdef U\n#endif\n"), nullptr).undecided, IsEmpty());
}

TEST(Undecided, SymbolsOfATree) {
  const std::vector<UndecidedSymbol> list =
      undecided_symbols({symbols("a.c", "#ifdef V\na\n#endif\n#ifdef U\n#endif\n#define W\n"),
                         symbols("b.c", "\n#define V 1\n#if V\nb\nb\n#endif\n")});
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].symbol, "U");
  EXPECT_THAT(list[0].controls, ElementsAre(Place{"a.c", 4, 0}));
  EXPECT_THAT(list[0].changed, IsEmpty());
  EXPECT_EQ(list[1].symbol, "V");
  EXPECT_EQ(list[1].lines, 3u);
  EXPECT_THAT(list[1].controls, ElementsAre(Place{"a.c", 1, 0}, Place{"b.c", 3, 0}));
  EXPECT_THAT(list[1].changed, ElementsAre(Place{"b.c", 2, 0}));
}

}  // namespace
}  // namespace towpath::unifdef
