#!/usr/bin/env python3
# bench-analyze.py: time to analyse, measured against babeltrace2 on the same traces
# SPDX-License-Identifier: MIT
#
# Usage: bench-analyze.py GUESTSCOPE MAKE-TRACES [--events N] [--runs N] [--limit RATIO]
#
# Makes a host with three guests, then runs both programs in turns. Three of five
# events are of kinds that no analysis wants, as in recordings of KVM hosts. Fails
# where the best analysis takes more than the limit's share of babeltrace2's best
# time. Only a machine that is quiet and has at least two CPUs tells.

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(command):
    """Wall time and CPU time of one run."""
    begin, cpu_begin = time.perf_counter(), cpu_seconds()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin, cpu_seconds() - cpu_begin


def describe(name, runs):
    walls = [wall for wall, _ in runs]
    print(f"{name}: best {min(walls):.2f} s, median {statistics.median(walls):.2f} s, "
          f"least CPU time {min(cpu for _, cpu in runs):.2f} s")
    return min(walls), statistics.median(walls)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("guestscope")
    parser.add_argument("make_traces")
    parser.add_argument("--events", type=int, default=2_500_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=0.60)
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="guestscope-bench-") as folder:
        made = subprocess.run([options.make_traces, folder, "--events", str(options.events), "--guests", "3",
                               "--cpus", "4", "--vcpus", "2", "--vmsync", "--offset-ms", "700",
                               "--drift-ppm", "10", "--bulk", "150", "--index"],
                              check=True, capture_output=True, text=True)
        print(made.stdout, end="")
        ours, theirs = [], []
        for _ in range(options.runs):
            theirs.append(measure(["babeltrace2", "-o", "dummy", folder]))
            ours.append(measure([options.guestscope, "analyze", folder]))

    their_best, their_median = describe("babeltrace2 -o dummy", theirs)
    our_best, our_median = describe("guestscope analyze", ours)
    best, median = our_best / their_best, our_median / their_median
    print(f"ratio: best {best:.2f}, median {median:.2f}, limit {options.limit:.2f}, {os.cpu_count()} CPUs")
    return 0 if best <= options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
