// SPDX-License-Identifier: GPL-2.0-only
/*
 * Harbor: inodes and their attributes.
 */

#include <linux/jiffies.h>
#include <linux/pagemap.h>
#include <linux/slab.h>

#include "harbor_internal.h"

#define HARBOR_ATTR_SECONDS 3	/* how long attributes are taken for true */

static struct kmem_cache *harbor_inode_cache;

static void harbor_inode_init_once(void *object)
{
	struct harbor_inode *hi = object;

	inode_init_once(&hi->hi_inode);
}

int harbor_inode_cache_init(void)
{
	harbor_inode_cache = kmem_cache_create("harbor_inode",
					       sizeof(struct harbor_inode), 0,
					       SLAB_RECLAIM_ACCOUNT,
					       harbor_inode_init_once);
	return harbor_inode_cache ? 0 : -ENOMEM;
}

void harbor_inode_cache_fini(void)
{
	/* Inodes are freed after a grace period. */
	rcu_barrier();
	kmem_cache_destroy(harbor_inode_cache);
}

struct inode *harbor_alloc_inode(struct super_block *sb)
{
	struct harbor_inode *hi;

	hi = kmem_cache_alloc(harbor_inode_cache, GFP_KERNEL);
	if (!hi)
		return NULL;

	hi->hi_fid = 0;
	hi->hi_expires = jiffies;
	return &hi->hi_inode;
}

void harbor_free_inode(struct inode *inode)
{
	kmem_cache_free(harbor_inode_cache, harbor_inode(inode));
}

static void harbor_set_attr(struct inode *inode,
			    const struct harbor_attr *attr)
{
	inode->i_uid = make_kuid(&init_user_ns, le32_to_cpu(attr->uid));
	inode->i_gid = make_kgid(&init_user_ns, le32_to_cpu(attr->gid));
	set_nlink(inode, le32_to_cpu(attr->nlink));
	i_size_write(inode, le64_to_cpu(attr->size));
	port_set_mtime(inode, le64_to_cpu(attr->mtime));
	harbor_inode(inode)->hi_expires = jiffies + HARBOR_ATTR_SECONDS * HZ;
}

static int harbor_inode_test(struct inode *inode, void *fid)
{
	return harbor_inode(inode)->hi_fid == *(__u64 *)fid;
}

static int harbor_inode_set(struct inode *inode, void *fid)
{
	harbor_inode(inode)->hi_fid = *(__u64 *)fid;
	return 0;
}

/* The inode that the server describes, or an ERR_PTR(). */
struct inode *harbor_iget(struct super_block *sb,
			  const struct harbor_attr *attr)
{
	umode_t mode = le32_to_cpu(attr->mode);
	__u64 fid = le64_to_cpu(attr->fid);
	struct inode *inode;

	ENTRY;
	if (!S_ISREG(mode) && !S_ISDIR(mode) && !S_ISLNK(mode))
		RETURN(ERR_PTR(-EIO));
	if ((__s64)le64_to_cpu(attr->size) < 0)
		RETURN(ERR_PTR(-EFBIG));

	inode = iget5_locked(sb, port_hash_64(fid, 32), harbor_inode_test,
			     harbor_inode_set, &fid);
	if (!inode)
		RETURN(ERR_PTR(-ENOMEM));

	if (!(inode->i_state & I_NEW)) {
		if (!inode_wrong_type(inode, mode))
			RETURN(inode);
		iput(inode);
		RETURN(ERR_PTR(-ESTALE));
	}

	PDEBUG(D_INODE, "new inode for fid %llu\n", fid);
	inode->i_ino = fid;
	inode->i_mode = mode;
	inode->i_mapping->a_ops = &harbor_aops;
	harbor_set_attr(inode, attr);
	switch (mode & S_IFMT) {
	case S_IFDIR:
		inode->i_op = &harbor_dir_inode_operations;
		inode->i_fop = &harbor_dir_operations;
		break;
	case S_IFLNK:
		inode->i_op = &page_symlink_inode_operations;
		inode_nohighmem(inode);
		break;
	default:
		inode->i_op = &harbor_file_inode_operations;
		inode->i_fop = &generic_ro_fops;
	}
	unlock_new_inode(inode);
	RETURN(inode);
}

/* Asks the server when what we know is too old. */
static int harbor_refresh(struct inode *inode)
{
	struct harbor_inode *hi = harbor_inode(inode);
	struct harbor_attr attr;
	loff_t old_size = i_size_read(inode);
	int rc;

	ENTRY;
	if (time_before(jiffies, hi->hi_expires))
		RETURN(0);

	rc = harbor_call_attr(harbor_mount(inode->i_sb), HARBOR_GETATTR,
			      hi->hi_fid, NULL, 0, &attr);
	if (rc)
		RETURN(rc);
	if (inode_wrong_type(inode, le32_to_cpu(attr.mode)) ||
	    (__s64)le64_to_cpu(attr.size) < 0)
		RETURN(-ESTALE);

	inode_lock(inode);
	harbor_set_attr(inode, &attr);
	inode_unlock(inode);
	if (S_ISREG(inode->i_mode) && i_size_read(inode) != old_size)
		invalidate_mapping_pages(inode->i_mapping, 0, -1);
	RETURN(0);
}

#ifdef HAVE_MNT_IDMAP_ARG
int harbor_getattr(struct mnt_idmap *idmap, const struct path *path,
		   struct kstat *stat, __u32 mask, unsigned int flags)
#elif defined(HAVE_USER_NS_ARG)
int harbor_getattr(struct user_namespace *userns, const struct path *path,
		   struct kstat *stat, __u32 mask, unsigned int flags)
#else
int harbor_getattr(const struct path *path, struct kstat *stat, __u32 mask,
		   unsigned int flags)
#endif
{
	struct inode *inode = d_inode(path->dentry);
	int rc;

	ENTRY;
	rc = harbor_refresh(inode);
	if (rc)
		RETURN(rc);

#ifdef HAVE_MNT_IDMAP_ARG
	generic_fillattr(idmap, mask, inode, stat);
#elif defined(HAVE_USER_NS_ARG)
	generic_fillattr(userns, inode, stat);
#else
	generic_fillattr(inode, stat);
#endif
	RETURN(0);
}

const struct inode_operations harbor_file_inode_operations = {
	.getattr	= harbor_getattr,
};
