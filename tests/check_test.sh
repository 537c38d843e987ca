#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `towpath check` on the bundled example, and on the example with mistakes put in.
. "$(dirname "$0")/lib.sh"

cp -r "$root/examples/harbor/recipe" "$root/examples/harbor/source" "$work"
check_harbor() { expect "$1" check "$work/recipe" "$work/source" "${@:2}"; }

check_harbor 0
says "0 findings"

# A rule that takes too much: a macro whose users stay.
cp "$work/recipe/names.sed" "$work/names.sed"
macro=harbor_for_each_mount
echo "/#define $macro/,/[^\\\\]\$/d" >> "$work/recipe/names.sed"
check_harbor 1 orphans
says "macro $macro is used here, but its definition is gone: \`/#define $macro"
says "names.sed:"
check_harbor 1 orphans --json
check "findings are JSON" python3 -c '
import json, sys
findings = json.load(open(sys.argv[1]))["findings"]
assert findings and all(f["check"] == "orphans" and f["rule"]["place"]["line"] for f in findings)' "$work/log"
check_harbor 1 --sarif
check "findings are SARIF" python3 -c '
import json, sys
run = json.load(open(sys.argv[1]))["runs"][0]
assert run["results"] and run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"]
assert {r["ruleId"] for r in run["results"]} <= {r["id"] for r in run["tool"]["driver"]["rules"]}' "$work/log"
check_harbor 0 leftovers
cp "$work/names.sed" "$work/recipe/names.sed"

# A rule that is missing: what it took away is still there.
sed -i '/port_hash/d' "$work/recipe/names.sed"
check_harbor 1 leftovers
says "port_hash.h must be gone"
cp "$work/names.sed" "$work/recipe/names.sed"

# Rules that make something else of the code: arguments in the wrong order.
differs() {
  check_harbor 1 equivalence
  says "$1"
  cp "$work/names.sed" "$work/recipe/names.sed"
}
echo 's/\<hash_64(\(.*\), \(.*\))/hash_64(\2, \1)/' >> "$work/recipe/names.sed"
differs "does not say what the source says"
check_harbor 0 equivalence
says "44 of 44 functions say what the source says"

# An explanation that explains nothing, and stand-ins that are none.
cp "$work/recipe/explained.toml" "$work/explained.toml"
printf '\n[[explained]]\nbecause = "no"\ndifferences = [{ file = "fs/harbor/super.c", unit = "function f" }]\n' \
  >> "$work/recipe/explained.toml"
check_harbor 1 equivalence
says "function f does not differ so any more"
cp "$work/explained.toml" "$work/recipe/explained.toml"
echo 'int x;' >> "$work/recipe/stand-ins.h"
check_harbor 1 equivalence
says "stand-ins.h:"
sed -i '$d' "$work/recipe/stand-ins.h"

# The original tools agree.
check_harbor 0 oracle

# -- Programs of the kernel's -----------------------------------------------------------------------------
check_harbor 1 style
says "name it with --kernel"
check_harbor 1 style --kernel "$work"
says "there is no such script"

# A script in the place of the kernel's that complains of every line in its way, so that what is told are the lines
# that rules changed.
mkdir -p "$work/linux/scripts"
cat > "$work/linux/scripts/checkpatch.pl" << 'EOF'
@ARGV = grep { !/^--/ } @ARGV;
my ($line, $file, $said) = (0, "", 0);
while (<>) {
  $file = $1 if m,^\+\+\+ b/(\S+),;
  $line = $1 - 1 if /^@@ -\S+ \+(\d+)/;
  ++$line if /^[ +]/ and not /^\+\+\+/;
  next unless /^\+(?!\+\+ )/;
  $said += print "$file:$line: WARNING:RETURN: it returns\n" if /\breturn\b|RETURN/;
  $said += print "$file:$line: ERROR:ALLOC: it allocates\n" if /kzalloc/;
}
exit($said > 0);
EOF
check_harbor 1 style --kernel "$work/linux" --json
check "style tells of lines that rules changed, with their places and rules" python3 -c '
import json, sys
from pathlib import Path
findings = json.load(open(sys.argv[1]))["findings"]
assert {f["message"] for f in findings} == {"ERROR:ALLOC: it allocates"}, findings
source = Path(sys.argv[2])
for f in findings:
    assert f["rule"]["place"]["file"].endswith("memory.cocci"), f
    line = (source / f["source"]["file"]).read_text().splitlines()[f["source"]["line"] - 1]
    assert "HARBOR_ALLOC" in line, line' "$work/log" "$work/source"

headers=$(find /usr/src -maxdepth 1 -name 'linux-headers-*-amd64' | sort -V | tail -1)
if [ -z "$headers" ]; then
  echo "SKIPPED: build, since no kernel's headers are installed"
else
  check_harbor 1 build
  check_harbor 0 build --kernel "$headers"
  # A rule that breaks what it changes; the compiler comes from the environment.
  echo 's/\<inode_nohighmem(inode)/inode_nohighmen(inode)/' >> "$work/recipe/names.sed"
  printf '#!/bin/sh\ntouch "%s"\nexec gcc "$@"\n' "$work/used" > "$work/compiler"
  chmod +x "$work/compiler"
  CC=$work/compiler check_harbor 1 build --kernel "$headers" --json
  check "build names source and rule" python3 -c '
import json, sys
from pathlib import Path
findings = json.load(open(sys.argv[1]))["findings"]
found = [f for f in findings if "inode_nohighmen" in f["message"] and f["rule"]]
assert found and all(f["rule"]["place"]["file"].endswith("names.sed") for f in found), findings
line = (Path(sys.argv[2]) / found[0]["source"]["file"]).read_text().splitlines()[found[0]["source"]["line"] - 1]
assert "inode_nohighmem(inode)" in line, line' "$work/log" "$work/source"
  check "the compiler is that of the environment" test -e "$work/used"
  cp "$work/names.sed" "$work/recipe/names.sed"
  # What compiles, and is wrong in the eyes of sparse.
  if command -v sparse > /dev/null; then
    echo 's/\<inode_nohighmem(inode)/inode_nohighmem((struct inode __user *)inode)/' >> "$work/recipe/names.sed"
    check_harbor 1 sparse --kernel "$headers"
    says "address space"
    says "names.sed"
    cp "$work/names.sed" "$work/recipe/names.sed"
  else
    echo "SKIPPED: sparse, which is not installed"
  fi
  # What would run something of the source.
  cp "$work/source/libport/Makefile.in" "$work/Makefile.in"
  echo 'libport-objs += $(shell touch '"$work"'/ran)' >> "$work/source/libport/Makefile.in"
  check_harbor 1 build --kernel "$headers"
  says "Makefile"
  check "nothing of the source is run" test ! -e "$work/ran"
  cp "$work/Makefile.in" "$work/source/libport/Makefile.in"
fi

# A header that is no longer taken.
sed -i '0,/files = \["\*.h", "Makefile.in"\]/s//files = ["Makefile.in"]/' "$work/recipe/towpath.toml"
check_harbor 1 orphans
says "is included here, but is not in the result"
expect 2 check "$work/recipe" "$work/source" nonsense
done_testing
