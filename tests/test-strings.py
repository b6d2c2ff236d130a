#!/usr/bin/env python3
"""test-strings.py: what people read can be translated, and is
SPDX-License-Identifier: MIT

test-strings.py SOURCE-ROOT
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from tap import check, end

ROOT = pathlib.Path(sys.argv[1]).resolve()
MARKS = {'_', 'N_', 'C_', 'NC_', 'ngettext', 'g_dngettext'}
# What only programmers read, or machines.
OTHERS = {'g_debug', 'G_DEFINE_QUARK', 'g_warning', 'g_error', 'g_critical', 'static_assert', 'G_STATIC_ASSERT', 'G_DEPRECATED_FOR', 'strstr', 'g_str_has_prefix',
          'gs_faults_say', 'gs_faults_end'}  # where memory has ended
NAMES = {'Guestscope', 'guest', '© 2026 The Guestscope authors'}
# Commands, and words of other programs' files.
SCRIPTS = {'core/trace/gs-recording.c', 'core/tracecmd/gs-dat-options.c'}
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\]|\\.)+\'|^\s*#\s*include[^\n]*|[A-Za-z_]\w*|\S', re.S | re.M)
# Two words one after the other: a sentence, or a part of one.
WORDS = re.compile(r'(?<![-\w%])[A-Za-z]{2,} [a-z]{2,}(?![-\w=])')


def literals(text):
    """(line, string, name of the call that it is an argument of, or '') of C code's strings; neighbours are one."""
    calls, before, run = [], '', None
    for match in TOKEN.finditer(text):
        token = match.group()
        if token.startswith(('/*', '//')):
            continue
        if token.startswith('"'):
            run = run or (text.count('\n', 0, match.start()) + 1, '', calls[-1] if calls else '')
            run = (run[0], run[1] + token[1:-1], run[2])
            continue
        if run:
            yield run
            run = None
        if token == '(':
            calls.append(before if re.match(r'[A-Za-z_]', before) else calls[-1] if calls else '')
        elif token == ')' and calls:
            calls.pop()
        before = token


def unmarked_in_code():
    for folder in ('app', 'core', 'ui'):
        for path in sorted((ROOT / folder).rglob('*.[ch]')):
            name = str(path.relative_to(ROOT))
            for line, string, call in literals(path.read_text()) if name not in SCRIPTS else ():
                if call not in MARKS | OTHERS and string not in NAMES and WORDS.search(string):
                    yield '%s:%d: "%s" in %s()' % (name, line, string, call)


def unmarked_in_interfaces():
    names = {'label', 'tooltip-text', 'title', 'placeholder-text', 'text', 'subtitle'}
    for path in sorted((ROOT / 'data').rglob('*.ui')):
        for item in xml.etree.ElementTree.parse(path).iter():
            said = item.get('name') in names and item.tag in ('property', 'attribute') and re.search('[A-Za-z]{2}', item.text or '')
            if said and item.text not in NAMES and item.get('translatable') not in ('yes', 'true', '1'):
                yield '%s: “%s”' % (path.relative_to(ROOT), item.text)


def not_listed():
    listed = set((ROOT / 'po/POTFILES').read_text().split())
    for folder in ('app', 'core', 'ui', 'data'):
        for path in sorted((ROOT / folder).rglob('*')):
            name = str(path.relative_to(ROOT))
            text = path.read_text() if path.suffix in ('.c', '.h', '.ui') else ''
            if name not in listed and re.search(r'\b(_|N_|C_|ngettext) \("|translatable="', text):
                yield name + ' is not in po/POTFILES'
    for name in sorted(listed):
        if not (ROOT / name).exists():
            yield name + ' is in po/POTFILES, but not there'


def run(*command, text=''):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout


EXTRACT = ('xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2', '--keyword=g_dngettext:2,3',
           '--flag=g_strdup_printf:1:c-format', '--flag=g_string_append_printf:2:c-format', '-f', 'po/POTFILES', '-o', '-')


def cut_short():
    """Strings that go on behind a macro, like G_GUINT64_FORMAT: only what is before it would be translated."""
    return [line for line in subprocess.run(EXTRACT, capture_output=True, text=True, check=True, cwd=ROOT).stderr.splitlines() if 'middle of a directive' in line]


def untranslated(language):
    """What the code says by now and the language doesn't, or isn't sure of."""
    template = run(*EXTRACT)
    with tempfile.NamedTemporaryFile('w', suffix='.pot') as file:
        file.write(template)
        file.flush()
        merged = run('msgmerge', '--no-fuzzy-matching', '-o', '-', 'po/%s.po' % language, file.name)
    missing = [run('msgattrib', kind, '--no-obsolete', '--no-wrap', '-', text=merged) for kind in ('--untranslated', '--only-fuzzy')]
    return [line for line in ''.join(missing).splitlines() if line.startswith('msgid "') and line != 'msgid ""']


check('strings in the code are marked', list(unmarked_in_code()))
check('strings are whole', cut_short())
check('strings in interface files are marked', list(unmarked_in_interfaces()))
check('files with strings are listed', list(not_listed()))
for language in (ROOT / 'po/LINGUAS').read_text().split():
    check(language + ' is complete', untranslated(language))
end()
