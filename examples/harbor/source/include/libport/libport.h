/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libport: what Harbor's modules share. Nothing in it knows about Harbor.
 */
#ifndef _LIBPORT_H
#define _LIBPORT_H

#include <linux/in.h>
#include <linux/types.h>
#include <libport/port_hash.h>
#include <libport/port_alloc.h>

#include <libport/port_compat.h>
#include <libport/port_debug.h>

/*
 * Reads "192.0.2.1:/export" into the address and, newly allocated, the path.
 * The caller frees *path with kfree().
 */
int port_parse_endpoint(const char *endpoint, struct in_addr *addr,
			char **path);

/* Whether a name from the network may stand for a directory entry. */
bool port_name_ok(const char *name, size_t len);

#endif /* _LIBPORT_H */
