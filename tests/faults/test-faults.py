# test-faults.py: whatever is wrong, a run ends with a status and a message, soon, and loses nothing
# SPDX-License-Identifier: MIT
"""test-faults.py [--sanitized] PROGRAM SAMPLE-FOLDER SHIM DOCUMENT [WORDS-OF-A-NAME]

Writes the table that it made beside the shim: with times and memory as they were this time. The DOCUMENT holds the same
faults, statuses and messages; --write in place of --sanitized puts them there.
"""
import concurrent.futures
import os
import re
import sys

import cases_path
import cases_trace
import cases_use
import fault
from tap import check, end

FAULTS = [*cases_trace.METADATA, *cases_trace.STREAMS, *cases_path.PATHS, *cases_path.ARCHIVES, *cases_use.EXPERIMENTS, *cases_use.USAGE,
          *cases_use.OUTPUT, *cases_use.SYSTEM]
HEAD = '| what is wrong | exit status | what is said | within |\n| --- | --- | --- | --- |\n'
WITHIN = [(seconds, mb) for seconds in (0.2, 1, 5) for mb in (50, 100, 200)]


def try_one(one):
    place = fault.Place(SAMPLE)
    try:
        return fault.run(one, place, PROGRAM, SHIM)
    finally:
        place.remove()


def find_line(one, outcome):
    """What is said of it: the error, or the first warning that isn't said of every trace here."""
    lines = [line for line in outcome.said.splitlines() if line.startswith('guestscope: ') and 'there is no host trace with' not in line]
    errors = [line for line in lines if not line.startswith('guestscope: warning: ')]
    return next(iter(errors if one.status else lines), '')


def judge(one, outcome):
    problems = []
    if outcome.status != one.status and not (one.may_be_done and outcome.status == 0):
        problems.append('exit status %d, not %d' % (outcome.status, one.status))
    if outcome.status != 0 and one.errors == 'file' and find_line(one, outcome) == '':
        problems.append('nothing is said')
    problems += ['not for people: ' + line for line in outcome.said.splitlines() if not line.startswith(('guestscope: ', 'Try “guestscope', '  '))]
    if 'scratch' in outcome.said:
        problems.append('names a temporary folder')
    if outcome.seconds > one.seconds * SLOWER or outcome.waited > fault.LIMIT:
        problems.append('%.1f s of a processor, %.1f s in all' % (outcome.seconds, outcome.waited))
    if outcome.mb > one.mb * SLOWER:
        problems.append('%d MB' % outcome.mb)
    problems += outcome.left
    return problems + ['said: ' + line for line in outcome.said.splitlines()[:4]] if problems else []


def cell(text):
    return text.removeprefix('guestscope: ').replace('|', '\\|')


def line(one, outcome, cost):
    said = '' if one.may_be_done else cell(find_line(one, outcome))[:300]
    return '| %s | %s | %s | %s |\n' % (one.name, '0 or 1' if one.may_be_done else one.status, '`%s`' % said if said else '–', cost)


def bounds(outcome):
    seconds = next(s for s in (0.2, 1, 5, 60) if outcome.seconds <= s)
    mb = next(mb for mb in (50, 100, 200, 4000) if outcome.mb <= mb)
    return '%s s, %d MB' % (seconds, mb)


def without_cost(text):
    return re.sub(r'[^|]*\|$', '', text.rstrip())


def check_document(tried):
    with open(DOCUMENT, encoding='utf-8') as file:
        text = file.read()
    begin = text.index(HEAD) + len(HEAD)
    stop = text.find('\n\n', begin)
    listed = text[begin:stop + 1 if stop >= 0 else None].splitlines(True)
    now = [line(one, outcome, bounds(outcome)) for one, outcome in tried]
    if WRITE:
        with open(DOCUMENT, 'w', encoding='utf-8') as file:
            file.write(text[:begin] + ''.join(now) + (text[stop + 1:] if stop >= 0 else ''))
    known = {without_cost(row) for row in listed}
    made = {without_cost(row) for row in now}
    if not WRITE:
        check('/faults/the-document-has-all-of-them', ['missing: ' + row for row in sorted(made - known)])
        check('/faults/the-document-has-no-others', ['no more: ' + row for row in sorted(known - made)])


def main():
    faults = [one for one in FAULTS if not (one.is_plain and SANITIZED) and all(word in one.name for word in WORDS)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        tried = list(zip(faults, pool.map(try_one, faults)))
    for one, outcome in tried:
        check('/faults/' + re.sub(r'[^\w]+', '-', one.name).strip('-'), judge(one, outcome))
    with open(os.path.join(os.path.dirname(SHIM), 'faults.md'), 'w', encoding='utf-8') as file:
        file.write(HEAD.replace('within', 'processor, in all, most memory'))
        file.writelines(line(one, outcome, '%.2f s, %.2f s, %d MB' % (outcome.seconds, outcome.waited, outcome.mb)) for one, outcome in tried)
    if not SANITIZED and not WORDS:
        check('/faults/there-are-at-least-80', [] if len(tried) >= 80 else ['%d' % len(tried)])
        check_document(tried)
    end()


SANITIZED, WRITE = '--sanitized' in sys.argv, '--write' in sys.argv
PROGRAM, SAMPLE, SHIM, DOCUMENT, *WORDS = [a for a in sys.argv[1:] if not a.startswith('--')]
PROGRAM, SAMPLE, SHIM, DOCUMENT = map(os.path.abspath, (PROGRAM, SAMPLE, SHIM, DOCUMENT))
SLOWER = 10 if SANITIZED else 1
if __name__ == '__main__':
    main()
