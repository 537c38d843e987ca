#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `towpath unifdef`: its options, its other names, and where it is not what the original was.
. "$(dirname "$0")/lib.sh"
cd "$work"

printf '#ifdef A\na\n#else\nb\n#endif\nc\n' > in.c
expect 1 unifdef -DA in.c
check "the branch" bash -c 'printf "a\nc\n" | cmp - log'
expect 0 unifdef -DB in.c
expect 0 unifdef -x1 -UA in.c
expect 2 unifdef -x3 in.c
says 'usage:'
expect 2 unifdef -B -b in.c
says 'unifdef: -B and -b are mutually exclusive'
expect 2 unifdef in.c in.c
expect 2 unifdef -DA missing.c
says "unifdef: can't open missing.c: No such file or directory"
expect 2 unifdef -z in.c
says "unifdef: invalid option -- 'z'"
expect 0 unifdef -s in.c
check "the symbols" bash -c 'echo A | cmp - log'
expect 0 unifdef --help
says '--full'

cp in.c a.c
cp in.c b.c
expect 1 unifdef -DA -M .orig a.c b.c
check "both are changed, and kept" bash -c 'cmp a.c b.c && cmp a.c.orig in.c && ! cmp -s a.c in.c'
echo stale > out.c
expect 0 unifdef -DZ -o out.c in.c
check "a file that is there gets the text" cmp in.c out.c
printf '#if A\n' > open.c
echo old > out.c
expect 2 unifdef -UB -o out.c open.c
says 'unifdef: open.c: 2: Premature EOF (#if line 1 depth 1)'
check "no file that is there gets half of a text" grep -qx old out.c

# What the original loses or does not live through.
printf 'x\0y\n#ifdef A\n#endif\n' > nul.c
expect 1 unifdef -UA nul.c
check "NUL bytes stay" bash -c 'printf "x\0y\n" | cmp - log'
printf '#if 5 %% U || 5 %% 0 || 1 << 64\n#endif\n' > odd.c
expect 0 unifdef -k odd.c
yes '#if U' | head -n 100000 > deep.c || true
expect 2 unifdef deep.c
says 'deep.c: 64: Too many levels of nesting (#if line 63 depth 63)'
{ printf '#if '; head -c 1000000 /dev/zero | tr '\0' '('; printf '\n#endif\n'; } > long.c
expect 0 unifdef -k long.c
check "a long line that nobody can read stays" cmp log long.c

# The engine of recipes.
printf '#define V(a, b) ((a) << 8 | (b))\n' > symbols.h
printf '#if V(2, 1) > V(1, 9) \\\n  && !defined B\nnew\n#endif\n#ifdef U\nu\n#endif\n' > version.c
expect 1 unifdef --full -f symbols.h -UB version.c
check "full expressions" bash -c 'printf "new\n#ifdef U\nu\n#endif\n" | cmp - log'
expect 0 unifdef --full -s -f symbols.h -UB version.c
says 'version.c:5: U controls 1 lines'
expect 2 unifdef --full -B version.c
says '-B does not go with --full'
expect 2 unifdef --full open.c
says 'open.c:1:2'

printf '#include "has.h"\n#ifdef HAS\nyes\n#endif\n#ifdef HAS_NOT\nno\n#endif\n' > all.c
mkdir include
echo '#define HAS' > include/has.h
for option in --all "--all --full"; do
  # shellcheck disable=SC2086
  expect 1 unifdef $option -Iinclude all.c
  check "all symbols are known" bash -c 'printf "#include \"has.h\"\nyes\n" | cmp - log'
done
expect 2 unifdef --all all.c
says 'cc does not get through'

for name in unifdef unifdefall; do ln -s "$towpath" "$name"; done
check "under the name unifdef" bash -c './unifdef -DA in.c | grep -qx a'
check "under the name unifdefall" bash -c './unifdefall -Iinclude all.c | grep -qx yes'
done_testing
