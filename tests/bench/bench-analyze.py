#!/usr/bin/env python3
# bench-analyze.py: what an analysis costs, in one table, measured against babeltrace2 on the same traces
# SPDX-License-Identifier: MIT
#
# Usage: bench-analyze.py GUESTSCOPE MAKE-TRACES BENCH-STAGES [--events N]… [--runs N] [--limit RATIO]
#
# Makes a host with three guests of N events in all, 1 and 10 million unless told otherwise (and 100 million with
# GUESTSCOPE_BENCH_LARGE=1, which takes 12 GB of disk and half an hour), and one trace of 1 stream and one of 64.
# Three of five events are of kinds that no analysis wants, as in recordings of KVM hosts. Both programs run in turns;
# then each stage is measured by itself, with one and two threads beside the one that merges. "merging" is the part of
# "reading" that puts streams together, a record. Fails where the best analysis of the last experiment takes more
# than the limit's share of babeltrace2's best time. Only a machine that is quiet and has at least two CPUs tells.

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

COLUMNS = [("events", 11), ("streams", 7), ("babeltrace2 s", 13), ("CPU s", 7), ("analyze s", 9), ("CPU s", 7), ("ratio", 6),
           ("CPU", 6), ("threads", 7), ("reading", 7), ("wall", 5), ("merging", 7), ("states", 6), ("clocks", 6),
           ("composing", 9)]


def print_row(cells):
    print("  ".join(str(cell).rjust(width) for cell, (_, width) in zip(cells, COLUMNS)), flush=True)


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(command):
    """Wall time and CPU time of one run."""
    begin, cpu_begin = time.perf_counter(), cpu_seconds()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin, cpu_seconds() - cpu_begin


def make(options, folder, n_events, shape):
    subprocess.run([options.make_traces, folder, "--events", str(n_events), *shape, "--vmsync", "--offset-ms", "700",
                    "--drift-ppm", "10", "--bulk", "150", "--index"], check=True, capture_output=True)


def compare(options, folder):
    """Both programs in turn. Returns: cells of the table, and the ratio of the best times."""
    ours, theirs = [], []
    for _ in range(options.runs):
        theirs.append(measure(["babeltrace2", "-o", "dummy", folder]))
        ours.append(measure([options.guestscope, "analyze", folder]))
    medians = [statistics.median(run[i] for run in runs) for runs in (theirs, ours) for i in (0, 1)]
    cells = [f"{seconds:.2f}" for seconds in medians]
    cells += [f"{medians[2] / medians[0]:.3f}", f"{medians[3] / medians[1]:.3f}"]
    return cells, min(run[0] for run in ours) / min(run[0] for run in theirs)


def stages(options, folder, n_threads):
    """Cells of the table: ns of CPU an event of each stage."""
    output = subprocess.run([options.bench_stages, str(n_threads), folder], check=True, capture_output=True, text=True)
    cost = json.loads(output.stdout)
    return [n_threads] + [f"{cost[name]:.0f}" for name in ("reading_cpu", "reading_wall", "merging_cpu", "building_cpu",
                                                            "clocks_cpu", "composing_cpu")]


def run(options, n_events, n_streams, shape, part):
    with tempfile.TemporaryDirectory(prefix="guestscope-bench-") as folder:
        make(options, folder, n_events, shape)
        folder = os.path.join(folder, part)
        cells, ratio = compare(options, folder)
        for n_threads in 1, 2:
            print_row([f"{n_events:,}", n_streams, *cells, *stages(options, folder, n_threads)])
            cells = [""] * len(cells)
    return ratio


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("guestscope")
    parser.add_argument("make_traces")
    parser.add_argument("bench_stages")
    parser.add_argument("--events", type=int, action="append")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=0.20)
    options = parser.parse_args()
    sizes = options.events or [1_000_000, 10_000_000] + [100_000_000] * (os.environ.get("GUESTSCOPE_BENCH_LARGE") == "1")

    print(f"{os.cpu_count()} CPUs; medians of {options.runs} runs in turn; stages in ns an event, of CPU but for wall")
    print_row([name for name, _ in COLUMNS])
    for n_cpus, n_channels in (1, 1), (32, 2):
        shape = ["--guests", "1", "--cpus", str(n_cpus), "--vcpus", "1", "--channels", str(n_channels)]
        run(options, min(sizes), n_cpus * n_channels, shape, "host")
    for n_events in sizes:
        ratio = run(options, n_events, 10, ["--guests", "3", "--cpus", "4", "--vcpus", "2"], "")
    print(f"ratio of the best: {ratio:.3f}, limit {options.limit:.2f}")
    return 0 if ratio <= options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
