#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's own semantic patches, against spatch. Needs TOWPATH_LINUX, an unpacked kernel, and spatch, and is
# skipped without them. TOWPATH_LINUX_FOLDERS (separated by commas) and TOWPATH_LINUX_MODES widen or narrow it;
# TOWPATH_LINUX_ORACLE names a folder that keeps what spatch said, which takes seconds to minutes for each.
. "$(dirname "$0")/lib.sh"

if [ ! -d "${TOWPATH_LINUX:-}/scripts/coccinelle" ]; then
  echo "SKIPPED: TOWPATH_LINUX does not name an unpacked kernel"
  exit 77
fi
if ! command -v spatch > /dev/null; then
  echo "SKIPPED: spatch is not installed"
  exit 77
fi
python3 "$root/tests/kernel_patches.py" "$towpath spatch" "$TOWPATH_LINUX" \
  --folders "${TOWPATH_LINUX_FOLDERS:-fs/ext4}" --modes "${TOWPATH_LINUX_MODES:-report,patch}" \
  ${TOWPATH_LINUX_ORACLE:+--oracle "$TOWPATH_LINUX_ORACLE"}
checks=$((checks + 1))

# The kernel's own script runs to its end with ours in the place of spatch.
ln -s "$towpath" "$work/spatch"
check "scripts/coccicheck" env -C "$TOWPATH_LINUX" srctree=. KBUILD_EXTMOD=drivers/i2c/muxes MODE=report \
  LINUXINCLUDE=-Iinclude SPATCH="$work/spatch" J=2 bash scripts/coccicheck
check "no semantic patch failed" bash -c '! grep -q "coccicheck failed" "$1"' - "$work/check.log"
done_testing
