#!/usr/bin/env python3
"""test-messages.py: docs/messages.md explains every message that the program can give, and a test lets it give each
SPDX-License-Identifier: MIT

test-messages.py SOURCE-ROOT            what the sources say
test-messages.py SOURCE-ROOT FOLDER     what was noted there of all tests
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]).resolve()
STRING = r'"(?:\\.|[^"\\])*"'
TEXT = re.compile(r'(?<![\w])(?:n?gettext|N?_)\s*\(\s*((?:%s\s*)+)' % STRING)
# What tells a person something that was not asked for; in core/ all texts do, but for ANSWERS: results, and what a script
# for recording holds.
GIVEN = re.compile(r'\b(?:g_set_error\w*|g_error_new\w*|g_printerr|gs_window_tell\w*)\s*\(')
PUT_TOGETHER = re.compile(GIVEN.pattern.replace('g_printerr', 'g_printerr|g_strdup_printf'))
ANSWERS = ('core/event/gs-event-type.c', 'core/event/gs-preset.c', 'core/model/gs-vm-explain.c', 'core/report/', 'core/timeline/gs-exit-reason',
           'core/track/gs-state.c', 'core/trace/gs-recording', 'core/why/')


def texts(source):
    """The translatable texts in C, of more than two words, as shorter ones are names, and without buttons' Great Letters."""
    for match in TEXT.finditer(source):
        text = ''.join(s[1:-1] for s in re.findall(STRING, match.group(1)))
        text = re.sub(r'\\(.)', lambda m: ' ' if m.group(1) == 'n' else m.group(1), text)
        words = re.findall(r'(?<!%)\b[\w’\']{2,}', text)
        if len(words) > 2 and not all(w[0].isupper() for w in words if len(w) > 3):
            yield text


def calls(source, given):
    """The arguments of the calls that give a message."""
    for match in given.finditer(source):
        depth, end = 1, match.end()
        for token in re.finditer(STRING + '|[()]', source[match.end():]):
            depth += {'(': 1, ')': -1}.get(token.group(), 0)
            if depth == 0:
                end = match.end() + token.start()
                break
        yield source[match.end():end]


def messages():
    """(file, message) of all in the sources, with … for what is put in."""
    for path in sorted(ROOT.glob('core/**/*.c')) + sorted(ROOT.glob('app/*.c')) + sorted(ROOT.glob('ui/**/*.c')):
        name, source = str(path.relative_to(ROOT)), path.read_text(encoding='utf-8')
        given = PUT_TOGETHER if name == 'ui/window/gs-window-messages.c' else GIVEN
        for part in [source] if name.startswith('core/') and not name.startswith(ANSWERS) else calls(source, given):
            for text in texts(part):
                yield name, as_documented(text)


def as_documented(text):
    text = re.sub(r'%[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:hh?|ll?|z|j)?[a-zA-Z]', '…', text).replace('%%', '%')
    return ' '.join(text.split())


def untested(listed, excused):
    """Messages that no program asked for while tests ran, by what support/log-messages.c noted."""
    noted = {text for path in pathlib.Path(sys.argv[2]).iterdir() for text in path.read_bytes().decode(errors='replace').split('\0')}
    return sorted(set(listed) - set(excused) - {as_documented(text) for text in noted})


def main():
    document = (ROOT / 'docs' / 'messages.md').read_text(encoding='utf-8')
    listed = {' '.join(m.split()) for m in re.findall(r'^\| `(.+?)` \|', document, re.M)}
    excused = re.findall(r'^- `(.+?)`: ', document, re.M)
    found = dict((message, name) for name, message in messages())
    tests = (
        ('/messages/there-are-some', [] if len(found) > 150 else ['only %d were found' % len(found)]),
        ('/messages/every-one-is-explained', ['%s: %s' % (found[m], m) for m in found if m not in listed]),
        ('/messages/every-explained-one-is-given', [m for m in sorted(listed - set(found))]),
        ('/messages/every-excused-one-is-explained', [m for m in excused if m not in listed]),
    ) if len(sys.argv) < 3 else (('/messages/a-test-lets-each-be-given', untested(listed, excused)),)
    print('1..%d' % len(tests))
    for number, (name, problems) in enumerate(tests, 1):
        print('%s %d %s' % ('not ok' if problems else 'ok', number, name))
        for problem in problems:
            print('# ' + problem)
    return any(problems for _, problems in tests)


if __name__ == '__main__':
    sys.exit(main())
