/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is decided about the OpenAFS client that goes into the kernel: Linux and nothing else, in the
 * kernel and not beside it, and the interfaces of Linux 6.1. Format of `unifdef -f`.
 */

/* Linux, in the kernel. */
#define AFS_LINUX_ENV 1
#define KERNEL 1
#undef UKERNEL
#undef KDUMP_KERNEL
#undef KDUMP_RX_LOCK
#undef AFS_NT40_ENV
#undef AFS_PTHREAD_ENV
#undef AFS_USR_LINUX_ENV

/* What param.linux26.h says of Linux. */
#define AFS_64BIT_CLIENT 1
#define AFS_ADAPT_PMTU
#define AFS_GCPAGS 1
#define AFS_GLOBAL_SUNLOCK
#define AFS_MAXVCOUNT_ENV 1
#define AFS_PAG_ONEGROUP_ENV 1
#define AFS_PRIVATE_OSI_ALLOCSPACES 1
#define AFS_RXERRQ_ENV
#define AFS_USERSPACE_IP_ADDR 1
#define AFS_VM_RDWR_ENV 1
#define RXK_LISTENER_ENV 1
#define RX_ENABLE_LOCKS 1
#undef AFS_FILE_NEEDS_SET_FS
#undef AFS_HAVE_FLOCK_SYSID
#undef AFS_NEED_CLIENTCONTEXT
#undef RXK_TIMEDSLEEP_ENV
#undef RXK_UPCALL_ENV

/* The header files of the client itself, which every one of its sources includes. */
#define AFS_DAEMONOP_ENV
#define AFS_VCACHE_EMBEDDED_VNODE
#define HEIMDAL_SMALLER 1

/* Optional parts. No translator from NFS and no separate manager of PAGs; the cache may be bypassed. */
#define AFS_CACHE_BYPASS 1
#define AFS_NONFSTRANS 1
#undef AFS_CACHE_VNODE_PATH
#undef AFS_NEW_BKG
#undef AFS_PAG_MANAGER
#undef AFS_SOCKPROXY_ENV
#undef DEMAND_ATTACH_ENABLE
#undef RX_ENABLE_TSFPQ
#undef RX_TRIMDATABUFS
#undef USE_FORTUNA

/* The kernel's system call table is not to be searched for and written to. */
#undef AFS_AMD64_LINUX_ENV

/* Debugging aids that no build turns on. */
#define AFS_LOCK_TRACE_ENABLE 0
#define INSTRUMENT_LOCKS
#undef AFS_NOSTATS
#undef AFS_WARNUSER_MARINER_ENV
#undef CBDEBUG
#undef CHECK_INVARIANTS
#undef ICL_DEFAULT_DISABLED
#undef ICL_DEFAULT_ENABLED
#undef MAKEDEBUGCALL
#undef RXDEBUG
#undef RXDEBUG_PACKET
#undef RX_KERNEL_TRACE
#undef RX_LOCKS_DB
#undef RX_REFCOUNT_CHECK
#undef RX_TRACK_PACKETS
#undef TCRYPT

/* Code that was put aside. */
#undef badidea
#undef notdef
#undef undef

/* AIX */
#undef AFS_AIX_ENV
#undef AFS_AIX31_ENV
#undef AFS_AIX32_ENV
#undef AFS_AIX41_ENV
#undef AFS_AIX42_ENV
#undef AFS_AIX51_ENV
#undef AFS_AIX61_ENV
#undef AFS_AIX_IAUTH_ENV
#undef AFS_USR_AIX_ENV
#undef AFS_USR_AIX61_ENV
#undef KERNEL_HAVE_PIN
#undef KERNEL_HAVE_UERROR

/* The BSDs, and Darwin. */
#undef AFS_DARWIN_ENV
#undef AFS_DARWIN80_ENV
#undef AFS_DARWIN100_ENV
#undef AFS_DARWIN110_ENV
#undef AFS_DFBSD_ENV
#undef AFS_FAKEOPEN_ENV
#undef AFS_FBSD_ENV
#undef AFS_FBSD120_ENV
#undef AFS_NBSD_ENV
#undef AFS_NBSD40_ENV
#undef AFS_NBSD50_ENV
#undef AFS_OBSD_ENV
#undef AFS_OBSD34_ENV
#undef AFS_OBSD44_ENV
#undef AFS_OBSD46_ENV
#undef AFS_OBSD48_ENV
#undef AFS_USR_DARWIN_ENV
#undef AFS_USR_DARWIN80_ENV
#undef AFS_USR_DFBSD_ENV
#undef AFS_USR_FBSD_ENV
#undef AFS_XBSD_ENV
#undef CAST_USER_ADDR_T
#undef FBSD_IFA_IFWITHNET_THREE_ARGS
#undef FBSD_IF_METRIC_IN_STRUCT_IFNET
#undef MLEN
#undef STRUCT_SOCKADDR_HAS_SA_LEN

