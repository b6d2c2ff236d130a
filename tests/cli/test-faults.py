# test-faults.py: where the system gives out, a run ends with a message and leaves nothing behind
# SPDX-License-Identifier: MIT
"""test-faults.py PROGRAM SAMPLE-FOLDER"""
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest


class Faults(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.folder = os.path.join(self.place.name, 'out')
        os.mkdir(self.folder)
        self.env = dict(os.environ, XDG_CACHE_HOME=os.path.join(self.place.name, 'cache'), TMPDIR=os.path.join(self.place.name, 'tmp'))
        os.mkdir(self.env['TMPDIR'])

    def tearDown(self):
        self.place.cleanup()

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_program(self, *args, **how):
        return subprocess.run([PROGRAM, *args], env=self.env, capture_output=True, timeout=120, **how)

    def assert_nothing_left(self, but=()):
        self.assertEqual(set(os.listdir(self.folder)), set(but))
        for place in (self.env['TMPDIR'], self.env['XDG_CACHE_HOME']):
            left = os.listdir(place) if os.path.isdir(place) else []
            self.assertEqual([name for name in left if 'scratch' in name], [], place)

    def test_a_folder_is_no_picture(self):
        done = self.run_program('render', SAMPLE, '-o', self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'it is a folder', done.stderr)
        self.assert_nothing_left()

    def test_a_picture_goes_to_standard_output(self):
        done = self.run_program('render', '--size', '400x300', SAMPLE, '-o', '-')
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith(b'\x89PNG'))
        with open(self.path('x.png'), 'wb') as file:
            subprocess.run([PROGRAM, 'render', '--size', '400x300', SAMPLE, '-o', '-'], stdout=file, check=True, env=self.env)
        with open(self.path('x.png'), 'rb') as file:
            self.assertEqual(file.read(), done.stdout)

    def test_a_huge_experiment_file_is_refused_at_once(self):
        with open(self.path('huge.gsx'), 'wb') as file:
            file.truncate(3 << 30)
        begin = time.monotonic()
        done = self.run_program('analyze', self.path('huge.gsx'))
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'too large', done.stderr)
        self.assertLess(time.monotonic() - begin, 20)  # reading it takes longer

    def test_a_limit_of_file_sizes_is_a_full_disk(self):
        done = self.run_program('render', SAMPLE, '-o', self.path('x.png'),
                                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)))
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'is full', done.stderr)
        self.assert_nothing_left()

    def test_what_was_there_stays_where_nothing_new_comes(self):
        with open(self.path('x.png'), 'w', encoding='utf-8') as file:
            file.write('old')
        self.run_program('render', SAMPLE, '-o', self.path('x.png'),
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)))
        with open(self.path('x.png'), encoding='utf-8') as file:
            self.assertEqual(file.read(), 'old')
        self.assert_nothing_left(['x.png'])

    def test_help_without_an_output_ends(self):
        for args in (['--help'], ['analyze', '--help'], ['info', '--help']):
            with self.subTest(args=args):
                done = subprocess.run(['/bin/sh', '-c', 'exec "$0" "$@" >&-', PROGRAM, *args], timeout=60, stderr=subprocess.PIPE, env=self.env)
                self.assertIn(done.returncode, (0, 1))

    def test_a_signal_ends_any_moment(self):
        """Either the run is done before, or it ends as interrupted; a picture is whole or not there."""
        rng = random.Random(os.environ.get('SEED', '1'))
        begin = time.monotonic()
        subprocess.run([PROGRAM, 'render', SAMPLE, '-o', self.path('x.png')], check=True, env=self.env)
        whole = time.monotonic() - begin
        with open(self.path('x.png'), 'rb') as file:
            picture = file.read()
        os.unlink(self.path('x.png'))
        for number in range(40):
            command = rng.choice([['render', SAMPLE, '-o', self.path('x.png')], ['analyze', SAMPLE],
                                  ['analyze', '--format', 'csv', '--rows', 'threads', SAMPLE], ['info', SAMPLE]])
            child = subprocess.Popen([PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env)
            # Before main() nothing can be caught: the program is there once it waits for signals.
            while child.poll() is None and not catches(child.pid):
                time.sleep(0.001)
            time.sleep(rng.random() * whole)
            child.send_signal(rng.choice([signal.SIGINT, signal.SIGTERM]))
            self.assertIn(child.wait(timeout=60), (0, 130), command)
            if os.path.exists(self.path('x.png')):
                with open(self.path('x.png'), 'rb') as file:
                    self.assertEqual(file.read(), picture, number)
                os.unlink(self.path('x.png'))
            self.assert_nothing_left()


def catches(pid):
    """Whether the program blocks SIGINT, to wait for it."""
    try:
        with open('/proc/%d/status' % pid, encoding='utf-8') as file:
            blocked = next(int(line.split()[1], 16) for line in file if line.startswith('SigBlk'))
    except (OSError, StopIteration):
        return False
    return bool(blocked & 1 << signal.SIGINT - 1)


SAMPLE = os.path.join(sys.argv.pop(), 'steal.gsx')
PROGRAM = sys.argv.pop()
if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
