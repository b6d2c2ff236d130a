/* test-shares.c: ten million intervals, zoomed out: what is drawn is true to a pixel
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-painter.h"

#include <math.h>

#define N_STATES GS_N_VEILED_STATES
#define N_ROWS 10
#define N_INTERVALS 1000000 /* of a row */
#define MAX_WIDTH 1000
#define MAX_HEIGHT 64

/* A row, and what it is made of, from 0 on. */
typedef struct
{
  GsTrack *track;
  guint32 *durations; /* ns */
  guint8 *states;
  gint64 end;
} Row;

/* What a column has of each state, in ns. */
typedef gint64 Column[N_STATES];

static Row rows[N_ROWS];
static Column columns[MAX_WIDTH];
static guint32 pixels[MAX_WIDTH * MAX_HEIGHT];

/* Few or many states, in any order; most of them are far shorter than others, so that most have far less than a pixel. */
static void
make_row (Row *self, guint index)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (index);
  guint n_states = 2 + index * (N_STATES - 2) / (N_ROWS - 1);

  self->track = gs_track_new (N_STATES);
  self->durations = g_new (guint32, N_INTERVALS);
  self->states = g_new (guint8, N_INTERVALS);
  for (guint i = 0; i < N_INTERVALS; i++)
    {
      guint state = g_rand_int_range (rand, 0, n_states);

      self->states[i] = (state + index) % N_STATES;
      self->durations[i] = 1 + (g_rand_int (rand) >> (10 + state * 7 % 20));
      gs_track_append (self->track, self->end, (GsTrackValue){ self->states[i], 0, GS_NO_CPU, i });
      self->end += self->durations[i];
    }
  gs_track_seal (self->track, self->end);
}

/* Adds up each interval's part in each column, one after the other: no sums of sums. */
static void
count_row (const Row *self, GsSpan span, guint width)
{
  gint64 begin = 0;
  guint column = 0;

  for (guint i = 0; i < N_INTERVALS && begin < span.end; begin += self->durations[i++])
    for (gint64 end = MIN (begin + self->durations[i], span.end), at = MAX (begin, span.begin); at < end;)
      {
        gint64 next = span.begin + (gint64) ((__int128) gs_span_duration (span) * (column + 1) / width);

        columns[column][self->states[i]] += MIN (next, end) - at;
        at = MIN (next, end);
        column += at == next;
      }
}

/* Each state is a colour: its number. */
static void
check_column (const Column ns, guint x, int width, int height, const guint8 *places)
{
  int drawn[N_STATES] = { 0 }, drawn_small = 0;
  double total = 0, small = 0;

  for (int y = 0; y < height; y++)
    {
      guint state = pixels[y * width + x] & 0xff;

      g_assert_cmpuint (state, <, N_STATES);
      g_assert_true (y == 0 || places[pixels[(y - 1) * width + x] & 0xff] <= places[state]);
      drawn[state]++;
    }
  for (guint i = 0; i < N_STATES; i++)
    total += (double) ns[i];
  for (guint i = 0; i < N_STATES; i++)
    {
      double share = (double) ns[i] / total * height;

      g_assert_cmpfloat (fabs (drawn[i] - share), <=, 1);
      small += share < 0.5 ? share : 0;
      drawn_small += share < 0.5 ? drawn[i] : 0;
    }
  g_assert_cmpfloat (fabs (drawn_small - small), <=, 1);
}

/* Draws rows, together where there are several, and compares each column with what was counted. */
static void
check_picture (const Row *first, guint n, GsSpan span, int width, int height)
{
  GsCanvas canvas = gs_canvas_for_image ((guchar *) pixels, width * 4, width, height, 1);
  GsPlace place = { span, 0, 0, width, 0, height };
  GsLook looks[N_STATES] = { 0 };
  guint8 order[N_STATES], places[N_STATES];
  GsPaint paint = { looks, order, 0 };
  const GsTrack *tracks[N_ROWS];

  for (guint i = 0; i < N_STATES; i++)
    {
      looks[i] = (GsLook){ .colour = i, .height = 1 };
      order[i] = i * 7 % N_STATES;
      places[order[i]] = i;
    }
  memset (columns, 0, sizeof columns);
  memset (pixels, 0xff, sizeof pixels);
  for (guint i = 0; i < n; i++)
    {
      count_row (&first[i], span, width);
      tracks[i] = first[i].track;
    }
  if (n == 1)
    gs_painter_draw_track (&canvas, &paint, tracks[0], &place, 0, NULL);
  else
    gs_painter_draw_sum (&canvas, &paint, tracks, n, &place);
  for (int x = 0; x < width; x++)
    check_column (columns[x], x, width, height, places);
}

static void
test_all_of_it (void)
{
  for (guint i = 0; i < N_ROWS; i++)
    check_picture (&rows[i], 1, (GsSpan){ 0, rows[i].end }, MAX_WIDTH, 20);
}

static void
test_any_part_of_it (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 3 * N_ROWS; i++)
    {
      const Row *row = &rows[i % N_ROWS];
      gint64 begin = (gint64) g_rand_double_range (rand, 0, (double) row->end / 2);
      gint64 end = begin + MAX_WIDTH + (gint64) ((double) row->end / 2 * pow (g_rand_double (rand), 4));

      check_picture (row, 1, (GsSpan){ begin, MIN (end, row->end) }, g_rand_int_range (rand, 1, MAX_WIDTH + 1),
                     g_rand_int_range (rand, 1, MAX_HEIGHT + 1));
    }
}

/* As a collapsed process or machine draws them. */
static void
test_several_rows_together (void)
{
  gint64 end = G_MAXINT64;

  for (guint i = 0; i < N_ROWS; i++)
    end = MIN (end, rows[i].end);
  for (guint n = 2; n <= N_ROWS; n += 4)
    check_picture (rows, n, (GsSpan){ 0, end }, MAX_WIDTH, 6 * n);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < N_ROWS; i++)
    make_row (&rows[i], i);
  g_test_add_func ("/shares/all-of-it", test_all_of_it);
  g_test_add_func ("/shares/any-part-of-it", test_any_part_of_it);
  g_test_add_func ("/shares/several-rows-together", test_several_rows_together);
  status = g_test_run ();
  for (guint i = 0; i < N_ROWS; i++)
    {
      gs_track_unref (rows[i].track);
      g_free (rows[i].durations);
      g_free (rows[i].states);
    }
  return status;
}
