// SPDX-License-Identifier: GPL-2.0-only
/*
 * Harbor: mounting, and the module.
 */

#include <linux/fs_context.h>
#include <linux/fs_parser.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "harbor_internal.h"
#ifdef HAVE_SERVER_SUPPORT
#include "export_internal.h"
#endif

#define HARBOR_TIMEOUT	2	/* seconds */
#define HARBOR_RETRIES	3

LIST_HEAD(harbor_mounts);
DEFINE_MUTEX(harbor_mounts_lock);

enum harbor_param {
	Opt_port,
	Opt_retries,
#if HARBOR_VERSION_CODE < HARBOR_VERSION(1, 4, 0, 0)
	Opt_retrans,
#endif
	Opt_source,
	Opt_timeout,
};

static const struct fs_parameter_spec harbor_parameters[] = {
	fsparam_u32	("port",	Opt_port),
	fsparam_u32	("retries",	Opt_retries),
#if HARBOR_VERSION_CODE < HARBOR_VERSION(1, 4, 0, 0)
	fsparam_u32	("retrans",	Opt_retrans),
#endif
	fsparam_string	("source",	Opt_source),
	fsparam_u32	("timeout",	Opt_timeout),
	{}
};

static void harbor_free_mount(struct harbor_mount *hm)
{
	ENTRY;
	if (!hm)
		RETURN_EXIT;

	harbor_disconnect(hm);
	kfree(hm->hm_path);
	HARBOR_FREE_PTR(hm);
	EXIT;
}

static int harbor_parse_source(struct fs_context *fc, struct harbor_mount *hm,
			       struct fs_parameter *param)
{
	int rc;

	ENTRY;
	if (fc->source)
		RETURN(invalf(fc, "harbor: more than one source"));

	rc = port_parse_endpoint(param->string, &hm->hm_addr, &hm->hm_path);
	if (rc == -EINVAL)
		RETURN(invalf(fc, "harbor: the source is not ADDRESS:/PATH"));
	if (rc)
		RETURN(rc);

	fc->source = param->string;
	param->string = NULL;
	RETURN(0);
}

static int harbor_parse_param(struct fs_context *fc,
			      struct fs_parameter *param)
{
	struct harbor_mount *hm = fc->s_fs_info;
	struct fs_parse_result result;
	int opt;

	opt = fs_parse(fc, harbor_parameters, param, &result);
	if (opt < 0)
		return opt;

	switch (opt) {
	case Opt_port:
		if (result.uint_32 == 0 || result.uint_32 > U16_MAX)
			return invalf(fc, "harbor: no such port");
		hm->hm_port = result.uint_32;
		break;
#if HARBOR_VERSION_CODE < HARBOR_VERSION(1, 4, 0, 0)
	case Opt_retrans:
#endif
	case Opt_retries:
		if (result.uint_32 > 100)
			return invalf(fc, "harbor: at most 100 retries");
		hm->hm_retries = result.uint_32;
		break;
	case Opt_source:
		return harbor_parse_source(fc, hm, param);
	case Opt_timeout:
		if (result.uint_32 == 0 || result.uint_32 > 600)
			return invalf(fc, "harbor: timeout: 1 to 600 seconds");
		hm->hm_timeout = result.uint_32;
		break;
	}
	return 0;
}

static int harbor_show_options(struct seq_file *m, struct dentry *root)
{
	struct harbor_mount *hm = harbor_mount(root->d_sb);

	if (hm->hm_port != HARBOR_PORT)
		seq_printf(m, ",port=%u", hm->hm_port);
	if (hm->hm_retries != HARBOR_RETRIES)
		seq_printf(m, ",retries=%u", hm->hm_retries);
	if (hm->hm_timeout != HARBOR_TIMEOUT)
		seq_printf(m, ",timeout=%u", hm->hm_timeout);
	return 0;
}

static const struct super_operations harbor_super_operations = {
	.alloc_inode	= harbor_alloc_inode,
	.free_inode	= harbor_free_inode,
	.show_options	= harbor_show_options,
	.statfs		= simple_statfs,
};

