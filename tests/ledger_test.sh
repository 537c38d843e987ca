#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The ledger of a run: written, compared, and locked.
. "$(dirname "$0")/lib.sh"

cp -r "$root/examples/harbor/recipe" "$work/recipe"
cp -r "$root/examples/harbor/source" "$work/source"
ledger=$work/recipe/ledger.toml
carry() { expect "$1" run "$work/recipe" --source "$work/source" --output "$work/out" --ledger "$ledger" "${@:2}"; }

rm -f "$ledger"
carry 0 --dry-run
check "a dry run writes no ledger" test ! -e "$ledger"
carry 0
check "a run writes it" grep -qF '["rules of memory.cocci"]' "$ledger"
cp "$ledger" "$work/first"
carry 0 --locked --jobs 1
check "the same run writes the same ledger" cmp "$work/first" "$ledger"

# The target's own files, to which lines are added, are no part of what the recipe makes of the source.
new_target "$work/linux"
for _ in first second; do
  expect 0 run "$work/recipe" --source "$work/source" --target "$work/linux" --ledger "$ledger" --locked
done

# A rule that fires once less, and a file that is gone.
line=$(grep -n 'RETURN(' "$work/source/client/dir.c" | head -1 | cut -d: -f1)
sed -i "${line}s/RETURN(\(.*\));/return \1;/" "$work/source/client/dir.c"
carry 1 --locked
says "was"
says "rules of"
check "a locked run leaves the ledger alone" cmp "$work/first" "$ledger"
carry 0 --json
check "the report has what moved" python3 -c '
import json, sys
moved = json.load(open(sys.argv[1]))["moved"]
assert any(m["section"].startswith("rules of") and m["before"] != m["after"] for m in moved), moved' "$work/log"
check "the ledger is brought up to date" test "$(diff "$work/first" "$ledger" | grep -c '^>')" -ge 2
carry 0 --locked

# The recipe is told of by file, and so is what the command line adds.
cp "$ledger" "$work/second"
echo '# a comment' >> "$work/recipe/names.sed"
carry 1 --locked
says "recipe: names.sed: "
cp "$root/examples/harbor/recipe/names.sed" "$work/recipe/names.sed"
carry 1 --locked -D NOTHING_HAS_THIS
says "command line: symbols: new: -D NOTHING_HAS_THIS"
check "the ledger is as it was" cmp "$work/second" "$ledger"

# Where no ledger is, a locked run has nothing to be held to; where none can be, nothing is written.
expect 1 run "$work/recipe" --source "$work/source" --output "$work/new" --ledger "$work/none.toml" --locked
says "none.toml: no such ledger"
expect 1 run "$work/recipe" --source "$work/source" --output "$work/new" --ledger "$work/none/ledger.toml"
says "no such folder"
expect 1 run "$work/recipe" --source "$work/source" --output "$work/new" --ledger "$work"
says "Is a directory"
check "nothing is written without the ledger" test ! -e "$work/new"

echo 'nonsense' > "$ledger"
carry 1
says "ledger.toml:1"
check "what is no ledger is left alone" grep -q '^nonsense$' "$ledger"
expect 2 run "$work/recipe" --source "$work/source" --output "$work/out" --locked
says "--ledger"

# The example's own ledger is true.
expect 0 run "$root/examples/harbor/recipe" --source "$root/examples/harbor/source" --output "$work/out" \
  --ledger "$root/examples/harbor/recipe/ledger.toml" --locked
done_testing
