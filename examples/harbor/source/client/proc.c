// SPDX-License-Identifier: GPL-2.0-only
/*
 * Harbor: /proc/fs/harbor/mounts, a line for each mounted export.
 */

#include <linux/proc_fs.h>
#include <linux/seq_file.h>

#include "harbor_internal.h"

static int harbor_mounts_show(struct seq_file *m, void *unused)
{
	struct harbor_mount *hm;

	seq_puts(m, "server export calls resent failed\n");
	mutex_lock(&harbor_mounts_lock);
	harbor_for_each_mount(hm) {
		seq_printf(m, "%pI4:%u %s %lld %lld %lld\n", &hm->hm_addr,
			   hm->hm_port, hm->hm_path,
			   (long long)atomic64_read(&hm->hm_calls),
			   (long long)atomic64_read(&hm->hm_resent),
			   (long long)atomic64_read(&hm->hm_failed));
	}
	mutex_unlock(&harbor_mounts_lock);
	return 0;
}

int harbor_proc_init(void)
{
	struct proc_dir_entry *dir;

	dir = proc_mkdir("fs/harbor", NULL);
	if (!dir)
		return -ENOMEM;

	if (!port_proc_single("mounts", 0444, dir, harbor_mounts_show)) {
		proc_remove(dir);
		return -ENOMEM;
	}
	return 0;
}

void harbor_proc_fini(void)
{
	remove_proc_subtree("fs/harbor", NULL);
}
