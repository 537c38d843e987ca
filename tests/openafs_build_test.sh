#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the OpenAFS recipe makes compiles and links as a module, without a warning, against the headers of Linux 6.1.
# Skipped without Debian's openafs-modules-dkms and linux-headers-amd64.
. "$(dirname "$0")/lib.sh"

source=$(find /usr/src -maxdepth 1 -name 'openafs-1.8.*' | sort -V | tail -1)
headers=$(find /usr/src -maxdepth 1 -name 'linux-headers-6.1.*-amd64' | sort -V | tail -1)
if [ -z "$source" ] || [ -z "$headers" ]; then
  echo "SKIPPED: openafs-modules-dkms or the headers of Linux 6.1 are not installed"
  exit 77
fi

# A compiler that notes what it compiles.
printf '#!/bin/sh\nfor word; do case $word in *.c) echo "$word" >> "%s";; esac; done\nexec gcc "$@"\n' \
  "$work/compiled" > "$work/compiler"
chmod +x "$work/compiler"
CC=$work/compiler expect 0 check "$root/recipes/openafs" "$source" build --kernel "$headers"
expect 0 run "$root/recipes/openafs" --source "$source" --output "$work/out"
(cd "$work/out" && find fs -name '*.c' | sort) > "$work/sources"
sed -n 's,.*/modules/\(fs/.*\.c\)$,\1,p' "$work/compiled" | grep -v '\.mod\.c$' | sort -u > "$work/seen"
check "every source has been compiled" diff "$work/sources" "$work/seen"
done_testing
