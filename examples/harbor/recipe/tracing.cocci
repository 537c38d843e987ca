// SPDX-License-Identifier: GPL-2.0-or-later
// Jumps that left a trace become plain ones.
@ goto_set @
identifier LABEL;
expression VAR, VAL;
@@
-GOTO(LABEL, VAR = VAL);
+VAR = VAL;
+goto LABEL;

@ goto_value @
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
