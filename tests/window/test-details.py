# test-details.py: the panel of numbers against what analyze says, and in little room
# SPDX-License-Identifier: MIT
"""test-details.py GUESTSCOPE SAMPLE-FOLDER"""
import collections
import csv
import io
import json
import os
import re
import subprocess
import sys

import window

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')
ON_CPU = ('usermode', 'syscall', 'interrupted')


def analyze(*args):
    return subprocess.run([PROGRAM, 'analyze', *args, EXPERIMENT], capture_output=True, text=True, check=True).stdout


def intervals(rows):
    return list(csv.DictReader(io.StringIO(analyze('--format', 'csv', '--rows', rows))))


def length(interval):
    return int(interval['end_ns']) - int(interval['start_ns'])


def open_sample():
    w = window.Window(PROGRAM, EXPERIMENT)
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    # While traces are being read, the numbers are those of what was read by then; they come all at once.
    sums = collections.Counter()
    for row in intervals('vcpus'):
        sums[row['state']] += length(row)
    wanted = {'%.2f s' % (sums[state] / 1e9) for state in ('preempted', 'hypervisor', 'running')}
    w.until(lambda: not wanted - {i.get_name() for i in w.walk() if i.get_role_name() == 'label'}, 'the numbers of all that was read')
    return w


def press(w, name):
    """Also what one would have to scroll to."""
    item = w.until(lambda: next((i for i in w.walk() if i.get_name() == name and i.get_role_name() == 'push button'), None), name)
    assert item.do_action(0)


def export(w):
    """The CSV: {table: {(subject, object): line}}, with the numbers of equal names together."""
    path = os.path.join(window.home(), 'details.csv')
    if os.path.exists(path):
        os.unlink(path)
    press(w, 'Export as CSV…')
    w.until(lambda: any(i.get_name() == 'Export the Numbers as CSV' and i.get_role_name() != 'push button' for i in w.walk()), 'a file chooser')
    w.until(lambda: any(i.get_role_name() == 'text' for i in w.focused()), 'its entry')
    w.key('ctrl+a')
    w.type(path)
    w.key('Return')
    # A new file is there before what it holds.
    w.until(lambda: os.path.exists(path) and os.path.getsize(path) > 0 and w.find('The numbers are in “%s”' % path), 'the file')
    with open(path, newline='') as file:
        lines = list(csv.DictReader(file))
    tables = collections.defaultdict(dict)
    for line in lines:
        known = tables[line['table']].setdefault((line['subject'], line['object']), dict(line, ns=0))
        known['ns'] += int(line['ns'])
    return tables


def merged(rows):
    """Neighbours of one state as one: (state, ns)."""
    runs = []
    for row in rows:
        key = row['machine'], row['vcpu'], row['state']
        if runs and runs[-1][0] == key and runs[-1][2] == row['start_ns']:
            runs[-1][1] += length(row)
            runs[-1][2] = row['end_ns']
        else:
            runs.append([key, length(row), row['end_ns']])
    return [(key[2], ns) for key, ns, _ in runs]


