#!/bin/sh
# make-deb.sh: build a Debian package of this tree and check it
# SPDX-License-Identifier: MIT
#
# make-deb.sh [FOLDER]: the package goes to FOLDER (build/deb). Nothing is written into the source tree.
set -eu
cd "$(dirname "$0")/.."

folder=${1:-build/deb}
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version=$(sed -n "s/^ *version: '\([^']*\)'.*/\1/p" meson.build | head -n 1)
source=$work/guestscope-$version
mkdir "$source"
tar -c --exclude='./build*' --exclude=./.git --exclude=__pycache__ . | tar -x -C "$source"
mkdir "$source/build-aux"
cp -a build-aux/. "$source/build-aux"
cp -a build-aux/debian "$source/debian"

# Built from the same sources it is the same package: its date is that of the newest news.
cat > "$source/debian/changelog" <<END
guestscope ($version) unstable; urgency=medium

  * See NEWS.md.

 -- The Guestscope authors <authors@guestscope.org>  $(date -R -u -r NEWS.md)
END

(cd "$source" && dpkg-buildpackage -b -us -uc >"$work/log" 2>&1) || { tail -n 30 "$work/log" >&2; exit 1; }
lintian --fail-on error "$work"/*.changes
for package in "$work"/guestscope_*.deb; do
  cp "$package" "$folder"
  realpath "$folder/$(basename "$package")"
done
