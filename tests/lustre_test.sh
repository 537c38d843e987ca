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

# Every file of the reference is there and none is more; those that differ are the listed ones.
(cd "$work/one" && sha256sum --quiet -c "$reference" 2> /dev/null || true) |
  sed -n 's/: FAILED.*//p' | sort > "$work/differ"
(cd "$work/one" && git ls-files) | sort > "$work/ours"
awk '{ print $2 }' "$reference" | sort > "$work/theirs"
check "the same files as the reference" diff "$work/theirs" "$work/ours"
sed -n 's/^| `\([^`]*\)` |.*/\1/p' "$recipe/DIFFERENCES.md" | sort > "$work/listed"
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

expect 0 run "$recipe" --source "$work/source" --target "$work/one"
says "nothing to do"
done_testing
