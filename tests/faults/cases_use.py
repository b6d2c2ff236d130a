# cases_use.py: experiment files, the command line, output, and the system
# SPDX-License-Identifier: MIT
import json
import os

import ctf
from fault import Fault
from cases_path import AS_A_PERSON
from cases_trace import bind, streams

HEAD = {'format': 'guestscope-experiment', 'version': 1}


def experiment(text):
    return lambda p: p.file('a.gsx', text)


def traces(*list, **members):
    """An experiment file beside a whole trace “t”."""
    def change(p):
        ctf.write(p.input('t'))
        return p.file('a.gsx', json.dumps({**HEAD, 'traces': [{'path': 't', 'name': 'box', **trace} for trace in list], **members}))
    return change


def sparse(p):
    path = p.file('huge.gsx')
    os.truncate(path, 3 << 30)
    return path


def at(make):
    def change(p):
        make(p.input('a.gsx'))
        return p.input('a.gsx')
    return change


EXPERIMENTS = [
    Fault('experiment: not there', make=lambda p: p.input('a.gsx')),
    Fault('experiment: empty', make=experiment('')),
    Fault('experiment: no JSON', make=experiment('hello')),
    Fault('experiment: cut', make=experiment('{"format": "guestscope-experiment", "version": 1, "traces": [')),
    Fault('experiment: binary', make=experiment(bytes(range(256)) * 10)),
    Fault('experiment: half of a character', make=experiment('{"format": "guestscope-experiment", "version": 1, "name": "\\ud800", "traces": []}')),
    Fault('experiment: 3 GB', make=sparse),
    Fault('experiment: brackets 100,000 deep', make=experiment('{"x": ' + '[' * 100000)),
    Fault('experiment: a list', make=experiment('[1, 2]')),
    Fault('experiment: of another program', make=experiment('{"format": "something-else", "version": 1}')),
    Fault('experiment: of a newer version', make=experiment(json.dumps({**HEAD, 'version': 99, 'traces': []}))),
    Fault('experiment: a version that is no number', make=experiment(json.dumps({**HEAD, 'version': 'one', 'traces': []}))),
    Fault('experiment: no version', make=experiment('{"format": "guestscope-experiment", "traces": []}')),
    Fault('experiment: no traces', make=traces()),
    Fault('experiment: traces are a text', make=experiment(json.dumps({**HEAD, 'traces': 'none'}))),
    Fault('experiment: a trace without a path', make=experiment(json.dumps({**HEAD, 'traces': [{'name': 'a'}]}))),
    Fault('experiment: a path that is a number', make=traces({'path': 7})),
    Fault('experiment: a role that is none', make=traces({'role': 'king'})),
    Fault('experiment: a process of number −1', make=traces({'pid': -1})),
    Fault('experiment: a process of number 1e99', make=experiment(json.dumps({**HEAD, 'traces': [{'path': 't', 'pid': 1e99}]}))),
    Fault('experiment: vCPUs that are none', make=traces({'vcpus': {'first': 5}})),
    Fault('experiment: a clock that drifts by 5', make=traces({'clock': {'method': 'manual', 'drift': 5}})),
    Fault('experiment: a clock of another method', make=traces({'clock': {'method': 'sundial'}})),
    Fault('experiment: a clock that is a text', make=traces({'clock': 'noon'})),
    Fault('experiment: a drift that is a text', make=traces({'clock': {'method': 'manual', 'drift': 'much'}})),
    Fault('experiment: an offset that is half a number', make=traces({'clock': {'method': 'manual', 'offset_ns': 0.5}})),
    Fault('experiment: an offset of 2⁶³ − 1 ns', make=traces({'clock': {'method': 'manual', 'offset_ns': (1 << 63) - 1}})),
    Fault('experiment: its only trace is gone', make=traces({'path': 'gone'})),
    Fault('experiment: one trace of two is gone', make=traces({}, {'path': 'gone', 'name': 'other'}), status=0),
    Fault('experiment: a trace that is a folder of two', make=lambda p: (
        ctf.write(p.input('two', 'a')), ctf.write(p.input('two', 'b'), ctf.METADATA.replace(ctf.UUID, ctf.UUID[:-1] + '3')),
        traces({'path': 'two'})(p))[2]),
    Fault('experiment: a trace that is a device', make=traces({'path': '/dev/zero'})),
    Fault('experiment: a trace that is named twice', make=traces({}, {}), status=0),
    Fault('experiment: 50,000 traces that are not there', make=lambda p: experiment(json.dumps({**HEAD, 'traces': [{'path': 'gone'}] * 50000}))(p)),
    Fault('experiment: a pipe', make=at(os.mkfifo)),
    Fault('experiment: a folder', make=at(os.mkdir)),
    Fault('experiment: a device', make=at(lambda path: os.symlink('/dev/zero', path))),
    Fault('experiment: a socket', make=lambda p: (bind(p, p.input('a.gsx')), p.input('a.gsx'))[1]),
    Fault('experiment: may not be read', make=lambda p: (experiment('{}')(p), os.chmod(p.input('a.gsx'), 0), p.input('a.gsx'))[2], under=AS_A_PERSON),
]

