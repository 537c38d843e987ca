# SPDX-License-Identifier: GPL-2.0-or-later
# The allocators of libcfs_private.h, for the same reason.
/LIBCFS_VMALLOC_SIZE/,/\*\*\*\*\*\*\*\*\*\*/d
/CFS_ALLOC_PTR/,/LIBCFS_FREE/d
