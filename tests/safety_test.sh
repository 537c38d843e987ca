#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing is lost: whatever goes wrong gives a clear error and leaves the target as it was.
. "$(dirname "$0")/lib.sh"

recipe=$work/recipe source=$work/source target=$work/target
mkdir -p "$recipe" "$source/src"
cat > "$recipe/towpath.toml" <<'TOML'
name = "tiny"
owns = ["fs/tiny/"]
[[stage]]
kind = "collect"
[[stage.take]]
from = "src"
to = "fs/tiny"
files = ["**"]
[[stage]]
kind = "unifdef"
definitions = "client.h"
[[stage]]
kind = "sed"
script = "names.sed"
[[stage]]
kind = "spatch"
patch = "macros.cocci"
TOML
echo '#undef SERVER' > "$recipe/client.h"
echo 's/old/new/' > "$recipe/names.sed"
printf '@@\nexpression E;\n@@\n-RETURN(E);\n+return E;\n' > "$recipe/macros.cocci"
printf 'int f(void)\n{\n\tRETURN(old);\n}\n' > "$source/src/a.c"
new_target "$target"

run() { expect "$1" run "$recipe" --source "$source" --target "$target" "${@:2}"; }

# unchanged CODE TEXT OPTIONS...: a run that fails so, says so, and changes nothing.
unchanged() {
  local before
  before=$(state "$target")
  run "$1" "${@:3}"
  says "$2"
  [ "$before" = "$(state "$target")" ] || fail "the target changed although: $2"
}

# -- The source --------------------------------------------------------------------------------------
ln -s /etc/passwd "$source/src/evil.c"
unchanged 1 "src/evil.c: symbolic link leads out of the tree"
ln -sf ../../../outside.c "$source/src/evil.c"
unchanged 1 "src/evil.c"
rm "$source/src/evil.c"
mkfifo "$source/src/pipe.c"
unchanged 1 "src/pipe.c"
rm "$source/src/pipe.c"
printf 'int a;\0\n' > "$source/src/binary.c"
unchanged 1 "src/binary.c: the source is not a text"
rm "$source/src/binary.c"
printf '#ifdef SERVER\nint a;\n' > "$source/src/open.c"
unchanged 1 "fs/tiny/open.c:1"
rm "$source/src/open.c"

# A makefile that is there and cannot be read is not taken for absent, -include or not.
mkdir "$work/listed"
cat > "$work/listed/towpath.toml" <<'TOML'
name = "listed"
owns = ["fs/tiny/"]
[[stage]]
kind = "collect"
[[stage.take]]
from = "src"
to = "fs/tiny"
objects = [{ makefile = "src/Kbuild", variable = "tiny-y" }]
TOML
printf -- '-include rules.mk\ntiny-y := a.o\n' > "$source/src/Kbuild"
ln -s /etc/passwd "$source/src/rules.mk"
before=$(state "$target")
expect 1 run "$work/listed" --source "$source" --target "$target"
says "src/Kbuild:1:10: src/rules.mk: symbolic link leads out of the tree"
[ "$before" = "$(state "$target")" ] || fail "the target changed although a makefile could not be read"
rm "$source/src/rules.mk" "$source/src/Kbuild"

# Nesting far beyond sense, and a line of 10 MB: the right result, or a clear error.
awk 'BEGIN { for (i = 0; i < 100000; i++) print "#ifdef A" i; for (i = 0; i < 100000; i++) print "#endif" }' \
  > "$source/src/nested.c"
run 0 --dry-run
awk 'BEGIN { printf "int f(void) { RETURN("; for (i = 0; i < 100000; i++) printf "("; print "" }' \
  > "$source/src/nested.c"
run 0 --dry-run
says "could not be parsed"
awk 'BEGIN { printf "int f(void) { RETURN(1); g("; for (i = 0; i < 1250000; i++) printf "1234567,"; print "1); }" }' \
  > "$source/src/nested.c"
run 0 --dry-run
awk 'BEGIN { for (i = 0; i < 10000000; i++) printf "x"; print "" }' > "$source/src/nested.c"
run 0 --dry-run
rm "$source/src/nested.c"

