// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "cparse/test_util.h"

namespace towpath::c {
namespace {

TEST(Expression, BindsByPrecedence) {
  EXPECT_EQ(expression("a + b * c - d"), "(Binary (Binary a + (Binary b * c)) - d)");
  EXPECT_EQ(expression("a < b && c | d & e ^ f << 2"),
            "(Binary (Binary a < b) && (Binary c | (Binary (Binary d & e) ^ (Binary f << 2))))");
  EXPECT_EQ(expression("a = b += c ? d : e, f"),
            "(Comma (Assign a = (Assign b += (Conditional c ? d : e))) , f)");
  EXPECT_EQ(expression("a ?: b"), "(Conditional a ? : b)");
}

TEST(Expression, PrefixAndPostfix) {
  EXPECT_EQ(expression("!*p++"), "(Prefix ! (Prefix * (Postfix p ++)))");
  EXPECT_EQ(expression("&f(a)->x[3].y"),
            "(Prefix & (Member (Index (Member (Call f ( (Arguments a) )) -> x) [ 3 ]) . y))");
  EXPECT_EQ(expression("&&label"), "(Prefix && label)");
  EXPECT_EQ(expression("10 * HZ"), "(Binary 10 * HZ)");
  EXPECT_EQ(expression("10 SECONDS"), "(Postfix 10 SECONDS)");
}

TEST(Expression, TellsCastsByShape) {
  EXPECT_EQ(expression("(foo_t)x"), "(Cast ( (TypeName (Specifiers foo_t)) ) x)");
  EXPECT_EQ(expression("(int *__like)x"),
            "(Cast ( (TypeName (Specifiers int) (Pointer * (Attribute __like))) ) x)");
  EXPECT_EQ(expression("(u64)-1"), "(Cast ( (TypeName (Specifiers u64)) ) (Prefix - 1))");
  EXPECT_EQ(expression("(a) - 1"), "(Binary (Paren ( a )) - 1)");
  EXPECT_EQ(expression("(foo)x"), "(Cast ( (TypeName (Specifiers foo)) ) x)");
  EXPECT_EQ(expression("(foo *)(x)"),
            "(Cast ( (TypeName (Specifiers foo) (Pointer *)) ) (Paren ( x )))");
  EXPECT_EQ(expression("(fn)(x)"), "(Call (Paren ( fn )) ( (Arguments x) ))");
  EXPECT_EQ(expression("(a * (b + c)) > d"),
            "(Binary (Paren ( (Binary a * (Paren ( (Binary b + c) ))) )) > d)");
  EXPECT_EQ(expression("(int (*)(void))p"),
            "(Cast ( (TypeName (Specifiers int) (FunctionDeclarator (ParenDeclarator ( (Pointer *) "
            ")) ( (Parameters (Parameter (Specifiers void))) ))) ) p)");
  EXPECT_EQ(expression("(void __user *)p"),
            "(Cast ( (TypeName (Specifiers void (Attribute __user)) (Pointer *)) ) p)");
  EXPECT_EQ(expression("(foo)(bar)x"),
            "(Cast ( (TypeName (Specifiers foo)) ) (Cast ( (TypeName (Specifiers bar)) ) x))");
}

TEST(Expression, Sizeof) {
  EXPECT_EQ(expression("sizeof(struct a)"),
            "(Sizeof sizeof ( (TypeName (Specifiers (Struct struct a))) ))");
  EXPECT_EQ(expression("sizeof(*p)"), "(Sizeof sizeof (Paren ( (Prefix * p) )))");
  EXPECT_EQ(expression("sizeof x + 1"), "(Binary (Sizeof sizeof x) + 1)");
}

TEST(Expression, CompoundLiteralsAndInitializers) {
  EXPECT_EQ(expression("(struct s){ .a = 1, [2 ... 3] = { x }, }"),
            "(CompoundLiteral ( (TypeName (Specifiers (Struct struct s))) ) (InitializerList { "
            "(Initializer (Designator . a) = 1) , (Initializer (Designator [ 2 ... 3 ]) = "
            "(InitializerList { (Initializer x) })) , }))");
}

TEST(Expression, StatementExpression) {
  EXPECT_EQ(expression("({ f(); 1; })"),
            "(StatementExpression ( (Compound { (ExpressionStatement (Call f ( (Arguments) )) ;) "
            "(ExpressionStatement 1 ;) }) ))");
}

TEST(Expression, JoinsStringsAndTheirMacros) {
  EXPECT_EQ(expression("KERN_ERR PFX \"a\" PRIx64 \"b\" STR(x)"),
            "(String KERN_ERR PFX \"a\" PRIx64 \"b\" (Call STR ( (Arguments x) )))");
  EXPECT_EQ(expression("STR(x) \"a\""), "(String (Call STR ( (Arguments x) )) \"a\")");
}

TEST(Expression, MacroArgumentsMayBeAnything) {
  EXPECT_EQ(expression("list_entry(p, struct foo, member)"),
            "(Call list_entry ( (Arguments p , (TypeName (Specifiers (Struct struct foo))) , "
            "member) ))");
  EXPECT_EQ(expression("va_arg(ap, int *)"),
            "(Call va_arg ( (Arguments ap , (TypeName (Specifiers int) (Pointer *))) ))");
  EXPECT_EQ(expression("compare(a, <=, b)"),
            "(Call compare ( (Arguments a , (Argument <=) , b) ))");
  EXPECT_EQ(expression("f(a, , b)"), "(Call f ( (Arguments a , (Argument) , b) ))");
  EXPECT_EQ(expression("f()"), "(Call f ( (Arguments) ))");
  EXPECT_EQ(expression("f(a * *b)"), "(Call f ( (Arguments (Binary a * (Prefix * b))) ))");
  EXPECT_EQ(expression("f(t **)"),
            "(Call f ( (Arguments (TypeName (Specifiers t) (Pointer * (Pointer *)))) ))");
  EXPECT_EQ(
      expression("f(a() * b())"),
      "(Call f ( (Arguments (Binary (Call a ( (Arguments) )) * (Call b ( (Arguments) )))) ))");
  EXPECT_EQ(expression("on_error(rc, goto out)"),
            "(Call on_error ( (Arguments rc , (Goto goto out)) ))");
  EXPECT_EQ(expression("run({ a(); b(); })"),
            "(Call run ( (Arguments (Compound { (ExpressionStatement (Call a ( (Arguments) )) ;) "
            "(ExpressionStatement (Call b ( (Arguments) )) ;) })) ))");
  EXPECT_EQ(expression("run(a(); b())"),
            "(Call run ( (Arguments (Compound (ExpressionStatement (Call a ( (Arguments) )) ;) "
            "(MacroStatement (Call b ( (Arguments) ))))) ))");
  EXPECT_EQ(expression("TP_PROTO(int a, struct b *c)"),
            "(Call TP_PROTO ( (Arguments (Parameter (Specifiers int) a) , (Parameter (Specifiers "
            "(Struct struct b)) (Pointer * c))) ))");
}

TEST(Expression, Generic) {
  EXPECT_EQ(expression("_Generic(x, int: 1, default: 2)"),
            "(Generic _Generic ( x , (TypeName (Specifiers int)) : 1 , default : 2 ))");
}

TEST(Expression, ErrorsTellTheOffendingToken) {
  EXPECT_EQ(expression("a + )"), "a.c:1:5: unexpected `)`");
  EXPECT_EQ(expression("a b"), "a.c:1:3: unexpected `b`");
  EXPECT_EQ(expression("a +"), "a.c:1:4: unexpected end");
}

}  // namespace
}  // namespace towpath::c
