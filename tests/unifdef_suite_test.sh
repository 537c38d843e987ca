#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The original unifdef's own tests, with this program in place of it and of unifdefall. Needs TOWPATH_UNIFDEF, a clone of
# fanf2/unifdef, and is skipped without it.
. "$(dirname "$0")/lib.sh"

if [ -z "${TOWPATH_UNIFDEF:-}" ]; then
  echo "SKIPPED: TOWPATH_UNIFDEF does not name a clone of fanf2/unifdef"
  exit 77
fi
mkdir "$work/bin" "$work/suite"
cp "$towpath" "$work/bin/unifdef"
printf '#!/bin/sh\nexec unifdef --all "$@"\n' > "$work/bin/unifdefall.sh"
chmod +x "$work/bin/unifdefall.sh"
cp -r "$TOWPATH_UNIFDEF/tests/." "$work/suite"
cd "$work/suite"

# A case expects that a folder without write permission cannot be written, which does not hold for root.
run=()
if [ "$(id -u)" -eq 0 ]; then
  run=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chmod 755 "$work"
  chown -R 65534:65534 "$work/suite"
fi

# same WANTED GOT: the same bytes.
same() { cmp "$1" "$2" || { diff -u "$1" "$2" > "$work/log" || fail "case $name: $2"; }; checks=$((checks + 1)); }

cases=0
for script in *.sh; do
  name=${script%.sh}
  code=0
  PATH=$work/bin:$PATH "${run[@]}" sh "$script" > "$work/$name.out" 2> "$work/$name.err" || code=$?
  echo "$code" > "$work/$name.rc"
  for part in out err rc; do same "$name.exp$part" "$work/$name.$part"; done
  cases=$((cases + 1))
done
check "the whole suite was there" test "$cases" -ge 90
echo "$cases cases"
done_testing
