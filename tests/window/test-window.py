# test-window.py: the window, driven as a person would, against what the command line says
# SPDX-License-Identifier: MIT
"""test-window.py GUESTSCOPE SAMPLE-FOLDER"""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys

import window
from window import is_seen, until_read

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')
PURPLE = (127, 63, 127)


def analyze(*args):
    done = subprocess.run([PROGRAM, 'analyze', '--format', 'csv', *args, EXPERIMENT], capture_output=True, text=True, check=True)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def open_sample(env=None):
    w = window.Window(PROGRAM, EXPERIMENT, env=env)
    until_read(w)
    return w


def timeline(w, name):
    return w.find(name, 'image')


def test_welcome_opens_the_sample():
    w = window.Window(PROGRAM)
    for name in ('New Virtual Machine Experiment…', 'Open Folder…', 'Open Experiment…', 'Open Sample Experiment'):
        w.until_named(name)
    assert not w.find('Zoom In'), 'a button without a use is shown'
    w.click('Open Sample Experiment')
    w.until_named('Zoom In')
    until_read(w)
    assert is_seen(w, 'Virtual CPUs')
    w.end()


def test_views_switch():
    w = open_sample()
    for name, key in (('Threads', 'alt+2'), ('Physical CPUs', 'alt+3'), ('Virtual CPUs', 'alt+1')):
        w.click(name, 'page tab')
        w.until(lambda: is_seen(w, name) and timeline(w, name), name, 5)
    for name, key in (('Threads', 'alt+2'), ('Physical CPUs', 'alt+3'), ('Virtual CPUs', 'alt+1')):
        w.key(key)
        w.until(lambda: is_seen(w, name) and timeline(w, name), name, 5)
    w.end()


def test_two_views_are_one_above_the_other():
    w = open_sample()
    w.key('ctrl+alt+3')
    w.until(lambda: timeline(w, 'Physical CPUs'), 'the second view', 5)
    upper, lower = (w.extents(timeline(w, name)) for name in ('Virtual CPUs', 'Physical CPUs'))
    assert (upper[0], upper[2]) == (lower[0], lower[2]) and upper[1] + upper[3] <= lower[1], (upper, lower)
    assert is_seen(w, 'Virtual CPUs')
    w.key('alt+2')
    w.until(lambda: is_seen(w, 'Threads') and timeline(w, 'Physical CPUs'), 'another view above the same', 5)
    w.key('ctrl+alt+3')
    w.until(lambda: not timeline(w, 'Physical CPUs'), 'the end of the second view', 5)
    w.end()


def border(w):
    """Where the lower view begins."""
    return w.extents(w.until(lambda: timeline(w, 'Physical CPUs'), 'the second view'))[1]


def frame_size(w):
    return w.extents(next(i for i in w.walk() if i.get_role_name() == 'frame'))[2:]


