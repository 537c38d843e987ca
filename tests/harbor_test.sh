#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The bundled example by every way in and out, beside the original tools, and compiled.
. "$(dirname "$0")/lib.sh"

recipe=$root/examples/harbor/recipe
cp -r "$root/examples/harbor/source" "$work/source"

harbor_target() {
  cp -r "$root/examples/harbor/kernel" "$1"
  git -C "$1" init -q -b main
  git -C "$1" config user.name "A Tester"
  git -C "$1" config user.email tester@localhost
  git -C "$1" add -A
  git -C "$1" commit -q -m base
}
same() { check "$1" diff -r --exclude=.git --exclude=.towpath "$2" "$3"; }

# -- Into the work tree --------------------------------------------------------------------------------
harbor_target "$work/one"
expect 0 run "$recipe" --source "$work/source" --target "$work/one" --jobs 1
says "15 files in the result"
check "everything is staged" git -C "$work/one" diff --quiet
check "nothing is untracked" test -z "$(git -C "$work/one" ls-files --others)"
expect 0 run "$recipe" --source "$work/source" --target "$work/one"
says "nothing to do"

harbor_target "$work/eight"
expect 0 run "$recipe" --source "$work/source" --target "$work/eight" --jobs 8
same "one thread and eight" "$work/one" "$work/eight"

harbor_target "$work/tools"
expect 0 run "$recipe" --source "$work/source" --target "$work/tools" --with-tools
same "the original tools" "$work/one" "$work/tools"

# -- From a commit, into commits -------------------------------------------------------------------------
git -C "$work/source" init -q -b main
git -C "$work/source" -c user.name=a -c user.email=a@b add -A
git -C "$work/source" -c user.name=a -c user.email=a@b commit -q -m harbor
git -C "$work/source" tag v1.4
rm -r "$work/source/client"   # a checkout is not needed
harbor_target "$work/commit"
before=$(state "$work/commit")
expect 0 run "$recipe" --source "$work/source" --rev v1.4 --target "$work/commit" --commit -m "harbor: new"
commit=$(sed -n 's/^  commit \([0-9a-f]*\).*/\1/p' "$work/log")
check "the commit has the result" git -C "$work/one" diff --quiet
mkdir "$work/archive"
git -C "$work/commit" archive "$commit" | tar x -C "$work/archive"
same "folder and commit" "$work/one" "$work/archive"
check "HEAD is its parent" test "$(git -C "$work/commit" rev-parse "$commit^")" = "$(git -C "$work/commit" rev-parse HEAD)"
check "work tree and index stay" test -z "$(git -C "$work/commit" status --porcelain)"
git -C "$work/commit" log -1 --format=%B "$commit" > "$work/log"
says "harbor: new"
says "with the recipe harbor by towpath"
says "v1.4"
expect 0 run "$recipe" --source "$work/source" --rev v1.4 --target "$work/commit" --branch carried
first=$(git -C "$work/commit" rev-parse carried)
expect 0 run "$recipe" --source "$work/source" --rev v1.4 --target "$work/commit" --branch carried
says "nothing to do"
check "the branch stays" test "$first" = "$(git -C "$work/commit" rev-parse carried)"
git -C "$work/commit" branch -q -D carried
expect 0 run "$recipe" --source "$work/source" --rev v1.4 --target "$work/commit" --branch carried
check "the same input gives the same commit" test "$first" = "$(git -C "$work/commit" rev-parse carried)"
expect 1 run "$recipe" --source "$work/source" --rev v1.4 --target "$work/commit" --branch main
check "the repository is sound" git -C "$work/commit" fsck --strict
git -C "$work/source" checkout -q .

# -- As a patch, a diffstat, a folder, JSON ----------------------------------------------------------------
harbor_target "$work/patched"
before=$(state "$work/patched")
"$towpath" run "$recipe" --source "$work/source" --target "$work/patched" --diff > "$work/diff" 2> "$work/log"
[ "$before" = "$(state "$work/patched")" ] || fail "--diff wrote something"
check "the diff applies" git -C "$work/patched" apply --index "$work/diff"
same "the diff is the whole of it" "$work/one" "$work/patched"

harbor_target "$work/dry"
before=$(state "$work/dry")
expect 0 run "$recipe" --source "$work/source" --target "$work/dry" --dry-run
says "17 files changed"
[ "$before" = "$(state "$work/dry")" ] || fail "--dry-run wrote something"

expect 0 run "$recipe" --source "$work/source" --output "$work/out" --target "$work/dry"
same "a plain folder" "$work/one" "$work/out"
expect 0 run "$recipe" --source "$work/source" --output "$work/alone"
says "no target, so no line was added to fs/Kconfig"

"$towpath" run "$recipe" --source "$work/source" --target "$work/dry" --dry-run --json > "$work/log"
check "the JSON is JSON" python3 -m json.tool "$work/log"
says '"recipe": "harbor"'

# -- A rerun follows the source ------------------------------------------------------------------------------
git -C "$work/one" commit -q -m harbor
rm "$work/source/client/proc.c"
sed -i 's/ proc\.o//' "$work/source/client/Makefile.in"
grep -q 'proc\.o' "$work/source/client/Makefile.in" && sed -i '/proc\.o/d' "$work/source/client/Makefile.in"
expect 0 run "$recipe" --source "$work/source" --target "$work/one"
[ ! -e "$work/one/fs/harbor/proc.c" ] || fail "a rerun left a file that the source no longer has"

# -- It compiles, before and after -------------------------------------------------------------------------
build() { bash "$root/tests/harbor_build.sh" "$@"; }
check "the source compiles" build source "$root/examples/harbor/source"
check "with its server" build source "$root/examples/harbor/source" --enable-server
check "the result compiles" build kernel "$work/eight"
done_testing
