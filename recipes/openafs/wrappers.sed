# SPDX-License-Identifier: GPL-2.0-or-later
# Takes away the definitions of what wrappers.cocci and names.sed replace: functions, each to the first brace
# that closes in the first column, macros and a type.
/^static inline/ {
	N
	/\n\(afs_dentry_count\|afs_file_read\|afs_file_write\|afs_kern_path\|afs_linux_cred_is_current\|afs_linux_dget\|afs_linux_key_alloc\|afs_linux_lock_inode\|afs_linux_sock_set_mtu_discover\|afs_linux_sock_set_recverr\|afs_linux_unlock_inode\|afs_posix_lock_file\|afs_posix_test_lock\|afs_proc_create\|afs_session_keyring\|afs_setattr_prepare\|afs_try_to_freeze\)(/ {
		:body
		N
		/\n}$/! b body
		d
	}
}
/^[ \t]*#[ \t]*define[ \t]\+\(afs_d_alias_lock\|afs_d_alias_unlock\|afs_kmem_cache_t\|flock_lock_file_wait\)\>/ d
/^typedef struct path afs_linux_path_t;$/ d
/osi_syscall/ d

# This one has a conditional of its own.
/^#ifdef CONFIG_COMPAT$/ {
	N
	/\nstatic inline int$/ {
		:conditional
		N
		/\n#endif[^\n]*$/! b conditional
		d
	}
}
