#!/bin/sh
# make-pictures.sh: draw the documentation's pictures from the sample experiments
# SPDX-License-Identifier: MIT
#
# make-pictures.sh [GUESTSCOPE [FOLDER [SAMPLE]]]
set -eu
cd "$(dirname "$0")/.."

program=${1:-build/app/guestscope}
folder=${2:-docs}
sample=${3:-data/sample/steal.gsx}

# What is drawn, from where to where (ns after the start): all of it, around the longest theft, where that begins.
draw () {
  name=$1
  shift
  "$program" render --size 1280x560 "$@" "$sample" -o "$folder/timeline-$name-light.png"
  "$program" render --size 1280x560 --dark "$@" "$sample" -o "$folder/timeline-$name-dark.png"
  "$program" render --size 1280x560 --colours high-contrast "$@" "$sample" -o "$folder/timeline-$name-high-contrast.png"
  "$program" render --size 1280x560 --colours colour-blind "$@" "$sample" -o "$folder/timeline-$name-colour-blind.png"
}

draw all
draw theft --from +4400000000 --to +5200000000
draw begin --from +4646000000 --to +4656000000
"$program" render --size 1200x420 data/nested/nested.gsx -o "$folder/nested.png"

# Those of the window need a display server.
[ ! -x "$(command -v Xvfb)" ] || /usr/bin/python3 build-aux/make-window-pictures.py "$program" "$folder"
