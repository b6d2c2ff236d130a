# test-neighbours.py: who took the CPU from whom, driven as a person would, against what the command line prints
# SPDX-License-Identifier: MIT
"""test-neighbours.py GUESTSCOPE SAMPLE-FOLDER"""
import collections
import csv
import io
import os
import subprocess
import sys

import window
from window import is_seen, until_read

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')
NAMES = {'guest': '%s: vCPUs, QEMU', 'process': '%s: processes', 'kernel': '%s: kernel', '': 'nobody: CPU idle, or not known'}


def thefts():
    text = subprocess.run([PROGRAM, 'analyze', '--format', 'csv', '--rows', 'thefts', EXPERIMENT], capture_output=True, text=True,
                          check=True).stdout
    return list(csv.DictReader(io.StringIO(text)))


def cells():
    """{name: [ns, …]}"""
    found = collections.defaultdict(list)
    for row in thefts():
        thief = NAMES[row['kind']] % row['thief'] if row['kind'] else NAMES['']
        found['Thefts from %s by %s' % (row['victim'], thief)].append(int(row['ns']))
    return found


def open_page():
    w = window.Window(PROGRAM, EXPERIMENT)
    until_read(w)
    w.key('alt+5')
    w.until(lambda: is_seen(w, 'Neighbours'), 'the page')
    return w


def is_duration(text, ns):
    """Three digits and a unit."""
    number, unit = text.split()
    value = float(number) * {'s': 1e9, 'ms': 1e6, 'µs': 1e3, 'ns': 1}[unit]
    return abs(value - ns) <= 0.01 * ns


def test_the_matrix_is_that_of_the_thefts():
    w = open_page()
    wanted = cells()
    assert len(wanted) == 4
    for name, durations in wanted.items():
        button = w.until(lambda: w.find(name, 'push button'), name)
        total, rest = button.get_description().split('\n')
        count, longest = rest.split(' ×, longest ')
        assert int(count.replace('\u202f', '')) == len(durations), (name, count)
        assert is_duration(total, sum(durations)) and is_duration(longest, max(durations)), (name, total, longest)
    # All of them together are what the details call preempted.
    numbers = [i.get_name() for i in w.walk() if i.get_role_name() == 'label' and (i.get_name() or '').endswith((' s', ' ms'))]
    total = next(n for n in numbers if is_duration(n, sum(map(sum, wanted.values()))))
    assert numbers.count(total) >= 2, total
    w.end()


def test_a_cell_lists_its_thefts_and_each_leads_there():
    w = open_page()
    wanted = cells()
    name = 'Thefts from guest by l1host: processes'
    w.click(name)
    title = '%s: %d' % (name, len(wanted[name]))
    w.until_named(title)
    worst = max(thefts(), key=lambda row: int(row['ns']))
    assert worst['longest_thread'] == 'rthog:2958'
    w.until(lambda: w.find('rthog (2958)', 'label'), 'the worst, first')
    first = min((i for i in w.walk() if i.get_name() == 'rthog (2958)' and w.extents(i) and w.extents(i)[1] > 300), key=lambda i: w.extents(i)[1])
    w.move(*w.place(first))
    w.press()
    w.until(lambda: is_seen(w, 'Virtual CPUs'), 'the timeline')
    length = int(worst['end_ns']) - int(worst['start_ns'])
    w.until(lambda: any((i.get_name() or '').startswith('Selection: %.0f ms' % (length / 1e6)) for i in w.walk()), 'the theft as selection')
    # Back again, the list is still there for the next one.
    w.key('alt+5')
    w.until(lambda: is_seen(w, 'Neighbours'), 'the page')
    w.settle()
    assert w.find(title), 'the list has gone'
    w.end()


def test_numbers_are_of_the_range():
    w = open_page()
    w.until_named('Whole experiment: 11.9 s from 01:12:47.03')
    whole = w.find('Thefts from guest by l1host: processes', 'push button').get_description()
    w.key('alt+1', 'ctrl+plus', 'ctrl+plus', 'alt+5')
    w.until(lambda: any((i.get_name() or '').startswith('Visible: ') and w.extents(i) and w.extents(i)[0] < 100 for i in w.walk()), 'a smaller range')
    w.until(lambda: (lambda i: i and i.get_description() != whole)(w.find('Thefts from guest by l1host: processes', 'push button')), 'its numbers')
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
