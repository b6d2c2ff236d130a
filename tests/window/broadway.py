# broadway.py: a touch screen for a test, played by a browser that is none
# SPDX-License-Identifier: MIT
"""No virtual X display has fingers. GTK's Broadway backend has: it draws into a browser and takes its
pointer, keys and touches from there. Browser starts Broadway's daemon and does to it what the page does
that the daemon serves; only it draws nothing.

What goes over the socket is what that page (broadway.js, version 2.0) sends and reads: to the daemon 32 bit
numbers, most significant byte first, from the daemon a byte for what to do, then numbers with the least significant byte first.
"""
import base64
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time

import window

DISPLAY = ':0'
WIDTH, HEIGHT = 1400, 900

# What happened here …
ENTER, LEAVE, MOVE, PRESS, RELEASE, TOUCH, SCROLL, KEY_PRESS, KEY_RELEASE = range(9)
GRABBED, UNGRABBED, CONFIGURED, SCREEN_SIZE, FOCUS, ROUNDTRIP = range(9, 15)
TOUCH_BEGIN, TOUCH_UPDATE, TOUCH_END = range(3)
SHIFT, CONTROL, ALT = 1, 4, 8

# … and what the program wants to be done: the bytes that follow, of what has always as many.
OP_GRAB, OP_UNGRAB, OP_NEW, OP_SHOW, OP_HIDE, OP_RAISE, OP_LOWER, OP_DESTROY, OP_MOVE_RESIZE = range(9)
OP_TRANSIENT, OP_DISCONNECTED, OP_UPDATE, OP_KEYBOARD, OP_UPLOAD, OP_RELEASE, OP_NODES, OP_ROUNDTRIP = range(9, 17)
FORMATS = {OP_GRAB: '<HB', OP_UNGRAB: '<', OP_NEW: '<HhhHH', OP_SHOW: '<H', OP_HIDE: '<H', OP_RAISE: '<H', OP_LOWER: '<H',
           OP_DESTROY: '<H', OP_TRANSIENT: '<HH', OP_DISCONNECTED: '<', OP_KEYBOARD: '<H', OP_RELEASE: '<I', OP_ROUNDTRIP: '<HI'}


class Surface:
    """A window or a menu of the program, in pixels of the screen."""

    def __init__(self, number, x, y, width, height):
        self.number, self.x, self.y, self.width, self.height = number, x, y, width, height
        self.is_visible = False


