#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Compiles Harbor as modules, without a warning, against the kernel headers of this machine:
#
#   harbor_build.sh source DIR [CONFIGURE-OPTION...]   the out-of-tree project in DIR
#   harbor_build.sh kernel DIR                         what became of it in the kernel tree DIR
#
# Works on a copy. Exits with 77 when there are no headers.
set -euo pipefail

kind=$1
tree=$2
shift 2

# Any installed kernel's headers, not those of the one that runs: a container may have none of these.
headers=$(find /usr/src -maxdepth 1 -name 'linux-headers-*-amd64' | sort -V | tail -1)
if [ -z "$headers" ]; then
  echo "harbor_build.sh: no kernel headers; install linux-headers-amd64" >&2
  exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$tree/." "$work/"

case $kind in
  source)
    (cd "$work" && ./configure --with-linux="$headers" "$@")
    folder=$work
    options=()
    modules="libport/libport.ko client/harbor.ko"
    ;;
  kernel)
    folder=$work/fs/harbor
    options=(CONFIG_HARBOR_FS=m "KCPPFLAGS=-I$work/include")
    modules="libport/libport.ko harbor.ko"
    ;;
  *)
    echo "harbor_build.sh: source or kernel, not '$kind'" >&2
    exit 2
    ;;
esac

# W=1 and -Werror: what a reviewer's robots would complain about is an error.
make -C "$headers" M="$folder" W=1 KCFLAGS=-Werror "${options[@]}" modules > "$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}
if grep -i 'warning' "$work/log" >&2; then
  exit 1
fi
for module in $modules; do
  test -f "$folder/$module"
done
