# test-window-clocks.py: clocks moved by hand, as a person would, and where the rows are then
# SPDX-License-Identifier: MIT
"""test-window-clocks.py GUESTSCOPE SAMPLE-FOLDER"""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import window

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = None  # a copy of the sample, as clocks that are moved are remembered
MS = 10**6
DAY = 86400 * 10**9


def analyze(*args):
    return subprocess.run([PROGRAM, 'analyze', *args, EXPERIMENT], capture_output=True, text=True, check=True).stdout


def summary():
    return json.loads(analyze())


def open_sample():
    """In a window that remembers nothing of the ones before it."""
    fresh = tempfile.mkdtemp(dir=window.home())
    w = window.Window(PROGRAM, EXPERIMENT, env={name: fresh for name in ('XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME',
                                                                         'XDG_STATE_HOME')})
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    w.settle()
    return w


def lone_threads():
    """Names that one guest thread alone has, which begins some time after the start, and when."""
    rows = list(csv.DictReader(io.StringIO(analyze('--format', 'csv', '--rows', 'threads'))))
    start = summary()['experiment']['start_ns']
    begins = {}
    for row in rows:
        begins.setdefault(row['comm'], {}).setdefault((row['machine'], row['tid']), int(row['start_ns']))
    lone = {comm: next(iter(b.values())) for comm, b in begins.items() if len(b) == 1 and next(iter(b))[0] == 'guest'}
    return {comm: b % DAY for comm, b in lone.items() if b > start + 2000 * MS}


def told(w):
    """When the interval at the cursor begins, as the timeline tells assistive technology: ns of the day."""
    text = w.find('Virtual CPUs', 'image').get_description().replace('\u202f', '')
    found = re.search(r'from (\d+):(\d+):(\d+)\.(\d{9})', text)
    assert found, text
    hours, minutes, seconds, ns = map(int, found.groups())
    return (hours * 3600 + minutes * 60 + seconds) * 10**9 + ns


def find_thread(w):
    """A guest thread whose row is seen, and when it begins, by the command line: ns of the day."""
    threads = lone_threads()
    name = w.until(lambda: next((n for n in threads if w.find(n)), None), 'a guest thread')
    return name, threads[name]


def get_begin(w, name):
    """When a thread's row begins: the next change after a click on its row before that."""
    x, _, _, _ = w.extents(w.find('Virtual CPUs', 'image'))
    w.move(x + 60, w.place(w.find(name))[1] + 4)
    w.press()
    w.move(5, 5)
    w.key('Right')
    w.settle()
    return told(w)


def open_clocks(w):
    button = w.until(lambda: next((i for i in w.walk() if (i.get_name() or '').startswith('clocks ') and w.extents(i)), None),
                     'the clocks in the status bar')
    w.move(*w.place(button))
    w.press()
    w.until_named('Set Offset')
    w.settle()


def type_offset(w, text):
    entry = w.until(lambda: next((i for i in w.walk() if i.get_role_name() == 'text' and 'Offset' in (i.get_name() or '')
                                  and w.extents(i)), None), 'the entry')
    w.move(*w.place(entry))
    w.press()
    w.key('ctrl+a')
    w.type(text)
    w.key('Return')


def guest_clock():
    return next(t for t in summary()['traces'] if t['name'] == 'guest')['clock']