# A regular expression and a script that would run for ever.
cp "$recipe/names.sed" "$work/names.sed"
printf '%s\n' 's/\(x\+x\+\)\+y/z/' > "$recipe/names.sed"
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "x"; print "zy" }' > "$source/src/long.c"
unchanged 1 "names.sed:1"
printf ':a\nba\n' > "$recipe/names.sed"
unchanged 1 "names.sed:2"
rm "$source/src/long.c"
cp "$work/names.sed" "$recipe/names.sed"

# -- The recipe ----------------------------------------------------------------------------------------
mv "$recipe/names.sed" "$work/"
unchanged 2 "towpath.toml:14:10: no such file: names.sed"
for script in 'e date' 'w out' 'r /etc/passwd' 's/a/b/e' 's/a/b/w out'; do
  echo "$script" > "$recipe/names.sed"
  unchanged 2 "names.sed:1:"
done
mv "$work/names.sed" "$recipe/"
expect 2 run "$work/nowhere" --source "$source" --target "$target"
expect 2 run "$recipe" --source "$source"
says "--target or --output"
expect 2 run "$recipe" --source "$source" --target "$target" --jobs none
expect 2 run "$recipe" --source "$source" --target "$target" --dryrun
says "no such option: --dryrun"
says "did you mean --dry-run?"
expect 2 rnu "$recipe"
says "did you mean run?"
expect 2 run "$recipe/towpath.toml" --source "$source" --target "$target"
says "name the folder that holds the towpath.toml"
expect 2
expect 1 run "$recipe" --source "$work/nowhere" --target "$target"
expect 1 run "$recipe" --source "$source" --target "$work/nowhere"
says "nowhere: no such folder"
expect 1 run "$recipe" --source "$source" --target /
says "is no git repository"
expect 1 run "$recipe" --source "$source" --rev main --target "$target"

# -- The target ------------------------------------------------------------------------------------------
run 0
check "the result is right" grep -q 'return new;' "$target/fs/tiny/a.c"
check "and staged" git -C "$target" diff --quiet
before=$(state "$target")
run 0
says "nothing to do"
[ "$before" = "$(state "$target")" ] || fail "a second run changed something"
git -C "$target" commit -q -m tiny

echo 'int more;' > "$source/src/b.c"
echo '/* my work */' >> "$target/fs/tiny/a.c"
unchanged 1 "fs/tiny/a.c"
git -C "$target" add fs/tiny/a.c
unchanged 1 "fs/tiny/a.c"
echo 'mine' > "$target/fs/tiny/b.c"
unchanged 1 "fs/tiny/b.c"
run 0 --force
says "uncommitted work is kept in commit"
backup=$(sed -n 's/.*kept in commit \([0-9a-f]*\).*/\1/p' "$work/log")
check "the backup has what was changed" sh -c "git -C '$target' show '$backup:fs/tiny/a.c' | grep -q 'my work'"
check "the repository is sound" git -C "$target" fsck --strict
git -C "$target" commit -q -m more

# Other work, staged or not, is none of our business.
echo unrelated >> "$target/net/Makefile"
echo untracked > "$target/notes"
rm "$source/src/b.c"
run 0
[ ! -e "$target/fs/tiny/b.c" ] || fail "a rerun left a file that the recipe no longer makes"
check "other changes stay unstaged" sh -c "git -C '$target' diff --name-only | grep -qx net/Makefile"
[ "$(cat "$target/notes")" = untracked ] || fail "an untracked file changed"
git -C "$target" commit -q -m less

# A link where a folder should be, and a folder where a file should be.
echo 'int more;' > "$source/src/b.c"
mv "$target/fs/tiny" "$work/elsewhere"
ln -s "$work/elsewhere" "$target/fs/tiny"
unchanged 1 "fs/tiny"
rm "$target/fs/tiny"
mv "$work/elsewhere" "$target/fs/tiny"
mkdir "$target/fs/tiny/b.c"
touch "$target/fs/tiny/b.c/keep"
unchanged 1 "fs/tiny/b.c"
rm -r "$target/fs/tiny/b.c"

# No room: every file that would grow beyond the limit fails as on a full disk.
head -c 300000 /dev/urandom | base64 > "$source/src/b.c"
before=$(state "$target")
got=0
(ulimit -f 8; trap '' XFSZ; exec "$towpath" run "$recipe" --source "$source" --target "$target") \
  > "$work/log" 2>&1 || got=$?
[ "$got" -eq 1 ] || fail "a full disk: exit code $got"
[ "$before" = "$(state "$target")" ] || fail "a full disk changed the target"
run 0

done_testing
