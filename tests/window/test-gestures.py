# test-gestures.py: every gesture and key of the timeline, as a person makes them
# SPDX-License-Identifier: MIT
"""test-gestures.py GUESTSCOPE SAMPLE-FOLDER [TEST…]

What the program shows is read from its accessible descriptions: the timeline says
row, state and begin of what is under pointer or cursor, the time axis what range is seen.
"""
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
import time

import window

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')
VIEW = 'Virtual CPUs'
LEFT, MIDDLE, RIGHT, UP, DOWN = 1, 2, 3, 4, 5
GREEN = (0, 200, 0)  # guest code, and user code of the host


def analyze(*args):
    done = subprocess.run([PROGRAM, 'analyze', '--format', 'csv', *args, EXPERIMENT], capture_output=True, text=True, check=True)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def open_sample(env=None, args=(EXPERIMENT,), details=False):
    """details: with the panel, which has more than half of all widgets that are asked for their names."""
    # What one test left is not the next one's begin.
    folder = tempfile.mkdtemp(dir=window.home())
    fresh = {name: os.path.join(folder, name) for name in ('XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME')}
    w = window.Window(PROGRAM, *args, env=dict(fresh, **(env or {})))
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    w.settle()
    if not details:
        w.key('F9')
        w.settle()
    w.move(5, 5)
    return w


def timeline(w, view=VIEW):
    return w.until(lambda: w.find(view, 'image'), 'the timeline', 10)


def chart(w):
    return w.extents(timeline(w))


def at(w, share, row='vCPU 0'):
    """A place in the chart: at a share of its width, in the middle of a row."""
    x, _, width, _ = chart(w)
    _, y, _, height = w.extents(w.until_named(row))
    return int(x + width * share), y + height // 2


def clock(text):
    hours, minutes, rest = text.split(':')
    seconds, _, fraction = rest.partition('.')
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 10**9 + int((fraction + '0' * 9)[:9])


def seen(w):
    """The range that the axis shows, ns of the day."""
    w.settle()
    text = w.find('Time axis').get_description().replace('\u202f', '')
    begin, end = re.match(r'From ([\d:.]+) to ([\d:.]+),', text).groups()
    return clock(begin), clock(end)


def assert_seen(w, span):
    """The axis comes to show exactly that."""
    end = time.monotonic() + 5
    while seen(w) != span:
        assert time.monotonic() < end, (seen(w), span)


def inset(w):
    """How many pixels the window's contents are right of where the accessibility bus has them (a shadow)."""
    place = at(w, 0.45)
    span = seen(w)
    w.move(*place)
    w.settle()
    hover = next(t for t in labels(w) if re.match(r'\d\d:\d\d:\d\d\.\d', t))
    return round((time_at(w, span, place[0]) - clock(hover.replace('\u202f', ''))) / width(span) * chart(w)[2])


def said(w, view=VIEW):
    """Row, state and begin of what the timeline's description tells."""
    w.settle()
    text = timeline(w, view).get_description().replace('\u202f', '')
    found = re.match(r'(.*?): ([^:]+), from ([\d:.]+), duration', text)
    return (found.group(1), found.group(2), clock(found.group(3))) if found else (text, None, None)


def labels(w):
    return [i.get_name() for i, place in w.placed()]


def selection(w):
    """Length of the selection in the status bar, as it is written; '' for none."""
    w.settle()
    return next((t for t in labels(w) if t.startswith('selection ')), '')


def click(w, place, button=LEFT, keys=(), times=1):
    w.move(*place)
    for key in keys:
        w.xdo('keydown', key)
    w.press(button, times)
    for key in reversed(keys):
        w.xdo('keyup', key)
    w.settle()