def test_vcpu_numbers_are_those_of_analyze():
    w = open_sample()
    tables = export(w)
    rows = intervals('vcpus')
    sums = collections.Counter()
    for row in rows:
        sums['%s vCPU %s' % (row['machine'], row['vcpu']), row['state']] += length(row)
    assert {k: v['ns'] for k, v in tables['vcpu'].items()} == {k: v for k, v in sums.items() if v}
    by_state = collections.defaultdict(list)
    for state, ns in merged(rows):
        by_state[state].append(ns)
    assert {k[0] for k in tables['state']} == set(by_state)
    for (state, _), line in tables['state'].items():
        found = by_state[state]
        assert (line['ns'], int(line['count']), int(line['min_ns']), int(line['mean_ns']), int(line['max_ns'])) == \
            (sum(found), len(found), min(found), sum(found) // len(found), max(found)), state
    exits = collections.Counter()
    for machine in json.loads(analyze())['machines']:
        for vcpu in machine['vcpus']:
            exits.update(vcpu['exits'])
    assert {k[0]: int(v['count']) for k, v in tables['exit'].items()} == exits
    times = collections.Counter()
    for row in rows:
        if row['state'] == 'hypervisor':
            times[row['cause']] += length(row)
    assert {k[0]: v['ns'] for k, v in tables['exit'].items()} == times
    w.end()


def test_preempted_is_a_share_and_a_time():
    w = open_sample()
    preempted = collections.Counter()
    for row in intervals('vcpus'):
        preempted[row['vcpu']] += length(row) * (row['state'] == 'preempted')
    assert len(preempted) == 2
    wanted = {'%.*f %s' % ((2, ns / 1e9, 's') if ns >= 1e9 else (0, ns / 1e6, 'ms')) for ns in preempted.values()}
    labels = {i.get_name() for i in w.walk() if i.get_role_name() == 'label'}
    assert 'Preempted for' in labels and not wanted - labels, (wanted, labels)
    w.end()


def test_threads_ran_what_was_not_taken():
    w = open_sample()
    tables = export(w)
    vcpus = {(m['host'], v['host_tid']): '%s vCPU %s' % (m['name'], v['id'])
             for m in json.loads(analyze())['machines'] for v in m['vcpus']}
    wanted = collections.defaultdict(collections.Counter)
    names = {(r['machine'], r['tid']): r['comm'] for r in intervals('threads')}  # the last one counts
    for row in intervals('threads'):
        if row['state'] not in ON_CPU:
            continue
        subject = vcpus.get((row['machine'], int(row['tid'])), '%s (%s)' % (names[row['machine'], row['tid']], row['tid']))
        table = {'': 'thread', 'preempted': 'stolen'}.get(row['overlay'], row['overlay'])
        wanted[table][subject, row['machine']] += length(row)
        wanted['believed'][subject, row['machine']] += length(row)
    for table in ('thread', 'believed', 'hypervisor', 'stolen', 'blocked'):
        found = {k: v['ns'] for k, v in tables[table].items() if v['ns']}
        assert found == dict(wanted[table]), (table, set(found.items()) ^ set(wanted[table].items()))
    # And the panel shows the first of them so.
    (subject, _), ns = max(wanted['stolen'].items(), key=lambda i: i[1])
    w.until(lambda: [i for i in w.walk() if i.get_name() == subject], subject)
    w.until(lambda: [i for i in w.walk() if i.get_name() == '%.0f ms' % (ns / 1e6)], ns)
    w.end()


def test_headings_say_whose_numbers():
    w = open_sample()
    w.until_named('States of All Virtual CPUs')
    row = w.until(lambda: next((i for i in w.walk() if (i.get_name() or '').startswith('vCPU 1') and w.extents(i)), None), 'vCPU 1')
    w.move(*w.place(row))
    w.press()
    for heading in ('Biggest Thieves: guest vCPU 1', 'States of guest vCPU 1', 'Exits to the Hypervisor: guest vCPU 1',
                    'Who Took the CPU from Whom: guest vCPU 1', 'Threads by Time on a CPU: all threads'):
        w.until(lambda: any(i.get_name() == heading for i in w.walk()), heading)
    assert not any(i.get_name() == 'Biggest Thieves' for i in w.walk())
    w.click('Only the focused row')
    w.until_named('Biggest Thieves')
    w.end()


def numbers(w):
    """The labels of the panel that hold digits, by where they are."""
    panel = next(i for i in w.walk() if i.get_name() == 'Details' and i.get_role_name() not in ('push button', 'toggle button', 'label'))
    return w.extents(panel), [(i.get_name(), w.extents(i)) for i in w.walk(panel)
                              if i.get_role_name() == 'label' and re.search(r'\d', i.get_name() or '') and w.extents(i)]


def test_no_number_leaves_a_narrow_panel():
    w = open_sample()
    for size in ((1400, 800), (1000, 700), (640, 480)):
        w.resize('Guestscope', *size)

        def inside():
            (x, _, width, _), labels = numbers(w)
            return len(labels) > 20 and width <= size[0] and all(x <= e[0] and e[0] + e[2] <= x + width for _, e in labels)
        w.until(inside, 'all numbers in the panel of a window of %d × %d' % size)
    w.end()


def test_no_line_folds():
    w = open_sample()
    w.key('alt+2')
    for size in ((1390, 800), (1000, 700)):
        w.resize('Guestscope', *size)
        w.until(lambda: w.find('Interrupted, hypervisor'), 'the states of threads')
        w.settle()
        heights = {w.extents(w.find(name, 'label'))[3] for name in ('Interrupted, hypervisor', 'Waits for CPU')}
        assert len(heights) == 1, heights
    w.end()


def seen(w, name, role=None):
    item = w.find(name, role)
    return item and w.extents(item)


def test_panels_leave_room_for_the_chart():
    """Chart, details and legend at once; in a window that is too narrow for that, one of chart and details."""
    w = open_sample()
    w.key('F8')
    w.until(lambda: seen(w, 'Legend', 'panel') or seen(w, 'Legend', 'grouping'), 'the legend')

    def chart():
        return seen(w, 'Virtual CPUs', 'image') or (0, 0, 0, 0)
    for width in (1390, 1000):
        w.resize('Guestscope', width, 700)
        w.until(lambda: chart()[2] >= width // 2 - 30 and chart()[3] > 300 and seen(w, 'Biggest Thieves'), 'chart and details in %d' % width)
    w.resize('Guestscope', 420, 320)
    w.until(lambda: not seen(w, 'Biggest Thieves') and chart()[2] > 150 and chart()[3] > 60, 'the chart alone')
    w.key('F9')
    w.until(lambda: seen(w, 'Virtual CPUs', 'image') is None and seen(w, 'Only the focused row'), 'the details alone')
    w.key('F9')
    w.resize('Guestscope', 300, 200)
    w.until(lambda: chart()[2] > 80 and chart()[3] > 20, 'the chart alone')
    for name in ('Main Menu', 'View'):
        x, _, width, _ = w.until(lambda: seen(w, name), name)
        assert x >= 0 and x + width <= 300, name
    w.resize('Guestscope', 1300, 700)
    w.until(lambda: seen(w, 'Biggest Thieves') and chart()[2] > 280, 'chart and details again')
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
