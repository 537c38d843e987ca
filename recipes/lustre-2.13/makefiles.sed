# SPDX-License-Identifier: GPL-2.0-or-later
# What makefiles know of the project's own tree.

# ptlrpc finds the lock manager beside itself, and has no server targets.
s,@top_srcdir@/lustre/ldlm/,../ldlm/,
/^TARGET :=/d

# The network drivers are built as LNet is, not always as modules.
s/^obj-m /obj-$(CONFIG_LNET) /

# The parts of libcfs that only older kernels need, or that the kernel has itself.
/^libcfs-linux-objs/d
/^libcfs-crypto-objs/d
s/\$(libcfs-linux-objs) //
