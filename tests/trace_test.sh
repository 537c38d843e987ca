#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every line of a carried tree traced, and held against the files: the bundled example, OpenAFS where its Debian package
# is installed, and Lustre where TOWPATH_LUSTRE names a clone of neilbrown/lustre with the branch lustre-next.
. "$(dirname "$0")/lib.sh"

# trace_all RECIPE SOURCE
trace_all() {
  rm -rf "$work/result"
  rm -f "$work/whole"*
  expect 0 run "$1" --source "$2" --output "$work/result" --ledger "$work/whole"
  (cd "$work/result" && find . -type f ! -path './.towpath/*' | sed 's,^\./,,' | sort) > "$work/files"
  xargs -d '\n' "$towpath" trace "$1" "$2" --json --ledger "$work/none" < "$work/files" > "$work/traces"
  xargs -d '\n' "$towpath" trace "$1" "$2" --json --ledger "$work/whole" < "$work/files" > "$work/kept"
  check "$(basename "$1"): the same by the lineage" cmp "$work/traces" "$work/kept"
  check "$(basename "$1"): every line is traced to its source" \
    python3 "$root/tests/trace_check.py" "$2" "$work/result" < "$work/traces"
  cat "$work/check.log"
}

recipe=$root/examples/harbor/recipe
cp -r "$root/examples/harbor/source" "$work/harbor"
trace_all "$recipe" "$work/harbor"

# By the lineage that a run leaves beside its ledger, all answers are the same to the byte.
# both QUESTION...: asks with it and without.
both() {
  local ledger
  for ledger in ledger none; do
    "$towpath" trace "$work/recipe" "$work/harbor" --ledger "$work/$ledger" "$@" > "$work/by-$ledger" 2>&1 || true
  done
  cmp -s "$work/by-ledger" "$work/by-none" || {
    diff "$work/by-ledger" "$work/by-none" | head -20 >&2
    fail "other answers by the lineage: trace $*"
  }
  checks=$((checks + 1))
}
# each_line PREFIX FILE FOLDER: a place for each line.
each_line() { seq -f "$1$2:%.0f" "$(wc -l < "$3/$2")"; }

cp -r "$recipe" "$work/recipe"
expect 0 run "$work/recipe" --source "$work/harbor" --output "$work/out" --ledger "$work/ledger" --json
python3 -c '
import json, sys
for stage in json.load(open(sys.argv[1]))["stages"]:
    for rule in stage["rules"]:
        print(rule["name"])' "$work/log" | sort -u > "$work/rules"
check "a run with a ledger leaves the lineage" test -s "$work/ledger.lineage"
while read -r file; do
  both "$file"
  mapfile -t places < <(each_line "" "$file" "$work/result")
  both --json "${places[@]}"
done < "$work/files"
(cd "$work/harbor" && find client include libport -type f | sort) > "$work/sources"
while read -r file; do
  mapfile -t places < <(each_line --source= "$file" "$work/harbor")
  both "${places[@]}"
done < "$work/sources"
while read -r rule; do both "--rule=$rule"; done < "$work/rules"
both --rule nothing
both fs/harbor/none.c:1
both client/super.c:1
both ./fs/harbor/super.c:100000
both fs/Kconfig:1

# That it is used shows where it says what is not so, with a checksum that is right.
asks() { expect "$1" trace "$work/recipe" "$work/harbor" --ledger "$work/ledger" "${@:2}"; }
cp "$work/ledger.lineage" "$work/sound"
python3 - "$work/ledger.lineage" << 'END'
import hashlib, sys
body = open(sys.argv[1], "rb").read()[:-20].replace(b"fs/harbor/super.c", b"fs/harbor/forged!")
open(sys.argv[1], "wb").write(body + hashlib.sha1(body).digest())
END
asks 0 "fs/harbor/forged!:1"
# It is of this source, recipe and command line, and of no other.
asks 1 "fs/harbor/forged!:1" -D HARBOR
echo >> "$work/harbor/client/super.c"
asks 1 "fs/harbor/forged!:1"
cp "$root/examples/harbor/source/client/super.c" "$work/harbor/client/super.c"
echo '# more' >> "$work/recipe/names.sed"
asks 1 "fs/harbor/forged!:1"
cp "$recipe/names.sed" "$work/recipe/names.sed"
asks 0 "fs/harbor/forged!:1"
head -c 1000 "$work/sound" > "$work/ledger.lineage"
asks 0 fs/harbor/super.c:1
says "ledger.lineage: is damaged"
cp "$work/sound" "$work/ledger.lineage"
both fs/harbor/super.c:1

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
  expect 2 trace "$recipe" "$work/harbor" "fs/harbor/super.c:$place"
  says "not a place"
done
expect 1 trace "$recipe" "$work/harbor" fs/harbor/nothing.c:1
says "no such file"
expect 1 trace "$recipe" "$work/harbor" --rule nothing
says "no rule"
expect 1 trace "$recipe" "$work/harbor" client/super.c:1
says "--source follows"
expect 1 trace "$recipe" "$work/harbor" fs/Kconfig:1
says "name that tree with --target"
new_target "$work/linux"
expect 0 trace "$recipe" "$work/harbor" fs/Kconfig --target "$work/linux"
says "from the target: fs/Kconfig"
says "harbor/Kconfig"
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