static int harbor_fill_super(struct super_block *sb, struct fs_context *fc)
{
	struct harbor_mount *hm = sb->s_fs_info;
	struct harbor_attr attr;
	struct inode *root;
	int rc;

	ENTRY;
	sb->s_magic = HARBOR_MAGIC;
	sb->s_op = &harbor_super_operations;
	/* Names are not cached, since the server may change them. */
	sb->s_d_op = &simple_dentry_operations;
	sb->s_flags |= SB_RDONLY | SB_NOATIME;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_blocksize_bits = PAGE_SHIFT;
	sb->s_time_gran = NSEC_PER_SEC;

	rc = super_setup_bdi(sb);
	if (rc)
		RETURN(rc);
	rc = harbor_connect(hm);
	if (rc)
		RETURN(rc);
	rc = harbor_call_attr(hm, HARBOR_ATTACH, 0, hm->hm_path,
			      strlen(hm->hm_path), &attr);
	if (rc) {
		errorf(fc, "harbor: cannot attach to %s: error %d", fc->source,
		       rc);
		RETURN(rc);
	}

	root = harbor_iget(sb, &attr);
	if (IS_ERR(root))
		RETURN(PTR_ERR(root));
	if (!S_ISDIR(root->i_mode)) {
		iput(root);
		RETURN(-ENOTDIR);
	}
	sb->s_root = d_make_root(root);
	if (!sb->s_root)
		RETURN(-ENOMEM);

	mutex_lock(&harbor_mounts_lock);
	list_add_tail(&hm->hm_link, &harbor_mounts);
	mutex_unlock(&harbor_mounts_lock);
	RETURN(0);
}

static int harbor_get_tree(struct fs_context *fc)
{
	if (!fc->source)
		return invalf(fc, "harbor: no source");
	return get_tree_nodev(fc, harbor_fill_super);
}

static void harbor_free_fc(struct fs_context *fc)
{
	/* Until a superblock takes it over. */
	harbor_free_mount(fc->s_fs_info);
}

static const struct fs_context_operations harbor_context_operations = {
	.free		= harbor_free_fc,
	.get_tree	= harbor_get_tree,
	.parse_param	= harbor_parse_param,
};

static int harbor_init_fs_context(struct fs_context *fc)
{
	struct harbor_mount *hm;

	ENTRY;
	HARBOR_ALLOC_PTR(hm);
	if (!hm)
		RETURN(-ENOMEM);

	INIT_LIST_HEAD(&hm->hm_link);
	mutex_init(&hm->hm_lock);
	hm->hm_port = HARBOR_PORT;
	hm->hm_retries = HARBOR_RETRIES;
	hm->hm_timeout = HARBOR_TIMEOUT;
	fc->s_fs_info = hm;
	fc->ops = &harbor_context_operations;
	RETURN(0);
}

static void harbor_kill_sb(struct super_block *sb)
{
	struct harbor_mount *hm = harbor_mount(sb);

	ENTRY;
	mutex_lock(&harbor_mounts_lock);
	list_del_init(&hm->hm_link);
	mutex_unlock(&harbor_mounts_lock);
	kill_anon_super(sb);
	harbor_free_mount(hm);
	EXIT;
}

static struct file_system_type harbor_fs_type = {
	.owner			= THIS_MODULE,
	.name			= "harbor",
	.init_fs_context	= harbor_init_fs_context,
	.parameters		= harbor_parameters,
	.kill_sb		= harbor_kill_sb,
};

static int __init harbor_init(void)
{
	int rc;

	ENTRY;
	rc = harbor_inode_cache_init();
	if (rc)
		RETURN(rc);
	rc = harbor_proc_init();
	if (rc)
		GOTO(out_cache, rc);
#ifdef HAVE_SERVER_SUPPORT
	rc = harbor_export_init();
	if (rc)
		GOTO(out_proc, rc);
#endif
	rc = register_filesystem(&harbor_fs_type);
	if (rc)
		GOTO(out_fini, rc);
	RETURN(0);

out_fini:
#ifdef HAVE_SERVER_SUPPORT
	harbor_export_fini();
out_proc:
#endif
	harbor_proc_fini();
out_cache:
	harbor_inode_cache_fini();
	return rc;
}

static void __exit harbor_exit(void)
{
	unregister_filesystem(&harbor_fs_type);
#ifdef HAVE_SERVER_SUPPORT
	harbor_export_fini();
#endif
	harbor_proc_fini();
	harbor_inode_cache_fini();
}

module_init(harbor_init);
module_exit(harbor_exit);

MODULE_DESCRIPTION("Harbor network file system");
MODULE_VERSION(HARBOR_VERSION_STRING);
MODULE_LICENSE("GPL");
