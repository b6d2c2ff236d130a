# test-looks.py: what is seen in the timeline beside its bars: selection, card, messages, heights
# SPDX-License-Identifier: MIT
"""test-looks.py GUESTSCOPE SAMPLE-FOLDER [TEST…]"""
import os
import sys

import window

PROGRAM, SAMPLE = sys.argv[1:3]
GREEN, TEXT, CARD = (0, 200, 0), (0x20, 0x20, 0x20), (0xfd, 0xfd, 0xfd)

# What the machine lacks, not the program.
HARMLESS = ('dconf', 'AT-SPI', 'portal', 'fd limit', 'MESA', 'libEGL')


def open_sample(**how):
    w = window.Window(PROGRAM, os.path.join(SAMPLE, 'steal.gsx'), **how)
    window.until_read(w)
    w.key('F9')
    w.settle()
    return w


def at(w, share, row='vCPU 1', view='Virtual CPUs'):
    x, _, width, _ = w.extents(w.find(view, 'image'))
    _, y, _, height = w.extents(w.until_named(row))
    return int(x + width * share), y + height // 2


def click(w, place):
    w.move(*place)
    w.press()
    w.settle()


def names(w):
    return [i.get_name() for i, _ in w.placed()]


def test_a_selection_dims_what_is_outside():
    w = open_sample()
    x, y, width, height = w.extents(w.find('Virtual CPUs', 'image'))
    (begin, row), (end, _) = at(w, 0.4), at(w, 0.6)
    inside, left, right = ((b, row - 8, e - b, 16) for b, e in ((begin + 3, end - 3), (x, begin - 3), (end + 3, x + width)))
    w.move(5, 5)
    w.settle()
    before = w.shot()
    assert all(before.count(GREEN, box) > 100 for box in (inside, left, right))
    w.move(begin, row)
    w.xdo('keydown', 'shift', 'keydown', 'alt', 'mousedown', 1)  # Alt: no end snaps to a state
    for place in range(begin, end + 1, max((end - begin) // 6, 1)):
        w.move(place, row)
    w.move(end, row)
    w.xdo('mouseup', 1, 'keyup', 'alt', 'keyup', 'shift')
    w.move(5, 5)
    w.settle()
    after = w.shot()
    assert after.count(GREEN, left) == after.count(GREEN, right) == 0, (after.count(GREEN, left), after.count(GREEN, right))
    assert after.count(GREEN, inside) == before.count(GREEN, inside)
    # In the overview, too, it is to be seen where it is: a bar along the upper edge.
    x, y, width, _ = w.extents(w.find('Overview', 'image'))
    bar = max(after.count(TEXT, (x, top, width, 1)) for top in range(y - 2, y + 6))
    assert abs(bar - (end - begin)) <= 4, (bar, end - begin)
    w.end()


def test_few_rows_fill_the_chart():
    w = open_sample()
    w.key('alt+3')
    w.until(lambda: w.find('CPU 1') and w.find('Physical CPUs', 'image'), 'physical CPUs')
    w.settle()
    assert w.extents(w.find('CPU 1'))[1] - w.extents(w.find('CPU 0'))[1] == 64
    w.end()


def card_width(w, box):
    """Of the widest row of the card's ground: letters leave gaps, its padding has none."""
    picture, (x, y, width, height) = w.shot(), box
    return max(sum(picture.pixel(column, row) == CARD for column in range(x, x + width)) for row in range(y, y + height))


def test_the_card_is_narrow_and_goes_where_keys_are_pressed():
    w = open_sample()
    chart = w.extents(w.find('Virtual CPUs', 'image'))
    click(w, at(w, 0.45))
    w.move(*at(w, 0.47))
    w.settle()
    assert 100 < card_width(w, chart) <= 320, card_width(w, chart)
    w.key('Down')
    w.settle()
    assert card_width(w, chart) == 0
    w.move(*at(w, 0.48))
    w.settle()
    assert card_width(w, chart) > 100
    w.end()


def test_what_is_not_found_is_said_and_moves_nothing():
    w = open_sample()
    click(w, at(w, 0.5))
    w.key('Home')
    w.settle()
    chart = w.extents(w.find('Virtual CPUs', 'image'))
    w.key('ctrl+Home', 'p')
    w.until(lambda: any(n.startswith('There is no “Preempted” before the cursor') for n in names(w)), 'what there is not')
    assert w.extents(w.find('Virtual CPUs', 'image')) == chart
    w.end()


def test_escape_drops_a_bookmark():
    w = open_sample()
    for name, key in (('kept', 'Return'), ('unwanted', 'Escape')):
        click(w, at(w, 0.3 if name == 'kept' else 0.6))
        w.key('b')
        w.settle()
        w.key('ctrl+a')
        w.type(name)
        w.key(key)
        w.settle()
    w.key('ctrl+shift+d')
    w.until(lambda: w.find('Go to “kept”'), 'the bookmark in the list')
    assert not any('unwanted' in (n or '') for n in names(w))  # the welcome page says that files can be *dropped*
    w.end()


def test_it_starts_in_silence():
    messages = os.path.join(window.home(), 'messages')
    with open(messages, 'w') as file:
        w = open_sample(stderr=file)
    for key in ('alt+2', 'alt+3', 'alt+4', 'alt+5', 'F7', 'F8', 'F9'):
        w.key(key)
        w.settle()
    w.end()
    with open(messages) as file:
        bad = [line for line in file if any(c in line for c in ('WARNING', 'CRITICAL')) and not any(h in line for h in HARMLESS)]
    assert not bad, bad


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