def as_seconds(ns):
    """As the page writes offsets."""
    digits = '%09d' % (abs(ns) % 10**9)
    return '%s%d.%s\u202f%s\u202f%s s' % ('-+'[ns >= 0], abs(ns) // 10**9, digits[:3], digits[3:6], digits[6:])


def test_offset_moves_the_rows_and_reset_brings_them_back():
    w = open_sample()
    clock = guest_clock()
    name, begin = find_thread(w)
    w.until(lambda: get_begin(w, name) == begin, 'the old place')  # rows are composed anew when they are looked at
    open_clocks(w)
    w.until_named(as_seconds(clock['offset_ns']))
    type_offset(w, '%d' % (clock['offset_ns'] + 37 * MS))
    w.until_named('By hand')
    w.until_named(as_seconds(clock['offset_ns'] + 37 * MS))
    w.until(lambda: any('37.0 ms later than the traces' in (i.get_name() or '') for i in w.walk()), 'how far that is off')
    w.until_named('clocks set by hand')
    w.key('Escape')
    w.until(lambda: not w.find('Set Offset'), 'the end of the clocks window')
    w.until(lambda: abs(get_begin(w, name) - begin - 37 * MS) <= 1, 'the row at its new place')

    open_clocks(w)
    w.click('Reset')
    w.until_named(as_seconds(clock['offset_ns']))
    w.key('Escape')
    w.until(lambda: not w.find('Set Offset'), 'the end of the clocks window')
    w.until(lambda: get_begin(w, name) == begin, 'the row at its old place')
    w.end()


def test_nonsense_is_refused_in_words():
    w = open_sample()
    clock = guest_clock()
    open_clocks(w)
    type_offset(w, '12 parsecs')
    w.until(lambda: any('12 parsecs' in (i.get_name() or '') and 'not an offset' in i.get_name() for i in w.walk()), 'the complaint')
    assert w.find(as_seconds(clock['offset_ns'])), 'the clock was moved'
    w.end()


def test_align_moves_event_a_to_event_b():
    w = open_sample()
    clock = guest_clock()
    start = summary()['experiment']['start_ns']
    open_clocks(w)
    w.click('Align Event A with Event B…')
    w.settle()
    for name, ns in (('Event A', start + 2 * 10**9), ('Event B', start + 2 * 10**9 - 5 * MS)):
        w.click(name, 'text')
        w.key('ctrl+a')
        w.type('%d' % ns)
    w.click('Align')
    w.until_named(as_seconds(clock['offset_ns'] - 5 * MS))
    w.end()


def drag_with_alt(w, start, dx, release=True):
    x, y = start
    w.move(x, y)
    w.xdo('keydown', 'alt')
    w.xdo('mousedown', 1)
    for i in range(1, 11):
        w.move(x + dx * i // 10, y)
    w.settle()
    if release:
        w.xdo('mouseup', 1)
        w.xdo('keyup', 'alt')
        w.settle()


def test_alt_drag_moves_the_guest():
    w = open_sample()
    experiment = summary()['experiment']
    name, begin = find_thread(w)
    x, _, width, _ = w.extents(w.find('Virtual CPUs', 'image'))
    row = w.extents(w.until_named('vCPU 0'))
    drag_with_alt(w, (x + width // 2, row[1] + row[3] // 2 + 4), 60)
    w.until_named('clocks set by hand')
    a_pixel = (experiment['end_ns'] - experiment['start_ns']) / width
    w.until(lambda: abs(get_begin(w, name) - begin - 60 * a_pixel) < a_pixel, 'the new place')
    w.end()


def test_escape_puts_the_guest_back():
    w = open_sample()
    name, begin = find_thread(w)
    x, _, width, _ = w.extents(w.find('Virtual CPUs', 'image'))
    row = w.extents(w.until_named('vCPU 0'))
    drag_with_alt(w, (x + width // 2, row[1] + row[3] // 2 + 4), 60, release=False)
    w.until_named('clocks set by hand')
    w.key('Escape')
    w.xdo('mouseup', 1)
    w.xdo('keyup', 'alt')
    w.until(lambda: not w.find('clocks set by hand'), 'the old clock')
    w.until(lambda: get_begin(w, name) == begin, 'the old place')  # rows are composed anew when they are looked at
    w.end()


def test_a_clock_that_was_found_is_told_first():
    """Of the reference there is nothing to tell."""
    w = open_sample()
    open_clocks(w)
    w.until_named('Set Offset')
    w.until(lambda: w.is_sensitive('Set Offset'), 'a clock that can be moved')
    w.end()


def test_a_host_stays():
    """The reference clock cannot be dragged."""
    w = open_sample()
    w.key('alt+3')
    chart = w.until(lambda: w.find('Physical CPUs', 'image'), 'the physical CPUs')
    w.settle()
    x, _, width, _ = w.extents(chart)
    row = w.extents(w.until_named('CPU 0'))
    drag_with_alt(w, (x + width // 2, row[1] + row[3] // 2 + 4), 60)
    assert not w.find('clocks set by hand')
    w.end()


def main():
    global EXPERIMENT
    EXPERIMENT = os.path.join(shutil.copytree(SAMPLE, os.path.join(window.home(), 'sample')), 'steal.gsx')
    return window.run_tests(globals())


if __name__ == '__main__':
    window.run(main)