/* HP-UX */
#undef AFS_HPUX_ENV
#undef AFS_HPUX90_ENV
#undef AFS_HPUX100_ENV
#undef AFS_HPUX101_ENV
#undef AFS_HPUX102_ENV
#undef AFS_HPUX110_ENV
#undef AFS_HPUX1122_ENV
#undef AFS_HPUX_64BIT_ENV
#undef AFS_HAVE_VXFS
#undef AFS_USR_HPUX_ENV

/* IRIX */
#undef AFS_SGI_ENV
#undef AFS_SGI53_ENV
#undef AFS_SGI61_ENV
#undef AFS_SGI62_ENV
#undef AFS_SGI64_ENV
#undef AFS_SGI65_ENV
#undef AFS_SGI_SHORTSTACK
#undef AFS_SGI_VNODE_GLUE
#undef AFS_USR_SGI_ENV
#undef MP
#undef _MIPS_SZLONG

/* Solaris */
#undef AFS_SUN_ENV
#undef AFS_SUN5_ENV
#undef AFS_SUN5_64BIT_ENV
#undef AFS_SUN59_ENV
#undef AFS_SUN510_ENV
#undef AFS_SUN511_ENV
#undef __SVR4
#undef __sun

/* Systems older still, and other compilers than the kernel's. */
#undef AFS_64BIT_KERNEL
#undef AFS_ALPHA_ENV
#undef AFS_AUX_ENV
#undef AFS_TEXT_ENV
#undef HAVE_IN_SYSTM_H
#undef HAVE_INT64TOINT32
#undef IGNORE_SOME_GCC_WARNINGS
#undef IGNORE_STDS_H
#undef NeXT
#undef _ATT4
#undef _CRAY
#undef _HIGHC_
#undef _MSC_VER
#undef _WIN32
#undef __HIGHC__
#undef __SUNPRO_C
#undef __cplusplus
#undef __alpha__
#undef vax
#undef __clang__
#define __GNUC__ 12
#define HAVE_FUNC_ATTRIBUTE_ALWAYS_INLINE 1
#define HAVE_FUNC_ATTRIBUTE_FORMAT 1
#define HAVE_FUNC_ATTRIBUTE_NONNULL 1
#define HAVE_FUNC_ATTRIBUTE_NORETURN 1
#define HAVE_FUNC_ATTRIBUTE_UNUSED 1
#define HAVE__PRAGMA_TAUTOLOGICAL_POINTER_COMPARE 1

/* Linux 6.1: header files. */
#define HAVE_LINUX_CRED_H 1
#define HAVE_LINUX_EXPORTFS_H 1
#define HAVE_LINUX_FREEZER_H 1
#define HAVE_LINUX_KEY_TYPE_H 1
#define HAVE_LINUX_SCHED_SIGNAL_H 1
#define HAVE_LINUX_SEMAPHORE_H 1
#define HAVE_LINUX_SEQ_FILE_H 1
#define HAVE_LINUX_STDARG_H 1
#define HAVE_LINUX_UACCESS_H 1
#undef HAVE_LINUX_CONFIG_H
#undef HAVE_MM_INLINE_H