USAGE = [Fault('command line: ' + what, status=2, command=command, makes=()) for what, command in (
    ('an unknown option', 'analyze --nonsense GOOD'),
    ('an unknown option of the window', '--nonsense'),
    ('no path', 'analyze'),
    ('a value is missing', 'analyze GOOD --rows'),
    ('rows that are none', 'analyze --rows dogs GOOD'),
    ('a format that is none', 'analyze --format xml GOOD'),
    ('a time that is none', 'analyze --from noon GOOD'),
    ('a time beyond 64 bits', 'analyze --from 99999999999999999999 GOOD'),
    ('the end before the beginning', 'analyze --from 20 --to 10 GOOD'),
    ('a range outside of the experiment', 'analyze --from 20 --to 30 GOOD'),
    ('a role of no trace', 'analyze --role nobody=host GOOD'),
    ('a role that is none', 'analyze --role guest=king GOOD'),
    ('a process that is none', 'analyze --guest guest=none GOOD'),
    ('an offset that is none', 'analyze --offset guest=1.5 GOOD'),
    ('a reader that is none', 'analyze --reader quick GOOD'),
    ('no picture', 'render GOOD'),
    ('a picture of an unknown kind', 'render GOOD -o OUT/a.txt'),
    ('a size of 1 × 1', 'render --size 1x1 GOOD -o OUT/a.png'),
    ('a size of 10⁹ × 10⁹', 'render --size 1000000000x1000000000 GOOD -o OUT/a.png'),
    ('a scale of 99', 'render --scale 99 GOOD -o OUT/a.png'),
    ('colours that are none', 'render --colours beige GOOD -o OUT/a.png'),
    ('no thread', 'explain GOOD'),
    ('a thread that is no number', 'explain GOOD --thread guest:first'),
    ('a thread without a machine', 'explain GOOD --thread diskio'),
    ('a thread of no machine', 'explain GOOD --thread nobody:198'),
    ('a thread that never ran', 'path GOOD --thread guest:99999'),
)]


def old(p):
    with open(p.path('out', 'a.png'), 'w', encoding='utf-8') as file:
        file.write('old')
    return ctf.write(p.input('t'))


def good(p):
    return ctf.write(p.input('t'))


def closed_folder(p):
    os.chmod(p.path('out'), 0o500)
    return good(p)


