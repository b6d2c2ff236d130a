# test-wakeups.py: the answers to why, by clicks, against what the command line says
# SPDX-License-Identifier: MIT
"""test-wakeups.py GUESTSCOPE SAMPLE-FOLDER"""
import collections
import csv
import io
import json
import os
import re
import subprocess
import sys
import time

import window
from window import is_seen, until_read

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')


def wake_ups():
    """Those whose end is known: (ns, line), the longest first."""
    done = subprocess.run([PROGRAM, 'analyze', '--format', 'csv', '--rows', 'wakeups', EXPERIMENT], capture_output=True, text=True, check=True)
    lines = [line for line in csv.DictReader(io.StringIO(done.stdout)) if line['running_ns']]
    return sorted(((int(line['running_ns']) - int(line['woken_ns']), line) for line in lines), key=lambda pair: -pair[0])


def spoken(ns):
    """A duration as the window writes it, in three digits."""
    unit, name = next((u, n) for u, n in ((1e9, 's'), (1e6, 'ms'), (1e3, 'µs'), (1, 'ns')) if ns >= u or u == 1)
    value = ns / unit
    return '%.*f %s' % (0 if value >= 100 else 1 if value >= 10 else 2, value, name)


def outside(w, item=None):
    """All but what is in tables: their cells are thousands."""
    item = item or w.application()
    if item is None:
        return
    yield item
    if item.get_role_name() == 'tree table':
        return
    for i in range(item.get_child_count()):
        child = item.get_child_at_index(i)
        if child:
            yield from outside(w, child)


def find_outside(w, name, role):
    return next((i for i in outside(w) if i.get_role_name() == role and (i.get_name() or '').startswith(name) and w.extents(i)), None)


def until_outside(w, name, role):
    return w.until(lambda: find_outside(w, name, role), '%s, a %s' % (name, role))


def until_tip(w, x, y, name):
    """As a person does, who moves the pointer again where nothing comes: a busy display loses one motion."""
    for _ in range(8):
        w.move(x, y)
        end = time.monotonic() + 4
        while time.monotonic() < end:
            tip = find_outside(w, name, 'label')
            if tip:
                return tip
            time.sleep(0.2)
        w.move(x, y - 3)
    return until_outside(w, name, 'label')


def click_on(w, item):
    time.sleep(0.1)  # what has just come slides into its place
    w.move(*w.place(item))
    w.press()


def texts(w, item):
    """Labels below, from left to right: (text, label)."""
    found = [i for i in w.walk(item) if i.get_role_name() == 'label' and w.extents(i)]
    return [(i.get_name(), i) for i in sorted(found, key=lambda i: w.extents(i)[0])]


def lines(w, table, most=12):
    """The first lines of a table: texts of their cells, with the labels."""
    found = find_outside(w, table, 'tree table')
    parts = [found.get_child_at_index(i) for i in range(found.get_child_count())] if found else []
    rows = [part.get_child_at_index(i) for part in parts for i in range(min(part.get_child_count(), most + 1))]
    # Heads have a line of their own.
    return [line for line in (texts(w, row) for row in rows) if len(line) > 4][:most]


def cells(w, table, most=12):
    return [[text for text, label in line] for line in lines(w, table, most)]


def open_page():
    w = window.Window(PROGRAM, EXPERIMENT)
    until_read(w)
    w.click('Wake-ups', 'page tab')
    w.until(lambda: cells(w, 'Wake-ups', 1), 'the list of wake-ups')
    return w


