#!/bin/sh
# check-messages.sh: fails where no test lets the program say one of the messages in docs/messages.md
# SPDX-License-Identifier: MIT
#
# Runs all tests of the plain build, and notes the texts that programs ask for meanwhile.
set -eu
cd "$(dirname "$0")/.."

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/messages"
# Of what is preloaded, no name may have a space.
ln -s "$PWD/build-check/tests/log-messages.so" "$place/log-messages.so"
status=0
NOTING=$place/log-messages.so MESSAGES_FOLDER=$place/messages build-aux/check.sh plain || status=1
python3 tests/test-messages.py . "$place/messages" || status=1
exit $status
