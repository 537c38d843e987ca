/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Zeroed memory, with a message when there is none.
 */
#ifndef _LIBPORT_ALLOC_H
#define _LIBPORT_ALLOC_H

#include <linux/mm.h>
#include <linux/slab.h>

#include <libport/port_debug.h>

#define __PORT_CHECKED(ptr, size)					\
do {									\
	if (!(ptr))							\
		PERROR("no memory for '" #ptr "' (%zu bytes)\n",	\
		       (size_t)(size));					\
} while (0)

#define HARBOR_ALLOC(ptr, size)						\
do {									\
	(ptr) = kzalloc(size, GFP_NOFS);				\
	__PORT_CHECKED(ptr, size);					\
} while (0)

#define HARBOR_ALLOC_PTR(ptr) HARBOR_ALLOC(ptr, sizeof(*(ptr)))

#define HARBOR_ALLOC_LARGE(ptr, size)					\
do {									\
	(ptr) = kvzalloc(size, GFP_KERNEL);				\
	__PORT_CHECKED(ptr, size);					\
} while (0)

#define HARBOR_FREE(ptr, size)						\
do {									\
	(void)(size);							\
	kfree(ptr);							\
	(ptr) = NULL;							\
} while (0)

#define HARBOR_FREE_PTR(ptr) HARBOR_FREE(ptr, sizeof(*(ptr)))

#define HARBOR_FREE_LARGE(ptr, size)					\
do {									\
	(void)(size);							\
	kvfree(ptr);							\
	(ptr) = NULL;							\
} while (0)

#endif /* _LIBPORT_ALLOC_H */