OUTPUT = [
    Fault('output: no such folder', make=good, command='render IN -o OUT/no/a.png'),
    Fault('output: a folder', make=good, command='render IN -o OUT'),
    Fault('output: below a file', make=old, command='render IN -o OUT/a.png/b.png'),
    Fault('output: a folder that may not be written', make=closed_folder, command='render IN -o OUT/a.png', under=AS_A_PERSON),
    Fault('output: a picture that is too large', make=good, command='render --size 16000x400 --scale 4 IN -o OUT/a.png'),
    Fault('output: /dev/full', make=good, command='render IN -o /dev/full'),
    Fault('output: a full disk; the old picture stays', make=old, command='render IN -o OUT/a.png', shim='write:0:28:/out', is_plain=True),
    Fault('output: the disk fails; the old picture stays', make=old, command='render IN -o OUT/a.png', shim='fsync:0:5:/out', is_plain=True),
    Fault('output: no new name; the old picture stays', make=old, command='render IN -o OUT/a.png', shim='rename:0:5:/out', is_plain=True),
    Fault('output: more than the share of the disk', make=good, command='render IN -o OUT/a.png', shim='write:0:122:/out', is_plain=True),
    Fault('output: a limit of file sizes; the old picture stays', make=old, command='render IN -o OUT/a.png', under=('prlimit', '--fsize=1024')),
    Fault('output: interrupted in a call', make=good, command='render IN -o OUT/a.png', shim='write:1:4:/out', status=0, makes=('a.png',), is_plain=True),
    Fault('output: a full standard output', make=good, output='full'),
    Fault('output: a full standard output, for a table', make=good, command='analyze --format csv --rows threads IN', output='full'),
    Fault('output: a full standard output, for a picture', make=good, command='render IN -o -', output='full'),
    Fault('output: a full standard output, for a list', make=good, command='info IN', output='full'),
    Fault('output: a full standard output, for events', make=good, command='events IN', output='full'),
    Fault('output: a full standard output, for help', command='analyze --help', output='full'),
    Fault('output: standard output is closed', make=good, output='closed'),
    Fault('output: standard output is closed, for a list', make=good, command='info IN', output='closed'),
    Fault('output: standard output is closed, for help', command='--help', output='closed'),
    Fault('output: standard error is closed', make=lambda p: p.input(), errors='closed'),
    Fault('output: standard error is full', make=lambda p: p.input(), errors='full'),
    Fault('output: both are closed', make=good, output='closed', errors='closed'),
    Fault('output: nobody reads the pipe', make=good, command='events IN', output='pipe', status=0),
    Fault('output: nobody reads the pipe, of a picture', make=good, command='render IN -o -', output='pipe', status=0),
]