/* Linux 6.1: tasks, signals, time, waiting. */
#define DECLARE_WAITQUEUE
#define EXPORTED_TASKLIST_LOCK 1
#define HAVE_LINUX_FATAL_SIGNAL_PENDING 1
#define HAVE_LINUX_IN_COMPAT_SYSCALL 1
#define HAVE_LINUX_KTHREAD_COMPLETE_AND_EXIT 1
#define HAVE_LINUX_KTHREAD_RUN 1
#define HAVE_LINUX_KTIME_GET_COARSE_REAL_TS64 1
#define HAVE_LINUX_KTIME_GET_REAL_TS64 1
#define HAVE_TRY_TO_FREEZE 1
#define RECALC_SIGPENDING_TAKES_VOID 1
#define STRUCT_TASK_STRUCT_HAS_PARENT 1
#define STRUCT_TASK_STRUCT_HAS_REAL_PARENT 1
#define STRUCT_TASK_STRUCT_HAS_SIGHAND 1
#define STRUCT_TASK_STRUCT_HAS_SIGNAL_RLIM 1
#define STRUCT_TASK_STRUCT_HAS_TGID 1
#define set_current_state
#define wait_event_freezable
#undef CURRENT_INCLUDES_NICE
#undef CURRENT_TIME
#undef HAVE_LINUX_RCU_READ_LOCK
#undef HAVE_LINUX_TIME_T
#undef INIT_WORK_HAS_DATA
#undef LINUX_REFRIGERATOR_TAKES_PF_FREEZE
#undef STRUCT_TASK_STRUCT_HAS_RLIM
#undef STRUCT_TASK_STRUCT_HAS_SIGMASK_LOCK
#undef STRUCT_TASK_STRUCT_HAS_TOTAL_LINK_COUNT
#undef SYS_SETPRIORITY_EXPORTED

/* Linux 6.1: keys and credentials. */
#define EXPORTED_KEY_TYPE_KEYRING 1
#define HAVE_LINUX_KUID_T 1
#define HAVE_LINUX_OVERRIDE_CREDS 1
#define KEYRING_SEARCH_TAKES_RECURSE 1
#define KEY_ALLOC_BYPASS_RESTRICTION 8
#define KEY_ALLOC_IN_QUOTA 0
#define LINUX_KEYRING_SUPPORT 1
#define STRUCT_CRED_HAS_SESSION_KEYRING 1
#define STRUCT_GROUP_INFO_HAS_GID 1
#define STRUCT_KEY_TYPE_HAS_MATCH_PREPARSE 1
#define STRUCT_KEY_TYPE_HAS_PREPARSE 1
#define STRUCT_TASK_STRUCT_HAS_CRED 1
#define current_cred
#undef STRUCT_KEY_HAS_PAYLOAD_VALUE
#undef STRUCT_KEY_TYPE_HAS_INSTANTIATE_PREP

/* Linux 6.1: memory. */
#define HAVE_LINUX_HLIST_UNHASHED 1
#define HLIST_ITERATOR_NO_NODE 1
#define KMAP_ATOMIC_TAKES_NO_KM_TYPE 1
#define KMEM_CACHE_CTOR_TAKES_VOID 1
#define SLAB_RECLAIM_ACCOUNT
#undef HAVE_KMEM_CACHE_T
#undef KMEM_CACHE_INIT
#undef KMEM_CACHE_TAKES_DTOR
#undef SLAB_KERNEL