def drag(w, begin, end, button=LEFT, keys=(), before_release=None):
    w.move(*begin)
    for key in keys:
        w.xdo('keydown', key)
    w.xdo('mousedown', button)
    for i in range(1, 9):
        w.move(begin[0] + (end[0] - begin[0]) * i // 8, begin[1] + (end[1] - begin[1]) * i // 8)
    if before_release:
        before_release()
    w.xdo('mouseup', button)
    for key in reversed(keys):
        w.xdo('keyup', key)
    w.settle()


def focused(w):
    """Names of what has the keyboard."""
    return {i.get_name() for i in w.focused()}


def choose(w, name, step='Down', then='Return'):
    """Goes to a menu's item, a button or a check box by keyboard, and takes it."""
    for _ in range(40):
        w.settle()
        if name in focused(w):
            w.key(then)
            w.settle()
            return
        w.key(step)
    raise AssertionError('the keyboard does not come to “%s”' % name)


def width(span):
    return span[1] - span[0]


def near(a, b, tolerance):
    return abs(a - b) <= tolerance


def time_at(w, span, x):
    left, _, wide, _ = chart(w)
    return span[0] + width(span) * (x - left) / wide


def test_wheel_zooms_at_the_pointer():
    w = open_sample()
    full = seen(w)
    place = at(w, 0.25)
    under = time_at(w, full, place[0])
    click(w, place, UP, ['ctrl'], 4)
    zoomed = seen(w)
    assert near(width(zoomed), width(full) / 1.25 ** 4, width(full) * 0.01), (full, zoomed)
    assert near(time_at(w, zoomed, place[0]), under, width(full) * 0.01)
    click(w, place, DOWN, ['ctrl'], 12)
    assert_seen(w, full)
    w.key('w')
    assert near(time_at(w, seen(w), place[0]), under, width(full) * 0.01) and width(seen(w)) < width(full)
    w.key('s')
    assert near(width(seen(w)), width(full), width(full) * 0.01)
    w.end()


def test_pan_by_drag_wheel_and_keys():
    w = open_sample()
    click(w, at(w, 0.5), UP, ['ctrl'], 6)
    first = seen(w)
    x, _, wide, _ = chart(w)
    for button in (LEFT, MIDDLE):
        before = seen(w)
        drag(w, at(w, 0.6), at(w, 0.4), button)
        after = seen(w)
        assert near(after[0] - before[0], width(before) * 0.2, width(before) * 0.02), (button, before, after)
        assert near(width(after), width(before), 10)
    w.key('a')
    assert near(after[0] - seen(w)[0], width(first) / 4, width(first) * 0.01)
    w.key('d')
    assert near(seen(w)[0], after[0], 10)
    click(w, at(w, 0.5), DOWN, ['shift'], 2)
    assert seen(w)[0] > after[0] and near(width(seen(w)), width(first), 10)
    w.end()


def test_right_drag_zooms_to_the_range_and_alt_left_goes_back():
    w = open_sample()
    full = seen(w)
    begin, end = at(w, 0.3), at(w, 0.5)
    drag(w, begin, end, RIGHT)
    zoomed = seen(w)
    assert near(zoomed[0], time_at(w, full, begin[0]), width(full) * 0.01) and near(width(zoomed), width(full) * 0.2, width(full) * 0.01)
    w.key('alt+Left')
    assert_seen(w, full)
    w.key('alt+Right')
    assert_seen(w, zoomed)
    w.key('ctrl+0')
    assert_seen(w, full)
    # Escape gives the range up.
    drag(w, begin, end, RIGHT, before_release=lambda: w.key('Escape'))
    assert_seen(w, full)
    w.end()


def test_selection_is_measured_extended_and_zoomed_to():
    w = open_sample()
    full = seen(w)
    begin, end = at(w, 0.3), at(w, 0.4)
    drag(w, begin, end, keys=['shift'])
    text = selection(w)
    assert re.match(r'selection', text), text
    number = float(re.match(r'selection ([\d.]+)\s*s\b', text.replace('\u202f', '')).group(1))
    assert near(number, width(full) * 0.1 / 1e9, width(full) / 1e9 * 0.02), text
    assert 'Hz' not in text, text  # nothing that a person looks for comes back so slowly
    # Shift and a click move its end.
    click(w, at(w, 0.5), LEFT, ['shift'])
    number = float(re.match(r'selection ([\d.]+)', selection(w).replace('\u202f', '')).group(1))
    assert near(number, width(full) * 0.2 / 1e9, width(full) / 1e9 * 0.02), selection(w)
    w.key('z')
    zoomed = seen(w)
    assert near(zoomed[0], time_at(w, full, begin[0]), width(full) * 0.015), (full, zoomed)
    # Keys zoom around its middle.
    middle = sum(zoomed) / 2
    w.key('minus')
    w.key('plus')
    w.key('plus')
    assert near(sum(seen(w)) / 2, middle, width(zoomed) * 0.01)
    w.key('Escape')
    assert selection(w) == ''
    w.end()


def test_selecting_snaps_to_states_unless_alt_is_held():
    w = open_sample()
    day = clock('24:00:00.0')
    rows = [r for r in analyze('--rows', 'vcpus') if r['vcpu'] == '0']
    longest = max((r for r in rows if r['state'] == 'preempted'), key=lambda r: int(r['end_ns']) - int(r['start_ns']))
    edges = int(longest['start_ns']), int(longest['end_ns'])
    click(w, at(w, 0.5))
    w.key('l', 'e')  # the longest theft, and what it fills
    span = seen(w)
    x, _, wide, _ = chart(w)
    inside = [x + inset(w) + wide * (edge % day - span[0]) / width(span) for edge in edges]
    _, y = at(w, 0)
    drag(w, (int(inside[0]) + 4, y), (int(inside[1]) - 3, y), keys=['shift'])
    exact = '%.3g' % ((edges[1] - edges[0]) / 1e6)
    assert selection(w).replace('\u202f', '').startswith('selection ' + exact), (selection(w), exact)
    drag(w, (int(inside[0]) + 5, y), (int(inside[1]) - 5, y), keys=['shift', 'alt'])
    assert not selection(w).replace('\u202f', '').startswith('selection ' + exact), selection(w)
    w.end()


def test_double_click_shows_the_state():
    w = open_sample()
    click(w, at(w, 0.5), times=2)
    row, state, begin = said(w)
    span = seen(w)
    assert span[0] < begin < span[1]
    rows = [r for r in analyze('--rows', 'vcpus') if r['vcpu'] == '0']
    interval = next(r for r in rows if int(r['start_ns']) % clock('24:00:00.0') == begin)
    length = int(interval['end_ns']) - int(interval['start_ns'])
    assert near(width(span), length * 1.2, length * 0.05 + 10), (span, length)
    w.key('alt+Left')
    assert width(seen(w)) > width(span)
    w.end()


def test_ruler_stretches_and_double_click_shows_all():
    w = open_sample()
    full = seen(w)
    x, y, wide, high = w.extents(w.find('Time axis'))
    drag(w, (x + wide // 2 + 20, y + high - 6), (x + wide - 20, y + high - 6))
    stretched = seen(w)
    assert stretched[0] == full[0] and near(width(stretched), width(full) * 0.55, width(full) * 0.05), (full, stretched)
    click(w, (x + wide // 3, y + high - 6), times=2)
    assert_seen(w, full)
    drag(w, (x + wide // 4, y + high - 6), (x + wide // 2, y + high - 6), keys=['shift'])
    assert selection(w) != '' and seen(w) == full
    w.end()


def test_overview_moves_the_window():
    w = open_sample()
    click(w, at(w, 0.2), UP, ['ctrl'], 8)
    before = seen(w)
    x, y, wide, high = next(e for e in (w.extents(i) for i in w.walk() if i.get_name() == 'Overview' and i.get_role_name() == 'image') if e)
    drag(w, (x + wide // 5, y + high // 2), (x + wide * 4 // 5, y + high // 2))
    after = seen(w)
    assert near(width(after), width(before), 10) and after[0] > before[1], (before, after)
    w.end()


def test_overview_adds_up_the_physical_cpus():
    rows = analyze('--rows', 'cpus')
    lengths = [(r['state'], int(r['end_ns']) - int(r['start_ns'])) for r in rows]
    share = sum(ns for state, ns in lengths if state in ('guest', 'usermode')) / sum(ns for _, ns in lengths)
    w = open_sample()
    w.key('alt+3')
    timeline(w, 'Physical CPUs')
    box = next(e for e in (w.extents(i) for i in w.walk() if i.get_name() == 'Overview' and i.get_role_name() == 'image') if e)
    area = box[2] * (box[3] - 10)  # without its margins and its frame
    # With the guest's own CPUs it would be half of that.
    w.until(lambda: abs(w.shot().count(GREEN, box) / area - share) < share / 5, 'the share of what is green, %.2f' % share, 10)
    w.end()


def test_keys_walk_over_intervals_rows_and_ends():
    w = open_sample()
    rows = {int(r['start_ns']) % clock('24:00:00.0'): r for r in analyze('--rows', 'vcpus') if r['vcpu'] == '0'}
    click(w, at(w, 0.5))
    here = said(w)[2]
    w.key('Right')
    there = said(w)[2]
    assert there in rows and there > here
    w.key('shift+Right', 'shift+Right')
    assert selection(w) != ''
    w.key('Left')
    assert said(w)[2] < there + 10**9 and said(w)[2] in rows
    w.key('Down')
    assert said(w)[0].startswith('vCPU 1')
    w.key('Home')
    assert said(w)[0].startswith('guest')
    w.key('End')
    assert not said(w)[0].startswith('vCPU')
    w.key('Page_Up')
    w.key('Home')
    full = seen(w)
    w.key('Down', 'ctrl+Home')
    assert said(w)[2] is None or said(w)[2] >= full[0]
    w.end()


def test_next_preempted_of_this_and_any_row():
    w = open_sample()
    rows = analyze('--rows', 'vcpus')
    day = clock('24:00:00.0')
    click(w, at(w, 0.4))
    here = said(w)[2]
    w.key('n')
    row, state, begin = said(w)
    expected = min(int(r['start_ns']) % day for r in rows
                   if r['vcpu'] == '0' and r['state'] == 'preempted' and int(r['start_ns']) % day > here)
    assert (state, begin) == ('Preempted', expected), (row, state, begin, expected)
    w.key('p')
    assert said(w)[2] < begin and said(w)[1] == 'Preempted'
    w.key('shift+n')
    assert 'reempted' in said(w)[1]
    click(w, at(w, 0.4))
    w.key('l')
    longest = max((r for r in rows if r['vcpu'] == '0' and r['state'] == 'preempted'),
                  key=lambda r: int(r['end_ns']) - int(r['start_ns']))
    assert said(w)[2] == int(longest['start_ns']) % day
    w.end()


def test_enter_follows_to_who_ran_instead():
    w = open_sample()
    rows = [r for r in analyze('--rows', 'vcpus') if r['vcpu'] == '1' and r['state'] == 'preempted' and r['cause']]
    longest = max(rows, key=lambda r: int(r['end_ns']) - int(r['start_ns']))
    click(w, at(w, 0.4, 'vCPU 1'))
    w.key('l')
    w.move(5, 5)
    w.key('Return')
    w.until(lambda: w.find('Threads', 'image'), 'the threads')
    row = said(w, 'Threads')[0]
    assert longest['cause'].split(':')[0] in row and 'l1host' in row, (row, longest['cause'])
    # It stands among the rows around it.
    _, top, _, high = w.extents(timeline(w, 'Threads'))
    w.until(lambda: top + 24 < w.extents(w.find(row.split(' (')[0]))[1] < top + high - 48, 'the row in sight')
    # A pointer that rests there does not hide what was gone to.
    w.key('alt+1')
    click(w, at(w, 0.4, 'vCPU 1'))
    w.key('l', 'Return')
    w.until(lambda: w.find('Threads', 'image'), 'the threads')
    w.until(lambda: said(w, 'Threads')[0] == row, 'the same row')
    w.end()


def test_a_wait_leads_to_who_woke_it():
    w = open_sample()
    full = seen(w)
    rows = analyze('--rows', 'threads')
    # The journal's thread is woken by who writes, at a time when that has the CPU.
    writes = [(int(r['start_ns']), int(r['end_ns'])) for r in rows if r['comm'] == 'diskio' and r['machine'] == 'guest' and r['state'] == 'syscall']
    waits = [(int(r['start_ns']), int(r['end_ns'])) for r in rows if r['comm'] == 'jbd2/vda-8' and r['machine'] == 'guest' and r['state'] == 'wait-for-cpu']
    begin = next(b for b, e in waits if e - b > 5 * 10**4 and any(x < b < y for x, y in writes))
    click(w, at(w, 0.01, 'jbd2/vda-8'))
    w.move(5, 5)
    w.key('ctrl+g')
    w.settle()
    w.type('+%d ns .. +%d ns' % ((begin - 10**4) % (86400 * 10**9) - full[0], (begin + 10**5) % (86400 * 10**9) - full[0]))
    w.key('Return')
    w.until(lambda: width(seen(w)) < 10**6, 'the range')
    place = at(w, (10**4 + 2 * 10**4) / (11 * 10**4), 'jbd2/vda-8')
    w.move(*place)
    w.until(lambda: said(w)[1] == 'Waits for CPU', 'the wait')
    click(w, place)
    click(w, place)
    w.move(5, 5)
    w.key('f')
    w.until(lambda: said(w)[0].startswith('diskio (198)') and said(w)[1] == 'System call', 'who woke it')
    w.end()


def test_go_to_times_ranges_and_threads():
    w = open_sample()
    full = seen(w)
    for text, begin, length in (('+1 s .. +2.5 s', 10**9, 1.5e9), ('+3 s for 20 ms', 3 * 10**9, 20e6)):
        w.key('ctrl+g')
        w.settle()
        w.type(text)
        w.key('Return')
        span = seen(w)
        assert near(span[0], full[0] + begin, 1000) and near(width(span), length, 1000), (text, span)
    w.key('ctrl+g')
    w.settle()
    w.type('tid 194')
    w.key('Return')
    w.settle()
    assert 'ghog1 (194)' in said(w)[0], said(w)
    w.key('ctrl+g')
    w.settle()
    w.type('nonsense')
    w.key('Return')
    w.until(lambda: any('no time, range or thread' in t for t in labels(w)), 'what is wrong')
    w.key('ctrl+a')
    w.type('tid 999999')
    w.key('Return')
    w.until(lambda: any('No thread has that TID' in t for t in labels(w)), 'who is not there')
    w.key('Escape')
    w.end()


def test_bookmarks_and_markers():
    w = open_sample()
    click(w, at(w, 0.25))
    first = said(w)
    w.key('b')
    w.settle()
    w.key('ctrl+a')
    w.type('first theft')
    w.key('Return')
    w.settle()
    click(w, at(w, 0.75))
    w.key('ctrl+shift+d')
    w.until(lambda: w.find('Go to “first theft”'), 'the bookmark in the list')
    w.settle()
    choose(w, 'Go to “first theft”', 'Tab')
    w.settle()
    w.move(5, 5)
    assert said(w)[2] == first[2], (said(w), first)
    w.key('ctrl+1')
    click(w, at(w, 0.75))
    w.key('ctrl+2', 'ctrl+3')
    assert selection(w) != ''
    w.end()


def test_bookmarks_at_the_right_edge_are_whole():
    w = open_sample()
    edge = at(w, 0.99)
    click(w, edge)
    times = lambda: [t for t in labels(w) if re.match(r'\d\d:\d\d:\d\d\.\d', t)]
    w.move(5, 5)
    w.settle()
    kept = w.until(times, 'the time in the status bar')
    w.key('b')
    w.settle()
    w.key('ctrl+a')
    w.type('the very end')
    w.key('Return')
    w.settle()
    click(w, at(w, 0.3))
    w.move(5, 5)
    w.until(lambda: times() and times() != kept, 'another time')
    # Its name is left of it, where there is room, and leads there.
    _, y, _, _ = w.extents(w.find('Time axis'))
    click(w, (edge[0] - 40, y + 12))
    w.move(5, 5)
    w.until(lambda: times() == kept, 'the time of the bookmark')
    w.end()


def test_find_is_live_and_counts():
    w = open_sample()
    w.key('ctrl+f')
    w.settle()
    w.type('hog')
    w.until(lambda: '1 of 2' in labels(w), 'two matches')
    w.key('Return')
    w.until(lambda: '2 of 2' in labels(w), 'the second')
    w.key('Return')
    w.until(lambda: '1 of 2' in labels(w), 'to begin anew')
    w.key('shift+Return')
    w.until(lambda: '2 of 2' in labels(w), 'the one before')
    w.key('shift+Return')
    w.until(lambda: '1 of 2' in labels(w), 'the first again')
    # What counts is the focused row, also where somebody else went there.
    click(w, at(w, 0.5))
    w.until(lambda: '2 found' in labels(w), 'no match to be focused')
    w.key('Escape', 'ctrl+f', 'Return')
    w.until(lambda: '1 of 2' in labels(w), 'the first from there')
    w.key('Escape')
    w.until(lambda: not w.find('Find rows'), 'the end of the bar')
    w.key('ctrl+f')
    w.until(lambda: '1 of 2' in labels(w), 'the number of the focused one')
    w.key('Return')
    w.until(lambda: '2 of 2' in labels(w), 'the one after it')
    w.key('Escape', 'F3')
    w.key('ctrl+f')
    w.until(lambda: '1 of 2' in labels(w), 'the next one without the bar')
    # Each letter begins where one was before the first.
    click(w, at(w, 0.5, 'tcp-server'))
    w.key('ctrl+f', 'ctrl+a')
    w.type('hog')
    w.until(lambda: '2 of 2' in labels(w), 'the first one below')
    w.key('ctrl+a')
    w.type('HOG')
    w.click('Match case')
    w.until(lambda: 'No such row' in labels(w), 'none')
    w.click('Match case')
    w.click('Regular expression')
    w.key('ctrl+f')
    w.key('ctrl+a')
    w.type('^ghog[01]$')
    w.until(lambda: '2 of 2' in labels(w), 'two by expression, the focused one again')
    w.key('ctrl+a')
    w.type('(')
    w.until(lambda: any(t.startswith('Not a regular expression') for t in labels(w)), 'what is wrong with it')
    w.key('Escape')
    w.until(lambda: not w.find('Find rows'), 'the end of the bar')
    w.end()


def test_rows_are_hidden_pinned_filtered_and_sorted():
    w = open_sample()
    assert w.find('ghog0')
    click(w, at(w, 0.5, 'ghog0'), RIGHT)
    w.settle()
    choose(w, 'Hide Row')
    w.until(lambda: not w.find('ghog0'), 'the row to go')
    w.key('shift+h')
    w.until(lambda: w.find('ghog0'), 'the row to come back')
    click(w, at(w, 0.5, 'ghog0'))
    w.key('t')
    w.until(lambda: w.extents(w.find('ghog0'))[1] < w.extents(w.find('vCPU 0'))[1], 'the row on top')
    w.key('t')
    click(w, at(w, 0.5, 'ghog1'))
    w.key('o')
    w.until(lambda: w.find('ghog1') and not w.find('vCPU 0'), 'only that row')
    w.key('shift+o')
    w.until(lambda: w.find('vCPU 0'), 'all rows')
    w.key('ctrl+shift+f')
    w.until(lambda: w.find('Untouched by preemption') and 'Inactive in the visible range' in focused(w), 'the filters', 10)
    choose(w, 'Untouched by preemption', 'Tab', 'space')
    choose(w, 'Exits per second', 'Tab', 'space')
    w.key('Escape')
    w.until(lambda: any(t.startswith('Exits/s') for t in labels(w)), 'the column')
    w.click('Name', 'push button')
    w.settle()
    names = ['ghog0', 'ghog1']
    assert w.extents(w.find(names[0]))[1] < w.extents(w.find(names[1]))[1]
    w.click('Name ▴', 'push button')
    w.until(lambda: w.extents(w.find(names[0]))[1] > w.extents(w.find(names[1]))[1], 'the other way round')
    w.end()


def test_stolen_is_a_share_and_a_time():
    """Of tcp-server's little time 45 % were stolen, of ghog1's 31 %: that is more in all."""
    w = open_sample()
    w.key('ctrl+shift+f')
    w.until(lambda: 'Inactive in the visible range' in focused(w), 'the columns', 10)
    choose(w, 'Stolen time', 'Tab', 'space')
    w.key('Escape')
    w.until(lambda: w.find('Stolen for', 'push button'), 'the column')

    def first():
        return min(('ghog1', 'tcp-server'), key=lambda name: w.extents(w.find(name))[1])
    w.click('Stolen', 'push button')
    w.until(lambda: w.find('Stolen ▾', 'push button') and first() == 'tcp-server', 'the greatest share first')
    w.click('Stolen for', 'push button')
    w.until(lambda: w.find('Stolen for ▾', 'push button') and first() == 'ghog1', 'the longest time first')
    w.end()


def test_names_have_the_rows_menu_and_keys():
    w = open_sample()
    x, y, _, high = w.extents(w.find('tcp-server'))
    click(w, (x + 5, y + high // 2), RIGHT)
    w.settle()
    choose(w, 'Hide Row')
    w.until(lambda: not w.find('tcp-server'), 'the row to go')
    x, y, _, high = w.extents(w.find('vCPU 0'))
    click(w, (x + 5, y + high // 2))
    # Each time the next one is focused.
    w.key('h', 'h')
    w.until(lambda: not w.find('vCPU 0') and not w.find('vCPU 1') and w.find('ghog1'), 'two rows to go')
    w.until(lambda: w.find('Choose Rows and Columns'), 'where they come back')
    w.key('shift+h')
    w.until(lambda: w.find('vCPU 0') and w.find('vCPU 1') and w.find('tcp-server'), 'them to come back')
    # A group has no state to zoom to: it opens.
    before = seen(w)
    click(w, at(w, 0.5, 'lttng-consumerd'), times=2)
    w.until(lambda: w.find('lttng-consumerd', 'tree item') or len([t for t in labels(w) if t == 'lttng-consumerd']) > 1, 'its threads')
    assert seen(w) == before
    w.end()


def test_rows_to_show_are_searched_while_one_writes():
    w = open_sample()
    w.key('ctrl+shift+f')
    w.until(lambda: w.find('tcp-server 192', 'check box') and w.find('ghog0 193', 'check box'), 'the rows')
    w.settle()
    w.type('GHOG')
    w.until(lambda: not w.find('tcp-server 192', 'check box') and w.find('ghog0 193', 'check box'), 'those that match')
    choose(w, 'ghog0 193', 'Tab', 'space')
    # Letters went there although a check box had the keyboard; a TID is found as well.
    choose(w, 'Search rows to show', 'shift+Tab', 'ctrl+a')
    w.type('192')
    w.until(lambda: w.find('tcp-server 192', 'check box') and not w.find('ghog0 193', 'check box'), 'the TID')
    w.key('Escape')
    w.until(lambda: not w.find('ghog0') and w.find('ghog1'), 'the row that was hidden')
    # The chart has the keyboard again.
    w.key('shift+h')
    w.until(lambda: w.find('ghog0'), 'the row to come back')
    w.end()


def test_pinned_rows_stay_while_others_scroll():
    w = open_sample()
    click(w, at(w, 0.5, 'ghog0'))
    w.key('t')
    _, top, _, _ = chart(w)
    w.until(lambda: w.extents(w.find('ghog0'))[1] < top + 24, 'the row on top')
    # What lies above it in the tree stands beside it.
    w.until(lambda: w.extents(w.find('ghog0'))[1] == w.extents(w.find('guest', 'label'))[1], 'its machine')
    click(w, at(w, 0.5), DOWN, times=20)
    w.until(lambda: not w.find('vCPU 0'), 'the others to scroll')
    assert w.extents(w.find('ghog0'))[1] < top + 24
    # It is what pointer and keys find there, and it is drawn there.
    w.move(*at(w, 0.4, 'ghog0'))
    w.until(lambda: said(w)[0].startswith('ghog0') and said(w)[1], 'what is under the pointer')
    w.move(5, 5)
    w.key('Home')
    w.until(lambda: said(w)[0].startswith('ghog0'), 'the first row')
    w.key('Down')
    w.until(lambda: w.find('vCPU 0'), 'the row below to come into sight')
    assert w.extents(w.find('vCPU 0'))[1] >= top + 24 + 22
    box = (chart(w)[0], top + 1, chart(w)[2], 22)
    w.until(lambda: w.shot().count(GREEN, box) > 200, 'its states where it is')
    # All of a guest's virtual CPUs at once, and back.
    distance = lambda: w.extents(w.find('ghog1'))[1] - w.extents(w.find('vCPU 1'))[1]
    w.key('t')
    w.until(lambda: distance() == 72, 'both to go above their machine')
    w.key('t')
    w.until(lambda: distance() == 24, 'them to go back')
    w.end()


def test_rows_height_and_names_width():
    w = open_sample()
    high = w.extents(w.find('vCPU 1'))[1] - w.extents(w.find('vCPU 0'))[1]
    click(w, at(w, 0.5), UP, ['ctrl', 'shift'], 10)
    w.until(lambda: w.extents(w.find('vCPU 1'))[1] - w.extents(w.find('vCPU 0'))[1] == 64, '64 pixels')
    click(w, at(w, 0.5), DOWN, ['ctrl', 'shift'], 20)
    w.until(lambda: w.extents(w.find('vCPU 1'))[1] - w.extents(w.find('vCPU 0'))[1] == 8, '8 pixels')
    assert high == 24
    left = chart(w)
    drag(w, (left[0] - 2, left[1] + 200), (left[0] + 120, left[1] + 200))
    assert near(chart(w)[0] - left[0], 122, 6), (left, chart(w))
    w.end()


def test_hovering_repaints_the_overlay_only():
    path = os.path.join(window.home(), 'log.txt')
    with open(path, 'w') as log:
        w = window.Window('sh', '-c', 'exec "$0" "$@" >%s 2>&1' % path, PROGRAM, EXPERIMENT, env={'G_MESSAGES_DEBUG': 'all'})
        w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    w.settle()
    w.move(*at(w, 0.1))
    w.settle()
    count = lambda: open(path).read().count('chart painted')
    before = count()
    for i in range(20):
        w.move(*at(w, 0.1 + i * 0.04, 'vCPU 1'))
    w.settle()
    assert before > 0 and count() == before, (before, count())
    click(w, at(w, 0.5), UP, ['ctrl'], 1)
    w.settle()
    assert count() > before
    w.end()


def test_time_axis_formats():
    w = open_sample(env={'TZ': 'Asia/Kolkata'})
    local = w.find('Time axis').get_description()
    x, y, wide, high = w.extents(w.find('Time axis'))
    pictures = []
    for name in ('Local Time', 'UTC', 'Seconds from the Start', 'Nanoseconds from the Start'):
        w.click('Main Menu')
        w.settle()
        choose(w, 'Rows and Time Axis')
        choose(w, name)
        w.move(5, 5)
        w.settle()
        picture = w.shot()
        pictures.append(b''.join(picture.data[(y + i) * picture.stride + 4 * x:(y + i) * picture.stride + 4 * (x + wide)] for i in range(high)))
    assert len(set(pictures)) == 4, [len(p) for p in pictures]
    w.end()


def test_all_times_are_written_as_on_the_ruler():
    w = open_sample(details=True)
    click(w, at(w, 0.25))
    w.key('b', 'Return')
    w.settle()
    w.move(5, 5)
    w.click('Main Menu')
    w.settle()
    choose(w, 'Rows and Time Axis')
    choose(w, 'Seconds from the Start')
    w.move(5, 5)
    since = r'\+\d+\.[\d\u202f]+ s'
    w.until(lambda: re.match('From %s to %s,' % (since, since), w.find('Time axis').get_description()), 'the ruler’s description')
    w.until(lambda: any(re.fullmatch(since, t) for t in labels(w)), 'the cursor in the status bar')
    w.until(lambda: any(re.fullmatch('Whole experiment: .* from ' + since, t) for t in labels(w)), 'the heading of the details')
    w.until(lambda: re.search(', from %s, duration' % since, timeline(w).get_description()), 'the timeline’s description')
    status = sum(bool(re.fullmatch(since, t)) for t in labels(w))
    click(w, at(w, 0.5))
    w.move(5, 5)
    w.key('ctrl+shift+d')
    w.until(lambda: w.find('Go to “Bookmark 1”'), 'the bookmark in the list')
    w.until(lambda: sum(bool(re.fullmatch(since, t)) for t in labels(w)) > status, 'the time of the bookmark')
    assert not any(re.match(r'\d\d:\d\d:\d\d', t) for t in labels(w)), labels(w)
    w.end()


def test_small_window_stays_usable():
    w = open_sample()
    found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '.*'], capture_output=True, text=True, check=True).stdout.split()
    for number in found[1:]:  # the first one is the root window
        w.xdo('windowsize', number, 300, 200)
    w.settle()
    for name in ('Time axis', 'Main Menu', 'vCPU 0'):
        x, y, wide, high = w.extents(w.until_named(name))
        assert 0 <= x and x + wide <= 300 and 0 <= y and y + high <= 200, (name, x, y, wide, high)
    left, top, wide, high = chart(w)
    assert left + wide <= 300 and top + high <= 200 and wide >= 80 and high >= 40, (left, top, wide, high)
    before = seen(w)
    w.key('plus')
    assert width(seen(w)) < width(before)
    # The find bar takes a second line rather than more than the window's width.
    w.key('ctrl+f')
    w.type('hog')
    for name in ('Find rows', '1 of 2', 'Next Match', 'Match case', 'Regular expression', 'Close Find Bar', 'Name'):
        x, _, wide, _ = w.extents(w.until_named(name))
        assert 0 <= x and x + wide <= 300, (name, x, wide)
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
