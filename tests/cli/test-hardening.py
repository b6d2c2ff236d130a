# test-hardening.py: the program is built so that a fault is hard to use
# SPDX-License-Identifier: MIT
"""test-hardening.py PROGRAM"""
import subprocess
import sys
import unittest


def readelf(*options):
    return subprocess.run(['readelf', '--wide', *options, PROGRAM], check=True, capture_output=True, text=True).stdout


class Hardening(unittest.TestCase):
    def test_it_can_be_loaded_anywhere(self):
        self.assertRegex(readelf('--file-header'), r'Type:\s+DYN')
        self.assertRegex(readelf('--dynamic'), r'Flags:.*\bPIE\b')

    def test_what_the_linker_filled_in_is_read_only(self):
        self.assertIn('GNU_RELRO', readelf('--segments'))
        self.assertRegex(readelf('--dynamic'), r'Flags:.*\bNOW\b')

    def test_the_stack_holds_no_code_and_is_watched(self):
        stack = [line for line in readelf('--segments').splitlines() if 'GNU_STACK' in line]
        self.assertEqual(len(stack), 1)
        self.assertNotIn('E', stack[0].split()[-2])
        self.assertIn('__stack_chk_fail', readelf('--dyn-syms'))

    def test_copies_are_checked(self):
        self.assertRegex(readelf('--dyn-syms'), r'__\w+_chk@')


PROGRAM = sys.argv.pop()
if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
