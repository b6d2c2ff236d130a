#!/bin/sh
# fuzz.sh: try every fuzz target for a while, with libFuzzer and the sanitizers
# SPDX-License-Identifier: MIT
#
# fuzz.sh [SECONDS [TARGET…]]. What is found is in build-fuzz/found, what is worth trying again in build-fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-60}
[ $# -eq 0 ] || shift

[ -f build-fuzz/build.ninja ] ||
  CC=clang meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false -Dbuildtype=debugoptimized
ninja -C build-fuzz fuzz
[ $# -gt 0 ] || set -- $(cd build-fuzz/tests/fuzz && ls -d seeds-* | grep -v '\.p$' | sed 's/^seeds-//')

# strstr() would measure all the text behind it each time; memory is written to at once, not by a disk.
export ASAN_OPTIONS="intercept_strstr=0:quarantine_size_mb=16:malloc_context_size=8"
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1" LSAN_OPTIONS="suppressions=tests/lsan.supp:print_suppressions=0"
status=0
for target; do
  corpus=build-fuzz/corpus/$target
  mkdir -p "$corpus" build-fuzz/found
  "build-fuzz/tests/fuzz/seeds-$target" --write "$corpus"
  echo "$target: $seconds s"
  "build-fuzz/tests/fuzz/fuzz-$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=30000 -entropic=0 \
    -print_final_stats=1 -artifact_prefix="build-fuzz/found/$target-" "$corpus" > "build-fuzz/$target.log" 2>&1 || status=1
  grep -E 'cov:|ERROR|SUMMARY|runtime error|stat::number_of_executed|stat::peak_rss' "build-fuzz/$target.log" | tail -4
done
exit $status
