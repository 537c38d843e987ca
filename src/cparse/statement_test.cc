// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "cparse/test_util.h"

namespace towpath::c {
namespace {

TEST(Statement, Branches) {
  EXPECT_EQ(statements("if (a) f(); else if (b) { } else ;"),
            "(If if ( a ) (ExpressionStatement (Call f ( (Arguments) )) ;) (Else else (If if ( b ) "
            "(Compound { }) (Else else (EmptyStatement ;)))))");
  EXPECT_EQ(statements("switch (x) { case 1: case 2 ... 3: f(); break; default: }"),
            "(Switch switch ( x ) (Compound { (Case case 1 :) (Case case 2 ... 3 : "
            "(ExpressionStatement (Call f ( (Arguments) )) ;)) (Break break ;) (Default default :) "
            "}))");
}

TEST(Statement, Loops) {
  EXPECT_EQ(statements("for (int i = 0; i < 3; i++) continue;"),
            "(For for ( (Declaration (Specifiers int) (InitDeclarator i = 0) ;) (Binary i < 3) ; "
            "(Postfix i ++) ) (Continue continue ;))");
  EXPECT_EQ(statements("for (;;) ;"), "(For for ( ; ; ) (EmptyStatement ;))");
  EXPECT_EQ(statements("for (queue_scan(q, c)) ;"),
            "(For for ( (Call queue_scan ( (Arguments q , c) )) ) (EmptyStatement ;))");
  EXPECT_EQ(statements("do x(); while (0);"),
            "(Do do (ExpressionStatement (Call x ( (Arguments) )) ;) while ( 0 ) ;)");
  EXPECT_EQ(statements("do { } while_each(a, b);"),
            "(Do do (Compound { }) (Call while_each ( (Arguments a , b) )) ;)");
}

TEST(Statement, Iterators) {
  const std::string head = "(Iterator list_for_each ( (Arguments p , (Prefix & h)) ) ";
  EXPECT_EQ(statements("list_for_each(p, &h) { }"), head + "(Compound { }))");
  EXPECT_EQ(statements("list_for_each(p, &h) f(p);"),
            head + "(ExpressionStatement (Call f ( (Arguments p) )) ;))");
  EXPECT_EQ(statements("list_for_each(p, &h);"), head + "(EmptyStatement ;))");
  EXPECT_EQ(statements("unheard_of(p)\n\tf(p);"),
            "(Iterator unheard_of ( (Arguments p) ) (ExpressionStatement (Call f ( (Arguments p) "
            ")) ;))");
}

TEST(Statement, IteratorsLeaveElseToTheIf) {
  EXPECT_EQ(statements("if (a) for_each_x(p) f(); else g();"),
            "(If if ( a ) (Iterator for_each_x ( (Arguments p) ) (ExpressionStatement (Call f ( "
            "(Arguments) )) ;)) (Else else (ExpressionStatement (Call g ( (Arguments) )) ;)))");
}

TEST(Statement, MacrosWithoutSemicolon) {
  EXPECT_EQ(statements("ENTRY\nx = 1;"),
            "(MacroStatement ENTRY) (ExpressionStatement (Assign x = 1) ;)");
  EXPECT_EQ(statements("CHECK(a)\nf(x);"),
            "(MacroStatement (Call CHECK ( (Arguments a) ))) (ExpressionStatement (Call f ( "
            "(Arguments x) )) ;)");
  EXPECT_EQ(statements("{ DONE }"), "(Compound { (MacroStatement DONE) })");
  EXPECT_EQ(statements("if (a) FAIL(b) else g();"),
            "(If if ( a ) (MacroStatement (Call FAIL ( (Arguments b) ))) (Else else "
            "(ExpressionStatement (Call g ( (Arguments) )) ;)))");
}

TEST(Statement, LabelsAndJumps) {
  EXPECT_EQ(statements("out: return;"), "(Label out : (Return return ;))");
  EXPECT_EQ(statements("goto *p; return a ? b : c;"),
            "(Goto goto (Prefix * p) ;) (Return return (Conditional a ? b : c) ;)");
  EXPECT_EQ(statements("{ out: }"), "(Compound { (Label out :) })");
}

TEST(Statement, TellsDeclarationsFromExpressions) {
  EXPECT_EQ(statements("a * b;"), "(Declaration (Specifiers a) (InitDeclarator (Pointer * b)) ;)");
  EXPECT_EQ(statements("a *b = c;"),
            "(Declaration (Specifiers a) (InitDeclarator (Pointer * b) = c) ;)");
  EXPECT_EQ(statements("a b;"), "(Declaration (Specifiers a) (InitDeclarator b) ;)");
  EXPECT_EQ(statements("a * b + c;"), "(ExpressionStatement (Binary (Binary a * b) + c) ;)");
  EXPECT_EQ(statements("*a = 1;"), "(ExpressionStatement (Assign (Prefix * a) = 1) ;)");
  EXPECT_EQ(statements("a(b);"), "(ExpressionStatement (Call a ( (Arguments b) )) ;)");
  EXPECT_EQ(statements("a (*b)(int);"),
            "(Declaration (Specifiers a) (InitDeclarator (FunctionDeclarator (ParenDeclarator ( "
            "(Pointer * b) )) ( (Parameters (Parameter (Specifiers int))) ))) ;)");
  EXPECT_EQ(statements("DECLARE_BITMAP(m, 8);"),
            "(MacroDeclaration (Call DECLARE_BITMAP ( (Arguments m , 8) )) ;)");
  EXPECT_EQ(statements("LIST_HEAD(x);"), "(MacroDeclaration (Call LIST_HEAD ( (Arguments x) )) ;)");
  EXPECT_EQ(statements("__attribute__((fallthrough));"),
            "(Declaration (Specifiers (Attribute __attribute__ ( ( fallthrough ) ))) ;)");
}

TEST(Statement, NamesOverrideShapes) {
  Names names = Names::builtin();
  names.set("S", Role::kStatement);
  names.set("E", Role::kExpression);
  names.set("loop", Role::kIterator);
  EXPECT_EQ(statements("S f();", names),
            "(MacroStatement S) (ExpressionStatement (Call f ( (Arguments) )) ;)");
  EXPECT_EQ(statements("E * x;", names), "(ExpressionStatement (Binary E * x) ;)");
  EXPECT_EQ(statements("loop(x)\nf();", names),
            "(Iterator loop ( (Arguments x) ) (ExpressionStatement (Call f ( (Arguments) )) ;))");
}

TEST(Statement, Asm) {
  EXPECT_EQ(statements("asm volatile(\"nop\" : \"=r\" (x), [y] \"+m\" (*y) :: \"memory\");"),
            "(Asm asm volatile ( (String \"nop\") : (String \"=r\") (Paren ( x )) , [ y ] (String "
            "\"+m\") (Paren ( (Prefix * y) )) : : (String \"memory\") ) ;)");
}

TEST(Statement, FragmentMayLackItsLastSemicolon) {
  EXPECT_EQ(statements("f(a)"), "(MacroStatement (Call f ( (Arguments a) )))");
}

}  // namespace
}  // namespace towpath::c
