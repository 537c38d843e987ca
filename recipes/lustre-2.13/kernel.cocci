// SPDX-License-Identifier: GPL-2.0-or-later
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
