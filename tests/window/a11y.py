# a11y.py: what a program says of its widgets, over the accessibility bus
# SPDX-License-Identifier: MIT
"""Asks for all widgets of a level at once and waits for the answers together: a window has some thousand of them, and
libatspi would wait for each of three answers of each.
"""
import time

import dbus
import dbus.bus
import dbus.lowlevel
import dbus.mainloop.glib
import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib

ACCESSIBLE, COMPONENT, ACTION = ('org.a11y.atspi.' + name for name in ('Accessible', 'Component', 'Action'))
ROOT = '/org/a11y/atspi/accessible/root'
NOTHING = '/org/a11y/atspi/null'
PATIENCE = 10  # seconds
FRESH = 1.0  # seconds for which what a walk was told is believed
IN_WINDOW = dbus.UInt32(1)  # Atspi.CoordType.WINDOW


class Bus:
    one = None

    @classmethod
    def get(cls):
        cls.one = cls.one or cls()
        return cls.one

    def __init__(self):
        loop = dbus.mainloop.glib.DBusGMainLoop()
        address = dbus.SessionBus(mainloop=loop).call_blocking('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', '', ())
        self.bus = dbus.bus.BusConnection(address, mainloop=loop)
        self.pids = {}

    def ask(self, questions):
        """The answers to (owner, path, interface, method, arguments), None where there was none."""
        answers = [None] * len(questions)
        left = [len(questions)]

        def wait_for(number):
            def answered(message):
                if isinstance(message, dbus.lowlevel.MethodReturnMessage):  # else it went away, or is too busy
                    answers[number] = message.get_args_list()
                left[0] -= 1
            return answered

        for number, (owner, path, interface, method, *arguments) in enumerate(questions):
            message = dbus.lowlevel.MethodCallMessage(owner, path, interface, method)
            message.append(*arguments)
            self.bus.send_message_with_reply(message, wait_for(number), PATIENCE)
        context = GLib.MainContext.default()
        while left[0]:
            context.iteration(True)
        return answers

    def ask_one(self, *question):
        return self.ask([question])[0]

    def pid(self, owner):
        if owner not in self.pids:
            answer = self.ask_one('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID', owner)
            self.pids[owner] = answer[0] if answer else None
        return self.pids[owner]

    def application(self, pid):
        """The program with that number, or None where it isn't there (yet)."""
        found = self.ask_one('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren')
        return next((Item(self, owner, path) for owner, path in (found or ([],))[0] if self.pid(owner) == pid), None)


PROPERTY = 'org.freedesktop.DBus.Properties', 'Get', ACCESSIBLE  # and its name


class Item:
    """One widget. What there was no answer to is '', 0 or None."""

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path = bus, owner, path
        self.told, self.place = 0, None
        self.name, self.role, self.children = '', 0, []

    def ask(self, *question):
        return self.bus.ask_one(self.owner, self.path, *question)

    def questions(self):
        yield self.owner, self.path, *PROPERTY, 'Name'
        yield self.owner, self.path, ACCESSIBLE, 'GetRole'
        yield self.owner, self.path, ACCESSIBLE, 'GetChildren'

    def take(self, name, role, children):
        """Takes the answers to all questions."""
        self.told = time.monotonic()
        self.name = str(name[0]) if name else ''
        self.role = role[0] if role else 0
        self.children = [Item(self.bus, owner, path) for owner, path in (children or ([],))[0] if path != NOTHING]

    def hear(self):
        if time.monotonic() - self.told > FRESH:
            self.take(*self.bus.ask(list(self.questions())))
        return self

    def get_name(self):
        return self.hear().name

    def get_role_name(self):
        return Atspi.role_get_name(Atspi.Role(self.hear().role))

    def get_child_count(self):
        return len(self.hear().children)

    def get_child_at_index(self, index):
        return self.hear().children[index]

    def get_description(self):
        answer = self.ask(*PROPERTY, 'Description')
        return str(answer[0]) if answer else ''

    def get_parent(self):
        answer = self.ask(*PROPERTY, 'Parent')
        return Item(self.bus, *answer[0]) if answer else None

    def has_state(self, name):
        return bool(with_state([self], name))

    def do_action(self, index):
        answer = self.ask(ACTION, 'DoAction', index)
        return bool(answer and answer[0])

    def extents(self):
        """(x, y, width, height) in the window, or None where it has no place."""
        return place_of(self.ask(COMPONENT, 'GetExtents', IN_WINDOW))


STATES = {s.value_nick: int(s) for s in Atspi.StateType.__enum_values__.values()}


def with_state(items, name):
    """Those of the items that are in a state."""
    states = [answer[0] if answer else (0, 0) for answer in items and items[0].bus.ask([(i.owner, i.path, ACCESSIBLE, 'GetState') for i in items])]
    return [i for i, (low, high) in zip(items, states) if (high << 32 | low) >> STATES[name] & 1]


def place_of(answer):
    x, y, width, height = map(int, answer[0]) if answer else (0, 0, 0, 0)
    return (x, y, width, height) if width > 0 and height > 0 else None


def walk(item, skip=(), is_seen=False):
    """The item and all below it, each before its children; what is in those of a role to skip is left out.

    is_seen: also what is in those that have no place, as more than half of a window's widgets: pages behind others."""
    def below(level):
        answers = iter(item.bus.ask([question for i in level for question in i.questions()]))
        for i in level:
            i.take(next(answers), next(answers), next(answers))
        for i, place in zip(level, places(level) if is_seen else [None] * len(level)):
            i.place = place
            if i is not item and (i.get_role_name() in skip or is_seen and not place):
                i.children = []
        return [child for i in level for child in i.children]

    level = [item]
    while level:
        level = below(level)
    stack = [item]
    while stack:
        last = stack.pop()
        yield last
        stack += reversed(last.children)


def places(items):
    """The extents of all of them."""
    return [place_of(answer) for answer in items and items[0].bus.ask([
        (i.owner, i.path, COMPONENT, 'GetExtents', IN_WINDOW) for i in items])]
