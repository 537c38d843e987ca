/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the names are taken to mean that the recipe takes out of the code: `towpath check` expands them in the source and
 * in the result, and compares the words. Read as C: arguments, and bodies that are expressions, count as operands.
 */

/* Tracing. */
#define ENTRY
#define EXIT
#define RETURN(value) return value
#define RETURN_EXIT return
#define GOTO(label, value) do { value; goto label; } while (0)

/* Memory that must not wait for its own file system. */
#define OBD_ALLOC(ptr, size) ptr = kzalloc(size, GFP_NOFS)
#define OBD_ALLOC_GFP(ptr, size, gfp) ptr = kzalloc(size, gfp)
#define OBD_ALLOC_WAIT(ptr, size) ptr = kzalloc(size, GFP_KERNEL)
#define OBD_ALLOC_LARGE(ptr, size) ptr = kvzalloc(size, GFP_KERNEL)
#define OBD_ALLOC_PTR(ptr) ptr = kzalloc(sizeof(*ptr), GFP_NOFS)
#define OBD_ALLOC_PTR_ARRAY(ptr, count) ptr = kcalloc(count, sizeof(*ptr), GFP_NOFS)
#define OBD_ALLOC_PTR_ARRAY_LARGE(ptr, count) ptr = kvcalloc(count, sizeof(*ptr), GFP_KERNEL)
#define OBD_SLAB_ALLOC(ptr, slab, size) ptr = kmem_cache_zalloc(slab, GFP_NOFS)
#define OBD_SLAB_ALLOC_GFP(ptr, slab, size, gfp) ptr = kmem_cache_zalloc(slab, gfp)
#define OBD_SLAB_ALLOC_PTR(ptr, slab) ptr = kmem_cache_zalloc(slab, GFP_NOFS)
#define OBD_SLAB_ALLOC_PTR_GFP(ptr, slab, gfp) ptr = kmem_cache_zalloc(slab, gfp)
#define OBD_FREE(ptr, size) kfree(ptr)
#define OBD_FREE_LARGE(ptr, size) kvfree(ptr)
#define OBD_FREE_PTR(ptr) kfree(ptr)
#define OBD_FREE_PTR_ARRAY(ptr, count) kfree(ptr)
#define OBD_FREE_PTR_ARRAY_LARGE(ptr, count) kvfree(ptr)
#define OBD_SLAB_FREE(ptr, slab, size) kmem_cache_free(slab, ptr)
#define OBD_SLAB_FREE_PTR(ptr, slab) kmem_cache_free(slab, ptr)

/* Memory near a CPU partition. */
#define OBD_CPT_ALLOC(ptr, table, cpt, size) ptr = kzalloc_node(size, GFP_NOFS, cfs_cpt_spread_node(table, cpt))
#define OBD_CPT_ALLOC_GFP(ptr, table, cpt, size, gfp) ptr = kzalloc_node(size, gfp, cfs_cpt_spread_node(table, cpt))
#define OBD_CPT_ALLOC_LARGE(ptr, table, cpt, size) \
	ptr = kvmalloc_node(size, GFP_KERNEL | __GFP_ZERO, cfs_cpt_spread_node(table, cpt))
#define OBD_CPT_ALLOC_PTR(ptr, table, cpt) \
	ptr = kzalloc_node(sizeof(*ptr), GFP_NOFS, cfs_cpt_spread_node(table, cpt))
#define LIBCFS_CPT_ALLOC(ptr, table, cpt, size) ptr = kzalloc_node(size, GFP_NOFS, cfs_cpt_spread_node(table, cpt))

/* libcfs. */
#define LIBCFS_ALLOC(ptr, size) ptr = kzalloc(size, GFP_NOFS)
#define LIBCFS_ALLOC_ATOMIC(ptr, size) ptr = kzalloc(size, GFP_ATOMIC)
#define LIBCFS_ALLOC_GFP(ptr, size, gfp) ptr = kzalloc(size, gfp)
#define LIBCFS_FREE(ptr, size) kfree(ptr)
#define CFS_ALLOC_PTR(ptr) ptr = kzalloc(sizeof(*ptr), GFP_NOFS)
#define CFS_ALLOC_PTR_ARRAY(ptr, count) ptr = kcalloc(count, sizeof(*ptr), GFP_NOFS)
#define CFS_FREE_PTR(ptr) kfree(ptr)
#define CFS_FREE_PTR_ARRAY(ptr, count) kfree(ptr)

/* Accounting and debugging of memory, which goes. */
#define OBD_FREE_PRE(ptr, size, name)
#define POISON(ptr, c, size)
#define POISON_PAGE(page, value)

