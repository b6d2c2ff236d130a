#!/bin/sh
# check.sh: build and run the tests in one of the project's configurations
# SPDX-License-Identifier: MIT
#
# check.sh all|plain|asan|engine|windows|tsan. The tests get a display, a session bus and a home
# of their own, and never touch the user's. asan is all that the address and undefined behaviour
# sanitizers can run but windows; engine: of that, what reads traces and computes; windows: some of those
# that are driven by real clicks. all: plain, engine and windows, as the rest takes longer than a person waits.
set -eu
cd "$(dirname "$0")/.."

# Windows mostly wait for what was clicked; behind them the sanitizers' tests are built and run.
check_all () {
  build-aux/check.sh build
  behind=$(mktemp)
  trap 'rm -f "$behind"' EXIT
  trap 'rm -f "$behind"; kill 0' INT  # what is behind does not hear it
  nice build-aux/check.sh engine > "$behind" 2>&1 &
  status=0
  build-aux/check.sh plain || status=1
  wait $! || status=1
  cat "$behind"
  build-aux/check.sh windows || status=1
  return $status
}

# Without optimization and most of what debuggers know, sanitized code compiles in two thirds of the time.
sanitized='-Db_lundef=false -Doptimization=1 -Dc_args=-g1'
folder=build-asan
setup="-Db_sanitize=address,undefined $sanitized"
base=testlog
case "${1:-all}" in
  all)
    check_all
    exit
    ;;
  plain|build)
    folder=build-check
    setup='-Dwerror=true -Dc_args=-g1'
    choose=
    ;;
  asan) choose='--no-suite window --no-suite data --no-suite source' ;;
  engine) choose='--suite core' ;;
  windows)
    # What GTK keeps until the end is no leak of ours, and looking for leaks takes seconds for each window.
    export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}"
    choose='details monkey'
    base=testlog-windows
    ;;
  tsan)
    folder=build-tsan
    setup="-Db_sanitize=thread $sanitized"
    choose='--suite core --no-suite serial'
    # GLib hands memory from thread to thread by locks that this sanitizer doesn't see; malloc()'s it does.
    export G_SLICE=always-malloc
    ;;
  *) echo "usage: $0 all|plain|asan|engine|windows|tsan" >&2; exit 2 ;;
esac

# Some 150 programs are linked: this linker does it in a tenth of the time.
! command -v mold > /dev/null || export LDFLAGS="${LDFLAGS:-} -fuse-ld=mold"
[ -f "$folder/build.ninja" ] || meson setup "$folder" $setup
# Everything has to compile, once; the sanitizers' builds are no more than their tests need.
[ "$folder" != build-check ] || ninja -C "$folder"
[ "${1:-}" != build ] || exit 0

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

# Windows and what waits for a display mostly wait: one test more than there are CPUs.
export MESON_TESTTHREADS="${MESON_TESTTHREADS:-$(($(nproc) + 1))}"

log=$folder/meson-logs/$base.json
first_try=$folder/meson-logs/first-try.txt
second_try=$folder/meson-logs/second-try.txt
good='"result": "\(OK\|EXPECTEDFAIL\)"'

run_tests () {
  xvfb-run -a -s '-screen 0 1400x900x24 -nolisten tcp -noreset' dbus-run-session -- \
    ${NOTING:+env "LD_PRELOAD=$NOTING"} meson test -C "$folder" --print-errorlogs --timeout-multiplier 8 --logbase "$base" "$@"
}

rm -f "$log" "$first_try" "$second_try"
status=0
run_tests $choose || status=$?
[ "$status" -eq 0 ] || [ -f "$log" ] || exit 1
[ "$status" -ne 0 ] || exit 0

# Windows that are driven by real clicks race against whatever else the machine does, and so do programs that are sent
# signals. Where one or two of them failed, and nothing else, these run once more and alone, and count as they end then;
# but it is said, with what happened first.
failed=$(grep -v "$good" "$log" | sed 's/^{"name": "\([^"]*\)".*/\1/')
if [ -z "$failed" ] || echo "$failed" | grep -qvE ':(window|cli) / ' || [ "$(echo "$failed" | wc -l)" -gt 2 ]; then
  exit 1
fi
names=$(echo "$failed" | sed 's/.* //')
for name in $names; do
  python3 - "$log" "$name" <<'END'
import json
import sys

for line in open(sys.argv[1]):
    test = json.loads(line)
    if test['name'].endswith(' ' + sys.argv[2]):
        print('--- first try of %s: %s' % (sys.argv[2], test['result']))
        print(test.get('stdout', ''), test.get('stderr', ''), sep='\n')
END
done > "$first_try"
cat "$first_try"
echo "Once more, alone: $(echo $names)"
grep "$good" "$log" > "$home/good" || true
status=0
run_tests --num-processes 1 $names || status=$?
grep "$good" "$log" | sed 's/^{"name": "\([^"]*\)".*/\1/' | sed 's/.* //' > "$second_try" || true
cat "$home/good" >> "$log"
[ ! -s "$second_try" ] || echo "Passed at the second try: $(echo $(cat "$second_try")); what happened first is in $first_try"
exit $status
