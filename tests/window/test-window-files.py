# test-window-files.py: what isn't saved, what can't be saved, and what is there twice
# SPDX-License-Identifier: MIT
"""test-window-files.py GUESTSCOPE SAMPLE-FOLDER"""
import json
import os
import shutil
import subprocess
import sys

import window
from window import until_said

PROGRAM, SAMPLE = sys.argv[1:3]
# A full disk, as any user can have one: no file may grow.
FULL = ['sh', '-c', 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"', PROGRAM]


def copy_of_sample(name='sample'):
    for what in ('config', 'state', name):
        shutil.rmtree(os.path.join(window.home(), what), ignore_errors=True)
    folder = os.path.join(window.home(), name)
    shutil.copytree(SAMPLE, folder)
    return os.path.join(folder, 'steal.gsx')


def content(path):
    with open(path) as file:
        return file.read()


def titles(w):
    app = w.application()
    return [app.get_child_at_index(i).get_name() for i in range(app.get_child_count())] if app else []


def opened(*args, program=None, keep=False):
    w = window.Window(*(program or [PROGRAM]), *args, env={'G_DEBUG': 'fatal-criticals'}, keep=keep)
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    return w


def until_marked(w, is_marked=True):
    w.until(lambda: any(t.startswith('• ') for t in titles(w)) == is_marked, 'the mark in %s' % titles(w))
    # The window's own header bar has no room for the title: the name is seen below.
    marked = next(t for t in titles(w) if t.endswith(' – Guestscope')).removesuffix(' – Guestscope')
    w.until(lambda: w.find(marked, 'label'), marked)


def leave_guest_out(w):
    w.key('ctrl+shift+e')
    w.click('Use guest', 'check box')
    w.click('Apply')
    until_marked(w)


def close_and_choose(w, answer, key='ctrl+w'):
    w.until(lambda: not w.find('Apply'), 'the end of the wizard')
    w.key(key)
    until_said(w, 'Save the changes of')
    if answer == 'Cancel':
        w.key('Escape')
    else:
        w.click(answer, 'push button')


def until_ended(w):
    assert w.process.wait(30) == 0


def test_nothing_changed_is_not_asked():
    w = opened(copy_of_sample())
    assert not any(t.startswith('•') for t in titles(w)), titles(w)
    w.click('Physical CPUs', 'page tab')
    w.key('ctrl+w')
    until_ended(w)


def test_changes_are_marked_and_can_be_saved():
    path = copy_of_sample()
    # In a folder of the program's own it would be the sample, which isn't overwritten.
    w = opened(path)
    leave_guest_out(w)
    close_and_choose(w, 'Cancel')
    w.until(lambda: not w.find('Close without Saving'), 'the end of the question')
    w.key('ctrl+z')
    until_marked(w, False)
    w.key('ctrl+shift+z')
    until_marked(w)
    close_and_choose(w, 'Save')
    until_ended(w)
    roles = {t['name']: t['role'] for t in json.loads(content(path))['traces']}
    assert roles['guest'] == 'ignore', roles


def test_changes_can_be_left():
    path = copy_of_sample()
    before = content(path)
    w = opened(path)
    leave_guest_out(w)
    close_and_choose(w, 'Close without Saving', 'ctrl+q')
    until_ended(w)
    assert content(path) == before


def kept():
    folder = os.path.join(window.home(), 'state', 'guestscope', 'unsaved')
    return [name for name in os.listdir(folder) if name.endswith('.gsx')] if os.path.isdir(folder) else []


def leave_guest_out_and_be_killed(path):
    w = opened(path)
    leave_guest_out(w)
    w.until(kept, 'the changes on the disk')
    w.process.kill()
    w.process.wait()


def test_changes_survive_being_killed():
    path = copy_of_sample()
    before = content(path)
    leave_guest_out_and_be_killed(path)
    w = opened(path, keep=True)
    until_said(w, 'Changes that had not been saved')
    until_marked(w)
    w.until(lambda: w.find('guest vCPU 0') is None, 'the guest is left out')
    assert content(path) == before
    w.click('Undo', 'push button')
    until_marked(w, False)
    w.until(lambda: w.find('guest vCPU 0'), 'the guest')
    w.until(lambda: not kept(), 'nothing kept any more')
    w.key('ctrl+w')
    until_ended(w)


def test_changes_that_are_left_do_not_come_back():
    path = copy_of_sample()
    leave_guest_out_and_be_killed(path)
    w = opened(path, keep=True)
    until_said(w, 'Changes that had not been saved')
    close_and_choose(w, 'Close without Saving')
    until_ended(w)
    assert not kept()
    w = opened(path, keep=True)
    w.until(lambda: w.find('guest vCPU 0'), 'the guest')
    until_marked(w, False)
    w.end()


def test_changes_that_came_back_can_be_saved():
    path = copy_of_sample()
    leave_guest_out_and_be_killed(path)
    w = opened(path, keep=True)
    until_said(w, 'Changes that had not been saved')
    w.key('ctrl+s')
    until_said(w, 'The experiment is saved')
    assert {t['name']: t['role'] for t in json.loads(content(path))['traces']}['guest'] == 'ignore'
    w.until(lambda: not kept(), 'nothing kept any more')
    w.end()


def test_quitting_takes_what_is_over_the_window_along():
    w = opened(copy_of_sample())
    w.key('ctrl+question')
    w.until(lambda: any(i.get_name() == 'Zoom to fit' for i in w.walk()), 'the shortcuts window')
    subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.guestscope.Guestscope', '--object-path',
                    '/org/guestscope/Guestscope', '--method', 'org.gtk.Actions.Activate', 'quit', '[]', '{}'],
                   check=True, stdout=subprocess.DEVNULL)
    until_ended(w)


