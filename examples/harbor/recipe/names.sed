# SPDX-License-Identifier: GPL-2.0-or-later
# What the kernel has takes the place of what made other kernels look alike.
/#include <libport\/port_compat\.h>/d
s,<libport/port_alloc\.h>,<linux/slab.h>,
s,<libport/port_hash\.h>,<linux/hash.h>,
s/\bport_hash_64\b/hash_64/
s/\bport_proc_single\b/proc_create_single/

# A module of the kernel has the kernel's version.
/^MODULE_VERSION(/d

# What function tracing does today.
/^\s*ENTRY;$/d
/^\s*EXIT;$/d
s/\bRETURN_EXIT;/return;/
s/\(messages wanted: \)1 functions, /\1/
