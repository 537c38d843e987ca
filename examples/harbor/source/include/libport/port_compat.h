/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels of other ages, made to look like a recent one.
 */
#ifndef _LIBPORT_COMPAT_H
#define _LIBPORT_COMPAT_H

#include <linux/fs.h>
#include <linux/proc_fs.h>

#ifndef HAVE_PROC_CREATE_SINGLE
#include <linux/seq_file.h>

#define port_proc_single(name, mode, parent, show)			\
({									\
	static int __open(struct inode *inode, struct file *file)	\
	{								\
		return single_open(file, show, NULL);			\
	}								\
	static const struct file_operations __fops = {			\
		.open		= __open,				\
		.read		= seq_read,				\
		.llseek		= seq_lseek,				\
		.release	= single_release,			\
	};								\
	proc_create(name, mode, parent, &__fops);			\
})
#else
#define port_proc_single(name, mode, parent, show)			\
	proc_create_single(name, mode, parent, show)
#endif /* HAVE_PROC_CREATE_SINGLE */

static inline void port_set_mtime(struct inode *inode, __s64 seconds)
{
#ifdef HAVE_INODE_SET_MTIME
	inode_set_mtime(inode, seconds, 0);
#else
	inode->i_mtime.tv_sec = seconds;
	inode->i_mtime.tv_nsec = 0;
#endif
}

#endif /* _LIBPORT_COMPAT_H */
