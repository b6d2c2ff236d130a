#!/usr/bin/env python3
# check-sums.py: time of threads by states, from babeltrace2's text alone
# SPDX-License-Identifier: MIT
"""By hand: check-sums.py TRACE THREADS_CSV TID…

Adds up how long each TID ran and how long it waited for a CPU, from nothing but
the trace's sched_switch and wake-up events, and compares that with the rows of
`guestscope analyze --format csv --rows threads`. The trace is the host's, whose
clock is the reference."""
import csv
import re
import subprocess
import sys

EVENT = re.compile(r"^\[(\d+)\.(\d+)\].*? (sched_\w+): \{ cpu_id = (\d+) \}.*?(\{ (?:prev_)?comm = .*)$")
NUMBER = re.compile(r"(\w+) = (-?\d+)")
RUNNABLE = (0, 256)  # since Linux 4.14


def add_up(trace, tids):
    lines = subprocess.run(["babeltrace2", "--clock-seconds", trace], check=True, capture_output=True, text=True).stdout
    ns = {tid: {"run": 0, "wait": 0} for tid in tids}
    state, since, end = {}, {}, 0

    def become(tid, new, time):
        if tid not in ns or state.get(tid) == new:
            return
        if state.get(tid) in ("run", "wait"):
            ns[tid][state[tid]] += time - since[tid]
        state[tid], since[tid] = new, time

    for line in lines.splitlines():
        head = re.match(r"^\[(\d+)\.(\d+)\]", line)
        end = int(head[1]) * 10**9 + int(head[2])
        event = EVENT.match(line)
        if event is None:
            continue
        fields = {name: int(value) for name, value in NUMBER.findall(event[5])}
        if event[3] == "sched_switch":
            runnable = fields["prev_state"] in RUNNABLE
            become(fields["prev_tid"], "wait" if runnable else "sleep", end)
            become(fields["next_tid"], "run", end)
        elif event[3] in ("sched_wakeup", "sched_waking", "sched_wakeup_new") and state.get(fields["tid"]) != "run":
            become(fields["tid"], "wait", end)
    for tid in tids:
        become(tid, "end", end + 1)
    return ns


def read_rows(path, tids):
    ns = {tid: {"run": 0, "wait": 0} for tid in tids}
    host = None
    with open(path, newline="", encoding="utf-8", errors="replace") as file:
        for row in csv.DictReader(file):
            host = host or row["machine"]  # hosts come first
            if row["machine"] != host or int(row["tid"]) not in ns:
                continue
            length = int(row["end_ns"]) - int(row["start_ns"])
            if row["state"] in ("usermode", "syscall", "interrupted"):
                ns[int(row["tid"])]["run"] += length
            elif row["state"] == "wait-for-cpu":
                ns[int(row["tid"])]["wait"] += length
    return ns


def main():
    tids = [int(tid) for tid in sys.argv[3:]]
    events, rows = add_up(sys.argv[1], tids), read_rows(sys.argv[2], tids)
    for tid in tids:
        print(tid, "events", events[tid], "rows", rows[tid], "equal" if events[tid] == rows[tid] else "DIFFERENT")
    return 0 if events == rows else 1


if __name__ == "__main__":
    sys.exit(main())
