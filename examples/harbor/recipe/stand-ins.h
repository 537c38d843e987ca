/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the names are taken to mean that the recipe takes out of the code; see `towpath check`. */

/* Tracing. */
#define ENTRY
#define EXIT
#define RETURN(value) return value
#define RETURN_EXIT return
#define D_TRACE
#define GOTO(label, value) do { value; goto label; } while (0)

/* Memory. */
#define HARBOR_ALLOC(ptr, size) ptr = kzalloc(size, GFP_NOFS)
#define HARBOR_ALLOC_PTR(ptr) ptr = kzalloc(sizeof(*ptr), GFP_NOFS)
#define HARBOR_ALLOC_LARGE(ptr, size) ptr = kvzalloc(size, GFP_KERNEL)
#define HARBOR_FREE(ptr, size) kfree(ptr)
#define HARBOR_FREE_PTR(ptr) kfree(ptr)
#define HARBOR_FREE_LARGE(ptr, size) kvfree(ptr)

/* The kernel. */
#define port_set_mtime(inode, seconds) do { inode->i_mtime.tv_sec = seconds; inode->i_mtime.tv_nsec = 0; } while (0)
#define port_hash_64 hash_64
#define port_proc_single proc_create_single

/* Names that begin with underscores are for headers that user space sees. */
#define __u8 u8
#define __u16 u16
#define __u32 u32
#define __u64 u64
#define __s64 s64
