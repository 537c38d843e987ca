/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the client's files share.
 */
#ifndef _HARBOR_INTERNAL_H
#define _HARBOR_INTERNAL_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/net.h>

#include <libport/libport.h>
#include <uapi/linux/harbor/harbor_proto.h>

/* One mounted export. */
struct harbor_mount {
	struct list_head	hm_link;	/* in harbor_mounts */
	struct socket		*hm_sock;
	struct in_addr		hm_addr;
	__u16			hm_port;
	unsigned int		hm_timeout;	/* of one try, in seconds */
	unsigned int		hm_retries;
	char			*hm_path;	/* of the export, on the server */

	struct mutex		hm_lock;	/* one request at a time */
	__u32			hm_xid;
	void			*hm_reply;	/* header and data */

	atomic64_t		hm_calls;
	atomic64_t		hm_resent;
	atomic64_t		hm_failed;
};

struct harbor_inode {
	__u64			hi_fid;
	unsigned long		hi_expires;	/* jiffies: attributes are old */
	struct inode		hi_inode;
};

static inline struct harbor_mount *harbor_mount(struct super_block *sb)
{
	return sb->s_fs_info;
}

static inline struct harbor_inode *harbor_inode(struct inode *inode)
{
	return container_of(inode, struct harbor_inode, hi_inode);
}

/* super.c */
extern struct list_head harbor_mounts;
extern struct mutex harbor_mounts_lock;

/* The caller holds harbor_mounts_lock. */
#define harbor_for_each_mount(hm)					\
	list_for_each_entry(hm, &harbor_mounts, hm_link)

/* request.c */
int harbor_connect(struct harbor_mount *hm);
void harbor_disconnect(struct harbor_mount *hm);
int harbor_call(struct harbor_mount *hm, struct harbor_header *request,
		const void *data, size_t data_len, void *answer, size_t room);
int harbor_call_attr(struct harbor_mount *hm, __u16 op, __u64 fid,
		     const void *data, size_t data_len,
		     struct harbor_attr *attr);

/* inode.c */
extern const struct inode_operations harbor_file_inode_operations;
struct inode *harbor_iget(struct super_block *sb,
			  const struct harbor_attr *attr);
struct inode *harbor_alloc_inode(struct super_block *sb);
void harbor_free_inode(struct inode *inode);
int harbor_inode_cache_init(void);
void harbor_inode_cache_fini(void);
#ifdef HAVE_MNT_IDMAP_ARG
int harbor_getattr(struct mnt_idmap *idmap, const struct path *path,
		   struct kstat *stat, __u32 mask, unsigned int flags);
#elif defined(HAVE_USER_NS_ARG)
int harbor_getattr(struct user_namespace *userns, const struct path *path,
		   struct kstat *stat, __u32 mask, unsigned int flags);
#else
int harbor_getattr(const struct path *path, struct kstat *stat, __u32 mask,
		   unsigned int flags);
#endif

/* dir.c */
extern const struct inode_operations harbor_dir_inode_operations;
extern const struct file_operations harbor_dir_operations;

/* file.c */
extern const struct address_space_operations harbor_aops;

/* proc.c */
#ifdef CONFIG_PROC_FS
int harbor_proc_init(void);
void harbor_proc_fini(void);
#else
static inline int harbor_proc_init(void)
{
	return 0;
}
static inline void harbor_proc_fini(void) {}
#endif

#endif /* _HARBOR_INTERNAL_H */
