# SPDX-License-Identifier: GPL-2.0-only
# The OpenAFS client. Headers are named from this folder on: "afs/afs.h", "rx/rx.h".

ccflags-y := -I$(srctree)/$(src)

obj-$(CONFIG_OPENAFS_FS) += openafs.o

openafs-y := afs/afs_analyze.o afs/afs_atomlist.o afs/afs_axscache.o afs/afs_buffer.o \
	afs/afs_bypasscache.o afs/afs_call.o afs/afs_callback.o \
	afs/afs_cbqueue.o afs/afs_cell.o afs/afs_chunk.o afs/afs_conn.o \
	afs/afs_daemons.o afs/afs_dcache.o afs/afs_dir.o afs/afs_disconnected.o \
	afs/afs_dynroot.o afs/afs_error.o afs/afs_exporter.o \
	afs/afs_fetchstore.o afs/afs_icl.o afs/afs_init.o afs/afs_lhash.o \
	afs/afs_lock.o afs/afs_mariner.o afs/afs_memcache.o afs/afs_osi.o \
	afs/afs_osi_alloc.o afs/afs_osi_pag.o afs/afs_osi_uio.o afs/afs_osi_vm.o \
	afs/afs_osidnlc.o afs/afs_pioctl.o afs/afs_segments.o afs/afs_server.o \
	afs/afs_stat.o afs/afs_syscall.o afs/afs_tokens.o afs/afs_user.o \
	afs/afs_util.o afs/afs_uuid.o afs/afs_vcache.o afs/afs_version.o \
	afs/afs_vnop_access.o afs/afs_vnop_attrs.o afs/afs_vnop_create.o \
	afs/afs_vnop_dirops.o afs/afs_vnop_flock.o afs/afs_vnop_link.o \
	afs/afs_vnop_lookup.o afs/afs_vnop_open.o afs/afs_vnop_read.o \
	afs/afs_vnop_readdir.o afs/afs_vnop_remove.o afs/afs_vnop_rename.o \
	afs/afs_vnop_symlink.o afs/afs_vnop_write.o afs/afs_volume.o \
	afs/afs_warn.o afs/osi_alloc.o afs/osi_cred.o afs/osi_crypto.o \
	afs/osi_file.o afs/osi_gcpags.o afs/osi_groups.o afs/osi_inode.o \
	afs/osi_ioctl.o afs/osi_misc.o afs/osi_module.o afs/osi_pagecopy.o \
	afs/osi_proc.o afs/osi_sleep.o afs/osi_sysctl.o afs/osi_vcache.o \
	afs/osi_vfsops.o afs/osi_vm.o afs/osi_vnodeops.o

openafs-y += fsint/Kcallback.ss.o fsint/Ktoken.xdr.o fsint/Kvice.cs.o \
	fsint/Kvice.xdr.o fsint/Kvldbint.cs.o fsint/Kvldbint.xdr.o \
	fsint/afsaux.o

openafs-y += rx/Krxstat.ss.o rx/Krxstat.xdr.o rx/rx.o rx/rx_call.o \
	rx/rx_conn.o rx/rx_event.o rx/rx_getaddr.o rx/rx_globals.o \
	rx/rx_identity.o rx/rx_kcommon.o rx/rx_kmutex.o rx/rx_knet.o \
	rx/rx_misc.o rx/rx_multi.o rx/rx_null.o rx/rx_opaque.o rx/rx_packet.o \
	rx/rx_peer.o rx/rx_rdwr.o rx/rx_stats.o rx/rxstat.o rx/xdr.o \
	rx/xdr_afsuuid.o rx/xdr_array.o rx/xdr_arrayn.o rx/xdr_int32.o \
	rx/xdr_int64.o rx/xdr_len.o rx/xdr_mem.o rx/xdr_refernce.o rx/xdr_rx.o \
	rx/xdr_update.o

openafs-y += rxkad/crypt_conn.o rxkad/fcrypt.o rxkad/rxkad_client.o \
	rxkad/rxkad_common.o

openafs-y += opr/rbtree.o

openafs-y += hcrypto/aes.o hcrypto/alloc.o hcrypto/evp-algs.o hcrypto/evp.o \
	hcrypto/md5.o hcrypto/rand-timer.o hcrypto/rand.o \
	hcrypto/rijndael-alg-fst.o hcrypto/sha.o hcrypto/sha256.o

openafs-y += krb5/algs.o krb5/context.o krb5/copy.o krb5/crypto-aes.o \
	krb5/crypto-evp.o krb5/crypto.o krb5/ct.o krb5/data.o krb5/keyblock.o \
	krb5/n-fold.o krb5/random.o krb5/store-int.o

# Heimdal's tables of ciphers and hashes hold functions of similar types.
CFLAGS_hcrypto/evp-algs.o := -Wno-cast-function-type
CFLAGS_hcrypto/evp.o := -Wno-cast-function-type
