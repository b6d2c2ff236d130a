# test-touch.py: the timeline under one finger and two
# SPDX-License-Identifier: MIT
"""test-touch.py GUESTSCOPE SAMPLE-FOLDER [TEST…]

Real touches of a screen that broadway.py plays. What they did is read from the session that the program
keeps of its experiment: the visible range, and by keys the cursor (as a marker) and the focused row (pinned).
"""
import glob
import json
import os
import shutil
import sys
import time

import broadway
import window

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')
F9, ESCAPE = 0xffc6, 0xff1b
NO_TIME = -2**63
APART = 50  # half of the way between two fingers, in pixels


class Screen:
    """The program on a touch screen, with nothing but the timeline in its window."""

    def __init__(self):
        self.browser = broadway.Browser()
        self.window = window.Window(PROGRAM, EXPERIMENT, env=self.browser.env())
        # Saved once everything is read.
        self.until(lambda s: s['fit'] and s['visible-end'] > s['visible-begin'], 'the end of reading')
        self.key(F9)
        self.until(lambda s: not s['details'], 'the details to go')
        self.x, self.y = self.at(0.65, 0.3)

    def at(self, x, y):
        """A place at shares of the window's size."""
        surface = self.browser.visible()[0]
        return surface.x + round(surface.width * x), surface.y + round(surface.height * y)

    def state(self):
        paths = glob.glob(os.path.join(window.home(), 'state', 'guestscope', 'sessions', '*.json'))
        try:
            with open(paths[0]) as file:
                return json.load(file)
        except (IndexError, OSError, ValueError):
            return None

    def until(self, condition, what):
        """The session comes to be like that; returns it."""
        last = []

        def holds():
            state = self.state()
            last[:] = [state]
            return state is not None and condition(state) and state
        try:
            return self.window.until(holds, what)
        except AssertionError as error:
            raise AssertionError('%s; the session: %s' % (error, last[0])) from None

    def key(self, symbol, state=0):
        self.browser.key(symbol if isinstance(symbol, int) else ord(symbol), state)

    def cursor(self):
        """The time that the last tap set: marker A goes there."""
        before = self.state()['marker-a']
        self.key('1', broadway.CONTROL)
        state = self.until(lambda s: s['marker-a'] != before, 'the marker')
        if state['marker-a'] == NO_TIME:  # it was there already, and is gone now
            self.key('1', broadway.CONTROL)
            state = self.until(lambda s: s['marker-a'] == before, 'the marker again')
        return state['marker-a']

    def focused_row(self):
        """The row that the last tap focused: for a moment it is pinned."""
        self.key('t')
        row, = self.until(lambda s: s['pinned-rows'], 'a pinned row')['pinned-rows']
        self.key('t')
        self.until(lambda s: not s['pinned-rows'], 'no pinned row')
        return row

    def seen(self):
        state = self.state()
        return state['visible-begin'], state['visible-end']

    def until_wide(self, wanted):
        """The visible range comes to be as long as that, to a hundredth."""
        s = self.until(lambda s: near(s['visible-end'] - s['visible-begin'], wanted, wanted / 100), 'a range of %d ns' % wanted)
        return s['visible-begin'], s['visible-end']

    def until_elsewhere(self, span):
        s = self.until(lambda s: (s['visible-begin'], s['visible-end']) != span, 'another range')
        return s['visible-begin'], s['visible-end']

    def pinch(self, begin, end, x=None):
        """Two fingers around x, from so far to so far from it."""
        x = self.x if x is None else x
        self.browser.slide([(x - begin, self.y), (x + begin, self.y)], [(x - end, self.y), (x + end, self.y)])

    def menu(self):
        """The surface of a menu, once it is there and has found its place."""
        def settled():
            before = places()
            time.sleep(0.5)
            return len(before) == 2 and places() == before

        def places():
            return [(s.x, s.y, s.width, s.height) for s in self.browser.visible()]

        self.window.until(settled, 'the menu')
        return self.browser.visible()[1]

    def end(self):
        self.window.end()
        self.browser.end()


def near(a, b, tolerance):
    return abs(a - b) <= tolerance


def width(span):
    return span[1] - span[0]


def share(span, time):
    return (time - span[0]) / width(span)


def open_sample():
    shutil.rmtree(os.path.join(window.home(), 'state'), ignore_errors=True)
    return Screen()


def test_pinch_zooms_around_the_middle_of_the_fingers():
    s = open_sample()
    full = s.seen()
    s.browser.tap((s.x, s.y))
    under = s.cursor()
    assert 0.2 < share(full, under) < 0.8
    s.pinch(APART, 2 * APART)
    zoomed = s.until_wide(width(full) / 2)
    assert near(share(zoomed, under), share(full, under), 0.01), (full, zoomed, under)
    # Elsewhere another time stays; the fingers set no cursor.
    s.pinch(APART, 4 * APART, s.x - 100)
    further = s.until_wide(width(zoomed) / 4)
    assert share(further, under) > share(zoomed, under) + 0.2, (zoomed, further, under)
    assert s.cursor() == under
    s.pinch(2 * APART, APART, s.x - 100)
    s.pinch(2 * APART, APART, s.x - 100)
    back = s.until_wide(width(zoomed))
    assert near(back[0], zoomed[0], width(zoomed) / 100), (zoomed, back)
    # No further out than to all of it.
    s.pinch(4 * APART, APART)
    s.until(lambda state: state['fit'], 'all of it')
    s.end()