def test_the_border_between_views_stays_where_it_was_dragged():
    w = open_sample()
    w.key('ctrl+alt+3')
    w.settle()
    x, y, width, height = w.extents(timeline(w, 'Virtual CPUs'))
    before = border(w)
    w.xdo('mousemove', x + width // 2, y + height, 'mousedown', 1)
    for moved in (20, 60, 150):
        w.move(x + width // 2, y + height - moved)
    w.xdo('mouseup', 1)
    w.settle()
    dragged, size = border(w), frame_size(w)
    assert before - 160 < dragged < before - 120, (before, dragged)
    w.click('Close', 'push button')
    assert w.process.wait(60) == 0
    w = window.Window(PROGRAM, EXPERIMENT, keep=True)
    until_read(w)
    w.until(lambda: abs(border(w) - dragged) <= 2, 'the border at %d' % dragged)
    assert frame_size(w) == size, (frame_size(w), size)
    w.end()


def test_zoom_changes_the_picture_and_fit_brings_it_back():
    w = open_sample()
    w.move(5, 5)
    w.settle()
    fit = w.shot()
    w.click('Zoom In')
    w.move(5, 5)
    w.settle()
    zoomed = w.shot()
    assert differing(fit, zoomed) > 1000
    w.key('ctrl+0')
    w.settle()
    back = w.shot()
    assert differing(fit, back) < 1000, differing(fit, back)
    w.end()


def differing(a, b):
    return sum(a.data[i:i + 3] != b.data[i:i + 3] for i in range(0, min(len(a.data), len(b.data)), 4))


def told(w):
    """Row, state and begin (ns) that the timeline's description tells assistive technology."""
    text = timeline(w, 'Virtual CPUs').get_description().replace('\u202f', '')
    found = re.match(r'vCPU (\d+) on guest: ([^,]+), from (\d+):(\d+):(\d+)\.(\d{9}), duration', text)
    assert found, text
    hours, minutes, seconds = map(int, found.group(3, 4, 5))
    day = int(analyze('--rows', 'vcpus', '--to', '+100000000')[0]['start_ns']) // (86400 * 10**9) * 86400
    return found.group(1), found.group(2).lower(), (day + hours * 3600 + minutes * 60 + seconds) * 10**9 + int(found.group(6))


def test_keyboard_says_what_analyze_says():
    """Next State Change walks along the first vCPU; each stop is an interval of the CSV, in its state."""
    w = open_sample()
    rows = {int(r['start_ns']): r for r in analyze('--rows', 'vcpus') if r['vcpu'] == '0'}
    seen = []
    w.move(5, 5)
    for _ in range(6):
        w.key('ctrl+Right')
        w.settle()
        seen.append(told(w))
    for vcpu, state, begin in seen:
        assert vcpu == '0' and rows[begin]['state'] == state, (vcpu, state, begin)
    assert [s[2] for s in seen] == sorted({s[2] for s in seen}), seen
    w.end()


def test_pointer_says_what_analyze_says():
    """Pointing at vCPU 1 in the middle of its longest theft says so, in the description and in the status bar."""
    w = open_sample()
    longest = max((r for r in analyze('--rows', 'vcpus') if r['vcpu'] == '1' and r['state'] == 'preempted'),
                  key=lambda r: int(r['end_ns']) - int(r['start_ns']))
    begin, end = int(longest['start_ns']), int(longest['end_ns'])
    full = json.loads(subprocess.run([PROGRAM, 'analyze', EXPERIMENT], capture_output=True, check=True).stdout)['experiment']
    row = w.extents(w.until_named('vCPU 1'))
    x, _, width, _ = w.extents(timeline(w, 'Virtual CPUs'))
    share = ((begin + end) / 2 - full['start_ns']) / (full['end_ns'] - full['start_ns'])
    w.move(int(x + width * share), row[1] + row[3] // 2 + 4)
    w.settle()
    assert told(w) == ('1', 'preempted', begin), told(w)
    # The bar there is purple.
    picture = w.shot()
    assert picture.count(PURPLE, (int(x + width * share) - 6, row[1], 12, row[3])) > 80
    w.end()


def test_legend_shows_the_states():
    w = open_sample()
    assert not w.find('Preempted', 'push button')
    w.click('Legend')
    w.until(lambda: any(i.get_name() and 'reempted' in i.get_name() and w.extents(i) for i in w.walk()), 'the legend')
    # Where the pointer is, a line and a card lie over the chart: always at the same place.
    w.move(700, 700)
    w.settle()
    before = w.shot()
    w.click('Preempted', 'push button')
    w.move(700, 700)
    w.settle()
    chart = w.extents(timeline(w, 'Virtual CPUs'))
    seen = w.shot().count(PURPLE, chart)
    assert seen < before.count(PURPLE, chart) - 500, (seen, before.count(PURPLE, chart))  # veils stay
    w.click('Show All States')
    w.move(700, 700)
    w.settle()
    assert w.shot().count(PURPLE, chart) == before.count(PURPLE, chart)
    w.end()


def test_details_say_what_analyze_says():
    w = open_sample()
    summary = json.loads(subprocess.run([PROGRAM, 'analyze', EXPERIMENT], capture_output=True, text=True, check=True).stdout)
    guest = next(m for m in summary['machines'] if m['vcpus'])
    wanted = []
    for vcpu in guest['vcpus']:
        totals = vcpu['totals_ns']
        wanted += ['%.1f %%' % (100 * totals[state] / sum(totals.values())) for state in ('running', 'hypervisor', 'preempted')]
    w.until_named('Biggest Thieves')
    # While traces are being read, the numbers are those of what was read by then.
    w.until(lambda: not set(wanted) - {i.get_name() for i in w.walk() if i.get_role_name() == 'label'}, 'the right numbers')
    # The link leads to the longest theft.
    link = w.until(lambda: next((i for i in w.walk() if (i.get_name() or '').startswith('Longest: 306')), None), 'a link')
    w.click(link.get_name())
    w.until(lambda: 'Preempted' in (timeline(w, 'Virtual CPUs').get_description() or ''), 'the theft')
    w.until_named('Biggest Thieves: guest vCPU 1')
    w.key('F9')
    w.until(lambda: not w.find('Biggest Thieves: guest vCPU 1'), 'a window without details')
    w.key('F9')
    w.until_named('Biggest Thieves: guest vCPU 1')
    w.end()


def test_export_writes_what_is_seen():
    w = open_sample()
    path = os.path.join(window.home(), 'picture.png')
    w.key('ctrl+e')
    w.settle()
    w.key('ctrl+a')
    w.type(path)
    w.key('Return')
    w.until(lambda: os.path.exists(path) and open(path, 'rb').read()[-8:-4] == b'IEND', 'the picture')
    exported = window.Picture(path)
    # The long theft is purple, where the command line says that it is.
    assert exported.count(PURPLE) > 50
    w.end()


def ask_for_picture(w, path):
    """Types a path into the dialog that exports a picture as PNG."""
    w.until(lambda: w.find('Virtual CPUs', 'image'), 'no dialog over the window')
    w.key('ctrl+e')
    w.until(lambda: any(i.get_role_name() == 'text' for i in w.focused()), 'the file chooser')
    w.key('ctrl+a')
    w.type(path)
    w.key('Return')


def test_export_asks_before_it_overwrites():
    """The format's ending is added: the file of that name is not the one that the chooser asks about."""
    w = open_sample()
    path = os.path.join(window.home(), 'mine.png')
    with open(path, 'w') as file:
        file.write('mine')
    for answer in ('Cancel', 'Replace'):
        ask_for_picture(w, path.replace('.png', ''))
        w.until(lambda: w.find('Replace', 'push button'), 'the question')
        with open(path) as file:
            assert file.read() == 'mine'
        dialog = next(i for i in w.walk() if i.get_role_name() in ('dialog', 'alert') and any(c.get_name() == 'Replace' for c in w.walk(i)))
        next(i for i in w.walk(dialog) if i.get_name() == answer and i.get_role_name() == 'push button').do_action(0)
        w.until(lambda: not w.find('Replace', 'push button'), 'the answer')
    w.until(lambda: os.path.getsize(path) > 1000, 'the picture')
    assert not os.path.exists(path.replace('.png', ''))
    w.end()


def test_export_has_the_format_of_the_ending():
    w = open_sample()
    path = os.path.join(window.home(), 'drawing.svg')
    ask_for_picture(w, path)
    w.until(lambda: os.path.exists(path), 'the picture')
    with open(path) as file:
        assert file.read(5) == '<?xml'
    w.end()


def test_file_chooser_goes_with_its_window():
    w = open_sample()
    first = next(i for i in w.walk() if i.get_role_name() == 'frame')
    ids = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(w.process.pid), '--name', first.get_name()],
                         capture_output=True, text=True).stdout.split()
    w.key('ctrl+n')
    w.until(lambda: w.find('Open Sample Experiment', 'push button'), 'a new window')
    w.xdo('windowfocus', ids[0])
    w.key('ctrl+e')
    w.until(lambda: w.find('Export as PNG'), 'the file chooser')
    next(i for i in w.walk(first) if i.get_name() == 'Close' and i.get_role_name() == 'push button').do_action(0)
    w.until(lambda: not w.find('Export as PNG'), 'the end of the file chooser')
    assert w.find('Open Sample Experiment', 'push button')
    w.end()


def test_dark_is_dark():
    w = open_sample(env={'GTK_THEME': 'Adwaita:dark'})
    picture = w.shot()
    box = w.extents(timeline(w, 'Virtual CPUs'))
    # Along the bottom of the chart there is much background.
    dark = sum(sum(picture.pixel(x, box[1] + box[3] - 2)) < 250 for x in range(box[0], box[0] + box[2], 7))
    assert dark > box[2] / 7 * 0.3, dark
    w.end()


def test_bad_folder_is_said():
    folder = os.path.join(window.home(), 'empty')
    os.makedirs(folder, exist_ok=True)
    w = window.Window(PROGRAM, folder)
    w.until(lambda: any(folder in (i.get_name() or '') for i in w.walk()), 'the error')
    assert w.find('Open Folder…')
    w.end()


def test_broken_trace_leaves_the_rest():
    folder = os.path.join(window.home(), 'broken')
    shutil.copytree(SAMPLE, folder)
    with open(os.path.join(folder, 'guest', 'kernel', 'metadata'), 'w') as file:
        file.write('nonsense')
    w = window.Window(PROGRAM, folder)
    until_read(w)
    w.until(lambda: any('guest' in (i.get_name() or '') and 'metadata' not in (i.get_name() or '') and 'read' in i.get_name()
                        for i in w.walk()), 'the warning')
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
