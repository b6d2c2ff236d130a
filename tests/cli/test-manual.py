# test-manual.py: the manual page has every subcommand and option, and no others
# SPDX-License-Identifier: MIT
"""test-manual.py GUESTSCOPE PAGE"""
import os
import re
import subprocess
import sys

program, page = sys.argv[1:3]
text = open(page).read().replace('\\-', '-')
documented = set(re.findall(r'--[a-z][a-z-]*', text))
there = {'--version', '--help'}
for command in ('analyze', 'render', 'info', 'explain', 'path', 'events'):
    done = subprocess.run([program, command, '--help'], capture_output=True, text=True, check=True, env=dict(os.environ, LC_ALL='C.UTF-8'))
    there |= set(re.findall(r'^ .*?(--[a-z][a-z-]*)', done.stdout, re.M))
    assert '.B ' + command in text, command
assert there == documented, 'only in one: %s' % sorted(there ^ documented)
