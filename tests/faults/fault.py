# fault.py: one fault, where it is tried, and what it may cost
# SPDX-License-Identifier: MIT
import dataclasses
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
import threading
import time

SECONDS = 5  # of a processor, and of waiting
MB = 200


@dataclasses.dataclass
class Fault:
    """One line of the table."""
    name: str
    status: int = 1
    may_be_done: bool = False  # it may also be enough for the whole run
    command: str = 'analyze IN'  # IN: what make() returned; OUT: a folder for what it writes; GOOD: a whole trace
    make: object = None  # called with the place, makes what is read
    env: dict = dataclasses.field(default_factory=dict)  # None: not set at all
    under: tuple = ()  # the command that it is run by
    shim: str = ''  # CALL:NUMBER:ERROR:WORD, see fault-shim.c
    output: str = 'file'  # file, closed, full, pipe: standard output
    errors: str = 'file'  # file, closed, full
    seconds: float = SECONDS
    mb: int = MB
    makes: tuple = ()  # what it leaves in OUT
    changes: bool = False  # the fault itself changes what is read
    is_plain: bool = False  # not with a sanitizer, which needs memory and calls of its own


class Place:
    """A folder with all that a program can reach of a person's: home, cache, temporary files, input and output."""

    def __init__(self, sample):
        self.root = tempfile.mkdtemp(prefix='guestscope-faults-')
        self.sample = sample
        self.sockets = []
        for name in ('in', 'out', 'home', 'cache', 'tmp', 'state', 'config', 'data', 'run'):
            os.mkdir(self.path(name), 0o700)

    def path(self, *names):
        return os.path.join(self.root, *names)

    def input(self, *names):
        return self.path('in', *names)

    def file(self, name, content=b''):
        path = self.input(name) if isinstance(name, str) else os.path.join(os.fsencode(self.input()), name)
        with open(path, 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def env(self):
        env = {k: v for k, v in os.environ.items() if k not in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS')}
        env.update(HOME=self.path('home'), TMPDIR=self.path('tmp'), LC_ALL='C.UTF-8', TZ='UTC')
        for name in ('cache', 'state', 'config', 'data'):
            env['XDG_%s_HOME' % name.upper()] = self.path(name)
        env['XDG_RUNTIME_DIR'] = self.path('run')
        # Of what is damaged the trace library loses memory, and its stacks don't say that it was.
        env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
        return env

    def list(self):
        """{path: what it is}: the same before and after, where nothing was lost and nothing left."""
        found = {}
        for folder, folders, files in os.walk(os.fsencode(self.root)):
            for name in folders + files:
                path = os.path.join(folder, name)
                if len(path) > 4000:  # more than the system takes
                    continue
                status = os.lstat(path)
                content = None
                if stat.S_ISREG(status.st_mode) and status.st_size < 4 << 20 and os.access(path, os.R_OK):
                    with open(path, 'rb') as file:
                        content = hashlib.sha1(file.read()).hexdigest()
                elif stat.S_ISLNK(status.st_mode):
                    content = os.readlink(path)
                found[os.path.relpath(path, os.fsencode(self.root))] = status.st_mode, stat.S_ISREG(status.st_mode) and status.st_size, content
        return found

    def remove(self):
        for held in self.sockets:
            held.close()
        for folder in self.path('out'), self.input(), self.input('t'):  # some of them were closed
            if os.path.isdir(folder):
                os.chmod(folder, 0o700)
        shutil.rmtree(self.root)


@dataclasses.dataclass
class Outcome:
    status: int
    said: str  # what went to standard error
    seconds: float  # of a processor
    waited: float
    mb: float
    left: list  # differences between before and after


def run(fault, place, program, shim):
    """Tries the fault once. Returns: what became of it"""
    env = place.env()
    given = fault.make(place) if fault.make else place.input()
    for key, value in fault.env.items():
        env.pop(key, None)
        if value is not None:
            env[key] = value.replace('ROOT', place.root)
    if fault.shim:
        call, number, error, word = fault.shim.split(':')
        env.update(LD_PRELOAD=':'.join(filter(None, [shim, env.get('LD_PRELOAD')])), FAULT_CALL=call, FAULT_NUMBER=number, FAULT_ERROR=error, FAULT_WORD=word)
    words = [program] + [os.fsencode(given) if word == 'IN' else
                         word.replace('EMPTY', '').replace('OUT', place.path('out')).replace('GOOD', place.sample) for word in fault.command.split(' ')]
    log = tempfile.TemporaryFile()
    streams = [open(os.devnull, 'rb'), open('/dev/full' if fault.output == 'full' else os.devnull, 'wb'),
               open('/dev/full', 'wb') if fault.errors == 'full' else log]
    before = place.list()
    pipe = None
    if fault.output == 'pipe':
        pipe, end = os.pipe()
        streams[1].close()
        streams[1] = os.fdopen(end, 'wb')
        os.close(pipe)
    closing = ' '.join(text for text, closed in (('>&-', fault.output == 'closed'), ('2>&-', fault.errors == 'closed')) if closed)
    if closing:
        words = ['/bin/sh', '-c', 'exec "$@" ' + closing, 'sh'] + words
    begin = time.monotonic()
    child = subprocess.Popen([*fault.under, *words], stdin=streams[0], stdout=streams[1], stderr=streams[2], env=env, cwd=place.path('out'))
    limit = threading.Timer(LIMIT, child.kill)
    limit.start()
    _, status, usage = os.wait4(child.pid, 0)
    limit.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    waited = time.monotonic() - begin
    for file in streams[:2]:
        file.close()
    log.seek(0)
    said = log.read().decode('utf-8', 'replace')
    after = place.list()
    made = {os.path.normpath(os.path.join(b'out', os.fsencode(name))) for name in fault.makes}
    left = ['left behind: %s' % os.fsdecode(n) for n in sorted(after.keys() - before.keys() - made)]
    left += ['not made: %s' % os.fsdecode(n) for n in sorted(made - after.keys())]
    if not fault.changes:
        left += ['lost: %s' % os.fsdecode(n) for n in sorted(before.keys() - after.keys())]
        left += ['changed: %s' % os.fsdecode(n) for n in sorted(before.keys() & after.keys())
                 if before[n] != after[n] and not stat.S_ISDIR(before[n][0])]
    return Outcome(child.returncode, said.replace(place.root, '…'), usage.ru_utime + usage.ru_stime, waited, usage.ru_maxrss / 1024, left)


LIMIT = SECONDS * float(os.environ.get('MESON_TEST_TIMEOUT_MULTIPLIER', '4'))  # a busy machine is no fault of the program's
