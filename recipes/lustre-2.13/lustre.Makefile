obj-$(CONFIG_LUSTRE_FS) += obdclass/ ptlrpc/ fld/ osc/ mgc/ \
                          fid/ lov/ mdc/ lmv/ llite/ obdecho/
