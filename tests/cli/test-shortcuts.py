# test-shortcuts.py: the shortcuts window lists what the program does with keys
# SPDX-License-Identifier: MIT
"""test-shortcuts.py SOURCE-FOLDER"""
import os
import re
import sys
import unittest
import xml.etree.ElementTree

SOURCE = sys.argv[1]


def read(*names):
    with open(os.path.join(SOURCE, *names), encoding='utf-8') as file:
        return file.read()


def listed():
    root = xml.etree.ElementTree.fromstring(read('data', 'ui', 'help-overlay.ui'))
    return [key for p in root.iter('property') if p.get('name') == 'accelerator' for key in p.text.split()]


class Shortcuts(unittest.TestCase):
    def test_every_action_with_a_key_is_listed(self):
        lines = re.findall(r'\{ "([a-z.:-]+)", \{ ((?:"[^"]+", )+)NULL \} \}', read('app', 'gs-application.c'))
        self.assertGreater(len(lines), 20)
        for action, keys in lines:
            self.assertTrue(set(re.findall('"([^"]+)"', keys)) & set(listed()), action)

    def test_every_letter_of_the_timeline_is_listed(self):
        text = read('ui', 'gantt', 'gs-gantt-keys.c')
        letters = set(re.findall(r'GDK_KEY_([a-z])\b', text)) - {'c'}  # Ctrl+C
        self.assertGreater(len(letters), 8)
        self.assertEqual(letters - set(listed()), set())

    def test_nothing_is_listed_twice(self):
        keys = listed()
        self.assertEqual(sorted(set(keys)), sorted(keys))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
