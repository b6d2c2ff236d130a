# test-cli.py: the command line, with good and with bad input
# SPDX-License-Identifier: MIT
"""test-cli.py GUESTSCOPE SAMPLE-FOLDER"""
import collections
import csv
import ctypes
import fcntl
import io
import json
import os
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM, SAMPLE = sys.argv[1:3]
VCPU_STATES = {'unknown', 'idle', 'running', 'hypervisor', 'preempted', 'blocked'}
THREAD_STATES = {'unknown', 'wait-unknown', 'wait-blocked', 'wait-for-cpu', 'usermode', 'syscall', 'interrupted', 'exited'}
CPU_STATES = {'unknown', 'idle', 'usermode', 'syscall', 'irq', 'softirq', 'guest', 'hypervisor'}


def call(*args, is_damaged=False, **kwargs):
    env = {k: v for k, v in os.environ.items() if k not in ('DISPLAY', 'WAYLAND_DISPLAY')}
    if is_damaged:  # the trace library leaks what it has of a damaged event or file, and its stacks don't say so
        env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
    return subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, env=env, timeout=120, **kwargs)


def give_up_privileges():
    """In a child of root: lets permissions hold, though the files are its own."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in 1, 2:  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            if libc.prctl(24, capability, 0, 0, 0) != 0:  # PR_CAPBSET_DROP
                raise OSError(ctypes.get_errno(), 'prctl')


def rows(kind, *args):
    done = call('analyze', '--format', 'csv', '--rows', kind, *(args or (SAMPLE,)))
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout, newline='')))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def copy_sample(self):
        for name in ('host', 'guest'):
            shutil.copytree(os.path.join(SAMPLE, name), self.path(name))

    def assert_one_line(self, done, status, *words):
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, '')
        lines = [line for line in done.stderr.splitlines() if 'warning' not in line]
        self.assertTrue(lines[0].startswith('guestscope: '), done.stderr)
        for word in words:
            self.assertIn(word, lines[0])
        if status == 1:
            self.assertEqual(len(lines), 1, done.stderr)


class Help(Case):
    def test_every_command_has_help(self):
        for args in (['--help'], ['analyze', '--help'], ['render', '--help'], ['info', '--help']):
            done = call(*args)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn('PATH', done.stdout)
            self.assertRegex(done.stdout, '(?i)experiment file')

    def test_version(self):
        self.assertRegex(call('--version').stdout, r'^guestscope \d+\.\d+\.\d+\n$')

    def test_window_without_display_says_so(self):
        done = call(SAMPLE)
        self.assertEqual(done.returncode, 1)
        self.assertIn('guestscope analyze', done.stderr)


class Usage(Case):
    def test_wrong_usage_is_2(self):
        for args in (['analyze'], ['info'], ['render', SAMPLE], ['analyze', '--format', 'xml', SAMPLE],
                     ['analyze', '--rows', 'dogs', SAMPLE], ['render', '--rows', 'wakeups', '-o', 'x.png', SAMPLE],
                     ['analyze', '--sync', 'maybe', SAMPLE], ['analyze', '--nonsense', SAMPLE],
                     ['analyze', '--from', 'noon', SAMPLE], ['render', '--size', '10x', '-o', self.path('a.png'), SAMPLE],
                     ['render', '--size', '1x1', '-o', self.path('a.png'), SAMPLE],
                     ['analyze', '--role', 'guest', SAMPLE], ['analyze', '--role', 'guest=king', SAMPLE],
                     ['analyze', '--guest', 'guest=none', SAMPLE], ['analyze', '--offset', 'guest=1.5', SAMPLE],
                     ['render', '-o', self.path('a.txt'), SAMPLE], ['explain', SAMPLE], ['explain', SAMPLE, '--thread', 'diskio'],
                     ['explain', SAMPLE, '--thread', 'nobody:198'], ['explain', SAMPLE, '--thread', 'guest:99999'],
                     ['explain', SAMPLE, '--thread', 'guest:198', '--format', 'csv']):
            with self.subTest(args=args):
                done = call(*args)
                self.assert_one_line(done, 2)
                self.assertIn('guestscope %s --help' % args[0], done.stderr.splitlines()[1])

    def test_wrong_usage_is_explained(self):
        for words, args in (('no PATH is given: give an experiment file or the folders of the traces', ['analyze']),
                            ('--rows “dogs” is not understood: give vcpus, threads, cpus', ['analyze', '--rows', 'dogs', SAMPLE]),
                            ('nothing lies between --from and --to: the experiment is from', ['analyze', '--from', '20', '--to', '30', SAMPLE]),
                            ('--from 20 is not before --to 10: nothing lies between', ['analyze', '--from', '20', '--to', '10', SAMPLE]),
                            ('no picture is named: give one with -o FILE.png', ['render', SAMPLE]),
                            ('no thread is named: give one with --thread MACHINE:TID', ['explain', SAMPLE]),
                            ('--thread “diskio” is not understood: give MACHINE:TID', ['explain', SAMPLE, '--thread', 'diskio'])):
            with self.subTest(args=args):
                self.assert_one_line(call(*args), 2, words)

    def test_wrong_values_need_no_trace(self):
        for option, value in (('--role', 'guest=king'), ('--role', 'guest=unknown'), ('--role', '=host'), ('--guest', 'guest=none'),
                              ('--guest', 'guest=0'), ('--guest', 'guest='), ('--offset', 'guest=1e9'), ('--offset', 'guest'),
                              ('--offset', 'guest=9223372036854775807'), ('--from', '+'), ('--to', '++5'), ('--memory', '2X'), ('--memory', '0'),
                              ('--memory', '-1'), ('--memory', ''), ('--memory', '99999999999G')):
            with self.subTest(option=option, value=value):
                self.assert_one_line(call('analyze', option, value, self.path('nowhere')), 2, option, value)

    def test_wrong_option_of_the_window_is_2(self):
        done = call('--nonsense')
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.splitlines()[0].count('guestscope: '), 1, done.stderr)
        self.assert_one_line(done, 2, '--nonsense')
        self.assertIn('guestscope --help', done.stderr.splitlines()[1])

    def test_unknown_name_lists_the_names(self):
        for option in ('--role', '--guest', '--offset'):
            value = {'--role': 'nobody=host', '--guest': 'nobody=5', '--offset': 'nobody=5'}[option]
            done = call('analyze', option, value, SAMPLE)
            self.assert_one_line(done, 2, 'nobody', 'l1host', 'guest')
            self.assertIn('guestscope analyze --help', done.stderr)

    def test_from_is_before_to(self):
        start = 1795396367036349299
        for begin, end in (('+10', '+10'), ('+20', '+10'), ('20', '10'), (str(start + 20), '+10'), ('+20', str(start + 10))):
            with self.subTest(begin=begin, end=end):
                self.assert_one_line(call('analyze', '--from', begin, '--to', end, SAMPLE), 2, '--from ' + begin, '--to ' + end)

    def test_arguments_that_are_no_text(self):
        done = subprocess.run([PROGRAM, 'analyze', '--role', b'\xff=host', SAMPLE], capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_order_of_from_and_to_needs_no_trace(self):
        self.assert_one_line(call('analyze', '--from', '20', '--to', '10', self.path('nowhere')), 2, '--from 20')

    def test_experiment_is_elsewhere(self):
        self.assert_one_line(call('analyze', '--from', '10', '--to', '20', SAMPLE), 2, '1795396367036349299')


class Info(Case):
    def test_lists_both_traces(self):
        done = call('info', SAMPLE)
        self.assertEqual(done.returncode, 0, done.stderr)
        traces = {t['name']: t for t in json.loads(done.stdout)}
        self.assertEqual(set(traces), {'l1host', 'guest'})
        host = traces['l1host']
        for member in ('name', 'path', 'hostname', 'domain', 'tracer', 'kernel_release', 'cpus', 'start_ns', 'end_ns', 'bytes',
                       'role', 'usable', 'reason', 'events_missing'):
            self.assertIn(member, host)
        # What babeltrace2 itself says of the recording.
        self.assertEqual((host['start_ns'], host['end_ns']), (1795396367036349299, 1795396378938767543))
        self.assertEqual((host['domain'], host['cpus'], host['role'], host['usable'], host['reason']), ('kernel', 2, 'host', True, None))
        self.assertEqual(host['kernel_release'], '6.1.0-56-amd64')
        self.assertIn('2.13.9', host['tracer'])


    def test_names_say_what_differs(self):
        """Of traces with one host name, not the folder that is called the same for all of them."""
        for session in 'quiet', 'busy', 'idle':
            shutil.copytree(os.path.join(SAMPLE, 'host'), self.path(session, 'box'))
            with open(self.path(session, 'box', 'kernel', 'metadata'), 'r+b') as file:
                text = file.read()
                at = text.index(b'uuid = "') + 8
                file.seek(at)
                file.write(session[0].encode('ascii').hex().encode('ascii'))  # else it would be one trace, listed once
        done = call('info', self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        names = {t['path'].split(os.sep)[-3]: t['name'] for t in json.loads(done.stdout)}
        plain = [session for session, name in names.items() if '(' not in name]
        self.assertEqual(len(plain), 1, names)
        for session, name in names.items():
            if session not in plain:
                self.assertTrue(name.endswith(' (%s)' % session), names)


class Summary(Case):
    @classmethod
    def setUpClass(cls):
        done = call('analyze', SAMPLE)
        assert done.returncode == 0, done.stderr
        cls.summary = json.loads(done.stdout)
        cls.machines = {m['name']: m for m in cls.summary['machines']}

    def test_who_is_who(self):
        guest = self.machines['guest']
        self.assertEqual(self.machines['l1host']['role'], 'host')
        self.assertEqual((guest['role'], guest['host'], guest['hypervisor'], guest['pid']), ('guest', 'l1host', 'QEMU/KVM', 2839))
        self.assertEqual([(v['id'], v['host_tid']) for v in guest['vcpus']], [(0, 2845), (1, 2846)])

    def test_events_are_counted(self):
        self.assertEqual({t['name']: t['events'] for t in self.summary['traces']}, {'l1host': 192632, 'guest': 41355})
        self.assertEqual(self.summary['experiment']['events'], 192632 + 41355)
        self.assertEqual(self.summary['experiment']['lost_events'], 0)

    def test_exits_are_counted(self):
        exits = [sum(v['exits'].values()) for v in self.machines['guest']['vcpus']]
        self.assertEqual(exits, [8410, 7256])

    def test_clock_lies_between_the_packets(self):
        traces = {t['name']: t for t in self.summary['traces']}
        clock = traces['guest']['clock']
        middle = (traces['guest']['start_ns'] + traces['guest']['end_ns']) // 2
        shift = clock['offset_ns'] + clock['drift'] * (middle - clock['offset_ns'] - clock['origin_ns'])
        self.assertEqual(traces['l1host']['clock']['method'], 'reference')
        self.assertTrue(657375207 <= shift <= 658389251, shift)

    def test_totals_are_those_of_the_csv(self):
        sums = {}
        for row in rows('vcpus'):
            key = row['vcpu'], row['state']
            sums[key] = sums.get(key, 0) + int(row['end_ns']) - int(row['start_ns'])
        for vcpu in self.machines['guest']['vcpus']:
            for state, ns in vcpu['totals_ns'].items():
                self.assertEqual(ns, sums.get((str(vcpu['id']), state), 0), state)


class Explain(Case):
    def check_sums(self, node):
        self.assertEqual(sum(part['ns'] for part in node['parts']), node['ns'])
        for part in node['parts']:
            self.assertIn(part['kind'], ('ran', 'stolen', 'waited', 'slept', 'unknown'))
            self.assertLessEqual(part['longest']['end_ns'] - part['longest']['start_ns'], part['ns'])
            self.assertGreater(part['count'], 0)
            if part['parts']:
                self.check_sums(part)

    def test_parts_add_up(self):
        for thread in ('guest:198', 'guest:193', 'l1host:2846'):
            done = call('explain', '--format', 'json', '--thread', thread, SAMPLE)
            found = json.loads(done.stdout)
            self.check_sums(dict(found, ns=found['to_ns'] - found['from_ns']))
            kinds = [part['kind'] for part in found['parts']]
            self.assertEqual(len(kinds), len(set(kinds)))

    def test_path_has_no_gap(self):
        found = json.loads(call('path', '--format', 'json', '--thread', 'guest:198', SAMPLE).stdout)
        time = found['from_ns']
        for step in found['steps']:
            self.assertEqual(step['start_ns'], time)
            self.assertLess(time, step['end_ns'])
            self.assertIn(step['kind'], ('running', 'stolen', 'queue', 'device', 'network', 'timer', 'unknown'))
            time = step['end_ns']
        self.assertEqual(time, found['to_ns'])
        # Who brought each of the disk's interrupts is told: QEMU did.
        self.assertFalse(any(s['kind'] == 'device' and 'virtio1-req.0' in s['cause'] for s in found['steps']))
        self.assertTrue(any(s['machine'] == 'l1host' and s['comm'].startswith('qemu-system') for s in found['steps']))
        self.assertTrue(any(s['kind'] == 'timer' for s in found['steps']))

    def test_real_time_hog_is_named(self):
        # It is the host's: the guest believes that ghog1 had the CPU.
        args = 'explain', SAMPLE, '--thread', 'guest:198', '--from', '+4600000000', '--to', '+5000000000'
        found = json.loads(call(*args, '--format', 'json').stdout)
        self.assertEqual((found['machine'], found['tid'], found['comm']), ('guest', 198, 'diskio'))
        behind = found['parts'][0]['parts'][0]
        self.assertEqual((behind['kind'], behind['what'].split(':')[1]), ('waited', '194'))
        self.assertEqual((behind['parts'][0]['kind'], behind['parts'][0]['what'].split(':')[0]), ('stolen', 'rthog'))
        self.assertGreater(behind['parts'][0]['ns'], 280000000)
        text = call(*args)
        self.assertEqual(text.returncode, 0, text.stderr)
        self.assertIn('CPU taken by rthog:', text.stdout)

    def test_threads_are_called_what_they_were_when_it_was_longest(self):
        # Both were programs of other names before, and waited for then, too.
        text = call('explain', SAMPLE, '--thread', 'guest:198').stdout
        self.assertIn('  behind ghog1:194 ', text)
        self.assertIn('    CPU taken by rthog:2958 ', text)

    def check_why(self, experiment, thread):
        """Whatever is known, parts add up to the whole, and a path has no gap. Returns: the kinds of parts"""
        found = json.loads(call('explain', '--format', 'json', '--thread', thread, experiment).stdout)
        self.check_sums(dict(found, ns=found['to_ns'] - found['from_ns']))
        path = json.loads(call('path', '--format', 'json', '--thread', thread, experiment).stdout)
        ends = [path['from_ns']] + [step['end_ns'] for step in path['steps']]
        self.assertEqual([step['start_ns'] for step in path['steps']], ends[:-1])
        self.assertEqual(ends[-1], path['to_ns'])
        n_known = 0
        for row in csv.DictReader(io.StringIO(call('analyze', '--format', 'csv', '--rows', 'wakeups', experiment).stdout)):
            parts = [row[k + '_ns'] for k in ('guest_queue', 'guest_idle', 'asleep', 'host_queue', 'hypervisor')]
            if row['running_ns']:
                n_known += 1
                self.assertTrue(all(int(part) >= 0 for part in parts), row)
                self.assertEqual(sum(map(int, parts)), int(row['running_ns']) - int(row['woken_ns']), row)
            else:
                self.assertEqual(set(parts), {''})
        self.assertGreater(n_known, 1000)
        return {part['kind'] for part in found['parts']}

    def test_a_guest_alone_knows_of_no_theft(self):
        self.assertEqual(self.check_why(os.path.join(SAMPLE, 'guest'), 'guest:198'), {'ran', 'waited', 'slept', 'unknown'})

    def test_a_host_alone_is_explained(self):
        self.assertEqual(self.check_why(os.path.join(SAMPLE, 'host'), 'l1host:2846'), {'ran', 'waited', 'slept', 'unknown'})

    def test_parts_add_up_with_a_wrong_clock(self):
        for ms in 1, 40, 5000:
            with open(self.path('wrong.gsx'), 'w') as file:
                json.dump({'format': 'guestscope-experiment', 'version': 1, 'traces': [
                    {'path': os.path.abspath(os.path.join(SAMPLE, 'host'))},
                    {'path': os.path.abspath(os.path.join(SAMPLE, 'guest')),
                     'clock': {'method': 'manual', 'offset_ns': ms * 1000000, 'drift': 0}}]}, file)
            self.check_why(self.path('wrong.gsx'), 'guest:198')


class Csv(Case):
    def check(self, kind, key, states):
        before = {}
        for row in rows(kind):
            row_key = tuple(row[k] for k in key)
            rest = tuple(v for k, v in row.items() if k not in ('start_ns', 'end_ns'))
            self.assertIn(row['state'], states)
            self.assertLess(int(row['start_ns']), int(row['end_ns']))
            if row_key in before and before[row_key][0] == row['start_ns']:
                self.assertNotEqual(before[row_key][1], rest)
            elif row_key in before:  # the next life of a TID
                self.assertEqual(kind, 'threads')
                self.assertLessEqual(int(before[row_key][0]), int(row['start_ns']))
            before[row_key] = row['end_ns'], rest
        self.assertTrue(before)

    def test_vcpus(self):
        self.check('vcpus', ('machine', 'vcpu'), VCPU_STATES)

    def test_threads(self):
        self.check('threads', ('machine', 'tid'), THREAD_STATES)

    def test_cpus(self):
        self.check('cpus', ('machine', 'cpu'), CPU_STATES)

    def test_wake_ups(self):
        found, before = rows('wakeups'), 0
        for row in found:
            self.assertLessEqual(before, int(row['woken_ns']))
            before = int(row['woken_ns'])
            parts = [row[k + '_ns'] for k in ('guest_queue', 'guest_idle', 'asleep', 'host_queue', 'hypervisor')]
            if row['running_ns']:
                self.assertLessEqual(int(row['woken_ns']), int(row['switched_in_ns']))
                self.assertLessEqual(int(row['switched_in_ns']), int(row['running_ns']))
                self.assertEqual(sum(map(int, parts)), int(row['running_ns']) - int(row['woken_ns']))
            else:
                self.assertEqual(set(parts), {''})
        self.assertGreater(len(found), 1000)
        self.assertTrue(any(r['machine'] == 'guest' and r['longest_cause'].startswith('rthog:') for r in found))

    def test_thefts(self):
        found = rows('thefts')
        stolen, by = collections.Counter(), collections.Counter()
        for row in found:
            self.assertLessEqual(int(row['ns']), int(row['end_ns']) - int(row['start_ns']))
            stolen[row['victim'], row['vcpu']] += int(row['ns'])
            by[row['thief'], row['victim']] += int(row['ns'])
        preempted = collections.Counter()
        for row in rows('vcpus'):
            if row['state'] == 'preempted':
                preempted[row['machine'], row['vcpu']] += int(row['end_ns']) - int(row['start_ns'])
        self.assertEqual(stolen, preempted)
        summary = json.loads(call('analyze', SAMPLE).stdout)
        self.assertEqual(by, {(t['thief'], t['victim']): t['ns'] for t in summary['thefts']})
        worst = max(found, key=lambda row: int(row['ns']))
        self.assertEqual((worst['vcpu'], worst['kind'], worst['longest_thread']), ('1', 'process', 'rthog:2958'))

    def test_real_time_hog_preempts_vcpu_1(self):
        # The recording's notes: rthog had CPU 1 from here to there, without a gap.
        begin, end = 1795396371688616188, 1795396371989181055
        longest = max((r for r in rows('vcpus') if r['vcpu'] == '1' and r['state'] == 'preempted'),
                      key=lambda r: int(r['end_ns']) - int(r['start_ns']))
        self.assertTrue(int(longest['start_ns']) <= begin and end <= int(longest['end_ns']), longest)
        self.assertLess(int(longest['end_ns']) - int(longest['start_ns']), 320e6)
        self.assertEqual(longest['cause'], 'rthog:2958')

    def test_hog_and_vcpu_1_take_turns(self):
        # The recording's notes, from the kernel's own accounting: 561.3 ms of waiting while hosthog was there.
        part = rows('vcpus', '--from', '1795396370405573416', '--to', '1795396371417061427', SAMPLE)
        wait = sum(int(r['end_ns']) - int(r['start_ns']) for r in part if r['vcpu'] == '1' and r['state'] == 'preempted')
        self.assertAlmostEqual(wait, 561.3e6, delta=0.2e6)

    def test_from_and_to_clip(self):
        part = rows('vcpus', '--from', '+1000000000', '--to', '+1500000000', SAMPLE)
        start = json.loads(call('analyze', SAMPLE).stdout)['experiment']['start_ns']
        self.assertEqual({min(int(r['start_ns']) for r in part if r['vcpu'] == v) for v in '01'}, {start + 1000000000})
        self.assertEqual({max(int(r['end_ns']) for r in part if r['vcpu'] == v) for v in '01'}, {start + 1500000000})


class Options(Case):
    def test_offset_holds(self):
        summary = json.loads(call('analyze', '--offset', 'guest=657900000', SAMPLE).stdout)
        clock = next(t for t in summary['traces'] if t['name'] == 'guest')['clock']
        self.assertEqual((clock['method'], clock['offset_ns'], clock['drift']), ('manual', 657900000, 0))

    def test_sync_none(self):
        summary = json.loads(call('analyze', '--sync', 'none', SAMPLE).stdout)
        clock = next(t for t in summary['traces'] if t['name'] == 'guest')['clock']
        self.assertEqual((clock['method'], clock['offset_ns']), ('none', 0))

    def test_results_are_the_same_with_little_memory(self):
        for format in (['--format', 'csv', '--rows', 'threads'], ['--format', 'summary']):
            whole, small = (call('analyze', SAMPLE, *format, *memory) for memory in ([], ['--memory', '1K']))
            self.assertEqual((small.returncode, small.stderr), (0, whole.stderr))
            self.assertEqual(small.stdout, whole.stdout)

    def test_ignored_guest_is_gone(self):
        summary = json.loads(call('analyze', '--role', 'guest=ignore', SAMPLE).stdout)
        self.assertEqual([t['name'] for t in summary['traces']], ['l1host'])

    def test_guest_by_pid(self):
        summary = json.loads(call('analyze', '--guest', 'guest=2839', SAMPLE).stdout)
        guest = next(m for m in summary['machines'] if m['name'] == 'guest')
        self.assertEqual((guest['pid'], guest['matched_by']), (2839, 'user'))

    def test_experiment_file(self):
        done = call('analyze', os.path.join(SAMPLE, 'steal.gsx'))
        self.assertEqual(json.loads(done.stdout)['experiment']['name'], 'Stolen time')

    def test_progress(self):
        done = call('analyze', '--progress', SAMPLE)
        lines = [line for line in done.stderr.splitlines() if line.startswith('progress ')]
        self.assertEqual(lines[-1], 'progress 100 233987')

    def test_large_archive_is_asked_about_and_its_progress_told(self):
        """What is unpacked is told in percent of what was packed; then the rest goes on from there."""
        large = self.path('large.tar.xz')  # which takes a while to unpack, however fast the disk is
        with open(self.path('same'), 'wb') as file:
            for _ in range(1100 << 8):  # hardly to be packed any further than recordings are
                file.write(os.urandom(64) + b'same' * 1008)
        subprocess.run(['tar', '-I', 'xz -0', '-cf', large, '-C', SAMPLE, 'host', 'guest', '-C', self.folder, 'same'], check=True)
        os.remove(self.path('same'))
        done = call('analyze', large)
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertRegex(done.stderr, r'large.tar.xz” takes 1\.2\sGB .* add --unpack-large')
        done = call('analyze', '--progress', '--unpack-large', large)
        lines = [line.split() for line in done.stderr.splitlines() if line.startswith('progress ')]
        percents = [int(percent) for _, percent, _ in lines]
        self.assertEqual(lines[-1], ['progress', '100', '233987'])
        self.assertEqual(percents, sorted(percents))
        self.assertTrue(any(0 < int(percent) < 50 and n_events == '0' for _, percent, n_events in lines), lines)

    def count_progress(self, seconds, *args):
        """Lines of progress while nobody takes what is written."""
        pipe = self.path('pipe.png')
        os.mkfifo(pipe)
        keep = os.open(pipe, os.O_RDWR)
        self.addCleanup(os.close, keep)
        fcntl.fcntl(keep, 1031, 4096)  # F_SETPIPE_SZ
        with subprocess.Popen([PROGRAM, *args, '--progress', SAMPLE], stdout=keep, stderr=subprocess.PIPE, text=True) as process:
            os.set_blocking(process.stderr.fileno(), False)
            n, last = 0, time.monotonic()
            while time.monotonic() - last < seconds:
                time.sleep(0.1)
                if any(line.startswith('progress 100 ') for line in process.stderr.readlines()):
                    n += 1
                self.assertIsNone(process.poll())
                if n == 0:
                    last = time.monotonic()
            process.kill()
        os.remove(pipe)
        return n

    def test_progress_while_it_is_written(self):
        for args in ('analyze',), ('analyze', '--format', 'csv', '--rows', 'threads'), ('render', '-o', self.path('pipe.png')):
            with self.subTest(args=args):
                self.assertGreaterEqual(self.count_progress(2, *args), 2)

    def test_render(self):
        for kind in ('vcpus', 'threads', 'cpus'):
            path = self.path(kind + '.png')
            done = call('render', '--rows', kind, '--size', '640x360', SAMPLE, '-o', path)
            self.assertEqual((done.returncode, done.stdout), (0, ''), done.stderr)
            with open(path, 'rb') as file:
                head = file.read(24)
            self.assertEqual(head[:8], b'\x89PNG\r\n\x1a\n')
            self.assertEqual((int.from_bytes(head[16:20], 'big'), int.from_bytes(head[20:24], 'big')), (640, 360))

    def size_of(self, path):
        with open(path, 'rb') as file:
            data = file.read(24)
        self.assertEqual(data[1:4], b'PNG')
        return struct.unpack('>II', data[16:24])

    def test_render_scale_and_all_rows(self):
        for args, size in (('--scale', '2'), (1280, 720)), (('--scale', '2', '--dark', '--colours', 'colour-blind'), (1280, 720)):
            path = self.path('scaled.png')
            done = call('render', '--size', '640x360', *args, SAMPLE, '-o', path)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.size_of(path), size)
        done = call('render', '--size', '640x360', '--rows', 'threads', '--all-rows', SAMPLE, '-o', path)
        self.assertEqual(done.returncode, 0, done.stderr)
        width, height = self.size_of(path)
        n_rows = len({(r['machine'], r['tid']) for r in rows('threads')})
        self.assertEqual(width, 640)
        self.assertGreater(height, n_rows * 16 / 4)  # inactive ones have no row

    def test_render_vectors(self):
        svg, pdf = self.path('a.svg'), self.path('A.PDF')
        for path in svg, pdf:
            done = call('render', '--size', '640x360', SAMPLE, '-o', path)
            self.assertEqual(done.returncode, 0, done.stderr)
        with open(pdf, 'rb') as file:
            data = file.read()
        self.assertTrue(data.startswith(b'%PDF') and data.rstrip().endswith(b'%%EOF'))
        with open(svg, 'rb') as file:
            data = file.read()
        self.assertTrue(data.startswith(b'<?xml') and data.endswith(b'</svg>\n'))
        self.assertEqual(sorted(os.listdir(self.folder)), ['A.PDF', 'a.svg'])

    def test_render_wrong_looks(self):
        for args in ('--scale', '5'), ('--scale', '0'), ('--colours', 'beige'):
            self.assert_one_line(call('render', *args, SAMPLE, '-o', self.path('a.png')), 2, args[0])

    def test_render_where_it_cannot_be_written(self):
        self.assert_one_line(call('render', SAMPLE, '-o', self.path('no', 'such.png')), 1, 'such.png')

    def test_render_through_a_link(self):
        for name in 'there.png', 'new.png':
            link, file = self.path('link-' + name), self.path(name)
            if name == 'there.png':
                with open(file, 'wb') as old:
                    old.write(b'old')
            os.symlink(name, link)
            done = call('render', '--size', '640x360', SAMPLE, '-o', link)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(os.readlink(link), name)
            self.assertEqual(self.size_of(file), (640, 360))

    def test_render_into_a_pipe(self):
        pipe = self.path('pipe.png')
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        os.set_blocking(reader, True)
        data = []
        thread = threading.Thread(target=lambda: data.extend(iter(lambda: os.read(reader, 65536), b'')))
        keep = os.open(pipe, os.O_WRONLY)  # else the reader is at the end before there is a writer
        thread.start()
        done = call('render', '--size', '640x360', SAMPLE, '-o', pipe)
        os.close(keep)
        thread.join(60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(stat.S_ISFIFO(os.lstat(pipe).st_mode))
        self.assertTrue(b''.join(data).startswith(b'\x89PNG') and b'IEND' in b''.join(data)[-12:])
        self.assertEqual(os.listdir(self.folder), ['pipe.png'])

    def test_closed_pipe_is_quiet(self):
        with subprocess.Popen([PROGRAM, 'analyze', '--format', 'csv', '--rows', 'threads', SAMPLE], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertNotIn(b'ipe', process.stderr.read())
            self.assertEqual(process.wait(60), 0)

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            path = self.path('a.png')
            with subprocess.Popen([PROGRAM, 'render', '--progress', '--size', '16000x16000', SAMPLE, '-o', path], stderr=subprocess.PIPE) as process:
                time.sleep(0.05)
                process.send_signal(number)
                status = process.wait(60)
            # It may have been too early for the handler: then the signal itself ends the program.
            self.assertIn(status, (130, -number))
            self.assertFalse(os.path.exists(path))


class BadInput(Case):
    def test_folder_without_a_trace(self):
        self.assert_one_line(call('analyze', self.folder), 1, self.folder)
        self.assert_one_line(call('info', self.path('nowhere')), 1, 'nowhere')

    def test_path_without_a_trace_beside_others_is_said(self):
        for bad in (self.path('nowhere'), self.folder, os.path.join(SAMPLE, 'README.md')):
            for args in (('info',), ('analyze', '--format', 'csv')):
                with self.subTest(bad=bad, args=args):
                    done = call(*args, SAMPLE, bad)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                    self.assertIn(bad, done.stderr)

    def test_a_link_that_is_chosen_is_followed(self):
        os.symlink(os.path.abspath(SAMPLE), self.path('link'))
        done = call('analyze', '--format', 'csv', self.path('link'))
        self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_a_link_out_of_what_is_chosen_is_said(self):
        os.symlink(os.path.abspath(SAMPLE), self.path('link'))
        done = call('info', self.folder, os.path.join(SAMPLE, 'host'))
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len(json.loads(done.stdout)), 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(self.path('link'), done.stderr)

    def test_broken_experiment_file(self):
        with open(self.path('a.gsx'), 'w') as file:
            file.write('{ "format": ')
        self.assert_one_line(call('analyze', self.path('a.gsx')), 1, 'a.gsx')

    def test_experiment_file_that_is_not_there(self):
        for command in ('analyze',), ('info',), ('render', '-o', self.path('a.png')):
            done = call(*command, self.path('a.gsx'))
            self.assert_one_line(done, 1, self.path('a.gsx') + ': there is no such experiment file', 'check the path')
            self.assertEqual(done.stderr.count('a.gsx'), 1)

    def test_experiment_file_that_may_not_be_read(self):
        self.forbid(os.path.basename(self.write_experiment()))
        done = call('analyze', self.path('a.gsx'), preexec_fn=give_up_privileges)
        self.assert_one_line(done, 1, self.path('a.gsx'), 'Permission denied', 'make it readable')
        self.assertEqual(done.stderr.count('a.gsx'), 1)

    def test_newer_experiment_file(self):
        with open(self.path('a.gsx'), 'w') as file:
            json.dump({'format': 'guestscope-experiment', 'version': 99, 'traces': []}, file)
        self.assert_one_line(call('analyze', self.path('a.gsx')), 1, 'a.gsx')

    def test_wrong_values_in_an_experiment_are_explained(self):
        def explains(words, traces):
            with self.subTest(traces=traces):
                with open(self.path('a.gsx'), 'w') as file:
                    json.dump({'format': 'guestscope-experiment', 'version': 1, 'traces': traces}, file)
                self.assert_one_line(call('analyze', self.path('a.gsx')), 1, 'a.gsx', words)

        explains('“traces” must be a list of traces', {})
        explains('“traces” must be a list of traces', ['host'])
        explains('must be the folder of a trace', [{'path': ''}])
        for words, values in (('“auto”, “host”, “guest” or “ignore”', {'role': 'king'}),
                              ('vCPU numbers with a host thread each', {'vcpus': {'first': 5}}),
                              ('“auto”, “manual” or “none”', {'clock': {'method': 'sundial'}}),
                              ('a number between −0.1 and 0.1', {'clock': {'method': 'manual', 'drift': 5}})):
            explains(words, [{'path': SAMPLE, 'name': 'a', **values}])

    def test_file_that_is_no_recording(self):
        self.assert_one_line(call('info', os.path.join(SAMPLE, 'README.md')), 1, 'this file is no recording; give trace-cmd')

    def test_broken_metadata_leaves_the_rest(self):
        self.copy_sample()
        with open(self.path('guest', 'kernel', 'metadata'), 'wb') as file:
            file.write(b'this is no metadata')
        done = call('analyze', self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads(done.stdout)
        self.assertEqual([t['name'] for t in summary['traces']], ['l1host'])
        self.assertTrue(any('guest' in w for w in summary['warnings']), summary['warnings'])
        self.assertIn('guest', done.stderr)

    def change(self, path, before, after):
        with open(path, 'rb') as file:
            data = file.read()
        self.assertIn(before, data)
        self.assertEqual(len(before), len(after))
        with open(path, 'wb') as file:
            file.write(data.replace(before, after, 1))

    def warnings_of(self, *words):
        """The warnings of what is in the folder, and that each of the words is in one of them."""
        done = call('analyze', self.folder, is_damaged=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        warnings = json.loads(done.stdout)['warnings']
        self.assertFalse(any('/guestscope-' in w for w in warnings), warnings)  # names of temporary folders say nothing
        for word in words:
            self.assertTrue(any(word in w for w in warnings), warnings)
        return json.loads(done.stdout)

    def test_metadata_cut_off_leaves_the_rest(self):
        metadata = self.path('guest', 'kernel', 'metadata')
        for size in (98071, 343786, 4096 + 40):
            with self.subTest(size=size):
                shutil.rmtree(self.path('guest'), ignore_errors=True)
                shutil.rmtree(self.path('host'), ignore_errors=True)
                self.copy_sample()
                os.truncate(metadata, size)
                summary = self.warnings_of('metadata')
                self.assertEqual([t['name'] for t in summary['traces']], ['l1host'])
                self.assertEqual(call('info', self.folder, is_damaged=True).returncode, 0)

    def test_metadata_packet_of_impossible_size(self):
        self.copy_sample()
        with open(self.path('guest', 'kernel', 'metadata'), 'r+b') as file:
            file.seek(24)
            file.write(bytes(4))
        self.assertEqual([t['name'] for t in self.warnings_of('metadata')['traces']], ['l1host'])

    def test_array_of_impossible_length(self):
        # Events after this one are read in the wrong place, and lengths of arrays with them.
        self.copy_sample()
        before = b'name = "syscall_exit_gettid";\n\tid = 460;\n\tstream_id = 0;\n\tfields := struct {\n\t\tinteger { size = '
        self.change(self.path('host', 'kernel', 'metadata'), before + b'64', before + b'04')
        self.warnings_of('l1host', 'damaged')

    def test_packet_that_ends_within_an_event_and_a_short_file(self):
        self.copy_sample()
        stream = self.path('host', 'kernel', 'channel0_0')
        with open(stream, 'r+b') as file:
            file.seek(1048576 + 48)
            file.write(struct.pack('<Q', 0x7fffa0))  # the second packet's content: a byte more than there is
        os.truncate(stream, 2367488)
        self.warnings_of('channel0_0')

    def test_damage_in_the_first_events(self):
        self.copy_sample()
        with open(self.path('guest', 'kernel', 'channel0_1'), 'r+b') as file:
            for offset, byte in (297, 189), (337, 239), (453, 11):
                file.seek(offset)
                file.write(bytes((byte,)))
        self.warnings_of('guest')
        self.assertEqual(call('info', self.folder, is_damaged=True).returncode, 0)

    def test_pipe_for_an_index(self):
        self.copy_sample()
        index = self.path('host', 'kernel', 'index', 'channel0_1.idx')
        os.remove(index)
        os.mkfifo(index)
        self.assertEqual(self.warnings_of()['experiment']['events'], 192632 + 41355)

    def test_truncated_stream_leaves_the_rest(self):
        self.copy_sample()
        stream = self.path('host', 'kernel', 'channel0_1')
        os.truncate(stream, os.path.getsize(stream) * 2 // 3 + 77)
        done = call('analyze', self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads(done.stdout)
        events = {t['name']: t['events'] for t in summary['traces']}
        self.assertEqual(events['guest'], 41355)
        self.assertTrue(120000 < events['l1host'] < 192632, events)
        self.assertTrue(any('l1host' in w for w in summary['warnings']), summary['warnings'])

    def test_empty_stream_leaves_the_rest(self):
        self.copy_sample()
        os.truncate(self.path('guest', 'kernel', 'channel0_0'), 0)
        done = call('analyze', self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({t['name']: t['events'] for t in json.loads(done.stdout)['traces']}['l1host'], 192632)

    def test_without_host_says_so(self):
        done = call('analyze', os.path.join(SAMPLE, 'guest'))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(any('host' in w for w in json.loads(done.stdout)['warnings']))

    def test_host_without_switches_says_so(self):
        self.copy_sample()
        self.change(self.path('host', 'kernel', 'metadata'), b'name = "sched_switch"', b'name = "sched_swatch"')
        warnings = self.warnings_of('guest: the trace of the host l1host holds KVM events but no sched_switch')['warnings']
        self.assertFalse(any('no host trace' in w for w in warnings), warnings)

    def test_unreadable_file(self):
        self.copy_sample()
        path = self.path('guest', 'kernel', 'metadata')
        os.remove(path)
        os.mkdir(path)  # no user, root included, can read a folder as a file
        done = call('analyze', self.path('guest'))
        self.assertEqual(done.returncode, 1, done.stderr)

    def forbid(self, *names, mode=0):
        """Takes the permissions away, until the test is over."""
        path = self.path(*names)
        self.addCleanup(os.chmod, path, os.stat(path).st_mode)
        os.chmod(path, mode)
        return path

    def test_folder_that_may_not_be_opened(self):
        self.copy_sample()
        for mode in 0o000, 0o444:  # its names cannot be read, or nothing behind them
            path = self.forbid('guest', mode=mode)
            with self.subTest(mode=mode):
                done = call('analyze', self.folder, preexec_fn=give_up_privileges)
                self.assertEqual(done.returncode, 0, done.stderr)
                warnings = [w for w in json.loads(done.stdout)['warnings'] if path in w]
                self.assertEqual(len(warnings), 1, done.stdout)
                self.assertIn('cannot be opened: Permission denied', warnings[0])
                for given in path, self.path('guest', 'kernel'):
                    for command in 'analyze', 'info':
                        self.assert_one_line(call(command, given, preexec_fn=give_up_privileges), 1, path, 'Permission denied')
            os.chmod(path, 0o755)

    def test_folder_for_metadata(self):
        self.copy_sample()
        path = self.path('guest', 'kernel', 'metadata')
        os.remove(path)
        os.mkdir(path)
        warnings = self.warnings_of('“metadata” is a folder')['warnings']
        self.assertTrue(any(os.path.dirname(path) in w for w in warnings), warnings)
        self.assert_one_line(call('analyze', self.path('guest')), 1, os.path.dirname(path), '“metadata” is a folder')

    def test_stream_that_may_not_be_read(self):
        self.copy_sample()
        streams = [self.forbid('guest', 'kernel', 'channel0_%d' % i) for i in range(2)]
        os.chmod(streams[1], 0o644)
        done = call('analyze', self.folder, is_damaged=True, preexec_fn=give_up_privileges)
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads(done.stdout)
        warnings = [w for w in summary['warnings'] if streams[0] in w]
        self.assertEqual(len(warnings), 1, summary['warnings'])
        self.assertIn('Permission denied', warnings[0])
        self.assertFalse(any('damaged' in w for w in summary['warnings']), summary['warnings'])
        self.assertEqual([t['name'] for t in summary['traces']], ['l1host', 'guest'])
        os.chmod(streams[1], 0)
        self.assert_one_line(call('analyze', self.path('guest'), is_damaged=True, preexec_fn=give_up_privileges), 1, streams[0], 'Permission denied')

    def test_metadata_that_may_not_be_read(self):
        self.copy_sample()
        self.forbid('guest', 'kernel', 'metadata')
        self.check_reason('“metadata” cannot be read: Permission denied')

    def check_reason(self, *words):
        """What is said of the guest, by all commands, twice."""
        said = set()
        for args in ('analyze', self.path('guest')), ('render', self.path('guest'), '-o', self.path('a.png')):
            for _ in range(2):
                done = call(*args, preexec_fn=give_up_privileges)
                self.assert_one_line(done, 1, self.path('guest', 'kernel'), *words)
                said.add(done.stderr.replace('guestscope: ', ''))
        done = call('info', self.folder, preexec_fn=give_up_privileges)
        said.add(next(t['reason'] for t in json.loads(done.stdout) if not t['usable']) + '\n')
        self.assertEqual(len(said), 1, said)
        self.assertFalse(any('guestscope-' in text for text in said), said)

    def test_metadata_that_is_none_is_explained(self):
        self.copy_sample()
        metadata = self.path('guest', 'kernel', 'metadata')
        with open(metadata, 'rb') as file:
            whole = file.read()
        for content, words in ((b'', 'is empty'), (b'hello', ', line 1'), (b'/* CTF 1.8 */ trace { nonsense', ', line 1'),
                               (whole[:20000], 'cut off'), (whole.replace(b'event {', b'evant {'), ', line 1')):
            with self.subTest(words=words, content=content[:20]):
                with open(metadata, 'wb') as file:
                    file.write(content)
                self.check_reason('“metadata”', words)

    def test_stream_that_is_missing(self):
        for replace in None, os.mkfifo, os.mkdir:
            with self.subTest(replace=replace):
                for name in 'host', 'guest':
                    shutil.rmtree(self.path(name), ignore_errors=True)
                self.copy_sample()
                stream = self.path('guest', 'kernel', 'channel0_1')
                os.remove(stream)
                if replace is not None:
                    replace(stream)
                summary = self.warnings_of('“channel0_1” is missing though it has an index' if replace is None else 'it is no file')
                self.assertEqual(sum('channel0_1' in w for w in summary['warnings']), 1, summary['warnings'])

    def write_experiment(self, *traces):
        with open(self.path('a.gsx'), 'w') as file:
            json.dump({'format': 'guestscope-experiment', 'version': 1, 'traces': list(traces)}, file)
        return self.path('a.gsx')

    def test_experiment_whose_traces_are_gone(self):
        os.mkdir(self.path('empty'))
        path = self.write_experiment({'path': 'gone/host', 'name': 'big'}, {'path': 'gone/guest', 'name': 'small'}, {'path': 'empty'})
        for command in ('analyze',), ('render', '-o', self.path('a.png')):
            self.assert_one_line(call(*command, path), 1, path, 'big: “%s” is not there' % self.path('gone', 'host'),
                                 'small: “%s” is not there' % self.path('gone', 'guest'), 'put the folder back',
                                 'empty: “%s” is no trace: it holds no file “metadata”' % self.path('empty'))

    def test_choices_that_fit_nothing_are_said(self):
        host, guest = ({'path': os.path.abspath(os.path.join(SAMPLE, name)) + '/kernel'} for name in ('host', 'guest'))
        for choice, words in (({'host': 'nope'}, 'guest: “nope”, which was given as its host'),
                              ({'vcpus': {'0': 2845, '1': 777777}}, 'in the trace of its host l1host: 777777 (vCPU 1)'),
                              ({'vcpus': {'0': 777777}}, 'given as its vCPUs runs a guest'),
                              ({'pid': 2839, 'vcpus': {'0': 777777}}, 'in the trace of its host l1host: 777777 (vCPU 0)')):
            with self.subTest(choice=choice):
                done = call('analyze', self.write_experiment(host, {**guest, **choice}))
                self.assertEqual(done.returncode, 0, done.stderr)
                summary = json.loads(done.stdout)
                self.assertEqual(len(summary['warnings']), 1, summary['warnings'])
                self.assertIn(words, summary['warnings'][0])
                self.assertEqual(next(m['pid'] for m in summary['machines'] if m['name'] == 'guest'), 2839)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
