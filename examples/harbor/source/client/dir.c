// SPDX-License-Identifier: GPL-2.0-only
/*
 * Harbor: names and directories.
 */

#include <linux/slab.h>

#include "harbor_internal.h"

static struct dentry *harbor_lookup(struct inode *dir, struct dentry *dentry,
				    unsigned int flags)
{
	struct harbor_attr attr;
	struct inode *inode;
	int rc;

	ENTRY;
	if (dentry->d_name.len > HARBOR_MAX_NAME)
		RETURN(ERR_PTR(-ENAMETOOLONG));

	rc = harbor_call_attr(harbor_mount(dir->i_sb), HARBOR_LOOKUP,
			      harbor_inode(dir)->hi_fid, dentry->d_name.name,
			      dentry->d_name.len, &attr);
	if (rc == -ENOENT)
		inode = NULL;
	else if (rc)
		inode = ERR_PTR(rc);
	else
		inode = harbor_iget(dir->i_sb, &attr);

	RETURN(d_splice_alias(inode, dentry));
}

/*
 * Hands the entries in @data to the caller of readdir. Returns 0 when it
 * wants more, 1 when it has enough, or -EIO for entries that make no sense.
 */
static int harbor_emit(struct dir_context *ctx, const void *data, size_t size)
{
	ENTRY;
	while (size > 0) {
		const struct harbor_entry *entry = data;
		size_t length;

		if (size < offsetof(struct harbor_entry, name))
			RETURN(-EIO);
		length = ALIGN(offsetof(struct harbor_entry, name) +
			       entry->namelen, 8);
		if (length > size ||
		    !port_name_ok(entry->name, entry->namelen) ||
		    le64_to_cpu(entry->cookie) >= LLONG_MAX - 2)
			RETURN(-EIO);

		if (!dir_emit(ctx, entry->name, entry->namelen,
			      le64_to_cpu(entry->fid), entry->type))
			RETURN(1);
		/* "." and ".." come before the server's first. */
		ctx->pos = le64_to_cpu(entry->cookie) + 2;
		data += length;
		size -= length;
	}
	RETURN(0);
}

static int harbor_readdir(struct file *file, struct dir_context *ctx)
{
	struct inode *dir = file_inode(file);
	struct harbor_header request = {
		.op	= cpu_to_le16(HARBOR_READDIR),
		.fid	= cpu_to_le64(harbor_inode(dir)->hi_fid),
	};
	void *data;
	int rc;

	ENTRY;
	if (!dir_emit_dots(file, ctx))
		RETURN(0);

	HARBOR_ALLOC(data, HARBOR_MAX_DATA);
	if (!data)
		RETURN(-ENOMEM);

	do {
		loff_t pos = ctx->pos;

		request.offset = cpu_to_le64(pos - 2);
		rc = harbor_call(harbor_mount(dir->i_sb), &request, NULL, 0,
				 data, HARBOR_MAX_DATA);
		if (rc <= 0)
			GOTO(out, rc);
		rc = harbor_emit(ctx, data, rc);
		/* A server that does not go on would keep us for ever. */
		if (rc == 0 && ctx->pos <= pos)
			GOTO(out, rc = -EIO);
	} while (rc == 0 && !fatal_signal_pending(current));

	rc = min(rc, 0);
out:
	HARBOR_FREE(data, HARBOR_MAX_DATA);
	RETURN(rc);
}

const struct inode_operations harbor_dir_inode_operations = {
	.lookup		= harbor_lookup,
	.getattr	= harbor_getattr,
};

const struct file_operations harbor_dir_operations = {
	.llseek		= generic_file_llseek,
	.read		= generic_read_dir,
	.iterate_shared	= harbor_readdir,
};
