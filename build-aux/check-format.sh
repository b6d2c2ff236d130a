#!/bin/sh
# check-format.sh: fails where clang-format would lay the code out in another way
# SPDX-License-Identifier: MIT
#
# check-format.sh [FILE…]; `clang-format -i FILE…` mends what it finds.
set -eu
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- $(find app core ui tests -name '*.[ch]' | sort)
exec clang-format --dry-run --Werror "$@"
