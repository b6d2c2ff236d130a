#!/bin/sh
# run.sh: build Guestscope and show the sample experiment
# SPDX-License-Identifier: MIT
set -eu
cd "$(dirname "$0")/.."

[ -f build/build.ninja ] || meson setup build >/dev/null
ninja -C build --quiet

program=build/app/guestscope
sample=data/sample/steal.gsx

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$program" "$sample"
fi

echo "There is no display to open a window on: drawing the sample experiment's three views."
for rows in vcpus threads cpus; do
  picture="build/sample-$rows.png"
  "$program" render --rows "$rows" "$sample" -o "$picture"
  echo "$PWD/$picture"
done
