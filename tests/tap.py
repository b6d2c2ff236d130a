"""tap.py: what a look at the sources found, in the Test Anything Protocol
SPDX-License-Identifier: MIT
"""
import sys

n_tests = n_failed = 0


def check(name, problems):
    """Says that a test passed, or which problems it found, one a line."""
    global n_tests, n_failed
    n_tests += 1
    n_failed += bool(problems)
    print('%s %d %s' % ('not ok' if problems else 'ok', n_tests, name))
    for problem in problems:
        print('# ' + problem)


def end():
    print('1..%d' % n_tests)
    sys.exit(1 if n_failed else 0)
