# SPDX-License-Identifier: GPL-2.0-or-later
# What semantic patches cannot see, being inside of macros; then runs of blank lines.
s/OBD_FREE_PTR\b/kfree/
s/OBD_ALLOC_PTR(value)/value = kzalloc(sizeof(*value), GFP_NOFS)/
s/cfs_time_seconds(1)/HZ/
s/RETURN(\(rc\|-ENODEV\))/return \1/
$!N
/^\n$/!P
D