class Browser:
    def __init__(self):
        program = shutil.which('gtk4-broadwayd')
        assert program, 'gtk4-broadwayd is missing, by which GTK has fingers without a touch screen (Debian: libgtk-4-bin)'
        self.folder = tempfile.mkdtemp(dir=window.home())
        self.address = os.path.join(self.folder, 'browser')
        self.daemon = subprocess.Popen([program, '--unixsocket', self.address, DISPLAY], stdout=subprocess.DEVNULL,
                                       env=dict(os.environ, XDG_RUNTIME_DIR=self.folder))
        window.Window.running.append(self.daemon)  # it ends with the test
        self.surfaces = {}
        self.serial = 0
        self.begin = time.monotonic()
        self.fingers = {}
        self.lock = threading.Lock()
        self.socket = self.connect()
        self.send(SCREEN_SIZE, WIDTH, HEIGHT, 1)
        threading.Thread(target=self.read, daemon=True).start()

    def env(self):
        """What makes a program come here; there is no accessibility bus for it."""
        return {'GDK_BACKEND': 'broadway', 'BROADWAY_DISPLAY': DISPLAY, 'GTK_A11Y': 'none', 'GSK_RENDERER': 'broadway',
                'XDG_RUNTIME_DIR': self.folder}

    def connect(self):
        end = time.monotonic() + 30
        while True:
            assert self.daemon.poll() is None, 'gtk4-broadwayd ended with status %s' % self.daemon.returncode
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(self.address)
                break
            except OSError:
                connection.close()
                assert time.monotonic() < end, 'gtk4-broadwayd does not listen'
                time.sleep(0.05)
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall('\r\n'.join([
            'GET /socket HTTP/1.1', 'Host: localhost', 'Origin: http://localhost', 'Upgrade: websocket', 'Connection: Upgrade',
            'Sec-WebSocket-Key: ' + key, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Protocol: broadway', '', '']).encode())
        answer = b''
        while not answer.endswith(b'\r\n\r\n'):
            byte = connection.recv(1)
            assert byte, 'gtk4-broadwayd hangs up'
            answer += byte
        assert b' 101 ' in answer.splitlines()[0], answer
        return connection

    # What the program wants

    def receive(self, size):
        data = bytearray()
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    def read(self):
        """In a thread of its own: all messages, until the daemon is gone."""
        try:
            while True:
                size = self.receive(2)[1]
                if size == 126:
                    size, = struct.unpack('>H', self.receive(2))
                elif size == 127:
                    size, = struct.unpack('>Q', self.receive(8))
                self.obey(self.receive(size))
        except (EOFError, OSError):
            pass

    def obey(self, message):
        at = 0
        while at < len(message):
            op, self.serial = struct.unpack_from('<BI', message, at)
            at += 5
            if op in FORMATS:
                args = struct.unpack_from(FORMATS[op], message, at)
                at += struct.calcsize(FORMATS[op])
            elif op == OP_MOVE_RESIZE:
                number, has = struct.unpack_from('<HB', message, at)
                at += 3
                form = '<' + 'hh' * (has & 1) + 'HH' * (has >> 1 & 1)
                args = number, has, struct.unpack_from(form, message, at)
                at += struct.calcsize(form)
            else:  # pictures, by which this one sees nothing
                head = {OP_UPLOAD: '<II', OP_NODES: '<HI'}[op]
                args = struct.unpack_from(head, message, at)
                at += struct.calcsize(head) + args[1] * (4 if op == OP_NODES else 1)
            self.do(op, args)

    def do(self, op, args):
        if op == OP_NEW:
            self.surfaces[args[0]] = Surface(*args)
            self.configured(args[0])
        elif op in (OP_SHOW, OP_HIDE):
            self.surfaces[args[0]].is_visible = op == OP_SHOW
        elif op == OP_DESTROY:
            self.surfaces.pop(args[0], None)
        elif op == OP_MOVE_RESIZE:
            surface, place = self.surfaces[args[0]], args[2]
            if args[1] & 1:
                surface.x, surface.y = place[:2]
            if args[1] & 2:
                surface.width, surface.height = place[-2:]
            self.configured(args[0])
        elif op == OP_ROUNDTRIP:
            self.send(ROUNDTRIP, *args)
        elif op in (OP_GRAB, OP_UNGRAB):
            self.send(GRABBED if op == OP_GRAB else UNGRABBED)

    def configured(self, number):
        s = self.surfaces[number]
        self.send(CONFIGURED, number, s.x, s.y, s.width, s.height)

    # What a person does

    def send(self, *numbers):
        """An event: a masked binary message of the web socket."""
        milliseconds = int((time.monotonic() - self.begin) * 1000)
        head, numbers = numbers[0], numbers[1:]
        with self.lock:
            data = struct.pack('>%di' % (3 + len(numbers)), head, self.serial, milliseconds, *numbers)
            self.socket.sendall(struct.pack('>BB4x', 0x82, 0x80 | len(data)) + data)

    def visible(self):
        """What is on the screen, what came last on top."""
        return [s for s in list(self.surfaces.values()) if s.is_visible]

    def surface_at(self, x, y):
        return next(s for s in reversed(self.visible()) if 0 <= x - s.x < s.width and 0 <= y - s.y < s.height)

    def touch(self, kind, finger, x, y):
        surface = self.fingers.get(finger) or self.surface_at(x, y)
        is_first = not self.fingers or finger == next(iter(self.fingers))
        if kind == TOUCH_BEGIN:
            if not self.fingers:  # the pointer comes along
                self.send(ENTER, surface.number, surface.number, x, y, x - surface.x, y - surface.y, 0, 0)
            self.fingers[finger] = surface
        elif kind == TOUCH_END:
            del self.fingers[finger]
        self.send(TOUCH, kind, surface.number, finger, is_first, x, y, x - surface.x, y - surface.y, 0)

    def down(self, *places):
        """As many fingers as there are places (x, y)."""
        for finger, (x, y) in enumerate(places, 1):
            self.touch(TOUCH_BEGIN, finger, x, y)

    def move(self, begin, end, steps=8):
        """The fingers that are down, from those places to these, at the same time."""
        for step in range(1, steps + 1):
            time.sleep(0.02)
            for finger, (a, b) in enumerate(zip(begin, end), 1):
                self.touch(TOUCH_UPDATE, finger, *(round(p + (q - p) * step / steps) for p, q in zip(a, b)))

    def up(self, *places):
        for finger, (x, y) in reversed(list(enumerate(places, 1))):
            self.touch(TOUCH_END, finger, x, y)

    def slide(self, begin, end):
        """Fingers down, along, and up."""
        self.down(*begin)
        self.move(begin, end)
        self.up(*end)

    def tap(self, *places):
        self.down(*places)
        self.up(*places)

    def scroll(self, x, y, up, state=0):
        surface = self.surface_at(x, y)
        place = surface.number, surface.number, x, y, x - surface.x, y - surface.y, state
        self.send(ENTER, *place, 0)
        self.send(MOVE, *place)
        self.send(SCROLL, *place, 0 if up else 1)

    def key(self, symbol, state=0):
        self.send(KEY_PRESS, symbol, state)
        self.send(KEY_RELEASE, symbol, state)

    def end(self):
        self.daemon.terminate()
        self.daemon.wait(10)
