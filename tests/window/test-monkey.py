# test-monkey.py: a window that somebody plays with who knows nothing of it
# SPDX-License-Identifier: MIT
"""test-monkey.py GUESTSCOPE SAMPLE-FOLDER [SEED [SECONDS]]

Real pointer and keys, chosen by chance: the same seed presses the same ones at the same places, whatever the program
does. It fails where the program crashes, hangs, or prints what GLib, GTK or a sanitizer has to complain about, and then
prints the seed and the last steps. Ten minutes of it: SEED 1, SECONDS 600.
"""
import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import window

PROGRAM, SAMPLE = map(os.path.abspath, sys.argv[1:3])  # it runs in a folder of its own
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
SECONDS = float(sys.argv[4]) if len(sys.argv) > 4 else 25
WIDTH, HEIGHT = 1400, 900  # of the display

STEPS_AT_ONCE = 40  # between two looks at how the program is
HANG = 60  # seconds; with sanitizers on a busy machine much takes long

# Without those that only end a window: chance clicks on its close button often enough. Without Ctrl+Shift+D, too, which
# opens GTK's own inspector in some windows.
KEYS = ('z e n p l b h o t f w s a d 0 c plus equal minus Home End Left Right Up Down Page_Up Page_Down Return space Menu F10 Tab shift+Tab '
        'Escape Escape Escape F1 F3 F5 F6 F7 F8 F9 alt+1 alt+2 alt+3 alt+4 alt+5 ctrl+alt+1 ctrl+alt+2 ctrl+alt+3 alt+Left alt+Right ctrl+0 '
        'ctrl+1 ctrl+2 ctrl+3 ctrl+shift+f ctrl+shift+z ctrl+Left ctrl+Right ctrl+d ctrl+f ctrl+g ctrl+i ctrl+minus '
        'ctrl+plus ctrl+n ctrl+o ctrl+e ctrl+s ctrl+shift+s ctrl+r ctrl+y ctrl+z ctrl+question shift+Left shift+Right ctrl+a ctrl+c').split()
# None that opens a window or a menu: GTK 4.8 forgets then who had been pressed.
KEYS_WHILE_HELD = ('Escape', 'z', 'Left', 'Page_Down', 'plus', 'alt+1', 'alt+2', 'alt+3', 'ctrl+0', 'alt+Left')
TEXTS = ('vcpu', '12:', '194', '+3 ms', 'nobody', '%s', '<b>', '-1', '01:12:50', '.5')
MODIFIERS = ('ctrl', 'shift', 'alt')

# What the machine lacks, not the program. And GTK 4.8 loses count of what is pressed, in windows with nothing of ours in
# them, too, where what is pressed goes away or somebody presses an edge.
HARMLESS = ('dconf', 'AT-SPI', 'portal', 'Failed to set fd limit', 'MESA', 'libEGL', 'Unable to acquire session bus', 'fusermount',
            'Broken accounting of active state',
            'GtkColumnListView failed to scroll to given position')  # one that was emptied while it scrolled: GTK 4.8, mended later
CHOOSERS = '^(Open|Save|Export|Add) '  # titles of GTK's own file chooser
COMPLAINTS = ('CRITICAL', 'WARNING', 'ERROR', 'AddressSanitizer', 'LeakSanitizer', 'runtime error', 'ThreadSanitizer')


def claim_window_manager():
    """Where nobody moves windows on their behalf, GTK does so itself, even off the screen, and then complains of that. So
    somebody says that he does, and leaves them where they are. Returns what has to stay for as long as that is to hold."""
    x = ctypes.CDLL('libX11.so.6')
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XDefaultRootWindow.restype = x.XCreateSimpleWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    root = x.XDefaultRootWindow(display)
    manager = x.XCreateSimpleWindow(display, ctypes.c_ulong(root), 0, 0, 1, 1, 0, ctypes.c_ulong(0), ctypes.c_ulong(0))
    atom, windows = 4, 33  # XA_ATOM, XA_WINDOW

    def put(window_id, name, kind, value):
        x.XChangeProperty(display, ctypes.c_ulong(window_id), ctypes.c_ulong(x.XInternAtom(display, name, 0)), ctypes.c_ulong(kind), 32, 0,
                          ctypes.byref(ctypes.c_ulong(value)), 1)
    for window_id in (root, manager):
        put(window_id, b'_NET_SUPPORTING_WM_CHECK', windows, manager)
    put(root, b'_NET_SUPPORTED', atom, x.XInternAtom(display, b'_NET_WM_MOVERESIZE', 0))
    x.XSync(display, 0)
    return display


