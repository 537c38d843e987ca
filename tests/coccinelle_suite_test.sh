#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Coccinelle's own tests. Needs TOWPATH_COCCINELLE, a checkout or bare clone of coccinelle/coccinelle or the
# folder of its tests, and is skipped without it. Fails where fewer are right than were: the floor only rises.
. "$(dirname "$0")/lib.sh"
floor=672

if [ -z "${TOWPATH_COCCINELLE:-}" ]; then
  echo "SKIPPED: TOWPATH_COCCINELLE does not name a checkout of Coccinelle"
  exit 77
fi
suite=$TOWPATH_COCCINELLE
if [ ! -d "$suite/tests" ] && ! compgen -G "$suite/*.cocci" > /dev/null; then
  git -C "$suite" archive HEAD tests | tar x -C "$work"
  suite=$work
fi
check "at least $floor cases are right" \
  python3 "$root/tests/coccinelle_suite.py" "$towpath spatch" "$suite" "$floor"
cat "$work/check.log"
done_testing
