# SPDX-License-Identifier: GPL-2.0-or-later
# ptlrpc finds the lock manager beside itself, and has no server targets.
s,@top_srcdir@/lustre/ldlm/,../ldlm/,
/^TARGET :=/d
# The network drivers are built as LNet is, not always as modules.
s/^obj-m /obj-$(CONFIG_LNET) /
