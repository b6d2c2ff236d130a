#!/usr/bin/env python3
"""test-structure.py: the seams between the parts are where the design says
SPDX-License-Identifier: MIT

test-structure.py SOURCE-ROOT CORE-LIBRARY UI-LIBRARY CC
"""
import collections
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from tap import check, end

ROOT, LIBRARIES, CC = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:4], sys.argv[4:]


def read_rooms():
    """{room: (its place in the order, its folder's parent)}, as core/rooms and ui/rooms say"""
    rooms = {}
    for top in ('core', 'ui'):
        for line in (ROOT / top / 'rooms').read_text().splitlines():
            rooms[line.split()[0]] = (len(rooms), top)
    return rooms


ROOMS = read_rooms()


def files(*folders, pattern='*.[ch]'):
    """All C files in folders, however deep; there must be some."""
    for folder in folders:
        found = sorted((ROOT / folder).rglob(pattern))
        assert found, folder + ' holds no file'
        yield from found


def includes(*folders):
    """(file, what it includes) of all C files in folders"""
    for path in files(*folders):
        for name in re.findall(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', path.read_text(), re.M):
            yield path.relative_to(ROOT), name


def forbidden(folder, pattern):
    return ['%s includes %s' % pair for pair in includes(folder) if re.search(pattern, pair[1])]


def check_rooms():
    """Each file is in a room, and uses its own and the rooms before it."""
    outside = [str(path.relative_to(ROOT)) for path in files('core', 'ui')
               if path.parent.name not in ROOMS or path.parent.parent != ROOT / ROOMS[path.parent.name][1]]
    outside += ['%s holds no source' % room for room, (_, top) in ROOMS.items() if not list((ROOT / top / room).glob('*.c'))]
    check('/structure/every-file-is-in-a-room', outside)
    problems = []
    for file, name in includes('core', 'ui'):
        room, other = file.parent.name, name.split('/')[0]
        if '/' in name and other in ROOMS and ROOMS[other][0] > ROOMS[room][0]:
            problems.append('%s includes %s, of a later room' % (file, name))
        elif name.startswith('gs-') and name not in ('gs-config.h', 'gs-recording-resource.h'):
            problems.append('%s includes %s without its room' % (file, name))
    check('/structure/rooms-use-those-before-them', problems)
    check('/structure/rooms-are-small', ['%s/%s holds %d files' % (top, room, n) for room, (_, top) in ROOMS.items()
                                         if (n := len(list((ROOT / top / room).iterdir()))) > 45])


def list_includes(graph):
    """Adds which module includes which: a module is NAME.c with NAME.h, and NAME-private.h unless that has a source of its own."""
    sources = {path.stem for path in files('core', 'ui', 'app', pattern='*.c')}

    def module(stem):
        whole = stem.removesuffix('-private')
        return whole if stem not in sources and whole in sources else stem

    for file, name in includes('core', 'ui', 'app'):
        graph[module(file.stem)].add(module(pathlib.PurePath(name).stem))


def list_calls(graph):
    """Adds which module uses a symbol of which, as their object files in the libraries say."""
    defined, used = {}, []
    for library in LIBRARIES:
        for line in subprocess.check_output(['nm', '-A', library], text=True).splitlines():
            found = re.search(r'([\w-]+)\.c\.o:[0-9a-f ]* (\w) (\S+)$', line)
            if not found:
                continue
            module, kind, symbol = found.groups()
            module = module[module.find('gs-'):]
            if kind == 'U':
                used.append((module, symbol))
            elif kind.isupper():
                defined[symbol] = module
    assert len(defined) > 500, 'nm tells of too few symbols'
    for module, symbol in used:
        if symbol in defined:
            graph[module].add(defined[symbol])


def reach(graph, start):
    seen, todo = set(), [start]
    while todo:
        for other in graph.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def check_circles():
    """No module includes or calls another that comes back to it."""
    graph = collections.defaultdict(set)
    list_includes(graph)
    list_calls(graph)
    for module, others in graph.items():
        others.discard(module)
    reached = {module: reach(graph, module) for module in graph}
    found = {frozenset(other for other in reached[module] if module in reached.get(other, ()))
             for module in graph if module in reached[module]}
    check('/structure/no-circles', ['%s make a circle' % ' '.join(sorted(circle)) for circle in found])


def check_seams():
    app = {path.name for path in files('app', pattern='*.h')}
    check('/structure/core-knows-no-gtk', forbidden('core', r'^(gtk|gdk|gsk|cairo|pango)'))
    check('/structure/nothing-knows-the-application', ['%s includes %s' % pair for pair in includes('core', 'ui') if pair[1] in app])
    check('/structure/ui-reads-no-trace', forbidden('ui', r'^(read/|event/gs-event-source|event/gs-stream-merge|babeltrace|native)'))
    readers = {str(file) for file, name in includes('core') if name.startswith('babeltrace2/')}
    outside = [str(path) for path, name in includes('core') if re.match('babeltrace/|native/', name)
               and path.parent.name not in ('babeltrace', 'native') and path.name != 'gs-trace-formats.c']
    check('/structure/readers-are-seen-by-their-interface', ['%s knows one reader' % path for path in outside])
    reading = {f'babeltrace/{pathlib.Path(file).name}' for file in readers}
    strangers = [file for file in readers if pathlib.Path(file).parent.name != 'babeltrace']
    strangers += [f'{path} includes {name}' for room in ('core', 'ui', 'app') for path, name in includes(room)
                  if name in reading and path.parent.name != 'babeltrace']
    check('/structure/one-room-knows-babeltrace', strangers if readers else ['babeltrace2 is included nowhere'])
    check('/structure/others-know-no-babeltrace', forbidden('ui', 'babeltrace2/') + forbidden('app', 'babeltrace2/'))


def check_headers():
    """Every header of core/ compiles alone, with GLib and nothing else."""
    flags = shlex.split(subprocess.check_output(['pkg-config', '--cflags', 'gio-2.0'], text=True))
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for header in files('core', pattern='*.h'):
            sources.append(pathlib.Path(folder) / (header.stem + '.c'))
            sources[-1].write_text('#include "%s"\n' % header.relative_to(ROOT / 'core'))
        run = subprocess.run([*CC, '-std=gnu17', '-Wall', '-Wextra', '-Wno-unused-parameter', '-Werror', '-fsyntax-only',
                              '-I', str(ROOT / 'core'), *flags, *map(str, sources)], text=True, capture_output=True)
    problems = [line for line in run.stderr.splitlines() if 'error' in line]
    if run.returncode != 0 and not problems:
        problems = ['the compiler ended with %d' % run.returncode]
    check('/structure/core-headers-compile-alone', problems)


def check_architecture():
    """docs/architecture.md shows the rooms as they are, in their order."""
    said = re.findall(r'^\| (\S+) \| (.*) \|$', (ROOT / 'docs' / 'architecture.md').read_text(), re.M)
    said = [pair for pair in said if pair[0] not in ('room', '---')]
    rooms = [tuple(line.split(None, 1)) for top in ('core', 'ui') for line in (ROOT / top / 'rooms').read_text().splitlines()]
    check('/structure/the-architecture-page-shows-the-rooms', [] if said == rooms
          else ['not as core/rooms and ui/rooms: ' + ', '.join(name for name, _ in set(said) ^ set(rooms)) + ' (or the order)'])


def check_texts():
    """Every file says what it is and under which licence."""
    problems = []
    for path in files('app', 'core', 'ui', 'tests'):
        head = path.read_text().splitlines()[:2]
        if not head[0].startswith('/* %s: ' % path.name) or 'SPDX-License-Identifier: MIT' not in head[1]:
            problems.append('%s does not begin with its name, what it is, and its licence' % path.relative_to(ROOT))
    check('/structure/files-say-what-they-are', problems)


check_rooms()
check_circles()
check_seams()
check_headers()
check_architecture()
check_texts()
end()
