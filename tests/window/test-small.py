# test-small.py: every window in very little room
# SPDX-License-Identifier: MIT
"""test-small.py GUESTSCOPE SAMPLE-FOLDER"""
import os
import sys

import window

PROGRAM, SAMPLE = sys.argv[1:3]
WIDTH, HEIGHT = 300, 200


def test_welcome_shrinks():
    w = window.Window(PROGRAM)
    w.until_named('Open Folder…')
    w.resize('Guestscope', WIDTH, HEIGHT)
    # The first thing to click is there without scrolling.
    w.until(lambda: inside(w, 'New Virtual Machine Experiment…'), 'a button to begin with')
    w.end()


def inside(w, name):
    item = w.find(name)
    x, y, width, height = item and w.extents(item) or (-1, 0, 0, 0)
    return x >= 0 and x + width <= WIDTH and y + height <= HEIGHT


def test_windows_shrink():
    w = window.Window(PROGRAM, os.path.join(SAMPLE, 'steal.gsx'))
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    for label, title in (('Traces…', 'Traces'), ('Recording Help…', 'Recording Help'), ('Clocks…', 'Clocks'), ('Edit Experiment…', 'Edit')):
        w.key('F10')
        w.until(lambda: w.find('Export as PNG…'), 'the menu')
        next(i for i in w.walk() if i.get_name() == label and i.get_role_name() == 'menu item').do_action(0)
        w.until(lambda: next((i for i in w.walk() if i.get_role_name() in ('frame', 'dialog') and title in (i.get_name() or '')
                              and 'Guestscope' not in i.get_name()), None), title)
        w.resize(title, WIDTH, HEIGHT)
        w.key('Escape')
        w.until(lambda: not any(i.get_role_name() in ('frame', 'dialog') and (i.get_name() or '').startswith(title) for i in w.walk()),
                'the end of ' + title)
    w.end()


def check_details_fit(w, title):
    """All of the panel beside the chart ends within the window."""
    w.until(lambda: any(title in i.get_name() for i in w.walk()), title)
    w.settle()
    _, _, whole, _ = next(w.extents(i) for i in w.walk() if i.get_role_name() == 'frame')
    left, _, chart, _ = w.extents(w.find('Virtual CPUs', 'image'))
    assert chart >= whole / 2, (chart, whole)
    panel = next(i for i in w.walk() if title in i.get_name())
    while w.extents(panel.parent)[0] > left:
        panel = panel.parent
    placed = w.placed(panel)
    assert len(placed) > 40, placed
    beyond = [(i.get_name(), x, width) for i, (x, _, width, _) in placed if x + width > whole]
    assert not beyond, beyond


def test_chart_has_half_and_the_details_fit():
    w = window.Window(PROGRAM, os.path.join(SAMPLE, 'steal.gsx'))
    window.until_read(w)
    w.resize('Guestscope', 1000, 700)
    w.click('vCPU 0')
    check_details_fit(w, 'Where the Time of')
    w.click('waker')
    w.key('k')
    check_details_fit(w, 'Critical Path of')
    w.end()


def card(w):
    """First row of the hover card's ground and where it begins and ends; what is there is no part of the chart."""
    ground = (0xfd, 0xfd, 0xfd)
    picture = w.shot()
    x, y, width, height = w.extents(w.find('Virtual CPUs', 'image'))
    for row in range(y, y + height):
        columns = [c for c in range(x, x + width) if picture.pixel(c, row) == ground]
        if len(columns) > 60:
            return row, columns[0] - x, x + width - 1 - columns[-1]
    return None


def test_card_is_as_narrow_as_the_chart():
    w = window.Window(PROGRAM, os.path.join(SAMPLE, 'steal.gsx'))
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    w.resize('Guestscope', 320, 500)
    x, _, width, _ = w.extents(w.find('Virtual CPUs', 'image'))
    assert width < 180, width
    _, y, _, height = w.extents(w.until_named('vCPU 0'))
    w.move(x + width // 2, y + height // 2)
    _, left, right = w.until(lambda: card(w), 'the hover card', 10)
    # Its frame is around it.
    assert left > 0 and right > 0, (left, right)
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
