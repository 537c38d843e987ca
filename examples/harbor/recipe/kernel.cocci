// SPDX-License-Identifier: GPL-2.0-or-later
// Compatibility functions give way to what they do in this kernel.
@ set_mtime @
expression INODE, SECONDS;
@@
-port_set_mtime(INODE, SECONDS);
+INODE->i_mtime.tv_sec = SECONDS;
+INODE->i_mtime.tv_nsec = 0;
