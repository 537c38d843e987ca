# SPDX-License-Identifier: GPL-2.0-or-later
# What is left inside of macros, where semantic patches cannot see it (Coccinelle's see even less: the second
# and third command are for its sake).
s/LIBCFS_FREE(ptr, CFS_BITMAP_SIZE(ptr->size))/kfree(ptr)/
s/cfs_time_seconds(1)/HZ/
s/RETURN(\(rc\|-ENODEV\))/return \1/
s/OBD_FREE_PTR\b/kfree/
s/OBD_ALLOC_PTR(value)/value = kzalloc(sizeof(*value), GFP_NOFS)/