/* Linux 6.1: inodes, directory entries, super blocks. */
#define D_ALIAS_IS_HLIST 1
#define D_INVALIDATE_IS_VOID 1
#define D_PATH_TAKES_STRUCT_PATH 1
#define DCACHE_NEED_AUTOMOUNT
#define DCACHE_NFSFS_RENAMED
#define DENTRY_OPEN_TAKES_PATH 1
#define DOP_D_DELETE_TAKES_CONST 1
#define DOP_REVALIDATE_TAKES_UNSIGNED 1
#define ERRORS_FROM_D_REVALIDATE
#define EXPORT_OP_ENCODE_FH_TAKES_INODES 1
#define HAVE_LINUX_CLEAR_INODE 1
#define HAVE_LINUX_D_COUNT 1
#define HAVE_LINUX_D_MAKE_ROOT 1
#define HAVE_LINUX_FILE_DENTRY 1
#define HAVE_LINUX_IHOLD 1
#define HAVE_LINUX_I_SIZE_READ 1
#define HAVE_LINUX_INODE_LOCK 1
#define HAVE_LINUX_INODE_NOHIGHMEM 1
#define HAVE_LINUX_PAGE_GET_LINK 1
#define HAVE_LINUX_SET_NLINK 1
#define HAVE_LINUX_SUPER_SETUP_BDI 1
#define HAVE_STRUCT_LABEL_SUPPORT 1
#define IATTR_TAKES_64BIT_TIME 1
#define IOP_LOOKUP_TAKES_UNSIGNED 1
#define IOP_TAKES_USER_NAMESPACE 1
#define LOOKUP_RCU
#define MAY_NOT_BLOCK
#define NEW_EXPORT_OPS 1
#define SB_NOATIME
#define STATFS_TAKES_DENTRY 1
#define STRUCT_DENTRY_HAS_D_U_D_ALIAS 1
#define STRUCT_DENTRY_OPERATIONS_HAS_D_AUTOMOUNT 1
#define STRUCT_FILE_SYSTEM_TYPE_HAS_MOUNT 1
#define STRUCT_INODE_HAS_I_BLKBITS 1
#define STRUCT_INODE_HAS_I_SECURITY 1
#define STRUCT_SUPER_BLOCK_HAS_S_D_OP 1
#define STRUCT_SUPER_OPERATIONS_HAS_ALLOC_INODE 1
#define STRUCT_SUPER_OPERATIONS_HAS_EVICT_INODE 1
#define USABLE_KERNEL_PAGE_SYMLINK_CACHE 1
#undef D_COUNT_INT
#undef D_SPLICE_ALIAS_LEAK_ON_ERROR
#undef D_SPLICE_ALIAS_RACE
#undef HAVE_DCACHE_LOCK
#undef HAVE_LINUX_BDI_INIT
#undef HAVE_LINUX_INODE_OPERATIONS_RENAME_TAKES_FLAGS
#undef HAVE_LINUX_PATH_LOOKUP
#undef HAVE_LINUX_STRUCT_VFS_PATH
#undef IOP_PERMISSION_TAKES_FLAGS
#undef STRUCT_BACKING_DEV_INFO_HAS_NAME
#undef STRUCT_INODE_HAS_I_ALLOC_SEM
#undef STRUCT_INODE_HAS_I_BLKSIZE
#undef STRUCT_INODE_OPERATIONS_HAS_TRUNCATE
#undef afs_vnodeToInumber

/* Linux 6.1: files, pages, locks on files. */
#define AOP_WRITEPAGE_TAKES_WRITEBACK_CONTROL 1
#define FOP_FLUSH_TAKES_FL_OWNER_T 1
#define FOP_FSYNC_TAKES_RANGE 1
#define HAVE_LINUX_ADD_TO_PAGE_CACHE_LRU 1
#define HAVE_LINUX_GRAB_CACHE_PAGE_WRITE_BEGIN_NOFLAGS 1
#define HAVE_LINUX_ITER_FILE_SPLICE_WRITE 1
#define HAVE_LINUX_KERNEL_WRITE 1
#define HAVE_LINUX_LOCKS_LOCK_FILE_WAIT 1
#define HAVE_LINUX_LRU_CACHE_ADD 1
#define HAVE_LINUX_NOOP_FSYNC 1
#define HAVE_LINUX_PAGECHECKED 1
#define HAVE_LINUX_PAGE_OFFSET 1
#define HAVE_LINUX_ZERO_USER_SEGMENTS 1
#define KERNEL_READ_OFFSET_IS_LAST 1
#define MAX_LFS_FILESIZE
#define MAX_NON_LFS
#define POSIX_LOCK_FILE_WAIT_ARG 1
#define STRUCT_ADDRESS_SPACE_OPERATIONS_HAS_DIRTY_FOLIO 1
#define STRUCT_ADDRESS_SPACE_OPERATIONS_HAS_READAHEAD 1
#define STRUCT_ADDRESS_SPACE_OPERATIONS_HAS_READ_FOLIO 1
#define STRUCT_ADDRESS_SPACE_OPERATIONS_HAS_WRITE_BEGIN 1
#define STRUCT_FILE_HAS_F_PATH 1
#define STRUCT_FILE_OPERATIONS_HAS_FLOCK 1
#define STRUCT_FILE_OPERATIONS_HAS_ITERATE 1
#define STRUCT_FILE_OPERATIONS_HAS_READ_ITER 1
#define STRUCT_FILE_OPERATIONS_HAS_SPLICE 1
#define USE_FOP_ITERATE
#undef FMODE_KABI_ITERATE
#undef FOP_FSYNC_TAKES_DENTRY
#undef HAVE_LINUX_DEFAULT_FILE_SPLICE_READ
#undef HAVE_LINUX_DO_SYNC_READ
#undef HAVE_LINUX_GENERIC_FILE_AIO_READ
#undef HAVE_LINUX_LRU_CACHE_ADD_FILE
#undef HAVE_LINUX___VFS_WRITE
#undef POSIX_TEST_LOCK_CONFLICT_ARG
#undef POSIX_TEST_LOCK_RETURNS_CONFLICT
#undef STRUCT_ADDRESS_SPACE_HAS_BACKING_DEV_INFO
#undef STRUCT_FILE_OPERATIONS_HAS_SENDFILE
#undef WRITEPAGE_ACTIVATE

