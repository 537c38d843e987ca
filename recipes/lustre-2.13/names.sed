# SPDX-License-Identifier: GPL-2.0-or-later
# Lustre's names for what the kernel has under a name of its own, line by line.

# -- Headers: those for older kernels go, the others have moved -----------------------------------
/include.*<lustre_compat\.h>/d
/include.*linux-.[^r]/d
s,include\(.*\)<lnet/,include\1<linux/lnet/,
s,include\(.*\)<libcfs/,include\1<linux/libcfs/,
s,libcfs/crypto/llcrypt\.h,fscrypt.h,

# curproc.h declares one type and one function that are left to say what the kernel calls them.
/include.*"curproc\.h"/ {
	i\
typedef u32 cfs_cap_t;\
#define cfs_cap_pack(cap) (cap)\
#define cfs_cap_unpack(cap) (cap)\
static inline cfs_cap_t cfs_curproc_cap_pack(void){return cfs_cap_pack(current_cap().cap[0]);}
	d
}

# -- Function tracing ----------------------------------------------------------------------------
/^\s*ENTRY;\s*$/d
/^\s*EXIT;\s*$/d
s/RETURN_EXIT;/return;/

# -- Configuration switches, which Kconfig prefixes -------------------------------------------------
s/\bCDEBUG_ENABLED\b/CONFIG_CDEBUG_ENABLED/
s/\bLIBCFS_DEBUG\b/CONFIG_LIBCFS_DEBUG/

# -- Timers, parameters, capabilities --------------------------------------------------------------
s/cfs_kernel_param_arg_t/const struct kernel_param/
s/cfs_timer_cb_arg_t/struct timer_list */
s/cfs_from_timer/from_timer/
s/cfs_capable/capable/
s/CFS_CAP_FS_MASK/CAP_FS_MASK_B0/
s/CFS_CAP_/CAP_/g

# -- Hashing ---------------------------------------------------------------------------------------
s/cfs_hash_32/hash_32/
s/cfs_hash_64/hash_64/
s/cfs_hashlen_string/hashlen_string/
s/ll_full_name_hash/full_name_hash/

# -- Memory and pages ------------------------------------------------------------------------------
s/cfs_totalram_pages/totalram_pages/
s/\bpage_tree\b/i_pages/
s/ll_xa_lock/xa_lock/
s/ll_xa_unlock/xa_unlock/
s/ll_xa_is_value/xa_is_value/
s/ll_truncate_pagecache/truncate_pagecache/
s/get_vmf_address(vmf)/(void __user *)vmf->address/
/OBD_FREE_PRE/d
/POISON(/d
/POISON_PAGE(/d

# -- The virtual file system -----------------------------------------------------------------------
s/\bd_alias/d_u.d_alias/
s/ll_d_count/d_count/
s/(LOOKUP_CONTINUE.*LOOKUP_PARENT)/LOOKUP_PARENT/
s/posix_acl_xattr_header/struct posix_acl_xattr_header/
s/posix_acl_xattr_entry/struct posix_acl_xattr_entry/
s/cfs_kernel_write/kernel_write/
s/cfs_kernel_read/kernel_read/
s/ll_vfs_getattr/vfs_getattr/
s/ll_vfs_getxattr/__vfs_getxattr/
s/ll_vfs_setxattr/__vfs_setxattr/
/PROC_OWNER(THIS_MODULE)/d
s/___wait_cond_timeout1/___wait_cond_timeout/

# -- Encryption --------------------------------------------------------------------------------------
s/llcrypt/fscrypt/g
/fscrypt_sb_free(sb);/d
s/LL_\(IOC_[A-Z_]*ENCRYPTION[A-Z_]*\)/FS_\1/

# -- Indentation by tabs, eight columns each -----------------------------------------------------------
:tabs
s/^\(	*\)        /\1	/
t tabs
