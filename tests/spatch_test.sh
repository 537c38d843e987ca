#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `towpath spatch`: its options, its diff, and its other name.
. "$(dirname "$0")/lib.sh"
cd "$work"

mkdir -p src/sub
printf '@@ expression E; @@\n-old(E)\n+new(E)\n' > one.cocci
printf '@@ expression E; @@\n-new(E)\n+newer(E)\n' > two.cocci
printf 'int f(void)\n{\n\treturn old(1);\n}\n' > src/a.c
cp src/a.c src/sub/b.c
cp src/a.c src/sub/b.h
echo 'int untouched;' > src/c.c

expect 0 spatch --very-quiet --sp-file one.cocci src/a.c
says '--- src/a.c'
says '+	return new(1);'
check "nothing is written" grep -q old src/a.c

expect 0 spatch --sp-file one.cocci --dir src
says 'diff -u -p a/a.c b/a.c'
says '+++ b/sub/b.c'
check "headers only where asked for" bash -c '! grep -q b.h log'
check "the diff is a patch" bash -c 'cd src && patch -p1 --dry-run < ../log'
expect 0 spatch one.cocci two.cocci --dir src --include-headers --patch . --no-show-diff --in-place \
  --backup-suffix .orig --jobs 2
check "all semantic patches, one after another" grep -q newer src/a.c src/sub/b.c src/sub/b.h
check "the old file is kept" grep -q old src/a.c.orig
check "no other is" test ! -e src/c.c.orig

expect 0 spatch --sp-file two.cocci src/a.c.orig -o out.c
check "no output for a file that stays as it is" test ! -e out.c
expect 0 spatch --sp-file one.cocci src/a.c.orig -o out.c
check "the output" grep -q new out.c

expect 255 spatch --sp-file src/c.c src/a.c
says 'src/c.c:1:1'
expect 2 spatch --sp-file missing.cocci src/a.c
expect 2 spatch src/a.c
says '--sp-file is required'
expect 1 spatch one.cocci missing.c

ln -s "$towpath" spatch
check "under the name spatch" bash -c './spatch --cocci-file one.cocci src/a.c.orig | grep -q "+.*new(1)"'
done_testing
