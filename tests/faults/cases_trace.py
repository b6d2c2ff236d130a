# cases_trace.py: traces that are wrong
# SPDX-License-Identifier: MIT
import os
import re
import socket

import ctf
from fault import Fault

FIELDS = '\tfields := struct {'
DAMAGED = 'the stream file “channel0_0” is damaged'


def metadata(old, new):
    """The trace with one thing changed in its metadata."""
    assert old in ctf.METADATA, old
    return lambda p: ctf.write(p.input('t'), ctf.METADATA.replace(old, new, 1))


def field(text):
    return metadata(FIELDS, FIELDS + ' ' + text)


def content(data):
    return lambda p: ctf.write(p.input('t'), data)


def streams(*contents):
    return lambda p: ctf.write(p.input('t'), streams=contents)


def instead_of(name, make):
    """A whole trace, one file of which is something else."""
    def change(p):
        ctf.write(p.input('t'))
        os.remove(p.input('t', name))
        make(p, p.input('t', name))
        return p.input()
    return change


def bind(p, path):
    held = socket.socket(socket.AF_UNIX)
    here = os.open(os.path.dirname(path), os.O_PATH)
    held.bind('/proc/self/fd/%d/%s' % (here, os.path.basename(path)))
    os.close(here)
    p.sockets.append(held)


def nested(n):
    return 'struct { ' * n + 'uint8_t x; ' + '} a; ' * n


def many_fields(n):
    return ''.join(''.join('uint8_t f%d;' % i for i in range(k, k + 1000)) for k in range(0, n, 1000))


def beside_a_good_one(make):
    """A wrong trace and a right one: what is right is shown."""
    def change(p):
        make(p)
        ctf.write(p.input('good'), ctf.METADATA.replace('hostname = "box"', 'hostname = "good"').replace(ctf.UUID, ctf.UUID[:-1] + '2'),
                  [ctf.stream(uuid=ctf.UUID[:-1] + '2')])
        return p.input()
    return change


