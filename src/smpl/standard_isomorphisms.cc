// SPDX-License-Identifier: GPL-2.0-or-later
// The isomorphisms that hold unless a rule disables them or a file is given in their place: names,
// meaning and order are those of Coccinelle's standard.iso, so that rules mean the same.
#include <cassert>

#include "smpl/isomorphism.h"

namespace towpath::smpl {

namespace {

constexpr char kStandard[] = R"iso(
// Casts.
Expression
@ drop_cast @
expression X;
pure type T;
@@
 (T)X => X

// Truth.
Expression
@ not_int1 @
int X;
@@
 !X => X == 0

TestExpression
@ not_int2 @
int X;
@@
 X => X != 0

Expression
@ not_ptr1 @
expression *X;
@@
 !X => X == NULL

TestExpression
@ not_ptr2 @
expression *X;
@@
 X => X != NULL

Expression
@ commeq @
expression X;
constant C;
@@
 X == C <=> C == X

Expression
@ commneq @
expression X;
constant C;
@@
 X != C <=> C != X

Expression
@ is_zero @
expression X;
@@
 X == 0 => !X

ToTestExpression
@ isnt_zero @
expression X;
@@
 X != 0 => X

Expression
@ is_null @
expression X;
@@
 X == NULL => !X

ToTestExpression
@ isnt_null1 @
expression X;
@@
 X != NULL => X

// Arithmetic.
Expression
@ bitor_comm @
expression X, Y;
@@
 X | Y => Y | X

Expression
@ bitand_comm @
expression X, Y;
@@
 X & Y => Y & X

Expression
@ plus_comm @
expression X, Y;
@@
 X + Y => Y + X

Expression
@ mult_comm @
expression X, Y;
@@
 X * Y => Y * X

Expression
@ plus_assoc @
expression X, Y, Z;
@@
 (X + Y) + Z <=> X + Y + Z

Expression
@ minus_assoc @
expression X, Y, Z;
@@
 (X - Y) - Z <=> X - Y - Z

Expression
@ plus_minus_assoc1 @
expression X, Y, Z;
@@
 (X + Y) - Z <=> X + Y - Z

Expression
@ plus_minus_assoc2 @
expression X, Y, Z;
@@
 (X - Y) + Z <=> X - Y + Z

Expression
@ times_assoc @
expression X, Y, Z;
@@
 (X * Y) * Z <=> X * Y * Z

Expression
@ div_assoc @
expression X, Y, Z;
@@
 (X / Y) / Z <=> X / Y / Z

Expression
@ times_div_assoc1 @
expression X, Y, Z;
@@
 (X * Y) / Z <=> X * Y / Z

Expression
@ times_div_assoc2 @
expression X, Y, Z;
@@
 (X / Y) * Z <=> X / Y * Z

Expression
@ gtr_lss @
expression X, Y;
@@
 X < Y <=> Y > X

Expression
@ gtr_lss_eq @
expression X, Y;
@@
 X <= Y <=> Y >= X

Statement
@ inc @
identifier X;
@@
 X++; <=> ++X; <=> X += 1; <=> X = X + 1;

Statement
@ for_inc @
expression X, Y;
statement S;
identifier I;
@@
 for (X; Y; I++) S <=> for (X; Y; ++I) S

// Hints to the compiler.
Expression
@ unlikely @
expression X;
@@
 unlikely(X) <=> likely(X) => X

Expression
@ bsd_branch_pred @
expression X;
@@
 __predict_false(X) <=> __predict_true(X) => X

// Ways of writing the same.
Expression
@ paren @
expression X;
@@
 (X) => X

ArgExpression
@ zero_multiple_format @
@@
 0 => '\0'

// Branches and blocks.
Statement
@ neg_if @
expression X;
statement S, T;
@@
 if (X) S else T => if (!X) T else S

Statement
@ ne_if @
expression X, Y;
statement S, T;
@@
 if (X != Y) S else T => if (X == Y) T else S

Statement
@ drop_else @
expression X;
statement S;
pure statement T;
@@
 if (X) S else T => if (X) S

Expression
@ neg_if_exp @
expression X, Y, Z;
@@
 X ? Y : Z => !X ? Z : Y

Statement
@ braces4 @
statement S;
@@
 { S } => S

// Places in memory.
Expression
@ ptr_to_array @
expression X, Y;
identifier F;
@@
 X->F => X[Y].F
)iso";

}  // namespace

const Isomorphisms& Isomorphisms::standard() {
  static const Isomorphisms standard = [] {
    Result<Isomorphisms> read = Isomorphisms::read(Text("standard isomorphisms", kStandard));
    assert(read.ok());
    return std::move(*read);
  }();
  return standard;
}

}  // namespace towpath::smpl
