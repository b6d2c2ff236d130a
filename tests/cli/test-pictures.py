# test-pictures.py: SVG and PDF, judged by what others make of them
# SPDX-License-Identifier: MIT
"""test-pictures.py GUESTSCOPE SAMPLE-FOLDER

xmllint and qpdf say whether they are valid, pdftotext what can be read in them; librsvg and poppler draw them, to be
compared with the same picture as PNG."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import gi

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402

PROGRAM, SAMPLE = sys.argv[1:3]
SVG = '{http://www.w3.org/2000/svg}'
WIDTH, HEIGHT = 800, 480
BLOCK = 8  # pixels: of squares that are compared
SHORT = ('--from', '+6000000000', '--to', '+6050000000')
# Where bars are narrower than pixels, PNG shows their shares one above the other where the others have them side by side.
DENSE = (), ('--rows', 'cpus')
CLEAR = (SHORT, (*SHORT, '--colours', 'colour-blind'), (*SHORT, '--rows', 'cpus', '--dark'))


def call(*args):
    done = subprocess.run(list(map(str, args)), capture_output=True, text=True)
    assert done.returncode == 0, f'{args}: {done.stdout}{done.stderr}'
    return done.stdout


def blocks(pixbuf, height):
    """The mean colours of a picture's parts of BLOCK x height, one after another."""
    small = pixbuf.scale_simple(WIDTH // BLOCK, HEIGHT // height, GdkPixbuf.InterpType.HYPER)
    pixels, stride, n = small.get_pixels(), small.get_rowstride(), small.get_n_channels()
    return [pixels[y * stride + x * n:y * stride + x * n + 3]
            for y in range(small.get_height()) for x in range(small.get_width())]


def difference(one, other, height=BLOCK):
    """How far such parts are apart, of 255: their mean, and the worst of a hundred."""
    apart = sorted(sum(abs(a - b) for a, b in zip(p, q)) / 3
                   for p, q in zip(blocks(one, height), blocks(other, height)))
    return sum(apart) / len(apart), apart[len(apart) * 99 // 100]


class Pictures(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def render(self, name, *args):
        path = os.path.join(self.folder, name)
        call(PROGRAM, 'render', '--size', f'{WIDTH}x{HEIGHT}', *args, SAMPLE, '-o', path)
        return path

    def draw_pdf(self, path):
        call('pdftocairo', '-png', '-r', 96 * 2, '-singlefile', path, path)
        return GdkPixbuf.Pixbuf.new_from_file(path + '.png')

    def test_valid_and_without_images(self):
        for args in DENSE + CLEAR:
            svg, pdf = self.render('a.svg', *args), self.render('a.pdf', *args)
            call('xmllint', '--noout', svg)
            call('qpdf', '--check', pdf)
            self.assertRegex(call('pdfinfo', pdf), rf'Pages: +1\n(?s:.)*Page size: +{WIDTH * 3 // 4} x {HEIGHT * 3 // 4} ')
            with open(svg) as file:
                text = file.read()
            self.assertNotRegex(text, '<image|data:')
            unpacked = os.path.join(self.folder, 'unpacked.pdf')
            call('qpdf', '--qdf', '--object-streams=disable', pdf, unpacked)
            with open(unpacked, 'rb') as file:
                self.assertIsNone(re.search(rb'/Subtype ?/Image|\bBI\b', file.read()))

    def test_text_is_text(self):
        root = xml.etree.ElementTree.parse(self.render('a.svg')).getroot()
        self.assertEqual((root.get('width'), root.get('height')), (f'{WIDTH}px', f'{HEIGHT}px'))
        texts = [''.join(e.itertext()) for e in root.iter(SVG + 'text')]
        read = call('pdftotext', '-raw', self.render('a.pdf'), '-')
        for name in ('sample – Virtual CPUs', 'vCPU 0', 'vCPU 1', 'ghog1', 'Stolen', 'Preempted'):
            self.assertIn(name, texts)
            self.assertIn(name, read)
        self.assertTrue(any(text.endswith('…') for text in texts))  # one that is too long is cut as on the screen
        self.assertNotIn('no ', call('pdffonts', self.render('a.pdf')).split('\n')[2][54:60])  # embedded

    def compare(self, args, height, mean, worst):
        png = GdkPixbuf.Pixbuf.new_from_file(self.render('a.png', '--scale', 2, *args))
        svg = GdkPixbuf.Pixbuf.new_from_file_at_scale(self.render('a.svg', *args), WIDTH * 2, HEIGHT * 2, False)
        for picture in svg, self.draw_pdf(self.render('a.pdf', *args)):
            self.assertEqual((picture.get_width(), picture.get_height()), (png.get_width(), png.get_height()))
            apart = difference(png, picture, height)
            self.assertLess(apart[0], mean, args)
            self.assertLess(apart[1], worst, args)

    def test_they_look_like_pixels(self):
        for args in CLEAR:
            self.compare(args, BLOCK, 2, 25)

    def test_columns_have_the_same_shares(self):
        for args in DENSE:
            self.compare(args, HEIGHT, 3, 12)

    def test_another_picture_does_not(self):
        png = GdkPixbuf.Pixbuf.new_from_file(self.render('a.png', *SHORT))
        for args in ((*SHORT, '--colours', 'colour-blind'), ('--from', '+6001000000', '--to', '+6051000000')):
            apart = difference(png, GdkPixbuf.Pixbuf.new_from_file(self.render('a.svg', *args)))
            self.assertGreater(apart[0], 2, args)
            self.assertGreater(apart[1], 25, args)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
