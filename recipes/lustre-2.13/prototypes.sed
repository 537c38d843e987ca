# SPDX-License-Identifier: GPL-2.0-or-later
# Prototypes of functions that only the server has, or programs in user space: what `towpath check` calls orphans.

# With the type in a line of its own.
/^ssize_t$/ {
	N
	/\nlprocfs_checksum_dump_seq_write(/ b rest
}
/^[a-z ]* \(lprocfs_alloc_obd_stats\|lprocfs_free_obd_stats\|lprocfs_free_per_client_stats\)(/ b rest
/^[a-z ]* \(lprocfs_checksum_dump_seq_show\|obdo_from_la\|la_from_obdo\|fid_is_local\|seq_site_fini\)(/ b rest
/^[a-z ]* \(seq_server_[a-z_]*\|fld_server_[a-z]*\|fld_declare_server_create\|fld_insert_entry\)(/ b rest
/^[a-z ]* \(fld_local_lookup\|fld_update_from_controller\|tgt_pool_[a-z]*\|ldlm_reclaim_[a-z]*\)(/ b rest
/^[a-z ]* \(llog_ioctl\|llog_catalog_list\|llog_osd_[a-z_]*\|llog_origin_handle_[a-z_]*\)(/ b rest
/^[a-z ]* \(cfs_expand_nidlist\|cfs_nidrange_find_min_max\|lustre_\(lma\|loa\|hsm\)_\(swab\|init\)\)(/ b rest
b

:rest
/;/! {
	N
	b rest
}
d
