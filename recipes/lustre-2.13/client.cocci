// SPDX-License-Identifier: GPL-2.0-or-later
// What semantic patches do to the client: one file, so that each text is read once for all rules.

// -- Tracing -----------------------------------------------------------------------------------
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

// -- The kernel --------------------------------------------------------------------------------
// Wrappers around kernel interfaces that changed over time: the one that upstream has.

@ one_second @
@@
-cfs_time_seconds(1)
+HZ

@ seconds @
expression SECONDS;
@@
-cfs_time_seconds(SECONDS)
+SECONDS * HZ

@ dummy_context @
expression INODE;
@@
-unlikely(fscrypt_dummy_context_enabled(INODE))
+0

@ unlink @
expression DIR, DENTRY;
@@
-ll_vfs_unlink(DIR, DENTRY)
+vfs_unlink(DIR, DENTRY, NULL)

// The kernel does not tell modules whether SELinux is enabled: they take it that it is.
@ selinux_in_the_middle @
expression BEFORE, AFTER;
statement S;
@@
-if (BEFORE && !selinux_is_enabled() && AFTER) S

@ selinux_alone @
statement S;
@@
-if (!selinux_is_enabled()) S

@ selinux_last @
expression OTHER;
statement S;
@@
-if (OTHER || !selinux_is_enabled()) S
+if (OTHER) S

@ fault @
expression VMA, VMF;
@@
-ll_filemap_fault(VMA, VMF)
+filemap_fault(VMF)

@ timer_argument @
expression OBJECT;
identifier FIELD;
@@
-cfs_timer_cb_arg(OBJECT, FIELD)
+&OBJECT->FIELD

@ timer_setup @
expression TIMER, CALLBACK, DATA, FLAGS;
@@
-cfs_timer_setup
+timer_setup
 (TIMER, CALLBACK,
- DATA,
 FLAGS)

@ page_vector @
expression PVEC;
@@
-ll_pagevec_init(PVEC, 0);
+pagevec_init(PVEC);

@ pid_namespace @
expression TASK;
@@
-ll_task_pid_ns(TASK)
+TASK->nsproxy ? TASK->nsproxy->pid_ns_for_children : NULL

// -- Memory ------------------------------------------------------------------------------------
// The accounting allocators: the kernel functions that they wrap.

// Lustre: memory that must not wait for its own file system.
@ OBD_ALLOC @
expression PTR, SIZE;
@@
-OBD_ALLOC(PTR, SIZE);
+PTR = kzalloc(SIZE, GFP_NOFS);

@ OBD_ALLOC_GFP @
expression PTR, SIZE, GFP;
@@
-OBD_ALLOC_GFP(PTR, SIZE, GFP);
+PTR = kzalloc(SIZE, GFP);

@ OBD_ALLOC_LARGE @
expression PTR, SIZE;
@@
-OBD_ALLOC_LARGE(PTR, SIZE);
+PTR = kvzalloc(SIZE, GFP_KERNEL);

@ OBD_ALLOC_WAIT @
expression PTR, SIZE;
@@
-OBD_ALLOC_WAIT(PTR, SIZE);
+PTR = kzalloc(SIZE, GFP_KERNEL);

@ OBD_ALLOC_PTR @
expression PTR;
@@
-OBD_ALLOC_PTR(PTR);
+PTR = kzalloc(sizeof(*PTR), GFP_NOFS);

@ OBD_ALLOC_PTR_ARRAY @
expression PTR, COUNT;
@@
-OBD_ALLOC_PTR_ARRAY(PTR, COUNT);
+PTR = kcalloc(COUNT, sizeof(*PTR), GFP_NOFS);

@ OBD_ALLOC_PTR_ARRAY_LARGE @
expression PTR, COUNT;
@@
-OBD_ALLOC_PTR_ARRAY_LARGE(PTR, COUNT);
+PTR = kvcalloc(COUNT, sizeof(*PTR), GFP_KERNEL);

// Slabs.
@ OBD_SLAB_ALLOC_PTR_GFP @
expression PTR, SLAB, GFP;
@@
-OBD_SLAB_ALLOC_PTR_GFP(PTR, SLAB, GFP);
+PTR = kmem_cache_zalloc(SLAB, GFP);

@ OBD_SLAB_ALLOC_GFP @
expression PTR, SLAB, SIZE, GFP;
@@
-OBD_SLAB_ALLOC_GFP(PTR, SLAB, SIZE, GFP);
+PTR = kmem_cache_zalloc(SLAB, GFP);

@ OBD_SLAB_ALLOC @
expression PTR, SLAB, SIZE;
@@
-OBD_SLAB_ALLOC(PTR, SLAB, SIZE);
+PTR = kmem_cache_zalloc(SLAB, GFP_NOFS);

