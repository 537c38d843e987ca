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

# Headers, for types.
mkdir -p inc/far inc/led
printf '#include "near.h"\n#include <far.h>\n#include "out.h"\nstruct s;\nvoid f(void)\n{\n' > inc/h.c
for name in near deep far out given; do printf '\tuse(%s);\n' $name; done >> inc/h.c
echo '}' >> inc/h.c
printf '#include "deep.h"\nextern struct s *near;\n' > inc/near.h
for name in deep far/far led/out given; do echo "extern struct s *${name#*/};" > inc/$name.h; done
mkdir -p elsewhere
mv inc/led/out.h elsewhere/out.h
ln -s ../elsewhere/out.h inc/out.h
printf '@@ struct s *x; @@\n-use(x);\n+used(x);\n' > typed.cocci
used() { grep -o 'used([a-z]*' "$work/log" | cut -c6- | xargs; }
headers() {  # WHICH OPTIONS...: what is known to be a pointer in the folder of the code
  local which=$1
  shift
  (cd inc && "$towpath" spatch --very-quiet "$@" ../typed.cocci h.c) > log 2>&1
  check "headers for types: $*" test "$(used)" = "$which"
}
headers 'near'
headers '' --no-includes
headers 'near' --local-includes -I far
headers 'near far' --all-includes -I far
headers 'near deep far' --recursive-includes -I far
headers 'near given' --include given.h
headers 'given' --no-includes --include given.h
headers 'near out' -I ../elsewhere

# Older spellings; several semantic patches; scripts.
expect 0 spatch -very_quiet -sp_file one.cocci -macro_file_builtins /dev/null src/a.c.orig
says '+	return new(1);'
cat > find.cocci << 'END'
virtual report
@r depends on report@ position p; expression e; @@
old@p(e)
@script:python@
p << r.p;
e << r.e;
@@
coccilib.report.print_report(p[0], "old call of " + e)
END
expect 0 spatch -D report --very-quiet --no-show-diff find.cocci src/a.c.orig
says 'src/a.c.orig:3:8-11: old call of 1'
expect 0 spatch -D report --json --very-quiet find.cocci one.cocci src/a.c.orig
check "JSON of findings and changes" python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))
assert found["findings"][0]["message"] == "old call of 1" and found["findings"][0]["column"] == 9
assert found["changes"][0]["added"].startswith("new") and found["changes"][0]["line"] == 3
' log
expect 0 spatch -D report --sarif --very-quiet find.cocci one.cocci src/a.c.orig
check "SARIF" python3 -c '
import json, sys
run = json.load(open(sys.argv[1]))["runs"][0]
assert [result["ruleId"] for result in run["results"]] == ["find", "one"]
assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 9
' log
expect 0 spatch -D nonsense --very-quiet find.cocci src/a.c
says 'virtual rule nonsense is declared by no semantic patch'

expect 0 spatch --very-quiet --reverse two.cocci one.cocci src/a.c
says '-	return newer(1);'
says '+	return old(1);'

printf '@r@ expression e; @@\n*old(e)\n' > show.cocci
expect 0 spatch --very-quiet show.cocci src/a.c.orig
says '--- src/a.c.orig'
says '-	return old(1);'
check "only what is shown" bash -c '! grep -q "^+[^+]" log'
expect 0 spatch --very-quiet --json show.cocci src/a.c.orig
says '"message": "`r` matches this"'

cat > order.cocci << 'END'
@initialize:python@
@@
seen = []
@r@ position p; @@
newer@p(...)
@script:python@
p << r.p;
@@
seen.append(p[0].file)
print(len(seen), p[0].file)
@finalize:python@
@@
print("in order:", seen == sorted(seen))
END
mkdir many
for i in $(seq 100 180); do echo "int f$i(void) { return newer($i); }" > "many/$i.c"; done
for jobs in 1 7; do
  expect 0 spatch --very-quiet --no-show-diff --jobs $jobs order.cocci --dir many
  says '81 many/180.c'
  says 'in order: True'
  cp log "order.$jobs"
done
check "any number of threads prints the same" cmp order.1 order.7

printf '@r@ expression e; @@\n-old(e, 2)\n+new(e)\n@script:ocaml s@\n@@\n()\n@@ @@\n-return\n+goto out\n' > why.cocci
mkdir -p sub
printf 'Expression\n@ ours @\nexpression X;\n@@\n neat(X) => X + 0\n' > sub/own.iso
printf '#include "sub/shared.cocci"\n@@\nexpression r.E;\n@@\n-neat(E)\n+tidy(E)\n' > sub/named.cocci
printf 'using "own.iso"\n@ r @\nexpression E;\n@@\nseen(E)\n' > sub/shared.cocci
printf 'int f(int a)\n{\n\tseen(a);\n\treturn a + 0;\n}\n' > named.c
expect 0 spatch --very-quiet sub/named.cocci named.c
says '+	return tidy(a);'
printf '@@\nexpression E;\n@@\n-neat(E)\n+tidy(E)\n' > plain.cocci
expect 0 spatch --very-quiet --iso-file sub/own.iso plain.cocci named.c
says '+	return tidy(a);'

expect 0 spatch --very-quiet --explain src/a.c.orig:3 why.cocci
says 'why.cocci:1:1: r: fails at src/a.c.orig:3:14: `)` is not `,`'
expect 0 spatch --parse-cocci why.cocci
says 'not supported: scripts in ocaml, in `s`'
printf 'int f(void) { return 1; }\nint g(void) { return ) 1; }\n' > src/bad.c
expect 0 spatch --parse-c src/bad.c
says 'function g could not be parsed at `)`'
says '2 functions: 1 parsed, 1 not'
expect 0 spatch --very-quiet --coverage one.cocci src/bad.c
says '2 functions: 1 parsed, 1 not'
expect 0 spatch --version
says 'spatch version 1.1.1'

ln -s "$towpath" spatch
check "under the name spatch" bash -c './spatch --cocci-file one.cocci src/a.c.orig | grep -q "+.*new(1)"'
done_testing
