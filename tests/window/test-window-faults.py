# test-window-faults.py: a window on a system that lacks something, or loses it
# SPDX-License-Identifier: MIT
"""test-window-faults.py GUESTSCOPE SAMPLE-FOLDER SHIM"""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'faults'))
import ctf
import window
from window import until_said

PROGRAM, SAMPLE, SHIM = map(os.path.abspath, sys.argv[1:4])


def copy_of_sample():
    for what in ('config', 'state', 'sample'):
        shutil.rmtree(os.path.join(window.home(), what), ignore_errors=True)
    folder = os.path.join(window.home(), 'sample')
    shutil.copytree(SAMPLE, folder)
    return os.path.join(folder, 'steal.gsx')


def opened(*args, env=None, program=(PROGRAM,)):
    w = window.Window(*program, *args, env=dict(env or {}, G_DEBUG='fatal-criticals'))
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    return w


def leave_guest_out(w):
    w.key('ctrl+shift+e')
    w.click('Use guest', 'check box')
    w.click('Apply')
    w.until(lambda: not w.find('guest vCPU 0'), 'the guest is gone')


def is_whole(path):
    with open(path, encoding='utf-8') as file:
        return len(json.load(file)['traces']) == 2


def test_clock_is_set_back():
    """By an hour, each time that somebody asks for it."""
    path = copy_of_sample()
    w = opened(path, env={'LD_PRELOAD': SHIM, 'FAULT_CALL': 'clock', 'FAULT_NUMBER': '0', 'FAULT_ERROR': 'back'})
    leave_guest_out(w)
    w.key('ctrl+s')
    until_said(w, 'The experiment is saved')
    w.key('ctrl+q')
    assert w.process.wait(30) == 0
    assert is_whole(path)


