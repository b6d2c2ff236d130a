#!/bin/sh
# check.sh: build and run the tests in one of the project's configurations
# SPDX-License-Identifier: MIT
#
# check.sh plain|asan|tsan. The tests get a display, a session bus and a home
# of their own, and never touch the user's.
set -eu
cd "$(dirname "$0")/.."

case "${1:-plain}" in
  plain)
    folder=build-check
    setup='-Dwerror=true'
    choose=
    ;;
  asan)
    folder=build-asan
    setup='-Db_sanitize=address,undefined -Db_lundef=false'
    choose='--no-suite window --no-suite data --no-suite bench'
    ;;
  tsan)
    folder=build-tsan
    setup='-Db_sanitize=thread -Db_lundef=false'
    choose='--suite core'
    ;;
  *) echo "usage: $0 plain|asan|tsan" >&2; exit 2 ;;
esac

[ -f "$folder/build.ninja" ] || meson setup "$folder" $setup
ninja -C "$folder"

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
suppressions=$PWD/tests
export XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" XDG_DATA_HOME="$home/data" XDG_STATE_HOME="$home/state"
export XDG_RUNTIME_DIR="$home"
export GDK_BACKEND=x11 GSK_RENDERER=cairo GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1 LC_ALL=C.UTF-8 TZ=UTC
export ASAN_OPTIONS="detect_stack_use_after_return=1:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1:${UBSAN_OPTIONS:-}"
# These option strings have no way to quote a space, so the files are reached by a name without one.
ln -s "$suppressions" "$home/suppressions"
export LSAN_OPTIONS="suppressions=$home/suppressions/lsan.supp:print_suppressions=0"
export TSAN_OPTIONS="suppressions=$home/suppressions/tsan.supp:halt_on_error=1"
unset WAYLAND_DISPLAY

log=$folder/meson-logs/testlog.json
good='"result": "\(OK\|EXPECTEDFAIL\)"'

run_tests () {
  xvfb-run -a -s '-screen 0 1400x900x24 -nolisten tcp -noreset' dbus-run-session -- \
    meson test -C "$folder" --no-rebuild --print-errorlogs --timeout-multiplier 4 "$@"
}

rm -f "$log"
if run_tests $choose; then
  exit 0
fi

# Windows that are driven by real clicks race against whatever else the machine does. What failed among them,
# and only there, runs once more and alone; it counts as it ends then.
[ -f "$log" ] || exit 1
failed=$(grep -v "$good" "$log" | sed 's/^{"name": "\([^"]*\)".*/\1/')
if [ -z "$failed" ] || echo "$failed" | grep -qv ':window / '; then
  exit 1
fi
echo "Once more, alone: $(echo "$failed" | tr '\n' ' ')"
grep "$good" "$log" > "$home/good" || true
status=0
run_tests --num-processes 1 $(echo "$failed" | sed 's/.* //') || status=$?
cat "$home/good" >> "$log"
exit $status
