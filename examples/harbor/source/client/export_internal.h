/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _HARBOR_EXPORT_INTERNAL_H
#define _HARBOR_EXPORT_INTERNAL_H

#include <uapi/linux/harbor/harbor_export.h>

int harbor_export_init(void);
void harbor_export_fini(void);

#endif /* _HARBOR_EXPORT_INTERNAL_H */
