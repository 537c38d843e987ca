// SPDX-License-Identifier: GPL-2.0-only
/*
 * Harbor: what files hold.
 */

#include <linux/highmem.h>
#include <linux/pagemap.h>

#include "harbor_internal.h"

/* Reads up to a page; less only at the file's end. */
static int harbor_read(struct inode *inode, loff_t pos, char *to, size_t size)
{
	size_t done = 0;
	int rc;

	ENTRY;
	while (done < size) {
		size_t count = min_t(size_t, size - done, HARBOR_MAX_DATA);
		struct harbor_header request = {
			.op	= cpu_to_le16(HARBOR_READ),
			.fid	= cpu_to_le64(harbor_inode(inode)->hi_fid),
			.offset	= cpu_to_le64(pos + done),
			.count	= cpu_to_le32(count),
		};

		rc = harbor_call(harbor_mount(inode->i_sb), &request, NULL, 0,
				 to + done, count);
		if (rc < 0)
			RETURN(rc);
		done += rc;
		if (rc < count)
			break;
	}
	RETURN(done);
}

static int harbor_fill_page(struct page *page)
{
	struct inode *inode = page->mapping->host;
	char *to = kmap_local_page(page);
	int rc;

	ENTRY;
	rc = harbor_read(inode, page_offset(page), to, PAGE_SIZE);
	if (rc >= 0) {
		memset(to + rc, 0, PAGE_SIZE - rc);
		flush_dcache_page(page);
		SetPageUptodate(page);
		rc = 0;
	}
	kunmap_local(to);
	unlock_page(page);
	RETURN(rc);
}

#ifdef HAVE_READ_FOLIO
static int harbor_read_folio(struct file *file, struct folio *folio)
{
	return harbor_fill_page(&folio->page);
}
#else
static int harbor_readpage(struct file *file, struct page *page)
{
	return harbor_fill_page(page);
}
#endif

const struct address_space_operations harbor_aops = {
#ifdef HAVE_READ_FOLIO
	.read_folio	= harbor_read_folio,
#else
	.readpage	= harbor_readpage,
#endif
};
