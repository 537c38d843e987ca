# SPDX-License-Identifier: GPL-2.0-or-later
# What is left over when all is decided.

# Macros that only conditionals asked for.
/^[ \t]*#[ \t]*define[ \t]\+\(AFS_ADAPT_PMTU\|AFS_DAEMONOP_ENV\|AFS_VCACHE_EMBEDDED_VNODE\|ERRORS_FROM_D_REVALIDATE\|HEIMDAL_SMALLER\|INSTRUMENT_LOCKS\|RX_ENABLE_LOCKS\|USE_FOP_ITERATE\)\>/ d

# No use is deprecated that is still there.
/^#define HC_DEPRECATED\>/ d
/^#define HC_DEPRECATED_CRYPTO\>/ d
s/\<HC_DEPRECATED\(_CRYPTO\)\?\>[ \t]*//

# The language has words for these, or needs none.
/^[ \t]*#[ \t]*define[ \t]\+AFS_RXGEN_EXPORT\>/ d
s/\<AFS_RXGEN_EXPORT\>[ \t]*//
/^#define static_inline\>/ d
/^#define hdr_static_inline\>/ d
s/\<hdr_static_inline(\([^)]*\))/static inline \1/
s/\<static_inline\>/static inline/g

# Tabs are eight columns wide.
:tab
s/^\(\t*\) \{8\}/\1\t/
t tab
s/[ \t]\+$//

# Runs of blank lines shrink to one.
/^$/ {
	$! N
	/^\n[ \t]*$/ D
	P
	D
}
