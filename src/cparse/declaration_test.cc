// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "cparse/test_util.h"

namespace towpath::c {
namespace {

TEST(Declaration, Declarators) {
  EXPECT_EQ(parsed("static const char *a = b, *c[3], d;"),
            "(Declaration (Specifiers static const char) (InitDeclarator (Pointer * a) = b) , "
            "(InitDeclarator (Pointer * (Array c [ 3 ]))) , (InitDeclarator d) ;)");
  EXPECT_EQ(parsed("typedef int (*fn_t)(int, ...);"),
            "(Declaration (Specifiers typedef int) (InitDeclarator (FunctionDeclarator "
            "(ParenDeclarator ( (Pointer * fn_t) )) ( (Parameters (Parameter (Specifiers int)) , "
            "...) ))) ;)");
  EXPECT_EQ(parsed("foo_t *f(bar_t, int x[static 3]);"),
            "(Declaration (Specifiers foo_t) (InitDeclarator (Pointer * (FunctionDeclarator f ( "
            "(Parameters (Parameter (Specifiers bar_t)) , (Parameter (Specifiers int) (Array x [ "
            "static 3 ]))) )))) ;)");
}

TEST(Declaration, Structures) {
  EXPECT_EQ(parsed("struct s { int a : 3, : 2; union { u8 b; }; DECLARE_BITMAP(c, 4); } __packed;"),
            "(Declaration (Specifiers (Struct struct s { (Field (Specifiers int) (InitDeclarator "
            "(BitField a : 3)) , (InitDeclarator (BitField : 2)) ;) (Field (Specifiers (Struct "
            "union { (Field (Specifiers u8) (InitDeclarator b) ;) })) ;) (MacroDeclaration (Call "
            "DECLARE_BITMAP ( (Arguments c , 4) )) ;) } (Attribute __packed))) ;)");
  EXPECT_EQ(parsed("enum e { A, B = 3, };"),
            "(Declaration (Specifiers (Enum enum e { (Enumerators (Enumerator A) , (Enumerator B = "
            "3) ,) })) ;)");
}

TEST(Declaration, Functions) {
  EXPECT_EQ(parsed("static int __init f(void) { }"),
            "(Function (Specifiers static int (Attribute __init)) (FunctionDeclarator f ( "
            "(Parameters (Parameter (Specifiers void))) )) (Compound { }))");
  EXPECT_EQ(parsed("int f(a, b) int a; char *b; { }"),
            "(Function (Specifiers int) (FunctionDeclarator f ( (Parameters a , b) )) (Declaration "
            "(Specifiers int) (InitDeclarator a) ;) (Declaration (Specifiers char) (InitDeclarator "
            "(Pointer * b)) ;) (Compound { }))");
  EXPECT_EQ(parsed("main() { }"),
            "(Function (FunctionDeclarator main ( (Parameters) )) (Compound { }))");
  EXPECT_EQ(parsed("SYSCALL_DEFINE1(f, int, a) { }"),
            "(Function (Call SYSCALL_DEFINE1 ( (Arguments f , (TypeName (Specifiers int)) , a) )) "
            "(Compound { }))");
  EXPECT_EQ(parsed("void f(void) __must_hold(x) { }"),
            "(Function (Specifiers void) (FunctionDeclarator f ( (Parameters (Parameter "
            "(Specifiers void))) )) (Attribute __must_hold ( (Arguments x) )) (Compound { }))");
}

TEST(Declaration, Attributes) {
  EXPECT_EQ(parsed("int x __attribute__((unused)) = 3;"),
            "(Declaration (Specifiers int) (InitDeclarator x (Attribute __attribute__ ( ( unused ) "
            ")) = 3) ;)");
  EXPECT_EQ(parsed("[[nodiscard]] int f(void);"),
            "(Declaration (Specifiers (Attribute [ [ nodiscard ] ]) int) (InitDeclarator "
            "(FunctionDeclarator f ( (Parameters (Parameter (Specifiers void))) ))) ;)");
  EXPECT_EQ(parsed("long __unused[3];"),
            "(Declaration (Specifiers long) (InitDeclarator (Array __unused [ 3 ])) ;)");
}

TEST(Declaration, ByMacro) {
  EXPECT_EQ(parsed("MODULE_LICENSE(\"GPL\");"),
            "(MacroDeclaration (Call MODULE_LICENSE ( (Arguments (String \"GPL\")) )) ;)");
  EXPECT_EQ(parsed("static DEFINE_SPINLOCK(x);"),
            "(MacroDeclaration (Specifiers static) (Call DEFINE_SPINLOCK ( (Arguments x) )) ;)");
  EXPECT_EQ(parsed("EXPORT_SYMBOL(x)\nint y;"),
            "(MacroDeclaration (Call EXPORT_SYMBOL ( (Arguments x) )))");
  EXPECT_EQ(parsed("STACK_OF(X509) *x;"),
            "(Declaration (Specifiers (Call STACK_OF ( (Arguments X509) ))) (InitDeclarator "
            "(Pointer * x)) ;)");
  EXPECT_EQ(parsed("define_machine(x) { .a = 1, };"),
            "(MacroDeclaration (Call define_machine ( (Arguments x) )) (InitializerList { "
            "(Initializer (Designator . a) = 1) , }) ;)");
}

TEST(Define, BodiesAreParsedWhereTheyAreC) {
  EXPECT_EQ(parsed("#define N(a, b) ((a) + \\\n (b))"),
            "(Define #define N ( (MacroParameters a , b) ) (Paren ( (Binary (Paren ( a )) + (Paren "
            "( b ))) )))");
  EXPECT_EQ(parsed("#define E"), "(Define #define E)");
  EXPECT_EQ(parsed("#define M (x)"), "(Define #define M (Paren ( x )))");
  EXPECT_EQ(parsed("#define D(x) do { f(x); } while (0)"),
            "(Define #define D ( (MacroParameters x) ) (Do do (Compound { (ExpressionStatement "
            "(Call f ( (Arguments x) )) ;) }) while ( 0 )))");
  EXPECT_EQ(parsed("#define T struct foo *"),
            "(Define #define T (TypeName (Specifiers (Struct struct foo)) (Pointer *)))");
  EXPECT_EQ(parsed("#define S(x) a(x); b(x)"),
            "(Define #define S ( (MacroParameters x) ) (Compound (ExpressionStatement (Call a ( "
            "(Arguments x) )) ;) (MacroStatement (Call b ( (Arguments x) )))))");
  EXPECT_EQ(parsed("#define P(x) a_##x = #x \"b\""),
            "(Define #define P ( (MacroParameters x) ) (Assign (Identifier a_ ## x) = (String # x "
            "\"b\")))");
  EXPECT_EQ(parsed("#define L(x) for (x = 0; x < 3; x++)"),
            "(Define #define L ( (MacroParameters x) ) (MacroBody for ( x = 0 ; x < 3 ; x ++ )))");
}

TEST(Unparsed, LosesOnlyItself) {
  const Tree tree =
      parse(Text("a.c", "int a(void) { return 1; }\nint b(void) { x = ; }\nint c(void) { }\n"),
            Names::builtin());
  ASSERT_EQ(tree.unparsed.size(), 1u);
  EXPECT_EQ(tree.unparsed[0].function, "b");
  EXPECT_EQ(to_string(tree.text.place(tree.tokens[tree.unparsed[0].offending].begin)), "a.c:2:19");
  EXPECT_EQ(tree.nodes[tree.unparsed[0].node].kind, Kind::kUnparsed);
  EXPECT_EQ(tree.children_of(tree.root).size(), 3u);
  EXPECT_EQ(flaw(tree), "");
}

}  // namespace
}  // namespace towpath::c
