# SPDX-License-Identifier: GPL-2.0-or-later
# The entry and exit tracing of libcfs_debug.h: ENTRY, EXIT, RETURN, RETURN_EXIT, GOTO.
/if defined.*CDEBUG_ENTRY_EXIT/,/endif.*CDEBUG_ENTRY_EXIT/d
/define RETURN_EXIT/,/while (0)/d
