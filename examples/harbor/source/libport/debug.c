// SPDX-License-Identifier: GPL-2.0-only
/*
 * libport: which messages are wanted.
 */

#include <linux/module.h>

#include <libport/libport.h>

unsigned int port_debug;
EXPORT_SYMBOL_GPL(port_debug);
module_param_named(debug, port_debug, uint, 0644);
MODULE_PARM_DESC(debug, "messages wanted: 1 functions, 2 network, 4 inodes");

MODULE_DESCRIPTION("Harbor's private library");
MODULE_VERSION(HARBOR_VERSION_STRING);
MODULE_LICENSE("GPL");
