#!/bin/sh
# check-format.sh: what clang-format would write differently
# SPDX-License-Identifier: MIT
#
# clang-format knows neither GLib's macros without a space, g_autoptr() and
# _(), nor columns (of parameters, of comments): those differences are left
# out. Headers are the author's, for their columns of prototypes.
set -eu
cd "$(dirname "$0")/.."

plain () {
  sed -E 's/\b(g_autoptr|N?_|C_) \(/\1(/g; s/([^ ]) +/\1 /g'
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
for file in "${@:-app/*.c core/*.c ui/*.c tests/*.c}"; do
  for name in $file; do
    plain < "$name" > "$work/is"
    clang-format --assume-filename="$name" < "$name" | plain > "$work/should"
    diff -u --label "$name" --label "$name, formatted" "$work/is" "$work/should" || status=1
  done
done
exit $status
