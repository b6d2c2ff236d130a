# test-window-access.py: names, roles and descriptions, right to left, and colours
# SPDX-License-Identifier: MIT
"""test-window-access.py GUESTSCOPE SAMPLE-FOLDER"""
import glob
import os
import shutil
import sys

import window

PROGRAM, SAMPLE = sys.argv[1:3]
BUTTONS = ('Zoom In', 'Zoom Out', 'Zoom to Fit', 'Legend', 'Details', 'Main Menu')
MENU = ('Export as PNG…', 'Export as SVG or PDF…', 'Export Intervals as CSV…', 'Previous State Change', 'Next State Change', 'Find…',
        'Zoom to Selection', 'Keyboard Shortcuts')
GREEN, BLIND_GREEN, STRONG_GREEN = (0, 200, 0), (0, 0x9e, 0x73), (0, 0x86, 0)


def open_sample(env=None):
    # A copy: what is done here is none of the sample's business.
    folder = os.path.join(window.home(), 'sample')
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SAMPLE, folder)
    w = window.Window(PROGRAM, os.path.join(folder, 'steal.gsx'), env=env)
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    w.settle()
    return w


def test_opengl_is_no_program():
    """Where no graphics processor runs it, it would be compiled for the processors, and take more memory than all else."""
    renderer = os.environ.pop('GSK_RENDERER')
    w = open_sample()
    os.environ['GSK_RENDERER'] = renderer
    with open('/proc/%d/maps' % w.process.pid) as maps:
        libraries = maps.read()
    assert 'libgtk-4' in libraries
    assert 'libLLVM' not in libraries or glob.glob('/dev/dri/renderD*')
    w.end()


def test_everything_has_a_name():
    w = open_sample()
    for name in BUTTONS:
        assert w.find(name), name
    for view in ('Virtual CPUs', 'Threads', 'Physical CPUs'):
        assert w.find(view, 'page tab'), view
    assert w.find('Virtual CPUs', 'image'), 'the timeline'
    for item in w.walk():
        if item.get_role_name() in ('push button', 'toggle button', 'text', 'entry') and w.extents(item):
            labels = [c for c in w.walk(item) if c is not item and c.get_name()]
            # A menu button holds the button that is pressed, and has its name.
            assert item.get_name() or labels or item.get_parent().get_name(), (item.get_role_name(), w.extents(item))
    w.end()


def test_menu_by_keyboard():
    w = open_sample()
    w.key('F10')
    w.until(lambda: w.find('Export as PNG…'), 'the menu')
    names = {i.get_name() for i in w.walk()}
    for name in MENU:
        assert name in names, name
    w.key('Escape')
    w.key('ctrl+question')
    w.until(lambda: any(i.get_name() == 'Zoom to fit' for i in w.walk()), 'the shortcuts window')
    w.key('Escape')
    w.end()


def test_timeline_says_what_the_cursor_is_at():
    w = open_sample()
    w.key('Down', 'Right')
    words = w.until(lambda: w.find('Virtual CPUs', 'image').get_description(), 'a description')
    w.key('Right')
    w.until(lambda: w.find('Virtual CPUs', 'image').get_description() != words, 'another description')
    assert 'vCPU' in words and 'duration' in words, words
    w.end()


def test_right_to_left():
    """Names are on the right, time still goes from left to right."""
    w = open_sample(env={'GTK_DEBUG': 'invert-text-dir'})
    chart = w.extents(w.find('Virtual CPUs', 'image'))
    names = next(w.extents(i) for i in w.walk() if (i.get_name() or '').startswith('vCPU 0') and w.extents(i))
    assert names[0] > chart[0] + chart[2] / 2, (names, chart)
    # The experiment begins amber (blocked) and is green in its middle, as it is from left to right.
    picture = w.shot()
    y = chart[1] + 24 + 2
    left = picture.count((207, 157, 47), (chart[0], y, chart[2] // 40, 20))
    right = picture.count((207, 157, 47), (chart[0] + chart[2] - chart[2] // 8, y, chart[2] // 40, 20))
    assert left > right, (left, right)
    w.end()


def test_high_contrast_theme():
    """A theme of strong contrasts brings the chart's strong colours."""
    w = open_sample(env={'GTK_THEME': 'Default-hc'})
    chart = w.extents(w.find('Virtual CPUs', 'image'))
    w.until(lambda: w.shot().count(STRONG_GREEN, chart) > 500, 'the strong green')
    assert w.shot().count(GREEN, chart) == 0
    w.end()


def test_colours_change_everything():
    w = open_sample()
    chart = w.extents(w.find('Virtual CPUs', 'image'))
    assert w.shot().count(GREEN, chart) > 500
    w.key('F10')
    w.until(lambda: w.find('Export as PNG…'), 'the menu')
    # From the first item up to the last, and from there to the colours.
    for _ in range(12):
        w.settle()
        w.key('Up')
        if any(i.get_name() == 'Colours' for i in w.focused()):
            break
    w.key('Return')
    w.until(lambda: any(i.get_name() == 'High Contrast' and w.extents(i) for i in w.walk()), 'the colours')
    w.key('Up', 'Return')  # from the head up to the last
    w.settle()
    picture = w.shot()
    assert picture.count(BLIND_GREEN, chart) > 500
    assert picture.count(GREEN, chart) == 0
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