def test_the_worst_wake_up_is_found_in_two_clicks():
    ns, worst = wake_ups()[0]
    w = open_page()
    line = lines(w, 'Wake-ups', 1)[0]
    first = [text for text, label in line]
    assert first[0] == spoken(ns), (first, ns)
    assert first[1] == '%s (%s)' % (worst['comm'], worst['tid']), first
    assert '%s (%s)' % tuple(worst['longest_cause'].rsplit(':', 1)) in first, (first, worst)
    click_on(w, line[0][1])
    w.until(lambda: is_seen(w, 'Threads'), 'the timeline')
    until_outside(w, 'selection %.2f' % (ns // 10000 / 100), 'label')
    # And back to where it came from.
    w.key('alt+Left')
    w.until(lambda: is_seen(w, 'Wake-ups') and cells(w, 'Wake-ups', 1)[0] == first, 'the list')
    assert not find_outside(w, 'selection ', 'label'), 'the selection is still there'
    w.end()


def test_numbers_of_a_thread():
    by_thread = collections.defaultdict(list)
    for ns, line in wake_ups():
        by_thread['%s (%s)' % (line['comm'], line['tid']), line['machine']].append(ns)
    w = open_page()
    n_checked = 0
    for name, machine, count, p50, p90, p99, longest in (line[:7] for line in cells(w, 'Threads that were woken', 20)):
        durations = sorted(by_thread[name, machine])
        if not durations:
            continue  # it is a vCPU and called so
        n_checked += 1
        assert len(durations) == int(count.replace('\u202f', '')), (name, count)
        for text, percent in ((p50, 50), (p90, 90), (p99, 99), (longest, 100)):
            rank = -(-len(durations) * percent // 100)
            assert text == spoken(durations[max(rank, 1) - 1]), (name, percent, text)
    assert n_checked > 10, n_checked
    head = next(label for text, label in texts(w, find_outside(w, 'Threads that were woken', 'tree table').get_child_at_index(0)) if text == 'Count')
    click_on(w, head)
    w.until(lambda: cells(w, 'Threads that were woken', 1)[0][2] == '1', 'those that were woken least')
    w.end()


def test_a_thread_and_a_bar_lead_to_their_list():
    known = wake_ups()
    w = open_page()
    total = until_outside(w, 'The longest 1\u202f000 of ', 'label').get_name()
    assert str(len(known)) in total.replace('\u202f', ''), total
    click_on(w, next(label for line in lines(w, 'Threads that were woken') for text, label in line if text == 'diskio (198)'))
    own = [ns for ns, line in known if line['tid'] == '198' and line['comm'] == 'diskio']
    until_outside(w, '%d wake-ups, the longest first' % len(own), 'label')
    assert all(line[1] == 'diskio (198)' for line in cells(w, 'Wake-ups'))
    # The last bar is that of the longest.
    bars = [i for i in outside(w) if i.get_role_name() in ('push button', 'toggle button') and (i.get_name() or '').startswith('From ')]
    click_on(w, max(bars, key=lambda bar: w.extents(bar)[0]))
    n = sum(ns.bit_length() == max(own).bit_length() for ns in own)
    until_outside(w, '%d wake-up%s, the longest first' % (n, '' if n == 1 else 's'), 'label')
    click_on(w, until_outside(w, 'All Wake-ups', 'push button'))
    until_outside(w, total, 'label')
    click_on(w, next(i for i in outside(w) if i.get_name() == 'Filter threads' and w.extents(i)))
    w.type('rcu')
    w.until(lambda: all('rcu' in line[0] for line in cells(w, 'Threads that were woken')), 'the filter')
    w.until(lambda: all('rcu' in line[1] for line in cells(w, 'Wake-ups')), 'their list')
    w.end()


def explain(thread):
    done = subprocess.run([PROGRAM, 'explain', EXPERIMENT, '--thread', thread, '--format', 'json'], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def line_of(w, name):
    """The labels of the line that begins with that one, from left to right."""
    label = until_outside(w, name, 'label')
    y = w.extents(label)[1]
    line = [i for i in outside(w) if i.get_role_name() == 'label' and w.extents(i) and abs(w.extents(i)[1] - y) < 8 and w.extents(i)[0] >= w.extents(label)[0]]
    return sorted(line, key=lambda i: w.extents(i)[0])


def test_a_row_is_explained():
    wanted = explain('guest:198')
    w = window.Window(PROGRAM, EXPERIMENT)
    until_read(w)
    click_on(w, w.until(lambda: next((i for i in outside(w) if (i.get_name() or '').startswith('diskio') and w.extents(i)), None), 'a row'))
    until_outside(w, 'Where the Time of diskio (198) Went', 'label')
    whole = wanted['to_ns'] - wanted['from_ns']
    for part in wanted['parts']:
        said = [i.get_name() for i in line_of(w, part['what'])]
        assert said[1] == spoken(part['ns']), (said, part)
        assert said[2] == '%.1f %%' % (100 * part['ns'] / whole), (said, part)
    # Whoever took its CPU is named, and the longest time is one click away.
    taken = collections.Counter()
    longest = {}

    def collect(parts):
        for part in parts:
            if part['what'].endswith(':2958'):  # it was called otherwise before
                taken['ns'] += part['ns']
                span = part['longest']
                longest['ns'] = max(longest.get('ns', 0), span['end_ns'] - span['start_ns'])
            collect(part['parts'])
    collect(wanted['parts'])
    until_outside(w, 'Who Took the CPU from diskio (198)', 'label')
    assert line_of(w, 'rthog (2958)')[1].get_name() == spoken(taken['ns']), taken
    click_on(w, line_of(w, 'CPU taken by rthog (2958)')[1])
    until_outside(w, 'selection %.2f' % (longest['ns'] // 10000 / 100), 'label')
    assert is_seen(w, 'Threads'), 'the thief has no row here'
    w.key('alt+Left')
    w.until(lambda: is_seen(w, 'Virtual CPUs') and not find_outside(w, 'selection ', 'label'), 'where it began')
    w.end()


def test_the_critical_path_is_shown():
    done = subprocess.run([PROGRAM, 'path', EXPERIMENT, '--thread', 'guest:198', '--format', 'json'], capture_output=True, text=True, check=True)
    wanted = json.loads(done.stdout)
    by_cause = collections.Counter()
    for step in wanted['steps']:
        by_cause[step['kind']] += step['end_ns'] - step['start_ns']
    words = {'device': 'devices', 'queue': 'waiting for a CPU', 'timer': 'timers', 'running': 'running', 'stolen': 'stolen', 'unknown': 'not known', 'network': 'network'}
    w = window.Window(PROGRAM, EXPERIMENT)
    until_read(w)
    click_on(w, w.until(lambda: next((i for i in outside(w) if (i.get_name() or '').startswith('diskio') and w.extents(i)), None), 'a row'))
    until_outside(w, 'Where the Time of diskio (198) Went', 'label')
    w.settle()
    before = w.shot()
    w.key('k')
    until_outside(w, 'Critical Path of diskio (198) by Cause', 'label')
    for kind, ns in by_cause.items():
        assert line_of(w, words[kind])[1].get_name() == spoken(ns), (kind, ns)
    chart = w.extents(w.find('Virtual CPUs', 'image'))
    drawn = w.shot()
    black = (46, 52, 54)  # from row to row
    assert drawn.count(black, chart, 40) > before.count(black, chart, 40) + 100, 'no path is drawn'
    w.key('K')
    w.until(lambda: is_seen(w, 'Threads'), 'the view that has all of its rows')
    w.key('k')
    w.until(lambda: not find_outside(w, 'Critical Path of diskio (198) by Cause', 'label'), 'no path')
    w.end()


def choose(w, name):
    """Goes to a menu's item by keyboard, and takes it."""
    for _ in range(40):
        w.settle()
        if name in {i.get_name() for i in w.focused()}:
            w.key('Return')
            w.settle()
            return
        w.key('Down')
    raise AssertionError('the keyboard does not come to “%s”' % name)


def stolen_percent(begin, end):
    """What is to be said of a column's time: by the rows, which are counted in another way."""
    done = subprocess.run([PROGRAM, 'analyze', '--format', 'csv', '--rows', 'vcpus', EXPERIMENT], capture_output=True, text=True, check=True)
    lines = [line for line in csv.DictReader(io.StringIO(done.stdout)) if line['machine'] == 'guest']
    vcpus = {line['vcpu'] for line in lines}
    ns = sum(max(0, min(end, int(line['end_ns'])) - max(begin, int(line['start_ns']))) for line in lines if line['state'] == 'preempted')
    return 100 * ns / (len(vcpus) * (end - begin))


def clock(ns):
    """In UTC, down to milliseconds, as the tips say it."""
    return '%s.%03d' % (time.strftime('%H:%M:%S', time.gmtime(ns // 10**9)), ns // 10**6 % 1000)


def test_counters_say_what_the_rows_say():
    done = subprocess.run([PROGRAM, 'explain', EXPERIMENT, '--thread', 'guest:198', '--format', 'json'], capture_output=True, text=True, check=True)
    span = [json.loads(done.stdout)[name] for name in ('from_ns', 'to_ns')]
    w = window.Window(PROGRAM, EXPERIMENT)
    until_read(w)
    assert not find_outside(w, 'Counters', 'image')
    w.click('Main Menu')
    choose(w, 'Counters')
    choose(w, 'Stolen Share per Guest')
    until_outside(w, 'guest: stolen', 'label')
    w.settle()
    x, y, wide, high = w.extents(w.find('Counters', 'image'))
    for fraction in 0.33, 0.41, 0.45, 0.9:
        column = int(wide * fraction)
        tip = until_tip(w, x + column, y + high // 2, 'guest: stolen\n').get_name()
        time_of_day, said = re.match(r'guest: stolen\n([\d:.]+): (\d+) %', tip.replace('\u202f', '')).groups()
        # The bus may have the window's contents some pixels from where they are: the tip says which column it speaks of.
        starts = [span[0] + (column + i) * (span[1] - span[0]) // wide for i in range(-20, 21)]
        starts = [start for start in starts if clock(start) == time_of_day]
        assert len(starts) == 1, (tip, starts)
        right = stolen_percent(starts[0], starts[0] + (span[1] - span[0]) // wide)
        assert abs(int(said) - right) <= 0.51, (tip, right)
        w.move(5, 5)
        w.until(lambda: not find_outside(w, 'guest: stolen\n', 'label'), 'no tip')
    w.click('Main Menu')
    choose(w, 'Counters')
    choose(w, 'Stolen Share per Guest')
    w.until(lambda: not find_outside(w, 'guest: stolen', 'label'), 'no counters')
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