/* Linux 6.1: /proc and its sysctl tree, sockets. */
#define HAVE_LINUX_IP_SOCK_SET 1
#define HAVE_LINUX_PROC_CREATE 1
#define HAVE_LINUX_SOCK_CREATE_KERN_NS 1
#define HAVE_LINUX_STRUCT_PROC_OPS 1
#define PRINTF_TAKES_Z_LEN 1
#define REGISTER_SYSCTL_TABLE_NOFLAG 1
#define STRUCT_MSGHDR_HAS_MSG_ITER 1
#define STRUCT_PROC_OPS_HAS_PROC_COMPAT_IOCTL 1
#undef EXPORTED_PROC_ROOT_FS
#undef STRUCT_CTL_TABLE_HAS_CTL_NAME
#undef STRUCT_PROC_DIR_ENTRY_HAS_OWNER

/* The version. */
#define LINUX_VERSION_CODE KERNEL_VERSION(6, 1, 0)
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))

/* What rxgen writes for the headers of other systems: include them. */
#define quad_t
#undef DST_USA
#undef DTYPE_SOCKET
#undef IPPROTO_UDP
#undef SOCK_DGRAM
#undef S_IFMT
#undef XDR_GETLONG
#define XDR_GETINT32
#define XDR_PUTINT32

/* Names that are the client's own to define, and prototypes that stay. */
#define SYS_NAME_ID
#define RX_MAXCALLS 4
#define RX_MAXWVECS
#define clock_Init
#define osi_alloc
#define osi_free
#define rxi_ReScheduleEvents
#undef ANONYMOUSID
#undef BEGIN
#undef BUF_TIME_MAX
#undef DEFAULT_PROBE_INTERVAL
#undef ENCRYPT
#undef ENCRYPTIONBLOCKSIZE
#undef ERROR_TABLE_BASE_U
#undef ERROR_TABLE_BASE_VL
#undef ERROR_TABLE_BASE_uae
#undef AFS_MAXCHANGEBACK
#undef AFS_MINCHANGE
#undef ICL_DEFAULT_SET_STATES
#undef MACRO_BEGIN
#undef MACRO_END
#undef MAXROUNDS
#undef NEVERDATE
#undef NFS_NOBODY
#undef NGROUPS
#undef REPORT_CONNECTIONS_ISSUED
#undef RFC3961_NO_CKSUM
#undef RFC3961_NO_ENUMS
#undef UID_NOBODY
#undef FALSE
#undef TRUE
#undef LOOKUP_POSITIVE
#undef ICL_LONG
#undef XDR_AFS_DECLS_ONLY
#undef afs_cv2string
#undef afs_max
#undef afs_min
#undef afs_osi_Alloc
#undef afs_osi_Free
#undef afs_osi_Sleep
#undef afs_osi_SleepSig
#undef afs_osi_Wakeup
#undef afs_strcasecmp
#undef afs_strcat
#undef afs_strchr
#undef afs_strrchr
#undef afs_vnodeToDev
#undef bool_t
#undef clock_UnInit
#undef dirty
#undef major
#undef clock_UpdateTime
#undef mem_alloc
#undef mem_free
#undef osi_curcred

/* Heimdal, as OpenAFS has it in a kernel. */
#define HAVE_CONFIG_H 1
#define HCRYPTO_DEF_PROVIDER hckernel
#define HC_DEPRECATED
#define HC_DEPRECATED_CRYPTO
#define assert
#define getpid
#undef FULL_UNROLL
#undef HAVE_ARC4RANDOM
#undef HAVE_GETUID
#undef KRB5
#undef malloc
#define current
#undef u

/* Ways around other code of the kernel that once came into the way. */
#define _LINUX_CODA_FS_I
#define _LINUX_XFS_FS_I

/* Macros that the kernel has. */
#define EWOULDBLOCK
#define EDQUOT
#define F_GETLK 5
#define F_GETLK64 12
#define MAX_ERRNO
#define NULL
#undef O_BINARY
#define O_CLOEXEC
#define f_dentry
#define fallthrough
#define max
#define min
#define offsetof
#undef NIPQUAD
