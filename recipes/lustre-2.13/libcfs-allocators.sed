# SPDX-License-Identifier: GPL-2.0-or-later
# The allocators of libcfs_private.h, for the same reason.
/LIBCFS_VMALLOC_SIZE/,/\*\*\*\*\*\*\*\*\*\*/d
/define CFS_ALLOC_PTR(/,/define CFS_FREE_PTR_ARRAY(/d
/^	LIBCFS_FREE(ptr, (count) \* /d
