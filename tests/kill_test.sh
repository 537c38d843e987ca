#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Kills runs at random moments: the target is then as it was or finished, and the next run goes through.
# What has begun to move is moved to the end by a second process, which a look right after the kill may find at work.
# TOWPATH_KILLS sets how many kills (default 100).
. "$(dirname "$0")/lib.sh"

kills=${TOWPATH_KILLS:-100}
recipe=$work/recipe source=$work/source target=$work/target
mkdir -p "$recipe" "$source/src"
cat > "$recipe/towpath.toml" <<'TOML'
name = "many"
owns = ["fs/many/"]
[[stage]]
kind = "collect"
[[stage.take]]
from = "src"
to = "fs/many"
files = ["**"]
TOML
for i in $(seq 60); do
  for _ in $(seq 200); do echo "int variable_$i;"; done > "$source/src/file_$i.c"
done
new_target "$target"
RANDOM=20

# Two versions of the source, so that each run has something to change, add and remove.
version() {
  if [ "$1" -eq 0 ]; then
    sed -i 's/^int/long/' "$source"/src/file_[1-4]*.c
    echo 'int added;' > "$source/src/added.c"
    mv "$source/src/gone.c" "$work/" 2> /dev/null || true
  else
    sed -i 's/^long/int/' "$source"/src/file_[1-4]*.c
    rm -f "$source/src/added.c"
    echo 'int gone;' > "$source/src/gone.c"
  fi
}

version 0
expect 0 run "$recipe" --source "$source" --target "$target"
states=("$(state "$target")" "")
version 1
start=$EPOCHREALTIME
expect 0 run "$recipe" --source "$source" --target "$target"
span=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
states[1]=$(state "$target")

# Waits until no process is left that has the target on its command line.
settle() {
  while pgrep -f -- "--target $target" > /dev/null; do sleep 0.002; done
}

current=1 finished=0 moving=0
for i in $(seq "$kills"); do
  next=$((1 - current))
  version "$next"
  "$towpath" run "$recipe" --source "$source" --target "$target" > /dev/null 2>&1 &
  pid=$!
  sleep "$(awk -v r="$RANDOM" -v s="$span" 'BEGIN { print r / 32767 * s * 1.2 }')"
  kill -KILL "$pid" 2> /dev/null || true
  wait "$pid" 2> /dev/null || true
  at_once=$(state "$target" 2> /dev/null) || true
  settle
  after=$(state "$target")
  [ "$at_once" = "${states[0]}" ] || [ "$at_once" = "${states[1]}" ] || moving=$((moving + 1))
  if [ "$after" = "${states[$next]}" ]; then
    finished=$((finished + 1))
    current=$next
  elif [ "$after" != "${states[$current]}" ]; then
    fail "kill $i: the target is neither as it was nor finished"
  fi
  expect 0 run "$recipe" --source "$source" --target "$target"
  current=$next
  [ "$(state "$target")" = "${states[$current]}" ] || fail "kill $i: the next run did not put it right"
done
check "the repository is sound" git -C "$target" fsck --strict
echo "$kills kills: $finished runs finished all the same; $moving times a look at once found files on the move"
done_testing
