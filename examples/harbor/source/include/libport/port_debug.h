/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages, and a trace of functions entered and left.
 */
#ifndef _LIBPORT_DEBUG_H
#define _LIBPORT_DEBUG_H

#include <linux/printk.h>

#define D_TRACE		0x01	/* functions entered and left */
#define D_NET		0x02	/* requests and replies */
#define D_INODE		0x04	/* inodes and names */

extern unsigned int port_debug;

#define PDEBUG(mask, fmt, ...)						\
do {									\
	if (port_debug & (mask))					\
		pr_info("harbor: %s: " fmt, __func__, ##__VA_ARGS__);	\
} while (0)

#define PERROR(fmt, ...) pr_err("harbor: " fmt, ##__VA_ARGS__)

/* begin of tracing */
#define ENTRY PDEBUG(D_TRACE, "enter\n")
#define EXIT PDEBUG(D_TRACE, "leave\n")

#define RETURN(value)							\
do {									\
	typeof(value) __value = (value);				\
									\
	PDEBUG(D_TRACE, "leave with %ld\n", (long)__value);		\
	return __value;							\
} while (0)

#define RETURN_EXIT							\
do {									\
	EXIT;								\
	return;								\
} while (0)

#define GOTO(label, value)						\
do {									\
	long __value = (long)(value);					\
									\
	PDEBUG(D_TRACE, "go to " #label " with %ld\n", __value);	\
	goto label;							\
} while (0)
/* end of tracing */

#endif /* _LIBPORT_DEBUG_H */
