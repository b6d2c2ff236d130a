#!/usr/bin/env python3
# bench-limits.py: recordings at the edge of what there is are opened and drawn; what that takes, in one table
# SPDX-License-Identifier: MIT
#
# Usage: bench-limits.py GUESTSCOPE MAKE-LIMITS [KIND]…
#
# Fails where one of them is not analysed and drawn, or takes more memory than it may.

import os
import subprocess
import sys
import tempfile
import time

# What it is, and MB that it may take at most.
KINDS = {
    'threads': ('100,000 threads', 600),
    'cpus': ('4,096 CPUs', 600),
    'streams': ('1,000 streams', 300),
    'traces': ('3,000 traces in one experiment', 1000),
    'guests': ('200 guests', 600),
    'silent': ('200 guests without messages', 600),
    'late': ('times around 2⁶²', 200),
    'packet': ('one packet of 1 GB', 1500),
    'month': ('30 days', 400),
    'names': ('names of any bytes', 200),
}


def measure(*command):
    """Exit status, seconds, MB at most, and what was said."""
    with tempfile.TemporaryFile('w+') as said:
        begin = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return child.returncode, time.monotonic() - begin, usage.ru_maxrss / 1024, said.read().splitlines()


def main():
    guestscope, make_limits, *kinds = sys.argv[1:]
    failed = False
    print('| what | bytes | analyze: s, MB | render: s, MB |')
    print('| --- | --- | --- | --- |')
    for kind in kinds or KINDS:
        name, most = KINDS[kind]
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([make_limits, kind, folder], check=True)
            size = sum(os.path.getsize(os.path.join(path, file)) for path, _, files in os.walk(folder) for file in files)
            runs = [measure(guestscope, *args) for args in (
                ('analyze', '--rows', 'cpus', '--format', 'csv', folder),
                ('render', '--rows', 'threads', folder, '-o', os.path.join(folder, 'x.png')))]
        print('| %s | %s | %s |' % (name, format(size, ','), ' | '.join('%.1f s, %d MB' % run[1:3] for run in runs)), flush=True)
        for status, _, mb, said in runs:
            if status != 0 or mb > most:
                failed = True
                print('  failed: status %d, %d of %d MB' % (status, mb, most))
            for line in said[:3]:
                print('  ' + line[:200])
    return failed


if __name__ == '__main__':
    sys.exit(main())