def anywhere(rand):
    """Mostly in the middle of things, sometimes at the very edge."""
    if rand.random() < 0.1:
        return rand.choice((0, 1, WIDTH // 2, WIDTH - 1)), rand.choice((0, 1, HEIGHT // 2, HEIGHT - 1))
    return rand.randrange(WIDTH), rand.randrange(HEIGHT)


def click(rand):
    words = ['mousemove', *anywhere(rand), 'click']
    if rand.random() < 0.25:
        words += ['--repeat', rand.choice((2, 3)), '--delay', rand.choice((5, 60))]
    return words + [rand.choice((1, 1, 1, 1, 2, 3))]


def drag(rand):
    button = rand.choice((1, 1, 1, 2, 3))
    x, y = anywhere(rand)
    words = ['mousemove', x, y, 'mousedown', button]
    for _ in range(rand.randrange(1, 6)):
        x, y = x + rand.randrange(-200, 201), y + rand.randrange(-60, 61)
        words += ['mousemove', max(x, 0), max(y, 0)]
    if rand.random() < 0.2:
        words += ['key', rand.choice(KEYS_WHILE_HELD)]
    return words + ['mouseup', button]


def wheel(rand):
    words = ['mousemove', *anywhere(rand)]
    modifier = rand.choice(MODIFIERS + (None,) * 3)
    turn = ['click', '--repeat', rand.randrange(1, 9), '--delay', 4, rand.choice((4, 5, 6, 7))]
    return words + (['keydown', modifier, *turn, 'keyup', modifier] if modifier else turn)


def press(rand):
    return ['key', '--delay', 5, *(rand.choice(KEYS) for _ in range(rand.randrange(1, 4)))]


def write(rand):
    return ['type', '--delay', 3, '--', rand.choice(TEXTS)]


def move(rand):
    return ['mousemove', *anywhere(rand)]


def step(rand):
    kind = rand.choices((click, drag, wheel, press, write, move), (30, 15, 15, 30, 2, 8))[0]
    return [str(word) for word in kind(rand)]


class Monkey:
    def __init__(self, seed):
        self.rand = random.Random(seed)
        self.folder = tempfile.mkdtemp(dir=window.home())
        self.messages = os.path.join(self.folder, 'messages')
        self.steps = []
        self.n_starts = 0
        self.w = None

    def start(self):
        """On a fresh copy of the sample: it may have been saved over."""
        self.n_starts += 1
        place = os.path.join(self.folder, 'sample-%d' % self.n_starts)
        shutil.copytree(SAMPLE, place)
        with open(self.messages, 'ab') as file:
            self.w = window.Window(PROGRAM, os.path.join(place, 'steal.gsx'), stderr=file, cwd=self.folder)
        self.w.until(lambda: self.w.is_sensitive('Zoom In'), 'a window', HANG)

    def end(self):
        self.w.process.terminate()
        assert self.w.process.wait(HANG) in (0, -signal.SIGTERM), self.tell('it ended with %s' % self.w.process.returncode)
        self.check_messages()

    def tell(self, what):
        lines = '\n'.join('  xdotool ' + ' '.join(s) for s in self.steps[-30:])
        return '%s (seed %d, step %d). The last steps:\n%s' % (what, SEED, len(self.steps), lines)

    def check_messages(self):
        with open(self.messages, errors='replace') as file:
            bad = [line for line in file if any(c in line for c in COMPLAINTS) and not any(h in line for h in HARMLESS)]
        assert not bad, self.tell('it complained: ' + ''.join(bad[:8]))

    def look(self):
        """Starts it again where a click has closed it."""
        status = self.w.process.poll()
        assert status in (None, 0), self.tell('it ended with %s' % status)
        self.check_messages()
        if status == 0:
            self.start()
        elif status is None:
            self.w.until(lambda: self.w.application() and self.w.application().get_child_count() >= 0, 'an answer: ' + self.tell('a hang'), HANG)

    def leave_choosers(self):
        """GTK's file chooser complains of its own search, path bar and menus. That it opens and closes is enough."""
        for _ in range(8):
            if not subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', CHOOSERS], capture_output=True).stdout:
                return
            subprocess.run(['xdotool', 'key', 'Escape', 'sleep', '0.05'], check=True, stderr=subprocess.DEVNULL)

    def play(self, seconds):
        end = time.monotonic() + seconds
        self.start()
        while time.monotonic() < end:
            for _ in range(STEPS_AT_ONCE):
                self.steps.append(step(self.rand))
                subprocess.run(['xdotool', *self.steps[-1]], check=True, stderr=subprocess.DEVNULL)
                if self.w.process.poll() is not None:
                    break
                self.leave_choosers()
            self.look()
        self.end()


def test_monkey_finds_nothing():
    manager = claim_window_manager()
    monkey = Monkey(SEED)
    monkey.play(SECONDS)
    print('# seed %d: %d steps in %.0f s, %d times from the start' % (SEED, len(monkey.steps), SECONDS, monkey.n_starts), flush=True)
    assert manager and len(monkey.steps) >= STEPS_AT_ONCE


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals(), 4), '%dx%d' % (WIDTH, HEIGHT))
