#!/usr/bin/python3
# make-window-pictures.py: takes the documentation's pictures of the window, with the sample experiment in it
# SPDX-License-Identifier: MIT
"""make-window-pictures.py GUESTSCOPE [FOLDER [PICTURE…]]"""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'window'))

import window  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
FOLDER = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, 'docs'))
EXPERIMENT = os.path.join(ROOT, 'data', 'sample', 'steal.gsx')
WIDTH, HEIGHT = 1400, 860  # the window takes all of a display of that size


def click_row(w, name):
    x, y, _, height = w.extents(w.until_named(name))
    w.move(x + 5, y + height // 2)
    w.press()


def choose(w, *names):
    """Of the main menu and its pages, by their keys."""
    w.click('Main Menu')
    for name in names:
        for _ in range(40):
            w.settle()
            if name in {i.get_name() for i in w.focused()}:
                break
            w.key('Down')
        w.key('Return')
    w.settle()


def draw_virtual_cpus(w):
    pass


def draw_wake_ups(w):
    w.key('alt+4')


def draw_neighbours(w):
    w.key('F9', 'alt+5')


def draw_critical_path(w):
    click_row(w, 'diskio')
    w.key('k')
    window.until_said(w, 'waiting for a CPU')


def draw_counters(w):
    w.key('F9')
    choose(w, 'Counters', 'Stolen Share per Guest')
    choose(w, 'Counters', 'Queue per Physical CPU')


def draw_events(w):
    w.key('F9', 'alt+2', 'F7')
    w.click('Find an event')
    w.type('next_comm=rthog')
    for _ in range(3):
        w.key('Return')
        w.settle()
    w.click('Only events with this in their line')
    w.type('=2958')


def draw_clocks(w):
    """A window of its own, at the display's corner."""
    choose(w, 'Clocks…')
    w.until(lambda: w.find('Reset'), 'the clocks')
    w.settle()
    frame = next(i for i in w.walk() if i.get_role_name() in ('frame', 'dialog') and 'Clocks' in (i.get_name() or ''))
    return w.extents(frame)


PICTURES = {
    'virtual-cpus': draw_virtual_cpus, 'wake-ups': draw_wake_ups, 'neighbours': draw_neighbours,
    'critical-path': draw_critical_path, 'counters': draw_counters, 'events': draw_events, 'clocks': draw_clocks,
}


def cut(picture, x, y, width, height):
    import cairo
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, width, height)
    context = cairo.Context(surface)
    context.set_source_surface(picture.surface, -x, -y)
    context.paint()
    return surface


def take(name):
    w = window.Window(PROGRAM, EXPERIMENT)
    window.until_read(w)
    box = PICTURES[name](w) or (0, 0, WIDTH, HEIGHT)
    w.move(WIDTH - 1, HEIGHT - 1)
    w.settle()
    cut(w.shot(), *box).write_to_png(os.path.join(FOLDER, name + '.png'))
    w.end()


def main():
    for name in sys.argv[3:] or PICTURES:
        take(name)


if __name__ == '__main__':
    window.run(main, '%dx%d' % (WIDTH, HEIGHT))
