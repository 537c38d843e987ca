/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is decided about the Lustre client that goes upstream: no server, no out-of-tree build, and the
 * kernel interfaces of the tree that it lands in. Format of `unifdef -f`.
 */

/* What is carried: the client, for upstream. */
#define UPSTREAM_LINUX
#undef HAVE_SERVER_SUPPORT
#undef HAVE_SEQ_SERVER

/* What is due in a later version than this is not carried. */
#define OBD_OCD_VERSION(major, minor, patch, fix) \
	(((major) << 24) + ((minor) << 16) + ((patch) << 8) + (fix))
#define LUSTRE_VERSION_CODE OBD_OCD_VERSION(2, 13, 57, 0)

/* Options of Lustre's configure, as upstream has them. */
#define CONFIG_LUSTRE_FS_POSIX_ACL
#define CONFIG_PROC_FS
#define ENABLE_CHECKSUM
/* Mounts with -o flock unless told otherwise, as configure has it without --disable-flock. */
#define ENABLE_FLOCK
#define HAVE_LRU_RESIZE_SUPPORT
#define HAVE_MODULE_LOADING_SUPPORT
/* Stands for a user space with libselinux. The kernel asks the helper l_getsepol only if send_sepol is set. */
#define HAVE_SELINUX
/* A site's own df that tells the fullest target's free space; no configure option leads to it. */
#undef MIN_DF

/* File encryption is the kernel's fscrypt, not the library that Lustre bundles for older kernels. */
#define HAVE_LUSTRE_CRYPTO
#undef CONFIG_LL_ENCRYPTION
#undef HAVE_DUMMY_CONTEXT

/* Names that the kernel had, or still has, where Lustre looks for them. */
#define FMODE_EXEC
#define LOOKUP_CONTINUE

/*
 * Names that the kernel's own headers have, in 5.10 as in 6.1, so that no fallback is needed: linux/fs.h,
 * linux/slab.h (0 without memory cgroups), linux/sched.h, linux/xattr.h, linux/cpumask.h, linux/netdev_features.h,
 * linux/exportfs.h (constants of an enum, which #ifndef does not see).
 */
#define FMODE_CREATED
#define SB_NOSEC
#define SB_POSIXACL
#define S_ENCRYPTED
#define SLAB_ACCOUNT
#define TASK_NOLOAD
#define XATTR_SELINUX_SUFFIX
#define XATTR_NAME_SELINUX
#define CPU_MASK_NONE
#define NETIF_F_CSUM_MASK
#define FILEID_INVALID
#define FILEID_LUSTRE

/* Defined right above the fallback for kernels without access control lists. */
#define LUSTRE_POSIX_ACL_MAX_SIZE_OLD

/* Scheduler, CPU hotplug, memory. */
#define HAVE_SCHED_HEADERS
#define HAVE_SHRINKER_COUNT
#define HAVE_HOTPLUG_STATE_MACHINE
#define HAVE_CPUS_READ_LOCK
#define HAVE_WAIT_QUEUE_ENTRY
#define HAVE_WAIT_QUEUE_ENTRY_LIST
#define HAVE_SAVE_STACK_TRACE_TSK
/* struct stacktrace_ops went in 4.9, with what its address() returned. */
#undef HAVE_STACKTRACE_OPS
#define HAVE_KMAP_TO_PAGE
#define HAVE_RADIX_TREE_TAG_SET
#define HAVE_INTERVAL_TREE_CACHED
#define HAVE_PERCPU_COUNTER_INIT_GFP_FLAG
#define HAVE_KERNEL_PARAM_OPS
#define HAVE_HYPERVISOR_IS_TYPE
#define HAVE_CRYPTO_HASH_HELPERS
#undef HAVE_KALLSYMS_LOOKUP_NAME
#undef HAVE_NR_UNSTABLE_NFS
#undef HAVE_LINUX_SELINUX_IS_ENABLED

/* Credentials. */
#define HAVE_GROUP_INFO_GID

/* Sockets. */
#define HAVE_IN_DEV_FOR_EACH_IFA_RTNL
#define HAVE_SK_DATA_READY_ONE_ARG
#define HAVE_KERN_SOCK_GETNAME_2ARGS
#define HAVE_SOCK_CREATE_KERN_USE_NET
#undef HAVE_KERNEL_SETSOCKOPT

/* The virtual file system. */
#define HAVE_D_COMPARE_4ARGS
#undef HAVE_D_COMPARE_5ARGS
#define HAVE_DIR_CONTEXT
#define HAVE_FILLDIR_USE_CTX
#define HAVE_FILE_OPERATIONS_READ_WRITE_ITER
#define HAVE_GENERIC_WRITE_SYNC_2ARGS
#define HAVE_INODEOPS_ENHANCED_GETATTR
#define HAVE_IOPS_RENAME_WITH_FLAGS
#define HAVE_IOP_GET_LINK
#undef HAVE_IOP_GENERIC_READLINK
#define HAVE_IOP_SET_ACL
#undef HAVE_IOP_XATTR
#define HAVE_LOCKS_LOCK_FILE_WAIT
/* struct lock_manager_operations lost lm_compare_owner in 5.4; it was never a macro. */
#undef HAVE_LM_COMPARE_OWNER
#undef lm_compare_owner
/* new_sync_read() and new_sync_write() are not exported since 4.1; files without them get their like. */
#undef HAVE_SYNC_READ_WRITE
#define HAVE_STRUCT_POSIX_ACL_XATTR
#define HAVE_SUPER_SETUP_BDI_NAME
#undef HAVE_SYMLINK_OPS_USE_NAMEIDATA
#define HAVE_UAPI_LINUX_MOUNT_H
#define HAVE_XATTR_HANDLER_NAME
#define HAVE_XATTR_HANDLER_INODE_PARAM
#undef HAVE_XATTR_HANDLER_SIMPLIFIED
#undef HAVE_DEFAULT_FILE_SPLICE_READ_EXPORT

/* Pages and direct input and output. */
#undef HAVE_ACCOUNT_PAGE_DIRTIED_3ARGS
#undef HAVE_ACCOUNT_PAGE_DIRTIED_EXPORT
#undef HAVE_AIO_COMPLETE
#undef HAVE_BACKING_DEV_INFO
#define HAVE_DIO_ITER
#define HAVE_DIRECTIO_2ARGS
#define HAVE_INVALIDATE_RANGE
#define HAVE_IOV_ITER_RW
#define HAVE_RELEASEPAGE_WITH_INT
#define HAVE_VM_FAULT_RETRY
#define HAVE_VM_OPS_USE_VM_FAULT_ONLY
