# test-events.py: guestscope events prints what babeltrace2 prints, of all machines in one order
# SPDX-License-Identifier: MIT
"""test-events.py PROGRAM SAMPLE-FOLDER"""
import collections
import json
import os
import re
import subprocess
import sys
import unittest

THEIRS = re.compile(r'\[(\d+)\.(\d+)\] (?:\S+ )?(\w+): \{ cpu_id = (\d+) \}, (.*)$')


def call(*args):
    return subprocess.run([PROGRAM, *args], capture_output=True, text=True, errors='surrogateescape', check=True, timeout=120).stdout


def events(*args):
    """(time, machine, CPU, event, thread, fields) each"""
    return [(int(r[0]), r[1], int(r[2]), r[3], r[4], r[5]) for r in (line.split('\t') for line in call('events', *args).splitlines())]


def numbers_of_theirs(text):
    """Numbers by name; what is written in hexadecimal or octal is left out."""
    return re.findall(r'\b(\w+) = (?:\( [^()]*container = )?(-?(?:0|[1-9]\d*))(?= ?[,)}])', text)


def numbers_of_ours(text):
    text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    return [(name.split('.')[-1], value) for name, value in re.findall(r'(?:^| )([\w.\[\]]+)=(-?\d+)(?= |$)', text)]


class Events(unittest.TestCase):
    def test_they_are_babeltraces(self):
        folder = os.path.join(SAMPLE, 'guest', 'kernel')
        text = subprocess.run(['babeltrace2', '--clock-seconds', '--no-delta', folder], capture_output=True, text=True, errors='replace',
                              check=True).stdout.splitlines()
        theirs = collections.Counter()
        for line in text:
            m = THEIRS.match(line)
            self.assertIsNotNone(m, line)
            theirs[int(m[1]) * 10**9 + int(m[2]), int(m[4]), m[3]] += 1
        ours = collections.Counter((time, cpu, name) for time, _, cpu, name, _, _ in events('--sync', 'none', folder))
        self.assertGreater(len(text), 10000)
        self.assertEqual(theirs - ours, collections.Counter())
        self.assertEqual(ours - theirs, collections.Counter())

    def test_their_fields_are_babeltraces(self):
        folder = os.path.join(SAMPLE, 'guest', 'kernel')
        ours = collections.defaultdict(list)
        for time, _, cpu, name, _, fields in events('--sync', 'none', folder):
            ours[time, cpu, name].append(collections.Counter(numbers_of_ours(fields)))
        n = 0
        for line in subprocess.run(['babeltrace2', '--clock-seconds', '--no-delta', folder], capture_output=True, text=True, errors='replace',
                                   check=True).stdout.splitlines():
            m = THEIRS.match(line)
            key = int(m[1]) * 10**9 + int(m[2]), int(m[4]), m[3]
            if len(ours[key]) != 1 or '"' in re.sub(r'"[^"]*"', '', m[5]):
                continue
            theirs = collections.Counter(numbers_of_theirs(re.sub(r'"[^"]*"', '""', m[5])))
            self.assertEqual(theirs - ours[key][0], collections.Counter(), line)
            n += 1
        self.assertGreater(n, 10000)

    def test_all_machines_are_in_one_order(self):
        summary = json.loads(call('analyze', SAMPLE_FILE))
        rows = events(SAMPLE_FILE)
        self.assertEqual(len(rows), summary['experiment']['events'])
        self.assertEqual({row[1] for row in rows}, {trace['name'] for trace in summary['traces']})
        self.assertEqual([row[0] for row in rows], sorted(row[0] for row in rows))
        self.assertEqual(rows[0][0], summary['experiment']['start_ns'])

    def test_a_range_is_the_part_of_all(self):
        begin = json.loads(call('analyze', SAMPLE_FILE))['experiment']['start_ns'] + 5 * 10**9
        part = events('--from', str(begin), '--to', str(begin + 10**7), SAMPLE_FILE)
        whole = [row for row in events(SAMPLE_FILE) if begin <= row[0] < begin + 10**7]
        self.assertGreater(len(part), 20)
        self.assertEqual(sorted(part), sorted(whole))

    def test_a_filter_chooses_lines(self):
        rows = events('--filter', 'next_comm=ghog1', '--from', '+4000000000', '--to', '+6000000000', SAMPLE_FILE)
        self.assertGreater(len(rows), 0)
        for row in rows:
            self.assertEqual(row[3], 'sched_switch')
            self.assertIn('next_comm=ghog1', row[5])

    def test_the_thread_is_the_one_that_ran(self):
        """Where a switch says from whom, it is that one's event."""
        rows = [row for row in events('--from', '+4000000000', '--to', '+5000000000', SAMPLE_FILE) if row[3] == 'sched_switch']
        self.assertGreater(len(rows), 100)
        for _, _, _, _, tid, fields in rows:
            self.assertEqual(tid, re.search(r'prev_tid=(\d+)', fields)[1])

    def test_what_has_blanks_is_quoted(self):
        names = {m[1] for row in events('--filter', 'KVM', '--from', '+5000000000', '--to', '+5100000000', SAMPLE_FILE)
                 if (m := re.search(r'next_comm=("[^"]*KVM"|\S+)', row[5]))}
        self.assertIn('"CPU 0/KVM"', names)


SAMPLE = sys.argv.pop()
SAMPLE_FILE = os.path.join(SAMPLE, 'steal.gsx')
PROGRAM = sys.argv.pop()
if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
