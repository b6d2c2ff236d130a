# cases_path.py: what is at a path, and archives
# SPDX-License-Identifier: MIT
import gzip
import io
import os
import struct
import tarfile
import zipfile

import ctf
from fault import Fault
from cases_trace import bind

# Root reads everything, unless it gives that up.
AS_A_PERSON = ('setpriv', '--bounding-set', '-dac_override,-dac_read_search') if os.geteuid() == 0 else ()


def closed(make):
    def change(p):
        path = make(p)
        os.chmod(path, 0)
        return path
    return change


def made(make):
    """What make(path) leaves in the input."""
    def change(p):
        make(p.input('x'))
        return p.input('x')
    return change


def long_path(p):
    path, here = p.input(), os.open(p.input(), os.O_RDONLY)
    for _ in range(60):  # longer than the system takes in one piece
        os.mkdir('d' * 100, dir_fd=here)
        below = os.open('d' * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here, path = below, os.path.join(path, 'd' * 100)
    os.close(here)
    return path


def named(name):
    def change(p):
        return ctf.write(os.path.join(os.fsencode(p.input()), name).decode('utf-8', 'surrogateescape'))
    return change


def deep(p):
    path = p.input()
    for _ in range(30):
        path = os.path.join(path, 'd')
    ctf.write(path)
    return p.input()


def loop(p):
    ctf.write(p.input('t'))
    os.symlink('..', p.input('t', 'up'))
    return p.input()


PATHS = [
    Fault('path: nothing there', make=lambda p: p.input('nothing')),
    Fault('path: an empty folder', make=lambda p: p.input()),
    Fault('path: an empty name', command='analyze EMPTY', status=2),
    Fault('path: a file that is no recording', make=lambda p: p.file('notes.txt', 'hello')),
    Fault('path: an empty file', make=lambda p: p.file('empty')),
    Fault('path: a picture', make=lambda p: p.file('a.png', b'\x89PNG\r\n\x1a\n' + bytes(100))),
    Fault('path: a folder that may not be read', make=closed(lambda p: ctf.write(p.input('t'))), under=AS_A_PERSON),
    Fault('path: a stream that may not be read', under=AS_A_PERSON,
          make=lambda p: (ctf.write(p.input('t')), os.chmod(p.input('t', 'channel0_0'), 0))[0]),
    Fault('path: metadata that may not be read', under=AS_A_PERSON,
          make=lambda p: (ctf.write(p.input('t')), os.chmod(p.input('t', 'metadata'), 0))[0]),
    Fault('path: a pipe', make=made(os.mkfifo)),
    Fault('path: a socket', make=lambda p: (bind(p, p.input('x')), p.input('x'))[1]),
    Fault('path: a device', make=lambda p: '/dev/zero'),
    Fault('path: the processes', make=lambda p: '/proc/self'),
    Fault('path: a link to nowhere', make=made(lambda path: os.symlink('gone', path))),
    Fault('path: a link to itself', make=made(lambda path: os.symlink('x', path))),
    Fault('path: links that go round in a folder', make=loop, status=0),
    Fault('path: a link out of the folder', make=lambda p: (ctf.write(p.input('t')), os.symlink('/etc', p.input('etc')), p.input())[2], status=0),
    Fault('path: longer than the system takes', make=long_path),
    Fault('path: a name of 300 characters', make=lambda p: p.input('x' * 300)),
    Fault('path: 30 folders deep', make=deep, status=0),
    Fault('path: a name that is no text', make=named(b'\xff\xfe\x80'), status=0),
    Fault('path: a name with a line break', make=named(b'a\nguestscope: b'), status=0),
    Fault('path: a name of markup', make=named(b'<b>&amp;</b>%s%n'), status=0),
    Fault('path: a name that begins with a dash', make=named(b'-o'), command='analyze -- IN', status=0),
    Fault('path: perf’s own file', make=lambda p: p.file('perf.data', b'PERFILE2' + bytes(200))),
    Fault('trace.dat: its first bytes alone', make=lambda p: p.file('trace.dat', b'\x17\x08\x44tracing6\0')),
    Fault('trace.dat: cut in its header', make=lambda p: p.file('trace.dat', b'\x17\x08\x44tracing6\0\0\x08' + struct.pack('<I', 4096) + b'header_page\0')),
    Fault('trace.dat: of version 99', make=lambda p: p.file('trace.dat', b'\x17\x08\x44tracing99\0\0\x08' + struct.pack('<I', 4096) + bytes(500))),
    Fault('trace.dat: a section of 2⁶⁴ − 1 bytes',
          make=lambda p: p.file('trace.dat', b'\x17\x08\x44tracing6\0\0\x08' + struct.pack('<I', 4096) + b'header_page\0' + b'\xff' * 8 + bytes(64))),
    Fault('trace.dat: packed in an unknown way',
          make=lambda p: p.file('trace.dat', b'\x17\x08\x44tracing7\0\0\x08' + struct.pack('<I', 4096) + b'brotli\0' + b'1\0' + bytes(64))),
    Fault('trace.dat: pages of 3 GB', make=lambda p: p.file('trace.dat', b'\x17\x08\x44tracing6\0\0\x08' + struct.pack('<I', 3 << 30) + bytes(500))),
]


def tar(name, *members, mode='w:gz'):
    """members: (name, content) or TarInfo"""
    def change(p):
        with tarfile.open(p.input(name), mode) as archive:
            for member in members:
                if isinstance(member, tarfile.TarInfo):
                    archive.addfile(member)
                else:
                    info = tarfile.TarInfo(member[0])
                    info.size = len(member[1])
                    archive.addfile(info, io.BytesIO(member[1]))
        return p.input(name)
    return change


def special(name, kind, target=''):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


GOOD = ('t/metadata', ctf.METADATA.encode()), ('t/channel0_0', ctf.stream())


def bomb(p):
    """1 MB that becomes 1.1 GB: members of gzip that follow one another are one file."""
    info = tarfile.TarInfo('t/channel0_0')
    info.size = 1100 << 20
    block = gzip.compress(bytes(1 << 20), 9)
    return p.file('bomb.tar.gz', gzip.compress(info.tobuf()) + block * 1100 + gzip.compress(bytes(1024)))


def encrypted(p):
    """A zip file whose entry says that it is encrypted."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, 'w') as archive:
        archive.writestr('t/metadata', ctf.METADATA)
    data = bytearray(memory.getvalue())
    data[6] |= 1
    data[data.index(b'PK\x01\x02') + 8] |= 1
    return p.file('locked.zip', bytes(data))


def cut(make):
    def change(p):
        path = make(p)
        os.truncate(path, os.path.getsize(path) * 2 // 3)
        return path
    return change


ARCHIVES = [
    Fault('archive: empty', make=lambda p: p.file('a.tar.gz')),
    Fault('archive: no trace in it', make=tar('a.tar.gz', ('notes', b'hello'))),
    Fault('archive: no archive', make=lambda p: p.file('a.zip', b'hello' * 1000)),
    Fault('archive: cut', make=cut(tar('a.tar.gz', *GOOD, ('noise', os.urandom(1 << 16))))),
    Fault('archive: names that lead outside', make=tar('a.tar.gz', ('../../evil', b'x'), *GOOD)),
    Fault('archive: names from the root on', make=tar('a.tar', ('/tmp/evil', b'x'), *GOOD, mode='w')),
    Fault('archive: a link and a file through it', make=tar('a.tar', special('t', tarfile.SYMTYPE, '/tmp'), ('t/evil', b'x'), mode='w')),
    Fault('archive: links and devices beside a trace', status=0,
          make=tar('a.tar', *GOOD, special('l', tarfile.SYMTYPE, '/etc/passwd'), special('h', tarfile.LNKTYPE, '/etc/passwd'),
                   special('d', tarfile.CHRTYPE), special('f', tarfile.FIFOTYPE), mode='w')),
    Fault('archive: folders 1,000 deep', make=tar('a.tar', ('d/' * 1000 + 'x', b'x'), mode='w')),
    Fault('archive: 1 MB that becomes 1.1 GB', make=bomb),
    Fault('archive: encrypted', make=encrypted),
    Fault('archive: of metadata that is wrong', make=tar('a.tar.gz', ('t/metadata', b'trace { nonsense'), GOOD[1])),
    Fault('archive: nowhere to unpack it', make=tar('a.tar.gz', *GOOD), env={'XDG_CACHE_HOME': '/dev/null/cache', 'TMPDIR': '/dev/null/tmp'}),
    Fault('archive: a full disk', make=tar('a.tar.gz', *GOOD), shim='write:0:28:scratch', is_plain=True),
    Fault('archive: no room in the cache folder', make=tar('a.tar.gz', *GOOD), shim='room:0:28:', is_plain=True),
    Fault('archive: a limit of file sizes', make=tar('a.tar.gz', *GOOD, ('t/channel0_1', bytes(200000))), under=('prlimit', '--fsize=100000')),
]