def test_pinches_that_follow_quickly_are_no_double_tap():
    s = open_sample()
    full = s.seen()
    for _ in range(3):
        s.pinch(APART, 2 * APART)
    s.until_wide(width(full) / 8)
    # Nor are two fingers that touch at the same places.
    before = s.seen()
    for _ in range(2):
        s.browser.tap((s.x - APART, s.y), (s.x + APART, s.y))
    s.pinch(2 * APART, APART)
    s.until_wide(width(before) * 2)
    s.end()


def test_one_finger_pans():
    s = open_sample()
    full = s.seen()
    s.browser.tap((s.x, s.y))
    under = s.cursor()
    s.pinch(APART, 4 * APART)
    zoomed = s.until_wide(width(full) / 4)
    s.browser.slide([(s.x, s.y)], [(s.x - 2 * APART, s.y)])
    panned = s.until_elsewhere(zoomed)
    assert width(panned) == width(zoomed) and panned[0] > zoomed[0], (zoomed, panned)
    # As far as the finger went, without having set a cursor.
    assert s.cursor() == under
    s.browser.tap((s.x - 2 * APART, s.y))
    assert near(s.cursor(), under, width(full) / 100)
    s.browser.slide([(s.x - 2 * APART, s.y)], [(s.x, s.y)])
    back = s.until_elsewhere(panned)
    assert back == zoomed, (zoomed, back)
    s.end()


def test_two_fingers_pan_while_they_zoom():
    s = open_sample()
    full = s.seen()
    s.pinch(APART, 4 * APART)
    zoomed = s.until_wide(width(full) / 4)
    left, right = (s.x - APART, s.y), (s.x + APART, s.y)
    # Side by side they only pan, as far as one does.
    s.browser.slide([left, right], [(left[0] - 80, s.y), (right[0] - 80, s.y)])
    panned = s.until_elsewhere(zoomed)
    assert near(width(panned), width(zoomed), width(zoomed) / 100), (zoomed, panned)
    by_two = panned[0] - zoomed[0]
    s.browser.slide([(s.x, s.y)], [(s.x - 80, s.y)])
    further = s.until_elsewhere(panned)
    assert near(by_two, further[0] - panned[0], width(zoomed) / 100), (zoomed, panned, further)
    # One that rests and one that goes: what is under the middle follows it.
    s.browser.slide([left, right], [(left[0] - 2 * APART, s.y), right])
    both = s.until_wide(width(further) / 2)
    pixels = 80 * width(zoomed) / by_two  # of the chart's width
    s.browser.tap((s.x - APART, s.y))
    time = s.cursor()
    s.browser.slide([(left[0] - 2 * APART, s.y), right], [left, right])
    again = s.until_wide(width(further))
    assert near(share(again, time) - share(both, time), APART / pixels, 0.01), (both, again, time, pixels)
    s.end()


def test_a_tap_sets_cursor_and_row():
    s = open_sample()
    step = s.state()['row-height']
    s.browser.tap((s.x, s.y))
    first, row = s.cursor(), s.focused_row()
    s.browser.tap((s.x + 2 * APART, s.y + step))
    assert s.cursor() > first
    assert s.focused_row() != row
    # A finger is never quite still.
    s.browser.slide([(s.x, s.y)], [(s.x + 5, s.y - 2)])
    assert near(s.cursor(), first, 1) and s.focused_row() == row
    assert s.state()['fit']
    s.end()


def test_a_double_tap_zooms_to_the_state():
    s = open_sample()
    full = s.seen()
    s.browser.tap((s.x, s.y))
    s.browser.tap((s.x, s.y))
    state = s.until_elsewhere(full)
    assert width(state) < width(full) / 2 and state[0] <= s.cursor() < state[1]
    s.end()


def test_a_finger_that_rests_opens_the_menu():
    s = open_sample()
    full = s.seen()
    s.browser.tap((s.x - 2 * APART, s.y))
    before = s.cursor()
    s.browser.down((s.x, s.y))
    s.menu()
    s.browser.up((s.x, s.y))
    # Elsewhere a tap closes it, and does no more.
    s.browser.tap((s.x - 2 * APART, s.y - 4))
    s.window.until(lambda: len(s.browser.visible()) == 1, 'the menu to close')
    here = s.cursor()
    assert here > before
    # Its first item zooms to the state.
    s.browser.down((s.x, s.y))
    menu = s.menu()
    s.browser.up((s.x, s.y))
    s.browser.tap((menu.x + menu.width // 2, menu.y + menu.height // 10))
    state = s.until_elsewhere(full)
    assert width(state) < width(full) / 2 and state[0] <= here < state[1], (full, state, here)
    # One that moves pans instead, however long it takes.
    s.pinch(4 * APART, APART)
    zoomed = s.until_elsewhere(state)
    s.browser.down((s.x, s.y))
    s.browser.move([(s.x, s.y)], [(s.x + APART, s.y)])
    panned = s.until_elsewhere(zoomed)
    assert len(s.browser.visible()) == 1
    s.browser.up((s.x + APART, s.y))
    assert near(width(panned), width(zoomed), 10)
    s.end()


def test_rows_follow_the_finger():
    s = open_sample()
    for _ in range(12):
        s.browser.scroll(s.x, s.y, up=True, state=broadway.SHIFT | broadway.CONTROL)
    step = s.until(lambda state: state['row-height'] > 50, 'higher rows')['row-height']
    s.browser.tap((s.x, s.y))
    row = s.focused_row()
    s.browser.slide([(s.x, s.y)], [(s.x, s.y - step)])
    s.browser.tap((s.x, s.y))
    below = s.focused_row()
    assert below != row
    # So they do with two.
    s.browser.slide([(s.x - APART, s.y), (s.x + APART, s.y)], [(s.x - APART, s.y + step), (s.x + APART, s.y + step)])
    s.browser.tap((s.x, s.y))
    assert s.focused_row() == row
    s.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
