#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The OpenAFS recipe on the source that Debian's openafs-modules-dkms installs, by every way in, beside the
# original tools. Skipped without the package.
. "$(dirname "$0")/lib.sh"

source=$(find /usr/src -maxdepth 1 -name 'openafs-1.8.*' | sort -V | tail -1)
if [ -z "$source" ]; then
  echo "SKIPPED: openafs-modules-dkms is not installed"
  exit 77
fi
recipe=$root/recipes/openafs
same() { check "$1" diff -r --exclude=.git --exclude=.towpath "$2" "$3"; }

# -- Once, and once more ---------------------------------------------------------------------------------
new_target "$work/one"
expect 0 run "$recipe" --source "$source" --target "$work/one" --jobs 1 --strict
check "everything is staged" git -C "$work/one" diff --quiet
check "nothing is untracked" test -z "$(git -C "$work/one" ls-files --others)"
expect 0 run "$recipe" --source "$source" --target "$work/one"
says "nothing to do"

# -- What came of it -------------------------------------------------------------------------------------
made=$work/one/fs/openafs
for file in Kconfig Makefile afs/param.h afs/afs_vcache.c afs/osi_vfsops.c afs/afs_vnop_lookup.c \
  fsint/Kvice.cs.c rx/rx.c rx/rx_knet.c rxkad/fcrypt.c opr/rbtree.c hcrypto/aes.c krb5/crypto.c; do
  check "$file is there" test -s "$made/$file"
done
check "fs/Kconfig knows it" grep -qx 'source "fs/openafs/Kconfig"' "$work/one/fs/Kconfig"
check "fs/Makefile knows it" grep -q 'CONFIG_OPENAFS_FS.*openafs/' "$work/one/fs/Makefile"

# Each source has its object in the makefile, and each object its source.
sed '/^CFLAGS_/d; s/[^ \t]*=//; s/\\$//' "$made/Makefile" | grep -o '[a-z0-9]*/[A-Za-z0-9_.-]*\.o' | sort > "$work/objects"
(cd "$made" && find . -name '*.c' | sed 's,^\./,,; s/\.c$/.o/' | sort) > "$work/sources"
check "objects and sources agree" diff "$work/objects" "$work/sources"

# Only Linux 6.1 is left, and only what the kernel's configuration decides is open.
! grep -rnE '^[ \t]*#.*(AFS_[A-Z0-9]*(AIX|BSD|DARWIN|HPUX|NT|OSF|SGI|SUN)[A-Z0-9]*_ENV|UKERNEL)' "$made" ||
  fail "conditionals of other systems are left"
! grep -rnE '^[ \t]*#.*(HAVE_LINUX_|LINUX_VERSION_CODE|STRUCT_[A-Z_]*_HAS_|AFS_LINUX_ENV)' "$made" ||
  fail "conditionals of other kernels are left"
! grep -rnE 'afsconfig\.h|<(h|sys|netinet)/' "$made" --include='*.[ch]' | grep '#.*include' ||
  fail "includes of the out-of-tree build are left"
! grep -rnwE 'afs_linux_dget|afs_file_read|afs_try_to_freeze|afs_posix_lock_file' "$made" ||
  fail "wrappers are left"
checks=$((checks + 5))

# The checks find nothing that the recipe does not explain.
expect 0 check "$recipe" "$source"
says "functions say what the source says"
expect 0 run "$recipe" --source "$source" --output "$work/out" --ledger "$recipe/ledger.toml" --locked

# -- The same by every way -------------------------------------------------------------------------------
new_target "$work/eight"
expect 0 run "$recipe" --source "$source" --target "$work/eight" --jobs 8
same "one thread and eight" "$work/one" "$work/eight"

new_target "$work/tools"
expect 0 run "$recipe" --source "$source" --target "$work/tools" --with-tools
same "the original tools" "$work/one" "$work/tools"

cp -r "$source" "$work/source"
git -C "$work/source" init -q -b main
git -C "$work/source" add -A -f
git -C "$work/source" -c user.name=a -c user.email=a@b commit -q -m openafs
new_target "$work/commit"
expect 0 run "$recipe" --source "$work/source" --rev main --target "$work/commit"
same "folder and commit" "$work/one" "$work/commit"
done_testing
