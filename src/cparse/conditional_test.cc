// SPDX-License-Identifier: GPL-2.0-or-later
#include "cparse/conditional.h"

#include <gtest/gtest.h>

#include "cparse/test_util.h"

namespace towpath::c {
namespace {

// The only external declaration, dumped; what else there is told.
std::string whole(std::string_view source) {
  const Tree tree = parse(Text("a.c", std::string(source)), Names::builtin());
  if (!flaw(tree).empty()) return flaw(tree);
  std::string out;
  for (const Child child : tree.children_of(tree.root)) {
    if (!out.empty()) out += '\n';
    out += child.is_node() ? dump(tree, child.node()) : tree.spelling(child.token());
  }
  return out;
}

TEST(Branch, IsToldByItsLine) {
  EXPECT_EQ(branch_of("#if X"), Branch::kIf);
  EXPECT_EQ(branch_of("# ifndef X"), Branch::kIf);
  EXPECT_EQ(branch_of("#if 0"), Branch::kIfFalse);
  EXPECT_EQ(branch_of("#if 0 /* why */"), Branch::kIfFalse);
  EXPECT_EQ(branch_of("#if 0 || X"), Branch::kIf);
  EXPECT_EQ(branch_of("#if 1"), Branch::kIfTrue);
  EXPECT_EQ(branch_of("#ifdef __cplusplus"), Branch::kIfFalse);
  EXPECT_EQ(branch_of("#if defined(__cplusplus)"), Branch::kIfFalse);
  EXPECT_EQ(branch_of("%:elif X"), Branch::kElse);
  EXPECT_EQ(branch_of("#endif // X"), Branch::kEndif);
  EXPECT_EQ(branch_of("#include <if>"), Branch::kNone);
}

TEST(Conditional, BranchesAreReadOneAfterTheOther) {
  EXPECT_EQ(whole("void f(void) {\n#ifdef A\na();\n#else\nb();\n#endif\n}"),
            "(Function (Specifiers void) (FunctionDeclarator f ( (Parameters (Parameter "
            "(Specifiers void))) )) (Compound { #ifdef A (ExpressionStatement (Call a ( "
            "(Arguments) )) ;) #else (ExpressionStatement (Call b ( (Arguments) )) ;) #endif }))");
  EXPECT_EQ(whole("int x = a\n#ifdef A\n+ b\n#endif\n;"),
            "(Declaration (Specifiers int) (InitDeclarator x = (Binary a #ifdef A + b)) #endif ;)");
}

TEST(Conditional, SecondOfTwoUnbalancedBranchesIsSkipped) {
  EXPECT_EQ(whole("void f(void) {\n#ifdef A\nif (x) {\n#else\nif (y) {\n#endif\n}\n}"),
            "(Function (Specifiers void) (FunctionDeclarator f ( (Parameters (Parameter "
            "(Specifiers void))) )) (Compound { #ifdef A (If if ( x ) (Compound { #else (Skipped "
            "if ( y ) {) #endif })) }))");
}

TEST(Conditional, TwoHeadsOfOneFunction) {
  EXPECT_EQ(whole("#ifdef A\nint f(int a)\n#else\nint f(long a)\n#endif\n{ }\nint x;"),
            "#ifdef A\n"
            "(Function (Specifiers int) (FunctionDeclarator f ( (Parameters (Parameter "
            "(Specifiers int) a)) )) #else (Skipped int f ( long a )) #endif (Compound { }))"
            "\n(Declaration (Specifiers int) (InitDeclarator x) ;)");
}

TEST(Conditional, BranchesThatDoNotGoTogether) {
  EXPECT_EQ(whole("int x =\n#ifdef A\n1;\n#else\n2;\n#endif\nint y;"),
            "(Declaration (Specifiers int) (InitDeclarator x = #ifdef A 1) ;)\n#else\n(Skipped 2 "
            ";)\n#endif\n(Declaration (Specifiers int) (InitDeclarator y) ;)");
  EXPECT_EQ(
      whole("void f(void) {\nif (a)\nb();\n#ifdef A\nelse\nc();\n#else\nelse\nd();\n#endif\n}"),
      "(Function (Specifiers void) (FunctionDeclarator f ( (Parameters (Parameter "
      "(Specifiers void))) )) (Compound { (If if ( a ) (ExpressionStatement (Call b ( "
      "(Arguments) )) ;) #ifdef A (Else else (ExpressionStatement (Call c ( (Arguments) )) "
      ";))) #else (Skipped else d ( ) ;) #endif }))");
}

TEST(Conditional, NeverReadBranches) {
  EXPECT_EQ(whole("#if 0\nthis is no C {\n#endif\nint x;"),
            "#if 0\n(Skipped this is no C {)\n#endif\n(Declaration (Specifiers int) "
            "(InitDeclarator x) ;)");
  EXPECT_EQ(whole("#ifdef __cplusplus\nextern \"C\" {\n#endif\nint x;"),
            "#ifdef __cplusplus\n(Skipped extern \"C\" {)\n#endif\n(Declaration (Specifiers int) "
            "(InitDeclarator x) ;)");
}

TEST(Conditional, DefinesStandAnywhere) {
  EXPECT_EQ(whole("enum {\nA,\n#define A A\nB\n};"),
            "(Declaration (Specifiers (Enum enum { (Enumerators (Enumerator A) , (Define #define A "
            "A) (Enumerator B)) })) ;)");
}

}  // namespace
}  // namespace towpath::c
