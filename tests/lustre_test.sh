#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The Lustre recipe on the real source. Needs
#   TOWPATH_LUSTRE            a clone of neilbrown/lustre with the branch lustre-next
#   TOWPATH_LUSTRE_REFERENCE  the sums ("sha256  path") of the tree that the original script makes of it
# and is skipped without them.
. "$(dirname "$0")/lib.sh"

if [ -z "${TOWPATH_LUSTRE:-}" ] || [ -z "${TOWPATH_LUSTRE_REFERENCE:-}" ]; then
  echo "SKIPPED: TOWPATH_LUSTRE and TOWPATH_LUSTRE_REFERENCE do not name the source and the sums"
  exit 77
fi
reference=$(realpath "$TOWPATH_LUSTRE_REFERENCE")
recipe=$root/recipes/lustre-2.13

new_target "$work/one"
# The parents' files of the reference are those of Linux 6.1.
if [ -f /usr/src/linux-source-6.1.tar.xz ]; then
  tar xf /usr/src/linux-source-6.1.tar.xz -C "$work/one" --strip-components 1 \
    linux-source-6.1/fs/Kconfig linux-source-6.1/fs/Makefile \
    linux-source-6.1/net/Kconfig linux-source-6.1/net/Makefile
  git -C "$work/one" commit -q -a -m 6.1
fi
cp -r "$work/one" "$work/two"
cp -r "$work/one" "$work/three"

expect 0 run "$recipe" --source "$TOWPATH_LUSTRE" --rev lustre-next --target "$work/one" --jobs 1 --strict
sed -n '1,/^Stages/p' "$work/log"

# Every file of the reference is there and none is more but for the listed one; those that differ are listed.
(cd "$work/one" && sha256sum --quiet -c "$reference" 2> /dev/null || true) |
  sed -n 's/: FAILED.*//p' | sort > "$work/differ"
(cd "$work/one" && git ls-files) | sort > "$work/ours"
sed -n 's/^| `\([^`]*\)` |.*\*more\*.*/\1/p' "$recipe/DIFFERENCES.md" > "$work/more"
awk '{ print $2 }' "$reference" | sort - "$work/more" > "$work/theirs"
check "the same files as the reference" diff "$work/theirs" "$work/ours"
sed -n '/\*more\*/d; s/^| `\([^`]*\)` |.*/\1/p' "$recipe/DIFFERENCES.md" | sort > "$work/listed"
check "only the listed files differ" diff "$work/listed" "$work/differ"

# The same from a folder and with many threads.
git -C "$work" clone -q -b lustre-next "$TOWPATH_LUSTRE" source
expect 0 run "$recipe" --source "$work/source" --target "$work/two" --jobs 8
check "folder and commit, one thread and eight, give the same" \
  diff <(cd "$work/one" && git ls-files -s) <(cd "$work/two" && git ls-files -s)

# The original tools make the same of it.
expect 0 run "$recipe" --source "$work/source" --target "$work/three" --with-tools
sed -n 's/^| `\([^`]*\)` |.*\*tools\*.*/\1/p' "$recipe/DIFFERENCES.md" | sort > "$work/listed"
{ diff <(cd "$work/one" && git ls-files -s) <(cd "$work/three" && git ls-files -s) || true; } |
  sed -n 's/^< .*\t//p' | sort > "$work/differ"
check "the original tools give the same but for the listed files" diff "$work/listed" "$work/differ"

# The checks find nothing that the recipe does not explain.
expect 0 check "$recipe" "$TOWPATH_LUSTRE" --rev lustre-next
says "functions say what the source says"

# Without what this recipe does beyond the original script, the checks find what that leaves behind without a word.
cp -r "$recipe" "$work/recipe"
sed -i '/LIBCFS_FREE(ptr, CFS_BITMAP_SIZE/d' "$work/recipe/tidy.sed"
sed -i '/define RETURN_EXIT/d' "$work/recipe/tracing.sed"
sed -i '/LIBCFS_FREE(ptr, (count)/d' "$work/recipe/libcfs-allocators.sed"
sed -i 's/"hash.c", //' "$work/recipe/towpath.toml"
for engines in "" --with-tools; do
  expect 1 check "$work/recipe" "$work/source" orphans leftovers $engines
  says "bitmap.h:"
  says "macro LIBCFS_FREE is used here, but its definition is gone"
  says "leftovers: EXIT must be gone"
  says "function cfs_hash_create is used here, but its definition is gone"
done

expect 0 run "$recipe" --source "$work/source" --target "$work/one"
says "nothing to do"

# The ledger is true.
expect 0 run "$recipe" --source "$TOWPATH_LUSTRE" --rev lustre-next --output "$work/out" \
  --ledger "$recipe/ledger.toml" --locked
done_testing
