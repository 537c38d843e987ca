#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `make install` into a prefix: the program, its manual and recipes, and unifdef to put in place of the original.
. "$(dirname "$0")/lib.sh"
cd "$work"

check "install" cmake --install "$(dirname "$towpath")" --prefix "$work/prefix"
towpath=$work/prefix/bin/towpath
expect 0 --version
check "the manual" test -s prefix/share/man/man1/towpath.1
check "the recipes" test -s prefix/share/towpath/recipes/lustre-2.13/towpath.toml
check "nothing in bin is called unifdef" bash -c '! ls prefix/bin | grep unifdef'

mv prefix moved
export PATH=$work/moved/lib/towpath:$PATH
check "unifdef is ours" bash -c 'test "$(command -v unifdef)" = "$PWD/moved/lib/towpath/unifdef"'
printf '#include "has.h"\n#ifdef A\na\n#else\nb\n#endif\n' > in.c
echo '#define A' > has.h
check "as a program that scripts call" bash -c 'unifdef -UA in.c > out; test $? -eq 1 && tail -n 1 out | grep -qx b'
check "its messages have its name" bash -c 'unifdef missing.c 2>&1 | grep -q "^unifdef: can.t open missing.c"'
check "in a pipe" bash -c 'unifdef -DA < in.c | tail -n 1 | grep -qx a'
check "unifdefall asks the compiler" bash -c 'unifdefall -I. in.c | tail -n 1 | grep -qx a'
done_testing