/* Wrappers around what the kernel calls otherwise, or does otherwise. */
#define cfs_time_seconds(seconds) seconds * HZ
#define cfs_timer_cb_arg(object, field) &object->field
#define cfs_timer_setup(timer, callback, data, flags) timer_setup(timer, callback, flags)
#define ll_pagevec_init(vector, cold) pagevec_init(vector)
#define ll_vfs_unlink(dir, dentry) vfs_unlink(dir, dentry, NULL)
#define ll_filemap_fault(vma, vmf) filemap_fault(vmf)
#define ll_task_pid_ns(task) task->nsproxy ? task->nsproxy->pid_ns_for_children : NULL
#define get_vmf_address(vmf) (void __user *)vmf->address
#define llcrypt_dummy_context_enabled(inode) 0
#define llcrypt_sb_free(sb)
#define CDEBUG_ENABLED CONFIG_CDEBUG_ENABLED
#define LIBCFS_DEBUG CONFIG_LIBCFS_DEBUG
#define cfs_kernel_param_arg_t const struct kernel_param
#define cfs_timer_cb_arg_t struct timer_list *
#define cfs_from_timer from_timer
#define cfs_capable capable
#define cfs_hash_32 hash_32
#define cfs_hash_64 hash_64
#define cfs_hashlen_string hashlen_string
#define ll_full_name_hash full_name_hash
#define cfs_totalram_pages totalram_pages
#define page_tree i_pages
#define ll_xa_lock_irqsave xa_lock_irqsave
#define ll_xa_unlock_irqrestore xa_unlock_irqrestore
#define ll_xa_lock xa_lock
#define ll_xa_unlock xa_unlock
#define ll_xa_is_value xa_is_value
#define ll_truncate_pagecache truncate_pagecache
#define d_alias d_u.d_alias
#define ll_d_count d_count
#define posix_acl_xattr_header struct posix_acl_xattr_header
#define posix_acl_xattr_entry struct posix_acl_xattr_entry
#define cfs_kernel_write kernel_write
#define cfs_kernel_read kernel_read
#define ll_vfs_getattr vfs_getattr
#define ll_vfs_getxattr __vfs_getxattr
#define ll_vfs_setxattr __vfs_setxattr

#define ___wait_cond_timeout1 ___wait_cond_timeout
#define PROC_OWNER(module)

/* Encryption and capabilities. */
#define CFS_CAP_DAC_READ_SEARCH CAP_DAC_READ_SEARCH
#define CFS_CAP_FOWNER CAP_FOWNER
#define CFS_CAP_FS_MASK CAP_FS_MASK_B0
#define CFS_CAP_SYS_ADMIN CAP_SYS_ADMIN
#define CFS_CAP_SYS_RESOURCE CAP_SYS_RESOURCE
#define LL_IOC_ADD_ENCRYPTION_KEY FS_IOC_ADD_ENCRYPTION_KEY
#define LL_IOC_GET_ENCRYPTION_KEY_STATUS FS_IOC_GET_ENCRYPTION_KEY_STATUS
#define LL_IOC_GET_ENCRYPTION_POLICY_EX FS_IOC_GET_ENCRYPTION_POLICY_EX
#define LL_IOC_REMOVE_ENCRYPTION_KEY FS_IOC_REMOVE_ENCRYPTION_KEY
#define LL_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS FS_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS
#define LL_IOC_SET_ENCRYPTION_POLICY FS_IOC_SET_ENCRYPTION_POLICY
#define llcrypt_decrypt_pagecache_blocks fscrypt_decrypt_pagecache_blocks
#define llcrypt_drop_inode fscrypt_drop_inode
#define llcrypt_encrypt_pagecache_blocks fscrypt_encrypt_pagecache_blocks
#define llcrypt_file_open fscrypt_file_open
#define llcrypt_finalize_bounce_page fscrypt_finalize_bounce_page
#define llcrypt_free_ctx fscrypt_free_ctx
#define llcrypt_free_inode fscrypt_free_inode
#define llcrypt_get_encryption_info fscrypt_get_encryption_info
#define llcrypt_has_encryption_key fscrypt_has_encryption_key
#define llcrypt_inherit_context fscrypt_inherit_context
#define llcrypt_ioctl_add_key fscrypt_ioctl_add_key
#define llcrypt_ioctl_get_key_status fscrypt_ioctl_get_key_status
#define llcrypt_ioctl_get_policy_ex fscrypt_ioctl_get_policy_ex
#define llcrypt_ioctl_remove_key fscrypt_ioctl_remove_key
#define llcrypt_ioctl_remove_key_all_users fscrypt_ioctl_remove_key_all_users
#define llcrypt_ioctl_set_policy fscrypt_ioctl_set_policy
#define llcrypt_operations fscrypt_operations
#define llcrypt_prepare_link fscrypt_prepare_link
#define llcrypt_prepare_rename fscrypt_prepare_rename
#define llcrypt_prepare_setattr fscrypt_prepare_setattr
#define llcrypt_put_encryption_info fscrypt_put_encryption_info
#define llcrypt_set_ops fscrypt_set_ops
#define llcrypt_symlink_data fscrypt_symlink_data

/* Branch hints and conversions, which say nothing about what happens. */
#define likely(condition) condition
#define unlikely(condition) condition
#define PTR_ERR(ptr) (long)ptr
