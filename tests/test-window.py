# test-window.py: the window, driven as a person would, against what the command line says
# SPDX-License-Identifier: MIT
"""test-window.py GUESTSCOPE SAMPLE-FOLDER"""
import csv
import io
import os
import shutil
import subprocess
import sys
import time

import window

PROGRAM, SAMPLE = sys.argv[1:3]
EXPERIMENT = os.path.join(SAMPLE, 'steal.gsx')
PURPLE, PURPLE_DARK = (127, 63, 127), None


def analyze(*args):
    done = subprocess.run([PROGRAM, 'analyze', '--format', 'csv', *args, EXPERIMENT], capture_output=True, text=True, check=True)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def open_sample(env=None):
    w = window.Window(PROGRAM, EXPERIMENT, env=env)
    w.until_named('Virtual CPUs')
    w.until(lambda: not w.find('Cancel'), 'the end of reading')
    w.until(lambda: timeline(w, 'Virtual CPUs'), 'the timeline')
    time.sleep(0.5)
    return w


def timeline(w, name):
    """The chart: the largest thing of that name (the switcher's button has it too)."""
    found = [i for i in w.walk() if i.get_name() == name and w.extents(i)]
    found.sort(key=lambda i: w.extents(i)[2] * w.extents(i)[3])
    return found[-1] if found and w.extents(found[-1])[3] > 200 else None


def test_welcome_opens_the_sample():
    w = window.Window(PROGRAM)
    for name in ('New Virtual Machine Experiment…', 'Open Folder…', 'Open Experiment…', 'Open Sample Experiment'):
        w.until_named(name)
    assert not w.find('Zoom In'), 'a button without a use is shown'
    w.click('Open Sample Experiment')
    w.until_named('Zoom In')
    w.until(lambda: timeline(w, 'Virtual CPUs'), 'the timeline')
    w.end()


def test_views_switch():
    w = open_sample()
    for name, key in (('Threads', 'alt+2'), ('Physical CPUs', 'alt+3'), ('Virtual CPUs', 'alt+1')):
        w.click(name)
        w.until(lambda: timeline(w, name), name)
    for name, key in (('Threads', 'alt+2'), ('Physical CPUs', 'alt+3'), ('Virtual CPUs', 'alt+1')):
        w.key(key)
        w.until(lambda: timeline(w, name), name)
    w.end()


def test_zoom_changes_the_picture_and_fit_brings_it_back():
    w = open_sample()
    w.move(5, 5)
    time.sleep(0.5)
    fit = w.shot()
    w.click('Zoom In')
    w.move(5, 5)
    time.sleep(0.5)
    zoomed = w.shot()
    assert differing(fit, zoomed) > 1000
    w.key('ctrl+0')
    time.sleep(0.8)
    back = w.shot()
    assert differing(fit, back) < 1000, differing(fit, back)
    w.end()


def differing(a, b):
    return sum(a.data[i:i + 3] != b.data[i:i + 3] for i in range(0, min(len(a.data), len(b.data)), 4))


def test_keyboard_says_what_analyze_says():
    """Next State Change walks along the first vCPU; the description names the state that the CSV has there."""
    w = open_sample()
    chart = timeline(w, 'Virtual CPUs')
    chart.get_component_iface().grab_focus()
    said = set()
    rows = [r for r in analyze('--rows', 'vcpus') if r['vcpu'] == '0']
    states = {r['state'] for r in rows}
    for _ in range(6):
        w.key('F10')
        w.click('Next State Change')
        time.sleep(0.3)
        text = timeline(w, 'Virtual CPUs').get_description()
        assert text, 'the timeline has no description'
        said.add(text)
    assert len(said) >= 3, said
    assert states
    w.end()


def test_legend_shows_the_states():
    w = open_sample()
    assert not w.find('Preempted')
    w.click('Legend')
    w.until(lambda: any(i.get_name() and 'reempted' in i.get_name() and w.extents(i) for i in w.walk()), 'the legend')
    w.end()


def test_export_writes_what_render_draws():
    w = open_sample()
    path = os.path.join(window.home(), 'picture.png')
    w.key('ctrl+e')
    time.sleep(1)
    w.key('ctrl+a')
    w.type(path)
    w.key('Return')
    w.until(lambda: os.path.exists(path) and os.path.getsize(path) > 1000, 'the picture')
    time.sleep(0.5)
    exported = window.Picture(path)
    drawn = os.path.join(window.home(), 'drawn.png')
    subprocess.run([PROGRAM, 'render', '--size', '%dx%d' % (exported.width, exported.height), EXPERIMENT, '-o', drawn], check=True,
                   stderr=subprocess.DEVNULL)
    assert differing(exported, window.Picture(drawn)) == 0
    # The long theft is purple, where the command line says that it is.
    assert exported.count(PURPLE) > 50
    w.end()


def test_dark_is_dark():
    w = open_sample(env={'GTK_THEME': 'Adwaita:dark'})
    picture = w.shot()
    box = w.extents(timeline(w, 'Virtual CPUs'))
    dark = sum(sum(picture.pixel(x, box[1] + box[3] // 2)) < 250 for x in range(box[0], box[0] + box[2], 7))
    assert dark > 30, dark
    w.end()


def test_bad_folder_is_said_in_the_banner():
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
    w.until(lambda: timeline(w, 'Virtual CPUs'), 'the timeline')
    w.until(lambda: any('guest' in (i.get_name() or '') and 'metadata' not in (i.get_name() or '') and 'read' in i.get_name()
                        for i in w.walk()), 'the warning')
    w.end()


def main():
    chosen = sys.argv[3:]
    tests = [(n, f) for n, f in globals().items() if n.startswith('test_') and (not chosen or n in chosen)]
    print('1..%d' % len(tests))
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print('ok %d %s' % (number, name), flush=True)
        except Exception as problem:
            failed += 1
            print('not ok %d %s' % (number, name), flush=True)
            import traceback
            print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()), flush=True)
    return failed > 0


if __name__ == '__main__':
    window.run(main)
