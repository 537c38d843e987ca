# SPDX-License-Identifier: GPL-2.0-or-later
# Names that OpenAFS made up for what differs between kernels: those that Linux 6.1 has.
s/->f_dentry\>/->f_path.dentry/g
s/\<afs_in_compat_syscall\>/in_compat_syscall/g
s/\<afs_kmem_cache_t\>/struct kmem_cache/g
s/\<afs_linux_path_t\>/struct path/g
s/\<flock_lock_file_wait\>/locks_lock_file_wait/g
