# SPDX-License-Identifier: GPL-2.0-or-later
# What is left over when all is decided.

# Macros that only conditionals asked for.
/^[ \t]*#[ \t]*define[ \t]\+\(AFS_ADAPT_PMTU\|AFS_DAEMONOP_ENV\|AFS_RXGEN_EXPORT\|AFS_VCACHE_EMBEDDED_VNODE\|ERRORS_FROM_D_REVALIDATE\|FSINT_COMMON_XG\|HEIMDAL_SMALLER\|ICL_LONG\|INSTRUMENT_LOCKS\|RX_ENABLE_LOCKS\|USE_FOP_ITERATE\)\>/ d

# No use is deprecated that is still there.
/^#define HC_DEPRECATED\>/ d
/^#define HC_DEPRECATED_CRYPTO\>/ d
s/\<HC_DEPRECATED\(_CRYPTO\)\? //

# The language has words for these.
/^#define static_inline\>/ d
/^#define hdr_static_inline\>/ d
s/\<hdr_static_inline(\([^)]*\))/static inline \1/
s/\<static_inline\>/static inline/g

s/[ \t]\+$//

# Runs of blank lines shrink to one.
/./ b
:blank
$! {
	N
	/^\n[ \t]*$/ {
		s/\n.*//
		b blank
	}
}
