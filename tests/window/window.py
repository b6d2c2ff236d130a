# window.py: a program in a window of its own, driven as a person would
# SPDX-License-Identifier: MIT
"""An X display, a session bus and an accessibility bus of their own; real pointer and key events.

Run a test script through run(): it starts the script again inside that
session. Inside, Window starts the program, finds widgets by their accessible names (AT-SPI),
and takes pictures of the display (Picture).
"""
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

import a11y

INSIDE = 'GUESTSCOPE_TEST_INSIDE'
OUTPUT = 'GUESTSCOPE_TEST_OUTPUT'
STILL = 0.05  # seconds between two pictures that are the same where nothing moves: three frames


def run(main, size='1400x900'):
    """Calls main() in a session of its own, then ends with its outcome."""
    if os.environ.get(INSIDE):
        # The buses' daemons print what they like to the standard output, which is the test's.
        sys.stdout = os.fdopen(int(os.environ[OUTPUT]), 'w')
        sys.exit(main())
    read, write = os.pipe()
    server = subprocess.Popen(['Xvfb', '-displayfd', str(write), '-screen', '0', size + 'x24', '-nolisten', 'tcp', '-noreset'],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    number = b''
    while not number.endswith(b'\n'):
        byte = os.read(read, 1)
        if not byte:
            sys.exit('Xvfb does not start')
        number += byte
    with tempfile.TemporaryDirectory(prefix='guestscope-') as home:
        env = dict(os.environ, DISPLAY=':' + number.decode().strip(), GDK_BACKEND='x11', GSK_RENDERER='cairo',
                   GTK_A11Y='atspi', NO_AT_BRIDGE='0', GSETTINGS_BACKEND='memory', LC_ALL='C.UTF-8', TZ='UTC', HOME=home,
                   XDG_CONFIG_HOME=home + '/config', XDG_STATE_HOME=home + '/state', XDG_CACHE_HOME=home + '/cache', XDG_DATA_HOME=home + '/data',
                   XDG_RUNTIME_DIR=home, GTK_USE_PORTAL='0')
        env[INSIDE] = home
        output = os.dup(1)
        env[OUTPUT] = str(output)
        for name in ('WAYLAND_DISPLAY', 'GTK_THEME', 'DBUS_SESSION_BUS_ADDRESS', 'AT_SPI_BUS_ADDRESS'):
            env.pop(name, None)
        try:
            status = subprocess.run(['dbus-run-session', '--', sys.executable, *sys.argv], env=env, pass_fds=[output],
                                    stdout=subprocess.DEVNULL).returncode
        finally:
            server.terminate()
            server.wait()
    sys.exit(status)


def run_tests(namespace, n_arguments=2):
    """Calls the test_… functions of a script, or those that its command line names after its arguments; prints TAP."""
    chosen = sys.argv[1 + n_arguments:]
    tests = [(n, f) for n, f in namespace.items() if n.startswith('test_') and (not chosen or n in chosen)]
    print('1..%d' % len(tests))
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print('ok %d %s' % (number, name), flush=True)
        except Exception:
            failed += 1
            print('not ok %d %s' % (number, name), flush=True)
            print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()), flush=True)
        finally:
            Window.end_all()
    return failed > 0


def home():
    """A folder that is gone after the test."""
    return os.environ[INSIDE]


class Picture:
    """The pixels of the display, or of a PNG file."""

    def __init__(self, surface):
        """surface: cairo's, or the path of a PNG file."""
        import cairo
        self.surface = cairo.ImageSurface.create_from_png(surface) if isinstance(surface, str) else surface
        self.width, self.height, self.stride = self.surface.get_width(), self.surface.get_height(), self.surface.get_stride()
        self.data = bytes(self.surface.get_data())

    def save(self, path):
        self.surface.write_to_png(path)

    def pixel(self, x, y):
        at = y * self.stride + 4 * x
        return self.data[at + 2], self.data[at + 1], self.data[at]

    def count(self, colour, box=None, tolerance=6):
        """How many pixels of the box (x, y, width, height) have the colour (r, g, b)."""
        x0, y0, w, h = box or (0, 0, self.width, self.height)
        return sum(all(abs(a - b) <= tolerance for a, b in zip(self.pixel(x, y), colour))
                   for y in range(max(y0, 0), min(y0 + h, self.height)) for x in range(max(x0, 0), min(x0 + w, self.width)))


