# test-wizard.py: experiments made, changed, kept and broken, driven as a person would
# SPDX-License-Identifier: MIT
"""test-wizard.py GUESTSCOPE SAMPLE-FOLDER MAKE-TRACES"""
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'faults'))
import ctf
import window
from window import is_seen, says, until_read, until_said

PROGRAM, SAMPLE, MAKE_TRACES = sys.argv[1:4]
PURPLE = (127, 63, 127)


def fresh(name):
    """An empty folder, and no memory of earlier tests."""
    for what in ('config', 'state', 'lttng-traces'):
        shutil.rmtree(os.path.join(window.home(), what), ignore_errors=True)
    folder = os.path.join(window.home(), name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def write(path, text):
    with open(path, 'w') as file:
        file.write(text)
    return path


def made_traces(folder):
    subprocess.run([MAKE_TRACES, '--guests=2', '--duration-ms=300', folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def add_in_wizard(w):
    w.click('New Virtual Machine Experiment…')
    w.until_named('Add')
    w.settle()
    w.click('Add')
    w.until(lambda: w.is_sensitive('Create'), 'a trace that can be used')


def test_three_clicks_to_the_picture():
    """From two session folders where LTTng puts them to the picture: no typing, no reading."""
    folder = fresh('lttng-traces')
    made_traces(folder)
    w = window.Window(PROGRAM)
    clicks = []
    for name in ('New Virtual Machine Experiment…', 'Add', 'Create'):
        w.until(lambda: w.find(name) and (name != 'Create' or w.is_sensitive(name)), name)
        w.settle()
        w.click(name)
        clicks.append(name)
    assert len(clicks) <= 4
    until_read(w)
    assert is_seen(w, 'Virtual CPUs')
    for name in ('vCPU 0', 'vCPU 1'):
        assert w.find(name), name
    w.end()


def test_wizard_says_who_runs_where():
    folder = fresh('lttng-traces')
    made_traces(folder)
    truth = json.loads(subprocess.run([PROGRAM, 'analyze', folder], capture_output=True, check=True).stdout)
    guests = [m for m in truth['machines'] if m['role'] == 'guest']
    w = window.Window(PROGRAM)
    add_in_wizard(w)
    w.click('Machines')
    for guest in guests:
        until_said(w, 'QEMU process %d of %s' % (guest['pid'], guest['host']))
        until_said(w, guest['name'] + ' – Guest')
    w.click('Traces')
    assert not w.find('neither the hypervisor')
    # Without its host, the wizard says what will be missing.
    host = next(m['name'] for m in truth['machines'] if m['role'] == 'host')
    w.click('Use ' + host, 'check box')
    until_said(w, 'neither the hypervisor nor preemption can be known')
    w.end()


def kept_session():
    """What is kept of the only experiment that was seen, or None."""
    folder = os.path.join(window.home(), 'state', 'guestscope', 'sessions')
    files = [n for n in os.listdir(folder) if n.endswith('.json')] if os.path.isdir(folder) else []
    assert len(files) < 2, files
    return json.load(open(os.path.join(folder, files[0]))) if files else None


def test_session_and_recent_come_back():
    fresh('x')
    w = window.Window(PROGRAM, os.path.join(SAMPLE, 'steal.gsx'))
    until_read(w)
    before = open(os.path.join(SAMPLE, 'steal.gsx')).read()
    w.click('Physical CPUs', 'page tab')
    w.click('Zoom In')
    w.until(lambda: (kept_session() or {}).get('fit') is False, 'the session to be kept')
    # Killed without a warning: what was seen a second ago is not lost.
    w.process.kill()
    w.process.wait()
    assert open(os.path.join(SAMPLE, 'steal.gsx')).read() == before
    w = window.Window(PROGRAM, keep=True)
    until_said(w, '2026-11-23')
    rows = [i for i in w.walk() if i.get_role_name() == 'list item' and w.extents(i)]
    w.move(*w.place(rows[0], 0.2))
    w.press()
    until_read(w)
    assert is_seen(w, 'Physical CPUs')
    state = kept_session()
    assert state['view'] == 'cpus' and state['fit'] is False, state
    w.end()


def test_save_keeps_what_is_seen_in_the_file():
    folder = fresh('saved')
    made_traces(folder)
    path = write(os.path.join(folder, 'mine.gsx'), json.dumps({
        'format': 'guestscope-experiment', 'version': 1, 'name': 'mine', 'kept': [1, 2],
        'traces': [{'path': os.path.relpath(os.path.dirname(os.path.join(at, 'metadata')), folder), 'remark': 'r'}
                   for at, _, files in os.walk(folder) if 'metadata' in files]}))
    w = window.Window(PROGRAM, path)
    until_read(w)
    w.key('ctrl+s')
    until_said(w, 'The experiment is saved')
    w.click('Threads', 'page tab')
    w.until(lambda: json.load(open(path)).get('session', {}).get('view') == 'threads', 'the session in the file')
    saved = json.load(open(path))
    assert saved['kept'] == [1, 2] and saved['traces'][0]['remark'] == 'r', saved
    w.end()
    assert [n for n in os.listdir(folder) if n.startswith('mine')] == ['mine.gsx']


def test_left_out_guest_and_undo():
    fresh('x')
    before = open(os.path.join(SAMPLE, 'steal.gsx')).read()
    w = window.Window(PROGRAM, os.path.join(SAMPLE, 'steal.gsx'))
    until_read(w)
    n_ghogs = lambda: sum(says(w, i, ['ghog']) for i in w.walk())
    w.until(lambda: n_ghogs() > 0, "the guest's threads")
    w.key('ctrl+shift+e')
    w.click('Use guest', 'check box')
    w.settle()
    assert n_ghogs() > 0, 'what is not applied is seen'
    w.click('Apply')
    w.until(lambda: n_ghogs() == 0, 'no thread of the guest')
    w.key('ctrl+z')
    w.until(lambda: n_ghogs() > 0, "the guest's threads again")
    w.key('ctrl+shift+z')
    w.until(lambda: n_ghogs() == 0, 'no thread of the guest again')
    assert open(os.path.join(SAMPLE, 'steal.gsx')).read() == before, 'a change was saved without being asked'
    w.end()


def test_guest_is_dragged_onto_its_host():
    folder = fresh('dragged')
    path = os.path.join(shutil.copytree(SAMPLE, os.path.join(folder, 'sample')), 'steal.gsx')
    w = window.Window(PROGRAM, path)
    until_read(w)
    w.key('ctrl+shift+e')
    w.click('Machines')
    until_said(w, 'QEMU process 2839 of l1host')
    chosen = 'l1host, process found automatically'
    assert not w.find(chosen)
    (x, y), end = w.place(w.find('guest – Guest'), 0.1), w.place(w.find('l1host – Host'), 0.1)
    w.move(x, y)
    w.xdo('mousedown', 1)
    for i in range(1, 13):
        w.move(x + (end[0] - x) * i // 12, y + (end[1] - y) * i // 12)
    w.settle()
    w.xdo('mouseup', 1)
    w.until_named(chosen)
    w.click('Apply')
    w.until(lambda: not w.find('Apply'), 'the end of the wizard')
    w.key('ctrl+s')
    until_said(w, 'The experiment is saved')
    hosts = {t['name']: t['host'] for t in json.load(open(path))['traces']}
    assert hosts == {'l1host': None, 'guest': 'l1host'}, hosts
    w.end()


def test_moved_traces_are_asked_for_once():
    folder = fresh('moved')
    made_traces(os.path.join(folder, 'was'))
    there = [os.path.relpath(at, folder) for at, _, files in os.walk(folder) if 'metadata' in files]
    w = window.Window(PROGRAM, os.path.join(folder, 'was'))
    until_read(w)
    w.key('ctrl+shift+s')
    w.settle()
    w.key('ctrl+a')
    w.type(os.path.join(folder, 'e.gsx'))
    w.key('Return')
    w.until(lambda: os.path.exists(os.path.join(folder, 'e.gsx')), 'the file')
    w.end()
    os.makedirs(os.path.join(folder, 'deep'))
    os.rename(os.path.join(folder, 'was'), os.path.join(folder, 'deep', 'is-now'))
    w = window.Window(PROGRAM, os.path.join(folder, 'e.gsx'))
    ctf.write(os.path.join(folder, 'another', 'box'))
    w.click('Find Traces…')
    w.settle()
    w.type(os.path.join(folder, 'another') + '/')
    w.settle()
    w.key('Return')
    until_said(w, 'None of the missing traces is in that folder')
    w.end()
    w = window.Window(PROGRAM, os.path.join(folder, 'e.gsx'))
    w.click('Find Traces…')
    w.settle()
    w.type(os.path.join(folder, 'deep') + '/')
    w.settle()
    w.key('Return')
    until_read(w)
    w.until(lambda: w.find('vCPU 0'), 'the rows')
    w.until(lambda: not w.find('Find Traces…'), 'the end of the message', 5)
    w.key('ctrl+s')
    until_said(w, 'The experiment is saved')
    saved = json.load(open(os.path.join(folder, 'e.gsx')))
    assert sorted(t['path'] for t in saved['traces']) == sorted(p.replace('was', 'deep/is-now', 1) for p in there), saved
    w.end()


def test_bad_files_are_said():
    folder = fresh('bad')
    head = '{ "format": "guestscope-experiment", "version": %d, "traces": [ %s ] }'
    for name, text, words in (
            ('broken.gsx', '{ "format": "guestscope-expe', ('broken.gsx', 'not valid JSON')),
            ('newer.gsx', head % (2, ''), ('newer.gsx', 'newer Guestscope')),
            ('list.gsx', '[1]', ('list.gsx', 'no JSON object')),
            ('gone.gsx', head % (1, '{ "path": "nowhere/kernel", "name": "n" }'), ('none of its traces can be analysed', 'is not there'))):
        w = window.Window(PROGRAM, write(os.path.join(folder, name), text))
        until_said(w, *words)
        w.end()


def test_file_that_cannot_be_written_is_said():
    """The experiment opens all the same, and another place for it is offered."""
    made_traces(fresh('lttng-traces'))
    w = window.Window(PROGRAM)
    add_in_wizard(w)
    w.click('Finish')
    w.click('Save the experiment to a file', 'check box')
    w.key('Tab', 'ctrl+a')
    w.type('/proc/mine.gsx')
    w.click('Create')
    until_said(w, 'was not saved', '/proc/mine.gsx')
    until_read(w)
    assert w.find('Save As…') and w.find('vCPU 0')
    w.end()


def test_wizard_asks_before_it_overwrites():
    path = os.path.join(fresh('taken'), 'mine.gsx')
    shutil.rmtree(os.path.join(window.home(), 'config'), ignore_errors=True)
    made_traces(fresh('lttng-traces'))
    with open(path, 'w') as file:
        file.write('mine')
    w = window.Window(PROGRAM)
    add_in_wizard(w)
    w.click('Finish')
    w.click('Save the experiment to a file', 'check box')
    w.key('Tab', 'ctrl+a')
    w.type(path)
    for answer in ('Cancel', 'Replace'):
        w.click('Create')
        question = w.until(lambda: next((i for i in w.walk() if i.get_role_name() in ('dialog', 'alert')
                                         and any(c.get_name() == 'Replace' for c in w.walk(i))), None), 'the question')
        with open(path) as file:
            assert file.read() == 'mine'
        next(i for i in w.walk(question) if i.get_name() == answer and i.get_role_name() == 'push button').do_action(0)
        w.until(lambda: not w.find('Replace', 'push button'), 'the answer')
    until_read(w)
    w.until(lambda: os.path.getsize(path) > 100, 'the experiment')

    # What opens it from now on is the file, with what was chosen in it, not the folders.
    def is_recent():
        with open(os.path.join(window.home(), 'config', 'guestscope', 'guestscope.conf')) as file:
            uris = [line.strip().rstrip(';') for line in file if line.startswith('uris=')]
        return uris[0] == 'uris=file://' + path and not any('lttng-traces' in line for line in uris)
    w.until(is_recent, 'the file among the recent experiments')
    w.end()


def test_folder_without_traces_and_loops():
    """100,000 files, links that lead in a circle: an answer soon, and the search can be left at once."""
    folder = fresh('many')
    for i in range(100):
        os.makedirs('%s/d%d' % (folder, i))
        for k in range(1000):
            os.close(os.open('%s/d%d/%d' % (folder, i, k), os.O_CREAT | os.O_WRONLY))
        os.symlink(folder, '%s/d%d/loop' % (folder, i))
    w = window.Window(PROGRAM, folder)
    until_said(w, folder, 'no trace was found', seconds=20)
    assert w.find('New Virtual Machine Experiment…')
    w.end()
    shutil.rmtree(folder)


def test_same_trace_twice_is_used_once():
    folder = fresh('lttng-traces')
    made_traces(folder)
    shutil.copytree(folder, os.path.join(folder, 'copy'))
    w = window.Window(PROGRAM)
    add_in_wizard(w)
    until_said(w, 'was added twice')
    w.settle()
    assert sum(i.get_role_name() == 'check box' and (i.get_name() or '').startswith('Use ') for i in w.walk()) == 3
    w.end()


def test_wizard_takes_archives_and_asks_about_large_ones():
    """Files are added beside folders. What takes more than 1 GB is unpacked once somebody has agreed; how far that is is told."""
    folder = fresh('archives')
    os.makedirs(os.path.join(folder, 'run'))
    made_traces(os.path.join(folder, 'run'))
    large, small = (os.path.join(folder, name) for name in ('large.tar.gz', 'small.tar.gz'))
    subprocess.run(['truncate', '-s', '1100M', os.path.join(folder, 'zeros')], check=True)
    subprocess.run(['tar', '-I', 'gzip -1', '-cf', large, '-C', folder, 'run', 'zeros'], check=True)
    w = window.Window(PROGRAM)
    w.click('New Virtual Machine Experiment…')
    w.until_named('Add')
    w.settle()
    w.key('Escape')
    for answer in 'Cancel', 'Unpack':
        w.click('Add Files…')
        w.until_named('Add')
        w.settle()
        w.type(large)
        w.settle()
        w.key('Return')
        until_said(w, 'large.tar.gz', 'takes 1.2', 'in the cache folder')
        assert not w.is_sensitive('Create')
        question = next(i for i in w.walk() if i.get_role_name() in ('dialog', 'alert') and any(c.get_name() == 'Unpack' for c in w.walk(i)))
        w.settle()
        next(i for i in w.walk(question) if i.get_name() == answer and i.get_role_name() == 'push button').do_action(0)
        w.until(lambda: not w.find('Unpack', 'push button'), 'the end of the question')
    w.until(lambda: w.is_sensitive('Create'), 'a trace that can be used', 60)
    w.click('Create')
    until_read(w)
    w.end()


def test_recording_help_writes_scripts():
    folder = fresh('scripts')
    w = window.Window(PROGRAM)
    w.click('Recording Help…')
    entry = w.until(lambda: next((i for i in w.walk() if i.get_role_name() in ('text', 'entry') and w.extents(i)), None), 'the guests')
    w.move(*w.place(entry))
    w.press()
    w.key('ctrl+a')
    w.type('web, db 1')
    w.click('Save All Scripts…')
    w.settle()
    w.type(folder + '/')
    w.settle()
    w.key('Return')
    w.until(lambda: len(os.listdir(folder)) == 3, 'the scripts')
    assert sorted(os.listdir(folder)) == ['record-db-1.sh', 'record-host.sh', 'record-web.sh']
    for name in os.listdir(folder):
        subprocess.run(['sh', '-n', os.path.join(folder, name)], check=True)
    w.end()


def test_traces_page_counts_events():
    fresh('x')
    w = window.Window(PROGRAM, os.path.join(SAMPLE, 'steal.gsx'))
    until_read(w)
    w.key('ctrl+i')
    until_said(w, 'kvm_mmu_paging_element')
    until_said(w, '32\u202f993')
    w.end()


if __name__ == '__main__':
    window.run(lambda: window.run_tests(globals(), n_arguments=3))
