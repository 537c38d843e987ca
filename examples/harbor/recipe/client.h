/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holds for the client in Linux 6.1. */
#undef HAVE_SERVER_SUPPORT

#define HARBOR_VERSION(major, minor, patch, fix) \
	((major) * 1000000 + (minor) * 10000 + (patch) * 100 + (fix))
#define HARBOR_VERSION_CODE HARBOR_VERSION(1, 4, 2, 0)

#undef HAVE_MNT_IDMAP_ARG
#define HAVE_READ_FOLIO
#define HAVE_USER_NS_ARG
