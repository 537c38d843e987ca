/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holds for the client in Linux 6.1. */
#undef HAVE_SERVER_SUPPORT

#define HARBOR_VERSION_CODE 10402

#undef HAVE_MNT_IDMAP_ARG
#define HAVE_READ_FOLIO
#define HAVE_USER_NS_ARG