class Image(ctypes.Structure):
    """Xlib's XImage, as far as it is needed."""
    _fields_ = [(name, ctypes.c_int) for name in ('width', 'height', 'xoffset', 'format')] + [('data', ctypes.c_void_p)] + [
        (name, ctypes.c_int) for name in ('byte_order', 'bitmap_unit', 'bitmap_bit_order', 'bitmap_pad', 'depth', 'bytes_per_line')]


class Display:
    """The root window, read with nothing but Xlib."""
    one = None

    @classmethod
    def get(cls):
        cls.one = cls.one or cls()
        return cls.one

    def __init__(self):
        self.x = ctypes.CDLL('libX11.so.6')
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x.XGetImage.restype = ctypes.POINTER(Image)
        self.x.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
                                     ctypes.c_ulong, ctypes.c_int]
        self.x.XDestroyImage.argtypes = [ctypes.POINTER(Image)]
        for name in ('XDisplayWidth', 'XDisplayHeight'):
            getattr(self.x, name).argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.display = self.x.XOpenDisplay(None)
        assert self.display, 'there is no display'

    def shoot(self):
        import cairo
        width, height = self.x.XDisplayWidth(self.display, 0), self.x.XDisplayHeight(self.display, 0)
        found = self.x.XGetImage(self.display, self.x.XDefaultRootWindow(self.display), 0, 0, width, height, 0xffffffff, 2)
        image = found.contents
        data = bytearray(ctypes.string_at(image.data, image.bytes_per_line * height))
        surface = cairo.ImageSurface.create_for_data(data, cairo.FORMAT_RGB24, width, height, image.bytes_per_line)
        self.x.XDestroyImage(found)
        return Picture(surface)


