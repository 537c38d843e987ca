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
printf '#if 5 %% U || 5 %% 0 || 1 << 64\n#endif\n' > odd.c
expect 0 unifdef -k odd.c

# Bad input, for both engines: a located message, or the right result with all bytes beside it as they were.
refused() {  # TEXT MESSAGE MESSAGE-OF-FULL
  printf "$1" > bad.c
  expect 2 unifdef -DT -UF bad.c
  says "$2"
  expect 2 unifdef --full -DT -UF bad.c
  says "$3"
}
resolved() {  # WHAT TEXT RESULT
  local option
  printf "$2" > bad.c
  printf "$3" > wanted.c
  for option in -k --full; do
    expect 1 unifdef "$option" -DT -UF bad.c
    check "$1, $option" cmp log wanted.c
  done
}
refused '#endif\n' 'bad.c: 1: Inappropriate #endif' 'bad.c:1:2: #endif without #if'
refused 'x\n#elif T\n' 'bad.c: 2: Inappropriate #elif' 'bad.c:2:2: #elif without #if'
refused '#if T\n#else\n#else\n#endif\n' 'bad.c: 3: Inappropriate #else (#if line 1 depth 1)' 'bad.c:3:2: #else after #else'
refused '#if U\n#else\n#elif T\n#endif\n' 'bad.c: 3: Inappropriate #elif' 'bad.c:3:2: #elif after #else'
refused 'x\n#if U\n' 'bad.c: 3: Premature EOF (#if line 2 depth 1)' 'bad.c:2:2: this conditional has no #endif'
refused '#if U\n/* open\n#endif\n' 'bad.c: 4: Premature EOF' 'a comment that never ends opens in line 2'
printf '#if T\nx\n#endif\n/* open\n' > bad.c
expect 2 unifdef -DT bad.c
says 'bad.c: 5: EOF in comment'
expect 1 unifdef --full -DT bad.c
says 'bad.c:4:1: this comment is not closed'
says '/* open'
resolved "NUL bytes" 'x\0y\n#if F\n\0\n#endif\n\0#\n' 'x\0y\n\0#\n'
resolved "lines that end in CRLF" '#if T\r\na\r\n#else\r\nb\r\n#endif\r\nc\n' 'a\r\nc\n'
resolved "a directive that becomes another one among such lines" '#ifdef U\r\n#elif T\r\n#endif\r\n' '#ifdef U\r\n#else\r\n#endif\r\n'
resolved "no newline at the end" '#if T\na\n#endif\nlast' 'a\nlast'
resolved "no newline behind the last directive" 'a\n#if T\n#endif' 'a\n'
resolved "UTF-8" '// \xc3\xa9\n#ifdef F\n\xe2\x82\xac\n#endif\n"\xe2\x82\xac"\n' '// \xc3\xa9\n"\xe2\x82\xac"\n'
resolved "Latin-1" '\xe9t\xe9\n#ifdef F\nl\xe4tin\n#endif\n\xff\xfe\n' '\xe9t\xe9\n\xff\xfe\n'

repeat() { yes "$1" | head -n "$2" || true; }
{ repeat '#if T' 50000; repeat '#ifdef U' 50000; echo x; repeat '#endif' 100000; } > deep.c
expect 2 unifdef deep.c
says 'deep.c: 64: Too many levels of nesting (#if line 63 depth 63)'
expect 1 unifdef --full -DT deep.c
check "100,000 levels" bash -c 'sed "/#if T/d; 150002,\$d" deep.c | cmp - log'
long() { head -c 1000000 /dev/zero | tr '\0' "$1"; }
{ printf '#if '; long '('; printf '\n#endif\n'; } > long.c
for option in -k --full; do
  expect 0 unifdef "$option" -o wanted.c long.c
  check "a long line that nobody can read stays, $option" cmp wanted.c long.c
done
{ printf 'a\n#if '; long '!'; printf 'F\nb\n#endif\n'; } > long.c
expect 1 unifdef --full -UF long.c
check "1,000,000 operators" bash -c 'echo a | cmp - log'
{ printf '#if U'; repeat ' || F \' 100000; printf '\na\n#endif\n'; } > long.c
expect 1 unifdef --full -UF long.c
check "100,000 operands that go" bash -c 'test "$(grep -c F log)" -eq 0 && tail -n 2 log | grep -qx a'

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

# Which file decides a symbol of a recipe.
recipe=$root/examples/harbor/recipe
echo '#undef HARBOR_VERSION_CODE' > other.h
expect 0 run "$recipe" --explain HARBOR_VERSION_CODE
says "defined as HARBOR_VERSION(1, 4, 2, 0), by $recipe/client.h"
expect 0 run "$recipe" --explain HARBOR_VERSION_CODE -D HARBOR_VERSION_CODE=2 --definitions other.h
check "later over earlier" bash -c 'grep -A1 "  undefined, by other.h:1:8" log | grep -q "over: defined as 2, by -D HARBOR_VERSION_CODE=2"'
expect 0 run "$recipe" --explain CONFIG_PROC_FS
says "CONFIG_PROC_FS may go on controlling conditionals, by $recipe/towpath.toml"
expect 1 run "$recipe" --explain NOBODY_KNOWS
says "nothing in this recipe decides NOBODY_KNOWS"

for name in unifdef unifdefall; do ln -s "$towpath" "$name"; done
check "under the name unifdef" bash -c './unifdef -DA in.c | grep -qx a'
check "under the name unifdefall" bash -c './unifdefall -Iinclude all.c | grep -qx yes'
done_testing
