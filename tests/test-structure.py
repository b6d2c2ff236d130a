#!/usr/bin/env python3
"""test-structure.py: the seams between the parts are where the design says
SPDX-License-Identifier: MIT

test-structure.py SOURCE-ROOT CC
"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT, CC = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
n_tests = 0
n_failed = 0


def check(name, problems):
    global n_tests, n_failed
    n_tests += 1
    n_failed += bool(problems)
    print('%s %d %s' % ('not ok' if problems else 'ok', n_tests, name))
    for problem in problems:
        print('# ' + problem)


def includes(folder):
    """(file, what it includes) of all C files in a folder"""
    for path in sorted((ROOT / folder).glob('*.[ch]')):
        for name in re.findall(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', path.read_text(), re.M):
            yield path.name, name


def headers_of(*folders):
    return {path.name for folder in folders for path in (ROOT / folder).glob('*.h')}


def forbidden(folder, pattern):
    return ['%s/%s includes %s' % (folder, file, name) for file, name in includes(folder) if re.search(pattern, name)]


def check_seams():
    ui, app = headers_of('ui'), headers_of('app')
    check('/structure/core-knows-no-gtk', forbidden('core', r'^(gtk|gdk|gsk|cairo|pango)'))
    check('/structure/core-knows-no-window', ['core/%s includes %s' % pair for pair in includes('core') if pair[1] in ui | app])
    check('/structure/ui-knows-no-application', ['ui/%s includes %s' % pair for pair in includes('ui') if pair[1] in app])
    check('/structure/ui-reads-no-trace', forbidden('ui', r'^(gs-reader|gs-ctf|gs-event-source|gs-stream-merge|babeltrace)'))
    readers = {file for file, name in includes('core') if name.startswith('babeltrace')}
    check('/structure/two-files-know-babeltrace', [] if 0 < len(readers) <= 2 and not any(f.endswith('.h') for f in readers)
          else ['babeltrace2 is included in ' + ', '.join(sorted(readers))])
    check('/structure/others-know-no-babeltrace', forbidden('ui', 'babeltrace') + forbidden('app', 'babeltrace'))


def check_headers():
    """Every header of core/ compiles alone, with GLib and nothing else."""
    flags = shlex.split(subprocess.check_output(['pkg-config', '--cflags', 'gio-2.0'], text=True))
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for header in sorted((ROOT / 'core').glob('*.h')):
            sources.append(pathlib.Path(folder) / (header.stem + '.c'))
            sources[-1].write_text('#include "%s"\n' % header.name)
        run = subprocess.run([*CC, '-std=gnu17', '-Wall', '-Wextra', '-Wno-unused-parameter', '-Werror', '-fsyntax-only',
                              '-I', str(ROOT / 'core'), *flags, *map(str, sources)], text=True, capture_output=True)
    problems = [line for line in run.stderr.splitlines() if 'error' in line]
    if run.returncode != 0 and not problems:
        problems = ['the compiler ended with %d' % run.returncode]
    check('/structure/core-headers-compile-alone', problems)


def check_texts():
    """Every file says what it is and under which licence."""
    problems = []
    for folder in ('app', 'core', 'ui', 'tests'):
        for path in sorted((ROOT / folder).glob('*.[ch]')):
            head = path.read_text().splitlines()[:2]
            if not head[0].startswith('/* %s: ' % path.name) or 'SPDX-License-Identifier: MIT' not in head[1]:
                problems.append('%s/%s does not begin with its name, what it is, and its licence' % (folder, path.name))
    check('/structure/files-say-what-they-are', problems)


check_seams()
check_headers()
check_texts()
print('1..%d' % n_tests)
sys.exit(1 if n_failed else 0)
