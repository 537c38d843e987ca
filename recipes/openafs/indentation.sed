# SPDX-License-Identifier: GPL-2.0-or-later
# Where a conditional stood between an if and the statement after it, that statement is indented as if the if
# guarded it, and the compiler warns of it.

# afs_daemons.c
/Irix with "short stack" exits/ d
s/^\t\(.*Otherwise it's a new one\)/    \1/
s/^\t\(afs_nbrs++;\)$/    \1/

# afs_icl.c
s/^\t    \(\*retval = (flags << 24)\)/\t\1/

# afs_vnop_lookup.c
/^\t    if (!hit && (force_eval/,/^\t    }$/ {
	s/^\t    /\t/
	t
	s/^\t\t/\t    /
}
