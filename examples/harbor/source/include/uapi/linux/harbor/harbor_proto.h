/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Harbor's protocol: what client and server send to each other.
 *
 * A request is one datagram: the header, then the name for HARBOR_LOOKUP, or
 * the path for HARBOR_ATTACH. The reply repeats xid and op, tells how it went
 * and carries the answer. All numbers are little-endian.
 */
#ifndef _UAPI_LINUX_HARBOR_PROTO_H
#define _UAPI_LINUX_HARBOR_PROTO_H

#include <linux/types.h>

#define HARBOR_MAGIC		0x48415242	/* also the superblock's */
#define HARBOR_PORT		7250
#define HARBOR_MAX_DATA		1024		/* bytes after the header */
#define HARBOR_MAX_NAME		255

enum harbor_op {
	HARBOR_ATTACH	= 1,	/* path -> attributes of its root */
	HARBOR_GETATTR	= 2,	/* fid -> attributes */
	HARBOR_LOOKUP	= 3,	/* directory's fid, name -> attributes */
	HARBOR_READDIR	= 4,	/* directory's fid, cookie -> entries */
	HARBOR_READ	= 5,	/* fid, offset, count -> bytes */
};

struct harbor_header {
	__le32	magic;
	__le32	xid;		/* the same in request and reply */
	__le16	op;
	__le16	error;		/* of a reply: a positive errno, or 0 */
	__le32	count;		/* of HARBOR_READ: bytes wanted */
	__le64	fid;
	__le64	offset;		/* of HARBOR_READDIR: where to go on */
};

struct harbor_attr {
	__le64	fid;
	__le64	size;
	__le64	mtime;		/* seconds since 1970 */
	__le32	mode;		/* type and permissions, as in stat(2) */
	__le32	nlink;
	__le32	uid;
	__le32	gid;
};

/* One after the other, each padded to a multiple of 8 bytes. */
struct harbor_entry {
	__le64	fid;
	__le64	cookie;		/* of the entry after this one */
	__u8	type;		/* DT_REG, DT_DIR, ... */
	__u8	namelen;
	char	name[];
};

#endif /* _UAPI_LINUX_HARBOR_PROTO_H */
