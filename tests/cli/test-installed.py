# test-installed.py: the installed program works, also where it was moved to
# SPDX-License-Identifier: MIT
"""test-installed.py MESON BUILD SAMPLE"""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        staged = cls.folder / 'staged'
        subprocess.run([MESON, 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', staged], check=True,
                       capture_output=True)
        program = next(path for path in staged.rglob('guestscope') if path.parent.name == 'bin')
        cls.prefix = cls.folder / 'moved'
        shutil.move(program.parent.parent, cls.prefix)

    def run_program(self, *options):
        return subprocess.run([self.prefix / 'bin' / 'guestscope', *options], capture_output=True, text=True)

    def window(self):
        return next(path for path in self.prefix.rglob('guestscope-window'))

    def test_it_analyses(self):
        shown = self.run_program('analyze', SAMPLE)
        self.assertEqual((shown.returncode, shown.stderr), (0, ''))
        self.assertIn('"machines"', shown.stdout)

    def test_it_draws(self):
        picture = self.folder / 'a.png'
        shown = self.run_program('render', SAMPLE, '-o', picture)
        self.assertEqual((shown.returncode, shown.stderr), (0, ''))
        self.assertEqual(picture.read_bytes()[1:4], b'PNG')

    def test_what_draws_is_its_own(self):
        """Not the one in the build's folder."""
        window = self.window()
        kept = window.with_name('kept')
        window.rename(kept)
        try:
            window.write_text('#!/bin/sh\necho own "$@"\n')
            window.chmod(0o755)
            self.assertEqual(self.run_program('render', 'a b').stdout, 'own render a b\n')
            self.assertEqual(self.run_program().stdout, 'own\n')
        finally:
            kept.rename(window)

    def test_a_window_that_cannot_be_started_is_named(self):
        window = self.window()
        window.rename(window.with_name('kept'))
        try:
            window.write_text('no program')
            window.chmod(0o755)
            shown = self.run_program()
            self.assertEqual(shown.returncode, 1)
            self.assertIn(str(window), shown.stderr)
        finally:
            window.with_name('kept').rename(window)


SAMPLE = sys.argv.pop()
BUILD = sys.argv.pop()
MESON = sys.argv.pop()
if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
