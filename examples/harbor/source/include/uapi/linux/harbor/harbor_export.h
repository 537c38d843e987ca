/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What the server's tools need to know.
 */
#ifndef _UAPI_LINUX_HARBOR_EXPORT_H
#define _UAPI_LINUX_HARBOR_EXPORT_H

#include <linux/types.h>

#define HARBOR_EXPORT_ROOT	1	/* the root's fid */

#endif /* _UAPI_LINUX_HARBOR_EXPORT_H */