def test_saving_takes_the_mark_away():
    w = opened(copy_of_sample())
    leave_guest_out(w)
    w.key('ctrl+s')
    saved = until_said(w, 'The experiment is saved')
    until_marked(w, False)
    # What was done is news for a moment only.
    w.until(lambda: not w.has_state(saved, 'showing'), 'the end of the message')
    w.key('ctrl+w')
    until_ended(w)


def test_open_one_comes_to_the_front():
    path = copy_of_sample()
    other = copy_of_sample('other')
    w = opened(path)
    os.symlink(path, os.path.join(window.home(), 'link.gsx'))
    for same in (path, os.path.join(window.home(), 'link.gsx'), os.path.relpath(path)):
        subprocess.run([PROGRAM, same], check=True, timeout=60)
    subprocess.run([PROGRAM, other], check=True, timeout=60)
    w.until(lambda: len(titles(w)) == 2, 'the other one in a window of its own')
    subprocess.run([PROGRAM, os.path.dirname(other)], check=True, timeout=60)
    w.until(lambda: len(titles(w)) == 3, 'its folder is not its file')
    subprocess.run([PROGRAM, os.path.dirname(other) + '/'], check=True, timeout=60)
    subprocess.run([PROGRAM, os.path.join(window.home(), 'nowhere')], check=True, timeout=60)
    w.until(lambda: len(titles(w)) == 4, 'one that fails')
    w.end()


def test_traces_elsewhere_are_shown_before_they_are_read():
    """What somebody else's file names is asked about once; what was saved here is not."""
    folder = os.path.dirname(copy_of_sample())
    path = os.path.join(window.home(), 'from-somebody', 'e.gsx')
    shutil.rmtree(os.path.dirname(path), ignore_errors=True)
    os.makedirs(os.path.dirname(path))
    said = json.loads(content(os.path.join(folder, 'steal.gsx')))
    for trace in said['traces']:
        trace['path'] = os.path.join(folder, trace['path'])
    with open(path, 'w') as file:
        json.dump(said, file)
    w = window.Window(PROGRAM, path)
    until_said(w, path, *(t['path'] for t in said['traces']))
    w.click('Cancel')
    w.until(lambda: not w.find('Read Them'), 'the end of the question')
    assert not w.is_sensitive('Zoom In')
    w.end()
    w = window.Window(PROGRAM, path)
    w.click('Read Them')
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    w.end()
    w = opened(path)
    other = os.path.join(window.home(), 'from-me.gsx')
    w.key('ctrl+shift+s')
    w.until_named('Save', 60)
    w.key('ctrl+a')
    w.type(other)
    w.key('Return')
    until_said(w, 'The experiment is saved', other)
    w.end()
    opened(other).end()


def test_full_disk_keeps_the_old_file():
    path = copy_of_sample()
    before = content(path)
    w = opened(path, program=FULL)
    leave_guest_out(w)
    w.key('ctrl+s')
    until_said(w, 'was not saved', path, 'full', 'choose another place')
    assert w.find('Save As…')
    until_marked(w)
    assert content(path) == before
    # Closing asks, cannot save, and stays.
    close_and_choose(w, 'Save')
    w.until(lambda: not w.find('Close without Saving'), 'the end of the question')
    until_said(w, 'was not saved', path)
    assert content(path) == before and os.listdir(os.path.dirname(path)) == os.listdir(SAMPLE)
    w.end()


def test_folder_of_the_file_is_gone():
    path = copy_of_sample()
    w = opened(path)
    leave_guest_out(w)
    os.rename(os.path.dirname(path), os.path.join(window.home(), 'moved'))
    w.key('ctrl+s')
    until_said(w, 'was not saved', path)
    assert w.find('Save As…')
    until_marked(w)
    w.end()
    shutil.rmtree(os.path.join(window.home(), 'moved'))


def test_file_that_was_removed_is_written_again():
    path = copy_of_sample()
    w = opened(path)
    leave_guest_out(w)
    os.unlink(path)
    w.key('ctrl+s')
    until_said(w, 'The experiment is saved')
    assert json.loads(content(path))['format'] == 'guestscope-experiment'
    w.end()


def test_traces_are_read_again():
    path = copy_of_sample()
    w = opened(path)
    w.until(lambda: w.find('vCPU 0'), 'the rows')
    os.rename(os.path.join(os.path.dirname(path), 'guest'), os.path.join(window.home(), 'away'))
    w.key('F5')
    until_said(w, 'The trace guest is not where it was')
    w.click('Warnings')
    w.until(lambda: w.find('Find Traces…'), 'what mends it')
    w.key('Escape')
    os.rename(os.path.join(window.home(), 'away'), os.path.join(os.path.dirname(path), 'guest'))
    w.key('ctrl+r')
    w.until(lambda: not w.find('Warnings'), 'the end of the message')
    w.until(lambda: w.find('vCPU 0') and w.find('guest vCPU 0'), 'the rows again')
    assert not any(t.startswith('•') for t in titles(w)), titles(w)
    w.end()


def test_what_is_shown_stays_when_all_traces_are_gone():
    path = copy_of_sample()
    w = opened(path)
    w.until(lambda: w.find('guest vCPU 0'), 'the rows')
    moved = os.path.join(window.home(), 'moved')
    os.makedirs(moved)
    for name in ('guest', 'host'):
        os.rename(os.path.join(os.path.dirname(path), name), os.path.join(moved, name))
    w.key('F5')
    until_said(w, 'None of the traces is there any more')
    assert w.find('guest vCPU 0') and w.find('Find Traces…')
    w.end()
    shutil.rmtree(moved)


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals()))
