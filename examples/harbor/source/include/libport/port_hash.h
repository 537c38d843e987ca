/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LIBPORT_HASH_H
#define _LIBPORT_HASH_H

#include <linux/types.h>

/* The top bits of the product are the best mixed ones. */
static inline __u32 port_hash_64(__u64 value, unsigned int bits)
{
	return value * 0x9e3779b97f4a7c15ULL >> (64 - bits);
}
#endif /* _LIBPORT_HASH_H */
