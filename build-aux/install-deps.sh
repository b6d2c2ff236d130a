#!/bin/sh
# install-deps.sh: install what is missing on Debian 12
# SPDX-License-Identifier: MIT
#
# install-deps.sh run|check|deb: "check" adds what only the tests need, "deb" what building a package needs. Quick, and
# without any right, where nothing is missing.
set -eu

run='gcc libc6-dev make meson ninja-build pkg-config gettext
  libglib2.0-dev libglib2.0-dev-bin libgtk-4-dev libjson-glib-dev libbabeltrace2-dev libfftw3-dev libarchive-dev
  zlib1g-dev libzstd-dev
  desktop-file-utils shared-mime-info librsvg2-common adwaita-icon-theme fonts-cantarell'
check='appstream trace-cmd babeltrace2 clang-format xvfb xauth dbus-daemon xdotool at-spi2-core libgtk-4-bin
  gir1.2-atspi-2.0 python3 python3-gi python3-dbus python3-cairo fonts-dejavu-core libxml2-utils poppler-utils qpdf mold shellcheck'

deb='debhelper dpkg-dev fakeroot lintian'

case "${1:-run}" in
  run) wanted=$run ;;
  check) wanted="$run $check" ;;
  deb) wanted="$run $deb" ;;
  *) echo "usage: $0 [run|check|deb]" >&2; exit 2 ;;
esac

say_what_is_needed () {
  echo "Guestscope needs GTK 4.8, json-glib 1.6, libbabeltrace2 2.0, FFTW 3.3, libarchive 3.6, zlib, libzstd, meson 1.0, ninja, gcc and gettext." >&2
  echo "On Debian 12 these are the packages:" $1 >&2
}

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
  # Another system: go on if it has what the build asks for, else stop.
  if command -v meson >/dev/null 2>&1 && command -v ninja >/dev/null 2>&1 \
     && pkg-config --exists 'gtk4 >= 4.8' 'json-glib-1.0 >= 1.6' 'babeltrace2 >= 2.0' 'fftw3f >= 3.3' 'libarchive >= 3.6' zlib libzstd 2>/dev/null; then
    exit 0
  fi
  say_what_is_needed "$wanted"
  exit 1
fi

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p')
missing=
for package in $wanted; do
  echo "$installed" | grep -qxF "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "These packages are missing:$missing" >&2
    echo "Install them as root: apt-get install$missing" >&2
    exit 1
  fi
  as_root=sudo
fi

echo "Installing:$missing"
install () {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
}
# The package lists may be missing or old: fetch them only when they are needed.
install || { $as_root apt-get update -qq && install; }
