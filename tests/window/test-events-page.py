# test-events-page.py: the page of recorded events, driven as a person would, against what the command line prints
# SPDX-License-Identifier: MIT
"""test-events-page.py GUESTSCOPE SAMPLE-FOLDER"""
import csv
import os
import subprocess
import sys

import window
from window import until_read

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')


def events():
    """All of them, as (time, machine, CPU, event, thread, fields)."""
    text = subprocess.run([PROGRAM, 'events', EXPERIMENT], capture_output=True, text=True, check=True).stdout
    return [tuple(line.split('\t')) for line in text.splitlines()]


def open_page(**how):
    w = window.Window(PROGRAM, EXPERIMENT, **how)
    until_read(w)
    w.key('F7')
    w.until(lambda: view(w) and described(w), 'the events')
    return w


def view(w):
    return next((i for i in w.walk() if i.get_name() == 'Recorded events' and w.extents(i)), None)


def described(w):
    """The event that is selected: [time, machine, CPU, event, thread, fields]."""
    return (view(w).get_description() or '').split(' · ')


def fits(found, event):
    return len(found) == 6 and found[1:4] == list(event[1:4]) and found[5] == event[5]


def is_at(w, event):
    return fits(described(w), event)


def focus_view(w):
    x, y, width, height = w.extents(view(w))
    w.move(x + width // 3, y + height // 2)
    w.press()
    return described(w)


def test_it_goes_to_both_ends():
    w = open_page()
    all_events = events()
    w.until(lambda: is_at(w, all_events[0]), 'the first event: nothing has chosen another')
    focus_view(w)
    w.key('End')
    w.until(lambda: is_at(w, all_events[-1]), 'the last event')
    w.key('Up', 'Up', 'Up')
    w.until(lambda: is_at(w, all_events[-4]), 'the fourth from the end')
    w.key('Home')
    w.until(lambda: is_at(w, all_events[0]), 'the first event')
    w.key('Down', 'Down')
    w.until(lambda: is_at(w, all_events[2]), 'the third event')
    w.end()


def test_it_follows_the_cursor_and_the_cursor_it():
    w = open_page()
    all_events = events()
    begin, end = int(all_events[0][0]), int(all_events[-1][0])
    chart = w.find('Virtual CPUs', 'image')
    x, y, width, _ = w.extents(chart)
    w.move(x + width // 2, y + 60)
    w.press()
    first = w.until(lambda: not is_at(w, all_events[0]) and described(w), 'another event')
    found = [i for i, e in enumerate(all_events) if fits(first, e)]
    # A column of the chart is some milliseconds wide; where the cursor snaps to, the events say so.
    assert any(abs((int(all_events[i][0]) - begin) / (end - begin) - 0.5) < 0.05 for i in found), first
    first = focus_view(w)
    w.key('Down')
    w.until(lambda: described(w) != first, 'the next one')
    time = described(w)[0]
    w.until(lambda: w.find(time), 'the cursor at it, in the status bar')
    w.end()


def test_scrolling_reads_on():
    """From the middle, by the wheel alone, to events that were not read at first; none is missing between."""
    w = open_page()
    all_events = events()
    first = focus_view(w)
    start = next(i for i, e in enumerate(all_events) if fits(first, e))
    for _ in range(16):
        w.xdo('click', '--repeat', 40, '--delay', 4, 5)
    w.settle()
    found = focus_view(w)
    assert any(fits(found, e) for e in all_events[start + 1000:]), found
    for _ in range(20):
        w.xdo('click', '--repeat', 40, '--delay', 4, 4)
    w.settle()
    found = focus_view(w)
    assert any(fits(found, e) for e in all_events[:40]), found
    w.end()


def test_names_stay_beside_rows_where_it_goes():
    """The chart has the room again, and scrolls back while it is given that."""
    messages = os.path.join(window.home(), 'messages')
    with open(messages, 'w') as file:
        w = open_page(stderr=file)
    w.move(600, 200)
    w.press(5, 60)
    w.settle()
    names = next(i for i in w.walk() if i.get_name() == 'Rows' and w.extents(i))
    w.key('F7')
    w.settle()
    x, y, width, height = w.extents(names)
    tops = sorted(place[1] for item, place in w.placed(names) if item.get_name())
    assert tops[0] <= y + 24 and tops[-1] >= y + height - 48, (tops, y, height)
    w.end()
    with open(messages) as file:
        bad = [line for line in file if 'without a current allocation' in line]
    assert not bad, bad


def test_search_goes_on_and_back():
    w = open_page()
    all_events = events()
    matches = [i for i, e in enumerate(all_events) if 'rthog' in '\t'.join(e)]
    assert matches[0] > 1000 and len(matches) > 3
    w.click('Find an event')
    w.type('rthog')
    for i in matches[:3]:
        w.key('Return')
        w.until(lambda: is_at(w, all_events[i]), 'match %d' % i)
    for i in (matches[1], matches[0]):
        w.key('shift+Return')
        w.until(lambda: is_at(w, all_events[i]), 'match %d again' % i)
    w.key('shift+Return')
    w.until_named('No further event with this text')
    w.end()


def test_filters_leave_the_others_out():
    w = open_page()
    all_events = events()
    w.click('Only events with this in their name')
    w.type('kvm_x86_exit')
    wanted = [e for e in all_events if e[3] == 'kvm_x86_exit']
    w.until(lambda: is_at(w, wanted[0]), 'the first exit')
    w.click('Only of this CPU, by its number')
    w.type('1')
    wanted = [e for e in wanted if e[2] == '1']
    w.until(lambda: is_at(w, wanted[0]), 'the first exit on CPU 1')
    focus_view(w)
    w.key('End')
    w.until(lambda: is_at(w, wanted[-1]), 'the last one')
    w.key('Up')
    w.until(lambda: is_at(w, wanted[-2]), 'the one before')
    w.click('Only events with this in their line')
    w.type('nothing like this')
    w.until_named('No such events')
    w.end()


def test_what_is_exported_is_what_is_printed():
    w = open_page()
    path = os.path.join(window.home(), 'events.csv')
    button = w.until(lambda: next((i for i in w.walk() if i.get_name() == 'Export as CSV…' and 'Events' in (i.get_description() or '')
                                   and i.get_role_name() == 'push button'), None), 'the button')
    assert button.do_action(0)
    w.until(lambda: any(w.has_state(i, 'focused') and i.get_role_name() == 'text' for i in w.walk()), 'an entry')
    w.key('ctrl+a')
    w.type(path)
    w.key('Return')
    w.until(lambda: os.path.exists(path) and w.find('The events are in “%s”' % path), 'the file')
    with open(path, newline='') as file:
        lines = list(csv.reader(file))
    assert lines[0] == ['time_ns', 'machine', 'cpu', 'event', 'tid', 'fields']
    assert [tuple(line) for line in lines[1:]] == events()
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
