#!/usr/bin/env python3
# test-trace-cmd.py: trace-cmd's recordings, event for event and field for field as trace-cmd itself reads them
# SPDX-License-Identifier: MIT
#
# test-trace-cmd.py GUESTSCOPE MAKE-TRACES          simulated recordings, in all versions that trace-cmd can make of them
# test-trace-cmd.py GUESTSCOPE MAKE-TRACES FILE…    the same of these files
#
# What is compared with is `trace-cmd report -R`, the iteration of trace-cmd's own library.

import os
import re
import subprocess
import sys
import tempfile
import time

# CPU, time, name, and fields as they were recorded.
LINE = re.compile(r"^ *(?P<comm>.*)-(?P<tid>\d+) +\[(?P<cpu>\d+)\] *(?P<time>[\d.]+): (?P<name>[^:]+): *(?P<fields>.*)$")
FIELD = re.compile(r"(?:^| )([A-Za-z_]\w*)=")

N_CUTS = 40


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="surrogateescape").stdout


def split_fields(text):
    """NAME=VALUE pairs, where values may have blanks."""
    places = list(FIELD.finditer(text))
    ends = [place.start() for place in places[1:]] + [len(text)]
    return {place.group(1): text[place.end():end].strip() for place, end in zip(places, ends)}


def unquote(text):
    if not text.startswith('"'):
        return text
    return re.sub(r"\\(?:([0-7]{3})|(.))", lambda m: chr(int(m[1], 8)) if m[1] else m[2], text[1:-1])


def is_same(theirs, ours):
    ours = unquote(ours)
    if theirs == ours:
        return True
    try:
        # Theirs are hexadecimal, unsigned, or begin with zeros.
        return (int(theirs, 16 if theirs.startswith("0x") else 10) - int(ours)) % (1 << 32) == 0
    except ValueError:
        try:
            return (int(theirs, 16) - int(ours)) % (1 << 32) == 0
        except ValueError:
            return False


def list_theirs(path):
    for line in run("trace-cmd", "report", "-R", "-t", "-i", path).splitlines():
        match = LINE.match(line)
        if match is not None and "EVENTS DROPPED" not in line:
            yield match


def list_ours(guestscope, path):
    for line in run(guestscope, "events", path).splitlines():
        when, machine, cpu, name, tid, fields = line.split("\t")
        yield int(when), int(cpu), name.split(":", 1)[1], int(tid), fields


def compare(guestscope, path, is_ns):
    theirs, ours = list(list_theirs(path)), list(list_ours(guestscope, path))
    assert len(theirs) == len(ours) > 0, (path, len(theirs), len(ours))
    # Events of one time may come in any order.
    by_cpu = [{}, {}]
    for match in theirs:
        by_cpu[0].setdefault(int(match["cpu"]), []).append(match)
    for event in ours:
        by_cpu[1].setdefault(event[1], []).append(event)
    assert by_cpu[0].keys() == by_cpu[1].keys()
    n_fields = 0
    for cpu in by_cpu[0]:
        for match, (when, _, name, tid, fields) in zip(by_cpu[0][cpu], by_cpu[1][cpu], strict=True):
            assert match["name"] == name and int(match["tid"]) == tid, (match.group(0), name, tid)
            if is_ns:
                assert int(match["time"].replace(".", "")) == when, (match.group(0), when)
            mine = split_fields(fields)
            for field, value in split_fields(match["fields"]).items():
                assert field in mine and is_same(value, mine[field]), (match.group(0), fields)
                n_fields += 1
    return len(ours), n_fields


def get_clock(path):
    return re.search(r"\n.*\[(.*)\]", run("trace-cmd", "dump", "--options", "-i", path).split("TRACECLOCK", 1)[1])[1]


def check(guestscope, path, label):
    began = time.monotonic()
    is_ns = get_clock(path) not in ("x86-tsc", "ppc-tb")
    n_events, n_fields = compare(guestscope, path, is_ns)
    print(f"# {label}: {n_events} events, {n_fields} fields, {time.monotonic() - began:.1f} s")


def convert(path, folder, version, compression):
    name = os.path.join(folder, f"v{version}-{compression}.dat")
    run("trace-cmd", "convert", "-i", path, "-o", name, "--file-version", str(version), "--compression", compression)
    return name


def cut(guestscope, path, folder):
    """What is left of a file is read, or a message names it."""
    with open(path, "rb") as file:
        whole = file.read()
    for i in range(N_CUTS):
        left = os.path.join(folder, "cut.dat")
        with open(left, "wb") as file:
            file.write(whole[:len(whole) * i // N_CUTS])
        done = subprocess.run([guestscope, "analyze", left], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 or (done.returncode == 1 and "cut.dat" in done.stderr), (path, i, done.stderr)


def main():
    guestscope, make_traces, *paths = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if not paths:
            run(make_traces, "--trace-cmd", "--duration-ms=200", "--seed=7", folder)
            paths = [os.path.join(folder, machine, "trace.dat") for machine in ("host", "guest1")]
        for path in paths:
            check(guestscope, path, path)
            for version, compression in ((6, "none"), (7, "none"), (7, "any")):
                other = convert(path, folder, version, compression)
                check(guestscope, other, f"{path}, version {version}, compression {compression}")
            cut(guestscope, other, folder)


main()
