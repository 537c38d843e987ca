/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the names are taken to mean that the recipe takes out of the code; see `towpath check`. */

/* Wrappers around the kernel's interfaces. */
#define afs_posix_lock_file(file, lock) posix_lock_file(file, lock, NULL)
#define afs_posix_test_lock(file, lock) posix_test_lock(file, lock)
#define afs_linux_lock_inode(inode) inode_lock(inode)
#define afs_linux_unlock_inode(inode) inode_unlock(inode)
#define afs_d_alias_lock(inode) spin_lock(&inode->i_lock)
#define afs_d_alias_unlock(inode) spin_unlock(&inode->i_lock)
#define afs_linux_dget(dentry) dget(dentry)
#define afs_dentry_count(dentry) d_count(dentry)
#define afs_kern_path(name, flags, path) kern_path(name, flags, path)
#define afs_file_read(file, buffer, length, position) kernel_read(file, buffer, length, position)
#define afs_file_write(file, buffer, length, position) kernel_write(file, buffer, length, position)
#define afs_setattr_prepare(dentry, attributes) setattr_prepare(afs_ns, dentry, attributes)
#define afs_proc_create(name, mode, parent, operations) proc_create(name, mode, parent, operations)
#define afs_linux_sock_set_mtu_discover(socket, how) ip_sock_set_mtu_discover(socket->sk, how)
#define afs_linux_sock_set_recverr(socket) ip_sock_set_recverr(socket->sk)
#define afs_linux_key_alloc(type, name, user, group, permissions, flags) \
	key_alloc(type, name, user, group, current_cred(), permissions, flags, NULL)
#define afs_session_keyring(credentials) credentials->session_keyring
#define afs_linux_cred_is_current(credentials) credentials == current_cred()
#define afs_try_to_freeze() try_to_freeze()

/* What differs between kernels. */
#define f_dentry f_path.dentry
#define afs_in_compat_syscall in_compat_syscall
#define afs_kmem_cache_t struct kmem_cache
#define afs_linux_path_t struct path
#define flock_lock_file_wait locks_lock_file_wait

/* The language has words for these, or needs none. */
#define HC_DEPRECATED
#define HC_DEPRECATED_CRYPTO
#define AFS_RXGEN_EXPORT
#define static_inline static inline
#define hdr_static_inline(type) static inline type

/* Only conditionals asked for these. */
#define AFS_ADAPT_PMTU
#define AFS_DAEMONOP_ENV
#define AFS_VCACHE_EMBEDDED_VNODE
#define ERRORS_FROM_D_REVALIDATE
#define HEIMDAL_SMALLER
#define INSTRUMENT_LOCKS
#define RX_ENABLE_LOCKS
#define USE_FOP_ITERATE

/* What only the kernel's configuration decides. */
#define AFS_64BITUSERPOINTER_ENV CONFIG_64BIT
#define AFS_LINUX_64BIT_KERNEL CONFIG_64BIT
#define AFS_ARM64_LINUX_ENV CONFIG_ARM64
#define AFS_I386_LINUX_ENV CONFIG_X86_32
#define AFS_SPARC64_LINUX_ENV CONFIG_SPARC64
#define WORDS_BIGENDIAN __BIG_ENDIAN
#define NEED_IOCTL32 CONFIG_COMPAT
