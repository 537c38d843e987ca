// SPDX-License-Identifier: GPL-2.0-only
/*
 * libport: texts from users and from the network.
 */

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/inet.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <libport/libport.h>

int port_parse_endpoint(const char *endpoint, struct in_addr *addr,
			char **path)
{
	const char *end;

	ENTRY;
	if (!in4_pton(endpoint, -1, (__u8 *)&addr->s_addr, ':', &end))
		RETURN(-EINVAL);
	if (end[0] != ':' || end[1] != '/')
		RETURN(-EINVAL);

	*path = kstrdup(end + 1, GFP_KERNEL);
	if (!*path)
		RETURN(-ENOMEM);

	RETURN(0);
}
EXPORT_SYMBOL_GPL(port_parse_endpoint);

bool port_name_ok(const char *name, size_t len)
{
	if (len == 0 || (len == 1 && name[0] == '.') ||
	    (len == 2 && name[0] == '.' && name[1] == '.'))
		return false;

	return !memchr(name, '/', len) && !memchr(name, '\0', len);
}
EXPORT_SYMBOL_GPL(port_name_ok);
