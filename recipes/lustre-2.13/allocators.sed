# SPDX-License-Identifier: GPL-2.0-or-later
# The accounting allocators of obd_support.h: client.cocci turns their callers to the kernel's own.
/OBD_DEBUG_MEMUSAGE/,/OBD_SLAB_FREE((ptr), (slab), sizeof/d
