#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every line of a carried tree traced, and held against the files: the bundled example, OpenAFS where its Debian package
# is installed, and Lustre where TOWPATH_LUSTRE names a clone of neilbrown/lustre with the branch lustre-next.
. "$(dirname "$0")/lib.sh"

# trace_all RECIPE SOURCE
trace_all() {
  rm -rf "$work/result"
  expect 0 run "$1" --source "$2" --output "$work/result"
  (cd "$work/result" && find . -type f ! -path './.towpath/*' | sed 's,^\./,,' | sort) > "$work/files"
  xargs -d '\n' "$towpath" trace "$1" "$2" --json < "$work/files" > "$work/traces"
  check "$(basename "$1"): every line is traced to its source" \
    python3 "$root/tests/trace_check.py" "$2" "$work/result" < "$work/traces"
  cat "$work/check.log"
}

recipe=$root/examples/harbor/recipe
cp -r "$root/examples/harbor/source" "$work/harbor"
trace_all "$recipe" "$work/harbor"

# What a person asks.
git -C "$work/harbor" init -q -b main
git -C "$work/harbor" -c user.name=Anna -c user.email=anna@localhost add -A
git -C "$work/harbor" -c user.name=Anna -c user.email=anna@localhost commit -q -m "harbor: begin"
line=$(grep -n 'ENTRY;' "$work/harbor/client/super.c" | head -1 | cut -d: -f1)
expect 0 trace "$recipe" "$work/harbor" --source "client/super.c:$line"
says "not in the result"
says "ENTRY"
expect 0 trace "$recipe" "$work/harbor" fs/harbor/super.c:1 --blame
says "Anna <anna@localhost>: harbor: begin"
echo >> "$work/harbor/client/super.c"
expect 1 trace "$recipe" "$work/harbor" fs/harbor/super.c:1 --blame
says "has changes that are in no commit"
expect 0 trace "$recipe" "$work/harbor" --rev HEAD fs/harbor/super.c:1 --blame
git -C "$work/harbor" checkout -q client/super.c
expect 0 trace "$recipe" "$work/harbor" --rule names.sed:13
says "-	ENTRY;"
says "removed before fs/harbor/"
expect 1 trace "$recipe" "$work/harbor" fs/harbor/super.c:100000
says "lines"
for place in 0 5-2 1-x; do
  expect 1 trace "$recipe" "$work/harbor" "fs/harbor/super.c:$place"
  says "not a place"
done
expect 1 trace "$recipe" "$work/harbor" fs/harbor/nothing.c:1
says "no such file"
expect 1 trace "$recipe" "$work/harbor" --rule nothing
says "no rule"
expect 2 trace "$recipe" "$work/harbor"

openafs=$(find /usr/src -maxdepth 1 -name 'openafs-1.8.*' 2> /dev/null | sort -V | tail -1)
if [ -n "$openafs" ]; then
  trace_all "$root/recipes/openafs" "$openafs"
else
  echo "openafs-modules-dkms is not installed, so OpenAFS was left out"
fi
if [ -n "${TOWPATH_LUSTRE:-}" ]; then
  git -C "$work" clone -q -b lustre-next "$TOWPATH_LUSTRE" lustre
  trace_all "$root/recipes/lustre-2.13" "$work/lustre"
fi
done_testing
