# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests of the whole program share. Sourced with the program's path in $1.
set -euo pipefail

towpath=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 NO_COLOR=1

checks=0

fail() {
  echo "FAILED: $*" >&2
  [ ! -f "$work/log" ] || sed 's/^/    /' "$work/log" >&2
  exit 1
}

# check DESCRIPTION COMMAND...: the command succeeds.
check() {
  local what=$1
  shift
  "$@" > "$work/check.log" 2>&1 || { cat "$work/check.log" >&2; fail "$what"; }
  checks=$((checks + 1))
}

# expect CODE OPTIONS...: towpath ends with this exit code; its output is in $work/log.
expect() {
  local want=$1 got=0
  shift
  "$towpath" "$@" > "$work/log" 2>&1 || got=$?
  [ "$got" -eq "$want" ] || fail "towpath $*: exit code $got, not $want"
  checks=$((checks + 1))
}

# says TEXT: the last expect printed this.
says() {
  grep -qF -- "$1" "$work/log" || fail "the output lacks: $1"
  checks=$((checks + 1))
}

# new_target DIR: a git work tree with the parents' files that recipes add lines to.
new_target() {
  mkdir -p "$1/fs" "$1/net"
  git -C "$1" init -q -b main
  git -C "$1" config user.name "A Tester"
  git -C "$1" config user.email tester@localhost
  local folder
  for folder in fs net; do
    echo "source \"$folder/ceph/Kconfig\"" > "$1/$folder/Kconfig"
    echo 'obj-$(CONFIG_CEPH_FS) += ceph/' > "$1/$folder/Makefile"
  done
  git -C "$1" add -A
  git -C "$1" commit -q -m base
}

# state DIR: the whole of a target, work tree, index and references.
state() {
  (cd "$1" && find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum &&
    git ls-files -s && git for-each-ref)
}

done_testing() { echo "$(basename "$0"): $checks checks passed"; }
