# SPDX-License-Identifier: GPL-2.0-or-later
# Gives included headers the names they have in the kernel, or from fs/openafs on.
/^[ \t]*#[ \t]*include/ {
	# Which configure makes, and which are empty, or for what is decided by now.
	/[<"]afsconfig\.h[">]/ d
	/<\(assert\|krb5-types\|roken\|stdio\|stdlib\|string\)\.h>/ d
	/"roken\.h"/ d
	/<linux\/version\.h>/ d

	# OpenAFS reaches the kernel's headers through links of these names.
	s,[<"]\(h\|netinet\|sys\)/\([a-z]*\.h\)[">],<linux/\2>,
	s,"\(linux/[a-z]*\.h\)",<\1>,
	s,<asm/atomic\.h>,<linux/atomic.h>,

	# Its own come in quotes, with their folder unless it is the one of the file.
	s,<\(afs\|hcrypto\|opr\|rx\)/\([^>]*\)>,"\1/\2",
	s,"rx/rxkad,"rxkad/rxkad,
	s,[<"]\(afsincludes\|afsint\|afs_osi\|afscbint\|osi_compat\|token\|vldbint\)\.h[">],"afs/\1.h",
	s,[<"]config\.h[">],"hcrypto/config.h",
	s,<rx_kmutex\.h>,"rx/rx_kmutex.h",
	s,<\([a-z0-9_-]*\.h\)>,"\1",
}