@ OBD_SLAB_ALLOC_PTR @
expression PTR, SLAB;
@@
-OBD_SLAB_ALLOC_PTR(PTR, SLAB);
+PTR = kmem_cache_zalloc(SLAB, GFP_NOFS);

@ OBD_SLAB_FREE_PTR @
expression PTR, SLAB;
@@
-OBD_SLAB_FREE_PTR(PTR, SLAB);
+kmem_cache_free(SLAB, PTR);

@ OBD_SLAB_FREE @
expression PTR, SLAB, SIZE;
@@
-OBD_SLAB_FREE(PTR, SLAB, SIZE);
+kmem_cache_free(SLAB, PTR);

// Freeing needs no size.
@ OBD_FREE @
expression PTR, SIZE;
@@
-OBD_FREE(PTR, SIZE);
+kfree(PTR);

@ OBD_FREE_LARGE @
expression PTR, SIZE;
@@
-OBD_FREE_LARGE(PTR, SIZE);
+kvfree(PTR);

@ OBD_FREE_PTR @
expression PTR;
@@
-OBD_FREE_PTR(PTR);
+kfree(PTR);

@ OBD_FREE_PTR_ARRAY @
expression PTR, COUNT;
@@
-OBD_FREE_PTR_ARRAY(PTR, COUNT);
+kfree(PTR);

@ OBD_FREE_PTR_ARRAY_LARGE @
expression PTR, COUNT;
@@
-OBD_FREE_PTR_ARRAY_LARGE(PTR, COUNT);
+kvfree(PTR);

// Memory near a CPU partition.
@ OBD_CPT_ALLOC @
expression PTR, TABLE, CPT, SIZE;
@@
-OBD_CPT_ALLOC(PTR, TABLE, CPT, SIZE);
+PTR = kzalloc_node(SIZE, GFP_NOFS,
+	            cfs_cpt_spread_node(TABLE, CPT));

@ OBD_CPT_ALLOC_GFP @
expression PTR, TABLE, CPT, SIZE, GFP;
@@
-OBD_CPT_ALLOC_GFP(PTR, TABLE, CPT, SIZE, GFP);
+PTR = kzalloc_node(SIZE, GFP,
+	            cfs_cpt_spread_node(TABLE, CPT));

@ OBD_CPT_ALLOC_LARGE @
expression PTR, TABLE, CPT, SIZE;
@@
-OBD_CPT_ALLOC_LARGE(PTR, TABLE, CPT, SIZE);
+PTR = kvmalloc_node(SIZE, GFP_KERNEL | __GFP_ZERO,
+	            cfs_cpt_spread_node(TABLE, CPT));

@ OBD_CPT_ALLOC_PTR @
expression PTR, TABLE, CPT;
@@
-OBD_CPT_ALLOC_PTR(PTR, TABLE, CPT);
+PTR = kzalloc_node(sizeof(*PTR), GFP_NOFS,
+	            cfs_cpt_spread_node(TABLE, CPT));

@ LIBCFS_CPT_ALLOC @
expression PTR, TABLE, CPT, SIZE;
@@
-LIBCFS_CPT_ALLOC(PTR, TABLE, CPT, SIZE);
+PTR = kzalloc_node(SIZE, GFP_NOFS, cfs_cpt_spread_node(TABLE, CPT));

// libcfs.
@ LIBCFS_ALLOC @
expression PTR, SIZE;
@@
-LIBCFS_ALLOC(PTR, SIZE);
+PTR = kzalloc(SIZE, GFP_NOFS);

@ LIBCFS_ALLOC_ATOMIC @
expression PTR, SIZE;
@@
-LIBCFS_ALLOC_ATOMIC(PTR, SIZE);
+PTR = kzalloc(SIZE, GFP_ATOMIC);

@ LIBCFS_ALLOC_GFP @
expression PTR, SIZE, GFP;
@@
-LIBCFS_ALLOC_GFP(PTR, SIZE, GFP);
+PTR = kzalloc(SIZE, GFP);

@ CFS_ALLOC_PTR @
expression PTR;
@@
-CFS_ALLOC_PTR(PTR);
+PTR = kzalloc(sizeof(*PTR), GFP_NOFS);

@ CFS_ALLOC_PTR_ARRAY @
expression PTR, COUNT;
@@
-CFS_ALLOC_PTR_ARRAY(PTR, COUNT);
+PTR = kcalloc(COUNT, sizeof(*PTR), GFP_NOFS);

@ CFS_FREE_PTR @
expression PTR;
@@
-CFS_FREE_PTR(PTR);
+kfree(PTR);

@ CFS_FREE_PTR_ARRAY @
expression PTR, COUNT;
@@
-CFS_FREE_PTR_ARRAY(PTR, COUNT);
+kfree(PTR);

@ LIBCFS_FREE @
expression PTR, SIZE;
@@
-LIBCFS_FREE(PTR, SIZE);
+kfree(PTR);