METADATA = [
    Fault('metadata: an array of 2³² elements', make=field('uint32_t a[4294967296];')),
    Fault('metadata: an array of 10⁹ elements', make=field('uint8_t a[1000000000];')),
    Fault('metadata: arrays in arrays, 10⁴ × 10⁴', make=field('uint8_t a[10000][10000];')),
    Fault('metadata: arrays whose lengths multiply to more than 64 bits', make=field('uint8_t a[65536][65536][65536][65536];')),
    Fault('metadata: 100,000 structures in one another', make=lambda p: field(nested(100000))(p)),
    Fault('metadata: an array of 100,000 dimensions', make=lambda p: field('uint8_t a%s;' % ('[1]' * 100000))(p)),
    Fault('metadata: an event of 200,000 fields', make=lambda p: field(many_fields(200000))(p)),
    Fault('metadata: an event of 70,000 texts', make=lambda p: field(''.join('string t%d;' % i for i in range(70000)))(p)),
    Fault('metadata: an event of 130 lengths', make=lambda p: field(''.join('uint8_t n%d; uint8_t a%d[n%d];' % (i, i, i) for i in range(130)))(p)),
    Fault('metadata: an empty structure, a billion times', make=field('struct { } a[1000000000];')),
    Fault('metadata: types that double, 40 times',
          make=metadata('event {', ' '.join('struct s%d { %s };' % (i, 'struct s%d a; struct s%d b;' % (i - 1, i - 1) if i else 'uint8_t a; ')
                                            for i in range(40)) + '\nevent {')),
    Fault('metadata: a type that holds itself', make=metadata('event {', 'struct s { struct s a; };\nevent {')),
    Fault('metadata: a length that is declared later', make=field('uint8_t a[n]; uint32_t n;')),
    Fault('metadata: an integer of no bits', make=field('integer { size = 0; } a;')),
    Fault('metadata: an integer of 4,096 bits', make=field('integer { size = 4096; } a;')),
    Fault('metadata: an alignment of 3', make=field('integer { size = 8; align = 3; } a;')),
    Fault('metadata: an alignment of 2⁶²', make=field('integer { size = 8; align = 4611686018427387904; } a;')),
    Fault('metadata: a clock of 0 Hz', make=metadata('freq = 1000000000', 'freq = 0')),
    Fault('metadata: a clock of 2⁶⁴ − 1 Hz', make=metadata('freq = 1000000000', 'freq = 18446744073709551615')),
    Fault('metadata: a clock that begins in 2⁶³ s', make=metadata('offset = %d' % ctf.START, 'offset_s = 9223372036854775807'), status=0),
    Fault('metadata: no clock', make=lambda p: ctf.write(p.input('t'), ctf.METADATA.replace('map = clock.monotonic.value; ', '')), status=0),
    Fault('metadata: no clock is declared at all', make=lambda p: ctf.write(p.input('t'), re.sub(r'clock \{.*\n', '', ctf.METADATA).replace(
        'map = clock.monotonic.value; ', ''))),
    Fault('metadata: of no kernel', make=lambda p: ctf.write(p.input('t'), ctf.METADATA.replace('domain = "kernel"; ', '').replace('"sched_switch"', '"tick"'))),
    Fault('metadata: a clock that is not declared', make=metadata('map = clock.monotonic', 'map = clock.sundial')),
    Fault('metadata: no byte order', make=metadata('byte_order = le;', '')),
    Fault('metadata: a byte order of the PDP-11', make=metadata('byte_order = le;', 'byte_order = pdp;')),
    Fault('metadata: two traces in one', make=metadata('env {', 'trace { major = 1; minor = 8; byte_order = le; };\nenv {')),
    Fault('metadata: two events of one number', make=lambda p: ctf.write(p.input('t'), ctf.METADATA + ctf.METADATA[ctf.METADATA.index('event {'):])),
    Fault('metadata: two streams of one number',
          make=lambda p: ctf.write(p.input('t'), ctf.METADATA + ctf.METADATA[ctf.METADATA.index('stream {'):ctf.METADATA.index('event {')])),
    Fault('metadata: an event of a stream that is not there', make=metadata('stream_id = 0; \n'.strip(), 'stream_id = 5;')),
    Fault('metadata: another UUID than the streams have', make=metadata(ctf.UUID, ctf.UUID[:-1] + '9')),
    Fault('metadata: a UUID that is none', make=metadata(ctf.UUID, 'not-a-uuid')),
    Fault('metadata: a variant with no such tag', make=field('variant <nothing> { uint8_t x; uint32_t y; } a;')),
    Fault('metadata: a text that does not end', make=metadata('hostname = "box"', 'hostname = "box')),
    Fault('metadata: a comment that does not end', make=metadata('env {', '/* env {')),
    Fault('metadata: empty', make=content(b'')),
    Fault('metadata: a megabyte of noise', make=content(bytes((i * 7919 + (i >> 3) * 104729) % 251 for i in range(1 << 16)) * 16)),
    Fault('metadata: zeros', make=content(bytes(65536))),
    Fault('metadata: packed with gzip', make=content(b'\x1f\x8b\x08\0' + bytes(range(256)) * 8)),
    Fault('metadata: cut in the middle', make=content(ctf.METADATA[:len(ctf.METADATA) // 2])),
    Fault('metadata: of CTF 2, brackets 100,000 deep', make=content('\x1e' + '[' * 100000)),
    Fault('metadata: of CTF 2, no trace in it', make=content('\x1e{"type": "preamble", "version": 2}\n')),
    Fault('metadata: of CTF 3', make=content('\x1e{"type": "preamble", "version": 3}\n')),
    Fault('metadata: of 100 MB', make=lambda p: (ctf.write(p.input('t')), os.truncate(p.input('t', 'metadata'), 100 << 20), p.input())[2]),
    Fault('metadata: a folder', make=instead_of('metadata', lambda p, path: os.mkdir(path))),
    Fault('metadata: a pipe', make=instead_of('metadata', lambda p, path: os.mkfifo(path))),
    Fault('metadata: a socket', make=instead_of('metadata', bind)),
    Fault('metadata: a device that never ends', make=instead_of('metadata', lambda p, path: os.symlink('/dev/zero', path))),
    Fault('metadata: a link to nowhere', make=instead_of('metadata', lambda p, path: os.symlink('gone', path))),
    Fault('metadata: a link to itself', make=instead_of('metadata', lambda p, path: os.symlink('metadata', path))),
    Fault('metadata: no thread is ever switched', make=metadata('name = "sched_switch"', 'name = "sched_swatch"'), status=0),
    Fault('metadata: an enumeration of structures', make=field('enum : struct { uint8_t x; } { A, B } a;')),
    Fault('metadata: an integer of an unknown byte order', make=field('integer { size = 32; byte_order = sideways; } a;')),
    Fault('metadata: wrong, beside a trace that is right', make=beside_a_good_one(content('trace { nonsense')), status=0),
]

P = ctf.packet


def large(p):
    """More than is read here; babeltrace2 aborted over it where there was little memory."""
    ctf.write(p.input('t'), streams=[P(0, content=30 << 20, size=300 << 20)])
    os.truncate(p.input('t', 'channel0_0'), 300 << 20)
    return p.input()


STREAMS = [
    Fault('stream: empty', make=streams(b'')),
    Fault('stream: cut in a packet’s header', make=streams(P(0) + P(1)[:10]), status=0),
    Fault('stream: cut in a packet’s context', make=streams(P(0) + P(1)[:50]), status=0),
    Fault('stream: cut in an event', make=streams(P(0) + P(1)[:-30]), status=0),
    Fault('stream: nothing but the beginning of a header', make=streams(P(0)[:10])),
    Fault('stream: a wrong magic number', make=streams(P(0) + P(1, magic=0x12345678) + P(2)), status=0),
    Fault('stream: all magic numbers wrong', make=streams(ctf.stream(magic=0x12345678))),
    Fault('stream: the UUID of another trace', make=streams(ctf.stream(uuid=ctf.UUID[:-1] + '7'))),
    Fault('stream: of a kind that is not declared', make=streams(ctf.stream(stream=9))),
    Fault('stream: a packet larger than its file', make=streams(P(0) + P(1, size=1 << 20)), status=0),
    Fault('stream: a packet of 2⁶⁰ bytes', make=streams(P(0, size=1 << 60))),
    Fault('stream: times beyond 64 bits, for babeltrace2', command='analyze --reader babeltrace2 IN', status=0,
          make=streams(P(0) + P(1, events=b''.join(ctf.event(((1 << 64) - 1) // 1000 - i) for i in (2, 1, 0))))),
    Fault('stream: a recording in two folders, for babeltrace2', command='analyze --reader babeltrace2 IN',
          make=lambda p: (ctf.write(p.input('t')), ctf.write(p.input('u'), streams=[P(3)]), p.input())[2]),
    Fault('stream: events of what babeltrace2 reads', command='events --reader babeltrace2 IN', make=lambda p: ctf.write(p.input('t'))),
    Fault('stream: an event that is not declared, for babeltrace2', command='analyze --reader babeltrace2 IN', status=0,
          make=streams(P(0) + P(1, events=ctf.event(41) + ctf.event(42, id=99)) + P(2))),
    Fault('stream: a packet of no bytes', make=streams(P(0) + P(1, size=0) + P(2)), status=0),
    Fault('stream: a packet smaller than its header', make=streams(P(0) + P(1, size=8) + P(2)), status=0),
    Fault('stream: more content than packet', make=streams(P(0) + P(1, content=1 << 20) + P(2)), status=0),
    Fault('stream: less content than header', make=streams(P(0) + P(1, content=4) + P(2)), status=0),
    Fault('stream: an event that is not declared', make=streams(P(0) + P(1, events=ctf.event(41) + ctf.event(42, id=99)) + P(2)), status=0),
    Fault('stream: times that go back', make=streams(P(2) + P(1) + P(0)), status=0),
    Fault('stream: times around 2⁶³', make=streams(P(0, begin=(1 << 63) - 1) + P(1)), status=0),
    Fault('stream: lost events, more than there can be', make=streams(P(0) + P(1, lost=(1 << 64) - 1) + P(2, lost=1)), status=0),
    Fault('stream: zeros', make=streams(bytes(100000))),
    Fault('stream: text', make=streams(b'hello, world\n' * 1000)),
    Fault('stream: 3 GB of nothing', make=lambda p: (ctf.write(p.input('t')), os.truncate(p.input('t', 'channel0_0'), 3 << 30), p.input())[2], status=0),
    Fault('stream: no file at all', make=streams()),
    Fault('stream: a pipe', make=instead_of('channel0_0', lambda p, path: os.mkfifo(path))),
    Fault('stream: a folder', make=instead_of('channel0_0', lambda p, path: os.mkdir(path))),
    Fault('stream: a link to a device that never ends', make=instead_of('channel0_0', lambda p, path: os.symlink('/dev/zero', path))),
    Fault('stream: an index that is a pipe, for babeltrace2', command='analyze --reader babeltrace2 IN',
          make=lambda p: (ctf.write(p.input('t')), os.mkdir(p.input('t', 'index')), os.mkfifo(p.input('t/index/channel0_0.idx')))[0], status=0),
    Fault('stream: one packet of 300 MB', make=large, status=0),
    Fault('stream: one packet of 300 MB, for babeltrace2', make=large, command='analyze --reader babeltrace2 IN', status=0),
    Fault('stream: an index that lies', status=0,
          make=lambda p: (ctf.write(p.input('t')), os.mkdir(p.input('t', 'index')), p.file('t/index/channel0_0.idx', b'\xc1\xf1\xdc\xc1' + bytes(range(200))))[0]),
] + [Fault('stream: one packet of 300 MB, for babeltrace2, in %d MB of address space' % mb, make=large, command='analyze --reader babeltrace2 IN',
           under=('prlimit', '--as=%d' % (mb << 20)), may_be_done=True, is_plain=True) for mb in (250, 300, 350, 400)]
