#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Semantic patches and functions made at random, given to Towpath and to spatch, which must make the same of them but
# for what docs/semantic-patches.md explains. TOWPATH_PAIRS tells how many, TOWPATH_PAIRS_SEED where they begin.
. "$(dirname "$0")/lib.sh"
pairs=${TOWPATH_PAIRS:-500}

if ! command -v spatch > /dev/null; then
  echo "SKIPPED: coccinelle is not installed"
  exit 77
fi
check "$pairs pairs agree with spatch, or their difference is explained" \
  python3 "$root/tests/spatch_pairs/run.py" "$towpath spatch" "$pairs" "${TOWPATH_PAIRS_SEED:-1}"
cat "$work/check.log"
done_testing
