# SPDX-License-Identifier: GPL-2.0-or-later
# Prototypes of functions that are not carried, which `towpath check` calls orphans: the translator from NFS, other
# systems, user space, and the sides of the protocols' calls that a client has not got.
/^\(extern\|int\) .*\<\(afs_nfsclient_init\|afs_nfsclient_reqhandler\|shutdown_nfsclnt\|afspag_Init\|afspag_Shutdown\)(/ b rest
/^\(extern\|int\) .*\<\(afspag_PUnlog\|afspag_PSetTokens\|afspag_PSetSysName\|afspag_SetPrimaryCell\|afs_fid\)(/ b rest
/^\(extern\|int\) .*\<\(afs_ustrategy\|osi_linux_nfs_initreq\|osi_linux_nfssrv_init\|osi_linux_nfssrv_shutdown\)(/ b rest
/^\(extern\|int\) .*\<\(osi_find_syscall_table\|rx_GetThreadNum\|rx_SetThreadNum\|clock_UnInit\|clock_UpdateTime\)(/ b rest
/^\(extern\|int\) .*\<\(rxi_DeleteCachedConnections\|rx_GetCachedConnection\|rx_ReleaseCachedConnection\|rx_getAllAddr\)(/ b rest
/^\(extern\|int\) .*\<\(rx_getAllAddrMaskMtu\|rxi_Sleep\|rxi_Delay\|rxi_InitializeThreadSupport\|rxi_Wakeup\)(/ b rest
/^\(extern\|int\) .*\<\(rxi_StopListener\|rxi_StartServerProc\|rxi_Listen\|rxi_Recvmsg\|rxi_Sendmsg\|rx_NewThreadId\)(/ b rest
/^\(extern\|int\) .*\<\(rx_GetIFInfo\|rx_SetNoJumbo\|rx_SetMaxMTU\|xdrrec_create\|xdrrec_skiprecord\|xdrrec_eof\)(/ b rest
/^\(extern\|int\) .*\<\(xdrrec_endofrecord\)(/ b rest
/^extern int RXAFS_ExecuteRequest(/ b rest
# The dispatchers are here.
/_ExecuteRequest(/ b
/^extern int \(Start\|End\)\?\(RXAFSCB\|RXSTATS\)_[A-Za-z0-9]*(/ b rest
b

:rest
/;/! {
	N
	b rest
}
d
