obj-$(CONFIG_LNET) += libcfs/ lnet/ klnds/
