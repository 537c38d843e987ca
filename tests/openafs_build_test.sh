#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the OpenAFS recipe makes compiles and links as a module, against the headers of Linux 6.1. Skipped
# without Debian's openafs-modules-dkms and linux-headers-amd64.
. "$(dirname "$0")/lib.sh"

source=$(find /usr/src -maxdepth 1 -name 'openafs-1.8.*' | sort -V | tail -1)
headers=$(find /usr/src -maxdepth 1 -name 'linux-headers-6.1.*-amd64' | sort -V | tail -1)
if [ -z "$source" ] || [ -z "$headers" ]; then
  echo "SKIPPED: openafs-modules-dkms or the headers of Linux 6.1 are not installed"
  exit 77
fi

new_target "$work/linux"
expect 0 run "$root/recipes/openafs" --source "$source" --target "$work/linux"
folder=$work/linux/fs/openafs
# KCPPFLAGS: outside of the kernel's tree, the makefile's own -I does not lead here. Without debugging
# information, it takes half the time.
make -j "$(nproc)" -C "$headers" M="$folder" CONFIG_OPENAFS_FS=m "KCPPFLAGS=-I$folder" KCFLAGS=-g0 \
  modules > "$work/log" 2>&1 || fail "it does not compile"
check "there is a module" test -s "$folder/openafs.ko"
check "every source has been compiled" test "$(find "$folder" -mindepth 2 -name '*.c' | wc -l)" -eq \
  "$(find "$folder" -mindepth 2 -name '*.o' | wc -l)"
# Only what Heimdal's table of ciphers is warned of, as in OpenAFS's own build.
! grep 'warning:' "$work/log" | grep -v 'cast between incompatible function types' ||
  fail "the compiler warns"
done_testing