MOVED = tuple('../in/t-gone' + name for name in ('', '/metadata', '/channel0_0'))
ALONE = {'DISPLAY': None, 'WAYLAND_DISPLAY': None}
SYSTEM = [
    Fault('system: no display', make=good, command='IN'),
    Fault('system: a display that is not there', make=good, command='IN', env={'DISPLAY': ':987'}),
    Fault('system: no home', make=good, env={name: None for name in ('HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME')}, status=0),
    Fault('system: a home that is a file', make=good, env={'HOME': '/dev/null', **{'XDG_%s_HOME' % n: '/dev/null/x' for n in ('CACHE', 'STATE', 'CONFIG', 'DATA')}}, status=0),
    Fault('system: no folder for temporary files', make=good, env={'TMPDIR': 'ROOT/none'}, status=0),
    Fault('system: a language that is not there', make=good, env={'LC_ALL': 'xx_XX.UTF-8', 'LANG': 'xx'}, status=0),
    Fault('system: text that is not UTF-8', make=lambda p: p.input('nothing'), env={'LC_ALL': 'C'}),
    Fault('system: 20 open files', make=good, under=('prlimit', '--nofile=20'), status=0),
    Fault('system: 4 open files', make=good, under=('prlimit', '--nofile=4')),
    Fault('system: the clock is set back an hour', make=good, shim='clock:0:back:', is_plain=True, status=0),
    Fault('system: the clock jumps by eight hours, as after a suspend', command='analyze GOOD', shim='clock:5:on:', is_plain=True, status=0),
    Fault('system: it is stopped while it reads, and goes on', command='analyze GOOD', shim='pread:5:stop:channel0_0', is_plain=True, status=0),
    Fault('system: it is stopped while it saves, and goes on', make=old, command='render IN -o OUT/a.png', shim='fsync:1:stop:/out', is_plain=True, status=0, makes=('a.png',),
          changes=True),
    Fault('system: the folder vanishes before metadata is read', make=good, shim='open:1:vanish:metadata', is_plain=True, changes=True,
          makes=MOVED),
    Fault('system: the folder vanishes while streams are read', make=streams(ctf.stream(20)), shim='pread:3:vanish:channel0_0', is_plain=True,
          changes=True, makes=MOVED),
    Fault('system: no file can be read any more, as of a share that is gone', make=streams(ctf.stream(20)), shim='pread:3+:116:channel0_0', is_plain=True),
    Fault('system: a share goes away while it is analysed', command='analyze GOOD', shim='pread:8+:116:host/kernel/channel0_0', is_plain=True, status=0),
    Fault('system: a folder without end', make=lambda p: p.input(), shim='list:0:5:/in', is_plain=True),
    Fault('system: babeltrace2 without its plugin', make=good, command='analyze --reader babeltrace2 IN', shim='plugin:0:5:', is_plain=True),
    Fault('system: the folder of babeltrace2’s vanishes before it is read', make=good, command='analyze --reader babeltrace2 IN', shim='open:4:vanish:metadata', is_plain=True,
          changes=True, makes=MOVED),
    Fault('system: a stream of babeltrace2’s cannot be mapped any more', make=streams(ctf.stream(400)), command='analyze --reader babeltrace2 IN',
          shim='mmap:4+:12:channel0_0', is_plain=True),
    Fault('system: a stream of babeltrace2’s cannot be opened any more', make=good, command='analyze --reader babeltrace2 IN',
          shim='fopen:4+:24:channel0_0', is_plain=True),
    Fault('system: a damaged stream of babeltrace2’s becomes shorter', make=streams(ctf.stream(20)[:-30]), command='analyze --reader babeltrace2 IN',
          shim='pread:2:shrink:channel0_0', is_plain=True, changes=True),
    Fault('system: no thread can be started', make=good, shim='thread:1:11:', is_plain=True),
    Fault('system: no second thread can be started', make=good, shim='thread:2:11:', is_plain=True),
    Fault('system: no third thread can be started', make=good, shim='thread:3:11:', is_plain=True),
    Fault('system: no fourth thread can be started', command='analyze GOOD', shim='thread:4:11:', is_plain=True),
    Fault('system: reading metadata fails', make=good, shim='pread:0:5:metadata', is_plain=True, status=0),
    Fault('system: reading metadata fails in the middle', make=good, shim='read:0:5:metadata', is_plain=True),
    Fault('system: reading a stream fails', make=good, shim='pread:0:5:channel0_0', is_plain=True),
    Fault('system: reading a stream fails in the middle', command='analyze GOOD', shim='pread:2:5:host/kernel/channel0_0', is_plain=True, status=0),
    Fault('system: reading a stream is interrupted', make=good, shim='pread:1:4:channel0_0', is_plain=True, status=0),
    Fault('system: reading an experiment fails', make=traces({}), shim='read:1:5:a.gsx', is_plain=True),
    Fault('system: a stream becomes shorter while it is read', make=streams(ctf.stream(20)), shim='pread:3:shrink:channel0_0', is_plain=True, status=0, changes=True),
    Fault('system: a stream is removed while it is read', make=streams(ctf.stream(20)), shim='pread:3:remove:channel0_0', is_plain=True, changes=True),
    Fault('system: metadata is removed before it is read', make=good, shim='open:1:remove:metadata', is_plain=True, changes=True),
    Fault('system: a stream cannot be opened', make=good, shim='open:0:5:channel0_0', is_plain=True),
    Fault('system: a stream of babeltrace2’s cannot be mapped', make=good, command='analyze --reader babeltrace2 IN', shim='mmap:0:12:channel0_0', is_plain=True),
    Fault('system: a stream of babeltrace2’s becomes shorter', make=streams(ctf.stream(20)), command='analyze --reader babeltrace2 IN',
          shim='mmap:2:shrink:channel0_0', is_plain=True, changes=True),
] + [Fault('system: %d MB of address space' % mb, make=good, under=('prlimit', '--as=%d' % (mb << 20)), may_be_done=True, is_plain=True)
     for mb in (100, 140, 180, 200, 210, 220, 230, 240, 250, 260)]
