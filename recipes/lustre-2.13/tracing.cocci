// SPDX-License-Identifier: GPL-2.0-or-later
// Function tracing: what is left of RETURN and GOTO is the return and the goto.

@ goto_with_result @
identifier LABEL;
expression VAR, VAL;
@@
-GOTO(LABEL, VAR = VAL);
+VAR = VAL;
+goto LABEL;

@ goto_plain @
identifier LABEL;
expression VAL;
@@
-GOTO(LABEL, VAL);
+goto LABEL;

@ return_value @
expression VAL;
@@
-RETURN(VAL);
+return VAL;
