// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's allocators, which complain about a lack of memory by themselves.
@ alloc @
expression PTR, SIZE;
@@
-HARBOR_ALLOC(PTR, SIZE);
+PTR = kzalloc(SIZE, GFP_NOFS);

@ alloc_ptr @
expression PTR;
@@
-HARBOR_ALLOC_PTR(PTR);
+PTR = kzalloc(sizeof(*PTR), GFP_NOFS);

@ alloc_large @
expression PTR, SIZE;
@@
-HARBOR_ALLOC_LARGE(PTR, SIZE);
+PTR = kvzalloc(SIZE, GFP_KERNEL);

@ free @
expression PTR, SIZE;
@@
-HARBOR_FREE(PTR, SIZE);
+kfree(PTR);

@ free_ptr @
expression PTR;
@@
-HARBOR_FREE_PTR(PTR);
+kfree(PTR);

@ free_large @
expression PTR, SIZE;
@@
-HARBOR_FREE_LARGE(PTR, SIZE);
+kvfree(PTR);