class Window:
    running = []

    @classmethod
    def end_all(cls):
        """After a test that failed: nothing of it is in the next one's way."""
        for process in cls.running:
            if process.poll() is None:
                process.kill()
                process.wait()
        cls.running.clear()

    def __init__(self, *args, env=None, keep=False, **how):
        """keep: with what an earlier one remembered of its experiments; how: as for Popen."""
        if not keep:
            shutil.rmtree(os.path.join(home(), 'state'), ignore_errors=True)
        self.process = subprocess.Popen(args, env=dict(os.environ, **(env or {})), **how)
        self.running.append(self.process)

    def application(self):
        return a11y.Bus.get().application(self.process.pid)

    def walk(self, item=None, skip=()):
        """All widgets, or those below one of them; nothing of what is in those of a role to skip."""
        item = item or self.application()
        return a11y.walk(item, skip) if item else iter(())

    def extents(self, item):
        """(x, y, width, height) in the window, or None where it has no place."""
        return item.extents()

    def placed(self, item=None):
        """(widget, its extents) of all that have a place."""
        item = item or self.application()
        return [(i, i.place) for i in a11y.walk(item, is_seen=True) if i.place] if item else []

    def focused(self):
        """What has the keyboard, from the window inwards."""
        return [i for i in self.walk() if i.had_state('focused')]

    def find(self, name, role=None):
        """What has that accessible name and a place on the screen."""
        application = self.application()
        return application and a11y.find_seen(application, name, role)

    def has_state(self, item, name):
        return item.has_state(name)

    def is_sensitive(self, name):
        item = self.find(name, 'push button')
        return item is not None and self.has_state(item, 'sensitive')

    def until(self, condition, what, seconds=30):
        end = time.monotonic() + seconds
        while True:
            begin = time.monotonic()
            assert self.process.poll() is None, 'the program ended with status %s before: %s' % (self.process.returncode, what)
            found = condition()
            if found:
                return found
            if time.monotonic() > end:
                self.shot(os.path.join(os.environ.get('MESON_TEST_PICTURES', tempfile.gettempdir()), 'guestscope-test-failure.png'))
                raise AssertionError('in vain waited for: ' + what)
            time.sleep(max(0.1, time.monotonic() - begin))  # not all the time that the program needs itself

    def until_named(self, name, seconds=30):
        return self.until(lambda: self.find(name), 'something named “%s”' % name, seconds)

    def place(self, item, fx=0.5, fy=0.5):
        x, y, w, h = self.extents(item)
        return int(x + w * fx), int(y + h * fy)

    def xdo(self, *args):
        subprocess.run(['xdotool', *map(str, args)], check=True)
        time.sleep(0.05)

    def click(self, name, role=None):
        """What has just come slides into its place, and what is over it may grow: it is under the pointer, and all stands still."""
        def is_under_the_pointer():
            item = self.find(name, role)
            place = item and self.place(item)
            if place and place == found[-1]:
                return True
            if place:
                found.append(place)
                self.move(*place)
                self.settle()
            return False
        found = [None]
        self.until(is_under_the_pointer, 'something named “%s” that stays where it is' % name)
        self.press()

    def press(self, button=1, times=1):
        """Where the pointer is, as long as a finger stays on a button: what comes and goes within a frame may be missed."""
        self.xdo(*['mousedown', button, 'sleep', 0.03, 'mouseup', button, 'sleep', 0.03] * times)

    def move(self, x, y):
        self.xdo('mousemove', x, y)

    def key(self, *keys):
        self.xdo('key', '--delay', '60', *keys)

    def type(self, text):
        self.xdo('type', '--delay', '20', text)

    def resize(self, title, width, height):
        """Until the window with that in its title has that size, or as near to it as it can get."""
        def is_done():
            frame = next((i for i in self.walk() if i.get_role_name() in ('frame', 'dialog') and title in (i.get_name() or '')), None)
            x, y, w, h = frame and self.extents(frame) or (0, 0, 0, 0)
            if 0 <= width - w < 60 and 0 <= height - h < 80:  # the window's shadow is around it
                return True
            found = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(self.process.pid), '--name', title],
                                   capture_output=True, text=True).stdout.split()
            for window_id in found:
                self.xdo('windowsize', window_id, width, height)
            return False
        self.until(is_done, 'a window “%s” of %d × %d' % (title, width, height))

    def shot(self, path=None):
        """A picture of the whole display; also as a PNG file, where a path is given."""
        picture = Display.get().shoot()
        if path:
            picture.save(path)
        return picture

    def answers(self):
        """Whether the program's main loop has come round: places are asked for anew each time."""
        application = self.application()
        return application is not None and any(self.extents(application.get_child_at_index(i)) for i in range(application.get_child_count()))

    def settle(self):
        """Until nothing moves: the program has answered, and two pictures in a row are the same."""
        def is_still():
            if not self.answers():
                return False
            before = self.shot().data
            time.sleep(STILL)
            return self.answers() and before == self.shot().data
        self.until(is_still, 'a picture that stands still')

    def end(self):
        """Ends the program and asserts that it had not crashed."""
        assert self.process.poll() is None, 'the program ended with status %s' % self.process.returncode
        self.process.terminate()
        self.process.wait(60)


def until_read(w):
    """All of the traces is read."""
    w.until(lambda: w.is_sensitive('Zoom In') and not w.is_sensitive('Cancel'), 'the end of reading')
    w.settle()


def says(w, item, parts):
    return all(p in item.get_name() for p in parts) and w.extents(item) is not None


def until_said(w, *parts, seconds=30):
    """What is on show and holds all the words."""
    return w.until(lambda: next((i for i in w.walk() if says(w, i, parts)), None), ' … '.join(parts), seconds)


def is_seen(w, name):
    """Whether the view of that name is the one that is seen."""
    tab = w.find(name, 'page tab')
    return tab is not None and any(w.has_state(tab, s) for s in ('selected', 'checked', 'pressed'))
