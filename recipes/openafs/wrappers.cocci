// SPDX-License-Identifier: GPL-2.0-or-later
// Wrappers that hide how the kernel's interfaces changed over time: what they come down to in Linux 6.1.
// wrappers.sed has taken their definitions away.

@ posix_lock_file @
expression FILE, LOCK;
@@
-afs_posix_lock_file(FILE, LOCK)
+posix_lock_file(FILE, LOCK, NULL)

@ posix_test_lock @
expression FILE, LOCK;
@@
-afs_posix_test_lock(FILE, LOCK)
+posix_test_lock(FILE, LOCK)

@ inode_lock @
expression INODE;
@@
-afs_linux_lock_inode(INODE)
+inode_lock(INODE)

@ inode_unlock @
expression INODE;
@@
-afs_linux_unlock_inode(INODE)
+inode_unlock(INODE)

@ alias_lock @
expression INODE;
@@
-afs_d_alias_lock(INODE)
+spin_lock(&INODE->i_lock)

@ alias_unlock @
expression INODE;
@@
-afs_d_alias_unlock(INODE)
+spin_unlock(&INODE->i_lock)

@ dget @
expression DENTRY;
@@
-afs_linux_dget(DENTRY)
+dget(DENTRY)

@ dentry_count @
expression DENTRY;
@@
-afs_dentry_count(DENTRY)
+d_count(DENTRY)

@ kern_path @
expression NAME, FLAGS, PATH;
@@
-afs_kern_path(NAME, FLAGS, PATH)
+kern_path(NAME, FLAGS, PATH)

@ kernel_read @
expression FILE, BUFFER, LENGTH, POSITION;
@@
-afs_file_read(FILE, BUFFER, LENGTH, POSITION)
+kernel_read(FILE, BUFFER, LENGTH, POSITION)

@ kernel_write @
expression FILE, BUFFER, LENGTH, POSITION;
@@
-afs_file_write(FILE, BUFFER, LENGTH, POSITION)
+kernel_write(FILE, BUFFER, LENGTH, POSITION)

@ setattr_prepare @
expression DENTRY, ATTRIBUTES;
@@
-afs_setattr_prepare(DENTRY, ATTRIBUTES)
+setattr_prepare(afs_ns, DENTRY, ATTRIBUTES)

@ proc_create @
expression NAME, MODE, PARENT, OPERATIONS;
@@
-afs_proc_create(NAME, MODE, PARENT, OPERATIONS)
+proc_create(NAME, MODE, PARENT, OPERATIONS)

@ mtu_discover @
expression SOCKET, HOW;
@@
-afs_linux_sock_set_mtu_discover(SOCKET, HOW)
+ip_sock_set_mtu_discover(SOCKET->sk, HOW)

@ recverr @
expression SOCKET;
@@
-afs_linux_sock_set_recverr(SOCKET)
+ip_sock_set_recverr(SOCKET->sk)

@ key_alloc @
expression TYPE, NAME, USER, GROUP, PERMISSIONS, FLAGS;
@@
-afs_linux_key_alloc(TYPE, NAME, USER, GROUP, PERMISSIONS, FLAGS)
+key_alloc(TYPE, NAME, USER, GROUP, current_cred(), PERMISSIONS, FLAGS, NULL)

@ session_keyring @
expression CREDENTIALS;
@@
-afs_session_keyring(CREDENTIALS)
+CREDENTIALS->session_keyring

@ credentials_are_current @
expression CREDENTIALS;
@@
-afs_linux_cred_is_current(CREDENTIALS)
+CREDENTIALS == current_cred()

@ try_to_freeze @
@@
-afs_try_to_freeze()
+try_to_freeze()

// Without a system call table to write to, there is nothing to set up and nothing to take back.
@ syscall_init @
expression ERROR;
@@
-ERROR = osi_syscall_init();
-if (ERROR) return ERROR;

@ syscall_clean @
@@
-osi_syscall_clean();
