#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `towpath report`: the page of the bundled example, used in headless Chromium and held against the run's figures; and
# one of a source that would like to be markup.
. "$(dirname "$0")/lib.sh"

cp -r "$root/examples/harbor/recipe" "$root/examples/harbor/source" "$work"
ln -s "$towpath" "$work/towpath"
report() { expect "$1" report "$work/recipe" --source "$work/source" "${@:2}"; }

# With mistakes put in, so that there is something to find and something has moved.
echo 's/\<hash_64(\(.*\), \(.*\))/hash_64(\2, \1)/' >> "$work/recipe/names.sed"
echo '/#define harbor_for_each_mount/,/[^\\]$/d' >> "$work/recipe/names.sed"
ledger=$work/recipe/ledger.toml
report 0 --ledger "$ledger" --output "$work/report.html"
report 0 --ledger "$ledger" --output "$work/again.html" --jobs 1
check "the same run makes the same page" cmp "$work/report.html" "$work/again.html"
check "the ledger is left alone" cmp "$root/examples/harbor/recipe/ledger.toml" "$ledger"
check "the page is small" test "$(stat -c %s "$work/report.html")" -lt 800000

expect 0 run "$work/recipe" --source "$work/source" --output "$work/out" --ledger "$ledger" --json
cp "$work/log" "$work/run.json"
expect 1 check "$work/recipe" "$work/source" --json
cp "$work/log" "$work/check.json"

report 2
says "--output"
report 2 --ledger "$work/nothing" --output "$work/x.html"
says "nothing"
report 1 --output "$work/nowhere/x.html"
says "nowhere/x.html"
echo nonsense > "$work/bad.toml"
report 1 --ledger "$work/bad.toml" --output "$work/x.html"
says "bad.toml:1"
check "a failure writes no page" test ! -e "$work/x.html"

# Texts and names that would be markup or script, and bytes that are no text in any encoding.
cp -r "$work/source" "$work/hostile"
printf '/* </script><script>evil()</script> <!-- <img src=x onerror=evil()> \xff\xfe */\n' >> "$work/hostile/client/dir.c"
echo '#define EVIL 1' > "$work/hostile/client/<img src=x onerror=evil()>.h"
echo 's/<script>evil()<\/script>\(.*\)nothing/\1/' >> "$work/recipe/names.sed"
expect 0 report "$work/recipe" --source "$work/hostile" --output "$work/hostile.html"

check "the pages in Chromium" /usr/bin/python3 "$root/tests/report_browser.py" "$work"
cat "$work/check.log"
done_testing