def test_two_programs_on_buses_of_their_own_save_one_file():
    path = copy_of_sample()
    first = opened(path)
    leave_guest_out(first)
    # The second one has a display and a bus of its own and is not told of the first; it saves what it remembers when it is ended.
    second = subprocess.Popen(['xvfb-run', '-a', 'dbus-run-session', '--', PROGRAM, path], stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(1)
    for _ in range(5):
        first.key('ctrl+s')
        until_said(first, 'The experiment is saved')
        assert is_whole(path)
    os.killpg(second.pid, signal.SIGTERM)
    second.communicate(timeout=30)
    assert is_whole(path)
    first.key('ctrl+q')
    assert first.process.wait(30) == 0
    assert is_whole(path)


def save_as_another_program(path, name):
    """Another program's choice: what this window would lose unasked."""
    with open(path, encoding='utf-8') as file:
        said = json.load(file)
    said['name'] = name
    with open(path + '.new', 'w', encoding='utf-8') as file:
        json.dump(said, file)
    os.rename(path + '.new', path)


def name_in(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)['name']


def test_what_another_program_saved_is_not_overwritten_unasked():
    path = copy_of_sample()
    w = opened(path)
    leave_guest_out(w)
    save_as_another_program(path, 'theirs')
    w.key('ctrl+s')
    until_said(w, 'Overwrite what another program saved?')
    until_said(w, 'has changed since it was opened here', os.path.basename(path))
    w.click('Cancel')
    w.until(lambda: not w.find('Overwrite'), 'the end of the question')
    assert name_in(path) == 'theirs'
    w.key('ctrl+s')
    w.click('Overwrite')
    until_said(w, 'The experiment is saved')
    assert name_in(path) != 'theirs' and is_whole(path)
    # What this program wrote is no other's.
    w.key('ctrl+z')
    w.until(lambda: w.find('guest vCPU 0'), 'the guest is back')
    w.key('ctrl+s')
    until_said(w, 'The experiment is saved')
    w.end()


def test_closing_asks_before_it_overwrites_what_another_program_saved():
    path = copy_of_sample()
    w = opened(path)
    leave_guest_out(w)
    save_as_another_program(path, 'theirs')
    for answer in 'Cancel', 'Overwrite':
        w.key('ctrl+w')
        w.click('Save')
        w.until(lambda: w.find(answer) and w.find('Overwrite'), 'the question')
        w.click(answer)
        if answer == 'Cancel':
            w.until(lambda: not w.find('Overwrite'), 'the end of the question')
            assert name_in(path) == 'theirs'
    assert w.process.wait(30) == 0
    assert name_in(path) != 'theirs' and is_whole(path)


def test_suspended_while_it_reads():
    """Nothing runs for two seconds, and then everything goes on."""
    path = copy_of_sample()
    w = window.Window(PROGRAM, path, env={'G_DEBUG': 'fatal-criticals'})
    time.sleep(0.2)
    w.process.send_signal(signal.SIGSTOP)
    time.sleep(2)
    w.process.send_signal(signal.SIGCONT)
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    leave_guest_out(w)
    w.key('ctrl+s')
    w.process.send_signal(signal.SIGSTOP)
    time.sleep(1)
    w.process.send_signal(signal.SIGCONT)
    until_said(w, 'The experiment is saved')
    assert is_whole(path)
    w.end()


def test_a_recording_without_most_events_is_said():
    path = os.path.join(window.home(), 'little')
    w = opened(ctf.write(path))
    until_said(w, 'was recorded without events that the views need')
    w.end()


def test_an_installation_without_the_sample_is_said():
    prefix = os.path.join(window.home(), 'moved')
    program = os.path.join(prefix, 'bin', 'guestscope')
    for folder in os.path.dirname(program), os.path.join(prefix, 'share', 'guestscope'):
        os.makedirs(folder)
    shutil.copy(PROGRAM, program)
    shutil.copy(PROGRAM + '-window', program + '-window')
    w = window.Window(program)
    w.click('Open Sample Experiment')
    until_said(w, 'The sample experiment is not there')
    w.end()


def test_what_lies_nowhere_on_this_computer_is_not_opened():
    w = opened(copy_of_sample())
    w.key('ctrl+o')
    w.settle()
    w.key('ctrl+l')
    w.type('resource:///org/gtk/libgtk/')
    w.settle()
    w.key('Return')
    until_said(w, 'Only folders and files on this computer can be opened')
    w.end()


def test_no_session_bus():
    """Nobody can be asked what is in the window, so it is looked at."""
    before = window.Display.get().shoot().data
    process = subprocess.Popen([PROGRAM, copy_of_sample()], env=dict(os.environ, DBUS_SESSION_BUS_ADDRESS='unix:path=/nowhere', GTK_A11Y='none'))
    end = time.monotonic() + 30
    while window.Display.get().shoot().data == before and time.monotonic() < end:
        time.sleep(0.1)
    assert window.Display.get().shoot().data != before, 'no window'
    assert process.poll() is None, process.returncode
    while process.poll() is None and time.monotonic() < end:
        subprocess.run(['xdotool', 'key', 'ctrl+q'], check=True)
        time.sleep(0.5)
    assert process.wait(1) == 0


def accessibility_buses():
    """The processes of this session that carry what is said to assistive programs."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open('/proc/%s/cmdline' % pid, 'rb') as file:
                command = file.read()
            with open('/proc/%s/environ' % pid, 'rb') as file:
                is_ours = b'HOME=' + os.fsencode(window.home()) + b'\0' in file.read()
        except OSError:
            continue
        if is_ours and (b'accessibility.conf' in command or b'at-spi' in command):
            yield int(pid)


def test_the_accessibility_bus_is_killed():
    """The last one: afterwards nobody can be asked what is in a window."""
    path = copy_of_sample()
    w = opened(path)
    leave_guest_out(w)
    killed = list(accessibility_buses())
    assert killed
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)
    assert w.process.poll() is None, w.process.returncode
    before = os.stat(path).st_ino, os.stat(path).st_mtime_ns
    w.xdo('key', 'ctrl+s')
    end = time.monotonic() + 30
    while (os.stat(path).st_ino, os.stat(path).st_mtime_ns) == before and time.monotonic() < end:
        time.sleep(0.1)
    assert (os.stat(path).st_ino, os.stat(path).st_mtime_ns) != before, 'not saved'
    assert is_whole(path)
    w.xdo('key', 'ctrl+q')
    assert w.process.wait(30) == 0


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals(), 3))
