# a11y.py: what a program says of its widgets, over the accessibility bus
# SPDX-License-Identifier: MIT
"""A window has some thousand widgets, and libatspi would wait for each of three answers of each. Here one question tells
name, role and states of all, and those that have children are asked for them a level at once.
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
CACHE = '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems'


class Item:
    """One widget. What there was no answer to is '', 0 or None."""

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path = bus, owner, path
        self.told, self.place, self.parent = 0, None, None
        self.name, self.role, self.states, self.children = '', 0, 0, []

    def ask(self, *question):
        return self.bus.ask_one(self.owner, self.path, *question)

    def hear(self):
        if time.monotonic() - self.told > FRESH:
            name, role, children = self.bus.ask([(self.owner, self.path, *PROPERTY, 'Name'), (self.owner, self.path, ACCESSIBLE, 'GetRole'),
                                                 (self.owner, self.path, ACCESSIBLE, 'GetChildren')])
            self.told = time.monotonic()
            self.name, self.role = str(name[0]) if name else '', role[0] if role else 0
            self.take_children(children)
        return self

    def take_children(self, answer):
        """Those that are known already stay with what is known of them."""
        known = {i.path: i for i in self.children}
        self.children = [known.get(path) or Item(self.bus, owner, path) for owner, path in (answer or ([],))[0] if path != NOTHING]
        for i in self.children:
            i.parent = self

    def take(self, told):
        """Takes what the program's cache tells of it; what isn't there is asked for when somebody wants to know."""
        if told:
            self.told = time.monotonic()
            self.name, self.role, (low, high) = str(told[6]), int(told[7]), told[9]
            self.states = int(high) << 32 | int(low)

    def get_name(self):
        return self.hear().name

    def get_role_name(self):
        return role_name(self.hear().role)

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
        """Asked anew, as what somebody does changes it."""
        answer = self.ask(ACCESSIBLE, 'GetState')
        low, high = answer[0] if answer else (0, 0)
        return bool((high << 32 | low) >> STATES[name] & 1)

    def had_state(self, name):
        """When it was walked over."""
        return bool(self.states >> STATES[name] & 1)

    def do_action(self, index):
        answer = self.ask(ACTION, 'DoAction', index)
        return bool(answer and answer[0])

    def extents(self):
        """(x, y, width, height) in the window, or None where it has no place."""
        return place_of(self.ask(COMPONENT, 'GetExtents', IN_WINDOW))


STATES = {s.value_nick: int(s) for s in Atspi.StateType.__enum_values__.values()}


def role_name(number):
    return Atspi.role_get_name(Atspi.Role(int(number)))


def place_of(answer):
    x, y, width, height = map(int, answer[0]) if answer else (0, 0, 0, 0)
    return (x, y, width, height) if width > 0 and height > 0 else None


def cached(item):
    """{path: what is told of it} for all of the program's widgets that somebody has asked for before."""
    answer = item.bus.ask_one(item.owner, *CACHE)
    return {told[0][1]: told for told in answer[0]} if answer else {}


def read(item, skip, is_seen):
    """The item and all below it, in levels, with what is told of each."""
    told = cached(item)

    def may_have_children(i):
        known = told.get(i.path)
        if i is item or not known:
            return bool(i is item or i.place or not is_seen)
        return known[4] > 0 and (i.place or not is_seen) and not (skip and role_name(known[7]) in skip)

    found, level = [], [item]
    while level:
        for i, place in zip(level, places(level) if is_seen else ()):
            i.place = place
        found += level
        asked = [i for i in level if may_have_children(i)]
        for i in level:
            i.children = []
        for i, answer in zip(asked, item.bus.ask([(i.owner, i.path, ACCESSIBLE, 'GetChildren') for i in asked])):
            i.take_children(answer)
        level = [child for i in level for child in i.children]
    if any(i.path not in told for i in found):
        told = cached(item)
    for i in found:
        i.take(told.get(i.path))


def walk(item, skip=(), is_seen=False):
    """The item and all below it, each before its children; what is in those of a role to skip is left out.

    is_seen: with their places, and without what is in those that have none: pages behind others."""
    read(item, skip, is_seen)
    stack = [item]
    while stack:
        last = stack.pop()
        if last.told:
            last.told = time.monotonic()  # else each of many is asked again where all this took long
        yield last
        if last is item or not skip or last.get_role_name() not in skip:
            stack += reversed(last.children)


def find_seen(application, name, role=None):
    """What has that name, and that role if one is given, and a place, as all have that it is in; or None."""
    for item in walk(application):
        if item.get_name() == name and role in (None, item.get_role_name()):
            around = [item]
            while around[-1].parent not in (application, None):
                around.append(around[-1].parent)
            item.place, *others = places(around)
            if item.place and all(others):
                return item
    return None


def places(items):
    """The extents of all of them."""
    return [place_of(answer) for answer in items and items[0].bus.ask([
        (i.owner, i.path, COMPONENT, 'GetExtents', IN_WINDOW) for i in items])]
