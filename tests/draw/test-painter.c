/* test-painter.c: tracks to pixels
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-painter-stack.h"
#include "draw/gs-painter.h"

#include <math.h>
#include <string.h>

#define BACKGROUND 0xffabcdefu
#define RGB(r, g, b) (0xff000000u | (guint32) (r) << 16 | (guint32) (g) << 8 | (guint32) (b))

static guint32 pixels[64 * 200];

static GsCanvas
make_canvas (int width, int height)
{
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = BACKGROUND;
  return gs_canvas_for_image ((guchar *) pixels, width * 4, width, height, 1);
}

static void
append (GsTrack *track, gint64 time, guint8 state)
{
  gs_track_append (track, time, (GsTrackValue){ state, 0, GS_NO_CPU, 0 });
}

static void
draw (const GsCanvas *canvas, GsRows rows, const GsTrack *track, GsSpan span)
{
  GsPlace place = { span, 0, 0, canvas->width, 0, canvas->height };

  gs_painter_draw_row (canvas, gs_palette_get (FALSE), rows, track, &place, 0, NULL);
}

static guint
count (const GsCanvas *canvas, int x, guint32 colour)
{
  guint n = 0;

  for (int y = 0; y < canvas->height; y++)
    n += canvas->pixels[y * canvas->stride + x] == colour;
  return n;
}

/* One letter a column: what has most of it. */
static char *
columns_to_text (const GsCanvas *canvas)
{
  static const struct
  {
    guint32 colour;
    char letter;
  } names[] = {
    { RGB (0, 200, 0), 'r' },    { RGB (200, 200, 200), 'i' }, { RGB (179, 6, 6), 'h' },
    { RGB (127, 63, 127), 'p' }, { RGB (207, 157, 47), 'b' },  { RGB (100, 100, 100), 'u' },
  };
  GString *text = g_string_new (NULL);

  for (int x = 0; x < canvas->width; x++)
    {
      char letter = '.';
      guint most = 0;

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (count (canvas, x, names[i].colour) > most)
          {
            most = count (canvas, x, names[i].colour);
            letter = names[i].letter;
          }
      g_string_append_c (text, letter);
    }
  return g_string_free (text, FALSE);
}

static void
test_states_fill_their_columns (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  GsCanvas canvas = make_canvas (20, 12);
  g_autofree char *text = NULL;

  append (track, 100, GS_VCPU_UNKNOWN);
  append (track, 200, GS_VCPU_RUNNING);
  append (track, 500, GS_VCPU_HYPERVISOR);
  append (track, 700, GS_VCPU_PREEMPTED);
  append (track, 1100, GS_VCPU_BLOCKED);
  append (track, 1300, GS_VCPU_IDLE);
  gs_track_seal (track, 1800);
  draw (&canvas, GS_ROWS_VCPUS, track, (GsSpan){ 0, 2000 });
  text = columns_to_text (&canvas);
  g_assert_cmpstr (text, ==, ".urrrhhppppbbiiiii..");

  /* Heights of 12: 0.33, 1, 0.66, 1, 0.75, 0.66. */
  g_assert_cmpuint (count (&canvas, 1, RGB (100, 100, 100)), ==, 4);
  g_assert_cmpuint (count (&canvas, 2, RGB (0, 200, 0)), ==, 12);
  g_assert_cmpuint (count (&canvas, 5, RGB (179, 6, 6)), ==, 8);
  g_assert_cmpuint (count (&canvas, 7, RGB (127, 63, 127)), ==, 12);
  g_assert_cmpuint (count (&canvas, 11, BACKGROUND), ==, 3);
  g_assert_cmpuint (count (&canvas, 14, RGB (200, 200, 200)), ==, 8);
  g_assert_cmpuint (canvas.pixels[14], ==, BACKGROUND);
}

static void
test_short_interval_is_seen (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  GsCanvas canvas = make_canvas (10, 16);

  for (gint64 i = 0; i < 10000; i++)
    {
      append (track, i * 1000, GS_VCPU_RUNNING);
      append (track, i * 1000 + 700, GS_VCPU_IDLE);
    }
  append (track, 10000000, GS_VCPU_RUNNING);
  append (track, 14500000, GS_VCPU_PREEMPTED);
  append (track, 14500001, GS_VCPU_RUNNING);
  gs_track_seal (track, 20000000);
  draw (&canvas, GS_ROWS_VCPUS, track, (GsSpan){ 0, 20000000 });

  for (int x = 0; x < 10; x++)
    g_assert_cmpuint (count (&canvas, x, RGB (127, 63, 127)), ==, x == 7 ? 1 : 0);
  g_assert_cmpuint (count (&canvas, 7, RGB (0, 200, 0)), ==, 15);
  g_assert_cmpuint (canvas.pixels[7], ==, RGB (127, 63, 127));
}

static void
test_shares_are_exact (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  GsCanvas canvas = make_canvas (5, 20);

  /* Of every 1000 ns: 500 running, 250 hypervisor, 150 preempted, 100 idle. */
  for (gint64 i = 0; i < 5000; i++)
    {
      append (track, i * 1000, GS_VCPU_RUNNING);
      append (track, i * 1000 + 500, GS_VCPU_HYPERVISOR);
      append (track, i * 1000 + 750, GS_VCPU_PREEMPTED);
      append (track, i * 1000 + 900, GS_VCPU_IDLE);
    }
  gs_track_seal (track, 5000000);
  draw (&canvas, GS_ROWS_VCPUS, track, (GsSpan){ 0, 5000000 });

  for (int x = 0; x < 5; x++)
    {
      g_assert_cmpuint (count (&canvas, x, RGB (0, 200, 0)), ==, 10);
      g_assert_cmpuint (count (&canvas, x, RGB (179, 6, 6)), ==, 5);
      g_assert_cmpuint (count (&canvas, x, RGB (127, 63, 127)), ==, 3);
      g_assert_cmpuint (count (&canvas, x, RGB (200, 200, 200)), ==, 2);
      g_assert_cmpuint (canvas.pixels[0 * 5 + x], ==, RGB (127, 63, 127));
      g_assert_cmpuint (canvas.pixels[3 * 5 + x], ==, RGB (179, 6, 6));
      g_assert_cmpuint (canvas.pixels[8 * 5 + x], ==, RGB (0, 200, 0));
      g_assert_cmpuint (canvas.pixels[18 * 5 + x], ==, RGB (200, 200, 200));
    }
}

static void
test_nanoseconds_wider_than_pixels (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  GsCanvas canvas = make_canvas (40, 8);
  g_autofree char *text = NULL;

  append (track, 0, GS_VCPU_RUNNING);
  append (track, 105, GS_VCPU_HYPERVISOR);
  append (track, 106, GS_VCPU_RUNNING);
  gs_track_seal (track, 108);
  draw (&canvas, GS_ROWS_VCPUS, track, (GsSpan){ 100, 110 });
  text = columns_to_text (&canvas);
  g_assert_cmpstr (text, ==, "rrrrrrrrrrrrrrrrrrrrhhhhrrrrrrrr........");
}

static void
test_veils_differ (void)
{
  static const struct
  {
    GsOverlay overlay;
    guint32 colour;
  } veils[] = {
    { GS_OVERLAY_HYPERVISOR, RGB (179, 6, 6) },
    { GS_OVERLAY_PREEMPTED, RGB (127, 63, 127) },
    { GS_OVERLAY_BLOCKED, RGB (207, 157, 47) },
  };
  guint32 pictures[3][32 * 24];

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GsTrack) track = gs_track_new (GS_N_VEILED_STATES);
      GsCanvas canvas = make_canvas (32, 24);
      guint n_veil = 0, n_base = 0;

      append (track, 0, gs_thread_state_veil (GS_THREAD_USERMODE, veils[i].overlay));
      gs_track_seal (track, 1000);
      draw (&canvas, GS_ROWS_THREADS, track, (GsSpan){ 0, 1000 });
      for (int x = 0; x < 32; x++)
        {
          for (int y = 0; y < 8; y++)
            g_assert_cmpuint (canvas.pixels[y * 32 + x], ==, RGB (0, 200, 0));
          n_veil += count (&canvas, x, veils[i].colour);
          n_base += count (&canvas, x, RGB (0, 200, 0));
        }
      g_assert_cmpuint (n_veil, >, 32 * 16 / 4);
      g_assert_cmpuint (n_base, >, 32 * 24 / 3);
      for (guint p = 0; p < 32 * 24; p++)
        pictures[i][p] = canvas.pixels[p] == veils[i].colour;
    }
  g_assert_cmpint (memcmp (pictures[0], pictures[1], sizeof pictures[0]), !=, 0);
  g_assert_cmpint (memcmp (pictures[0], pictures[2], sizeof pictures[0]), !=, 0);
  g_assert_cmpint (memcmp (pictures[1], pictures[2], sizeof pictures[0]), !=, 0);
}

typedef struct
{
  guint8 order[GS_MAX_STATES];
  gint64 ns[GS_MAX_STATES];
  int heights[GS_MAX_STATES];
  double shares[GS_MAX_STATES]; /* in pixels, by place in the order */
  int height;
} RandomColumn;

/* Few or many states, of like or very different shares. */
static void
make_random_column (RandomColumn *self, GRand *rand)
{
  int n_bits = g_rand_int_range (rand, 2, 40), one_in = g_rand_int_range (rand, 1, 6);
  double total = 0;

  self->height = g_rand_int_range (rand, 1, 130);
  for (guint i = 0; i < GS_MAX_STATES; i++)
    {
      guint k = g_rand_int_range (rand, 0, i + 1);

      self->order[i] = self->order[k];
      self->order[k] = i;
      self->ns[i] = g_rand_int_range (rand, 0, one_in) > 0 ?
                        0 :
                        (gint64) 1 + (gint64) g_rand_double_range (rand, 0, 1LL << g_rand_int_range (rand, 1, n_bits));
      total += (double) self->ns[i];
    }
  for (guint i = 0; i < GS_MAX_STATES; i++)
    self->shares[i] = total > 0 ? (double) self->ns[self->order[i]] / total * self->height : 0;
}

/* Whether a share may be rounded either way. */
static gboolean
has_tie (const RandomColumn *self)
{
  for (guint i = 0; i < GS_MAX_STATES; i++)
    if (fabs (self->shares[i] - floor (self->shares[i]) - 0.5) < 1e-9)
      return TRUE;
  return FALSE;
}

/* Of states of half a pixel and more: how many heights are not the share, rounded, and
 * how far rounded ones are from adding up to the rest of the height. */
static void
check_large_shares (const RandomColumn *self, int height)
{
  int n_off = 0, sum = 0;

  for (guint i = 0; i < GS_MAX_STATES; i++)
    if (self->shares[i] >= 0.5)
      {
        int rounded = (int) (self->shares[i] + 0.5);

        n_off += self->heights[i] != rounded;
        sum += rounded;
      }
  g_assert_cmpint (n_off, ==, ABS (sum - height));
}

static void
test_shares_are_true (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 200000; round++)
    {
      RandomColumn column;
      double small = 0;
      int drawn_small = 0, total = 0;
      guint n, n_there = 0;
      gboolean is_missing = FALSE;

      do
        make_random_column (&column, rand);
      while (has_tie (&column));
      n = gs_painter_stack (column.order, GS_MAX_STATES, column.ns, column.height, column.heights);
      for (guint i = 0; i < GS_MAX_STATES; i++)
        {
          g_assert_cmpfloat (fabs (column.heights[i] - column.shares[i]), <=, column.shares[i] > 0 ? 1 : 1e-9);
          n_there += column.shares[i] > 0;
          total += column.heights[i];
          if (column.shares[i] <= 0 || column.shares[i] >= 0.5)
            continue;
          small += column.shares[i];
          drawn_small += column.heights[i];
          /* The worst come first. */
          g_assert_true (column.heights[i] == 0 || (column.heights[i] == 1 && !is_missing));
          is_missing |= column.heights[i] == 0;
        }
      g_assert_cmpuint (n, ==, n_there);
      g_assert_cmpint (total, ==, n > 0 ? column.height : 0);
      g_assert_cmpfloat (fabs (drawn_small - small), <=, 1);
      g_assert_true (small < 1.499 ? drawn_small == (small > 0) : drawn_small <= small + 0.501);
      if (n > 0)
        check_large_shares (&column, column.height - drawn_small);
    }
}

/* Also where a share lies between two whole pixels to the last digit, or is nearly none or all. */
static void
test_heights_always_add_up (void)
{
  static const guint8 order[] = { 0, 1, 2 };

  for (gint64 height = 1; height <= 40; height++)
    for (gint64 total = 1; total <= 80 * height; total += total < 200 ? 1 : 40)
      for (gint64 first = 0; first <= total; first += MAX (1, total / (2 * height)))
        {
          int heights[3] = { -9, -9, -9 };

          gs_painter_stack (order, 3, (gint64[]){ 0, first, total - first }, (int) height, heights);
          g_assert_cmpint (heights[0], ==, 0);
          g_assert_cmpint (heights[1] + heights[2], ==, height);
          g_assert_cmpint (MIN (heights[1], heights[2]), >=, 0);
          g_assert_cmpint (ABS (heights[1] * total - first * height), <=, total);
          if (total - first <= 2)
            {
              gs_painter_stack (order, 3, (gint64[]){ 0, first << 40, total - first }, (int) height, heights);
              g_assert_cmpint (heights[0], ==, 0);
              g_assert_cmpint (heights[1] + heights[2], ==, height);
              g_assert_cmpint (MIN (heights[1], heights[2]), >=, 0);
            }
        }
}

/* Four states of half a percent and less are one line, not four. */
static void
test_small_shares_take_one_pixel (void)
{
  static const guint8 order[] = { 0, 1, 2, 3, 4, 5 };
  static const gint64 ns[] = { 0, 40, 8940, 7, 31, 982 };
  int heights[6];

  g_assert_cmpuint (gs_painter_stack (order, 6, ns, 20, heights), ==, 5);
  g_assert_cmpint (heights[0], ==, 0);
  g_assert_cmpint (heights[1], ==, 1);
  g_assert_cmpint (heights[2], ==, 17);
  g_assert_cmpint (heights[3], ==, 0);
  g_assert_cmpint (heights[4], ==, 0);
  g_assert_cmpint (heights[5], ==, 2);
}

/* Bars, hatches and mixed columns; @y: the upper edge. */
static void
draw_all_states (GsColours colours, int y)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VEILED_STATES);
  GsCanvas canvas = make_canvas (64, 100);
  GsPlace place = { { 0, 6400 }, 0, 0, 64, y, 20 };

  for (guint i = 0; i < 2 * GS_N_VEILED_STATES; i++)
    append (track, i < GS_N_VEILED_STATES ? i * 200 : 3400 + i * 30, i % GS_N_VEILED_STATES);
  gs_track_seal (track, 6400);
  gs_painter_draw_row (&canvas, gs_palette_choose (colours, FALSE), GS_ROWS_THREADS, track, &place, 0, NULL);
}

static void
test_rows_look_the_same_anywhere (void)
{
  for (guint colours = 0; colours < GS_N_COLOURS; colours++)
    for (int y = 1; y < 80; y++)
      {
        guint32 first[64 * 20];

        draw_all_states (colours, 0);
        memcpy (first, pixels, sizeof first);
        draw_all_states (colours, y);
        g_assert_cmpmem (first, sizeof first, pixels + 64 * y, sizeof first);
      }
}

static void
test_wide_bars_are_reported (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (GsBar));
  GsCanvas canvas = make_canvas (100, 30);
  GsPlace place = { { 0, 1000 }, 4, 0, 100, 5, 20 };
  GsBar *bar;

  append (track, -500, GS_VCPU_RUNNING);
  append (track, 200, GS_VCPU_HYPERVISOR);
  append (track, 600, GS_VCPU_RUNNING);
  append (track, 650, GS_VCPU_PREEMPTED);
  gs_track_seal (track, 2000);
  gs_painter_draw_row (&canvas, gs_palette_get (FALSE), GS_ROWS_VCPUS, track, &place, 30, bars);
  g_assert_cmpuint (bars->len, ==, 2);
  bar = &g_array_index (bars, GsBar, 0);
  g_assert_cmpint (bar->x, ==, 20);
  g_assert_cmpint (bar->width, ==, 40);
  g_assert_cmpint (bar->y + bar->height, ==, 25);
  g_assert_cmpuint (bar->row, ==, 4);
  bar = &g_array_index (bars, GsBar, 1);
  g_assert_cmpint (bar->x, ==, 65);
  g_assert_cmpint (bar->width, ==, 35);
  g_assert_cmpint (bar->interval.span.end, ==, 2000);
}

/* A long interval among very many short ones is a bar like any other. */
static void
test_a_bar_stands_out_of_a_crowd (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (GsBar));
  GsCanvas canvas = make_canvas (400, 30);
  GsPlace place = { { 0, 400000 }, 0, 0, 400, 5, 20 };
  const GsBar *bar;

  /* 100 a column, but for 120 columns that end beyond what is looked up at once. */
  for (gint64 time = 0; time < 400000; time += 10)
    if (time < 40000 || time >= 160000)
      append (track, time, time / 10 % 2 == 0 ? GS_VCPU_RUNNING : GS_VCPU_HYPERVISOR);
    else if (time == 40000)
      append (track, time, GS_VCPU_PREEMPTED);
  gs_track_seal (track, 400000);
  gs_painter_draw_row (&canvas, gs_palette_get (FALSE), GS_ROWS_VCPUS, track, &place, 30, bars);
  g_assert_cmpuint (bars->len, ==, 1);
  bar = &g_array_index (bars, GsBar, 0);
  g_assert_cmpint (bar->interval.value.state, ==, GS_VCPU_PREEMPTED);
  g_assert_cmpint (bar->x, ==, 40);
  g_assert_cmpint (bar->width, ==, 120);
}

static void
test_off_canvas_is_left_alone (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  GsCanvas canvas = make_canvas (20, 10);

  for (int i = 0; i < 5000; i++)
    append (track, i, i % GS_N_VCPU_STATES);
  gs_track_seal (track, 5000);
  for (int y = -15; y < 15; y++)
    {
      GsPlace place = { { 0, 5000 }, 0, -7, 40, y, 12 };

      gs_painter_draw_row (&canvas, gs_palette_get (TRUE), GS_ROWS_VCPUS, track, &place, 0, NULL);
    }
  g_assert_cmpuint (pixels[20 * 10], ==, BACKGROUND);
}

static void
test_text_can_be_read (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      const GsPalette *palette = gs_palette_get (dark);

      g_assert_cmpfloat (gs_colour_contrast (palette->background, palette->text), >=, 4.5);
      g_assert_cmpfloat (gs_colour_contrast (palette->background, palette->dim_text), >=, 4.5);
      for (int rows = 0; rows < GS_N_ROWS; rows++)
        for (guint state = 0; state < gs_rows_get_n_states (rows); state++)
          {
            const GsLook *look = &palette->looks[rows][state];

            g_assert_cmpfloat (gs_colour_contrast (look->colour, look->text), >=, 4.5);
          }
    }
}

/* Many columns' times at once are each column's own, by the same numbers without rounding. */
static void
test_times_of_columns_are_exact (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 2000; i++)
    {
      int width = g_rand_int_range (rand, 1, 3000), column = g_rand_int_range (rand, 0, width);
      guint n = (guint) g_rand_int_range (rand, 1, 65);
      gint64 begin = (gint64) g_rand_int (rand) << g_rand_int_range (rand, 0, 30);
      gint64 duration = 1 + ((gint64) g_rand_int (rand) << g_rand_int_range (rand, 0, 29));
      const GsPlace place = { { begin, begin + duration }, 0, 0, width, 0, 20 };
      gint64 times[64];

      gs_place_list_times (&place, column, n, times);
      for (guint k = 0; k < n; k++)
        {
          gint64 exact = begin + (gint64) ((__int128) duration * (column + (int) k) / width);

          g_assert_cmpint (times[k], ==, exact);
          g_assert_cmpint (gs_place_get_time (&place, column + (int) k), ==, exact);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/painter/states-fill-their-columns", test_states_fill_their_columns);
  g_test_add_func ("/painter/short-interval-is-seen", test_short_interval_is_seen);
  g_test_add_func ("/painter/shares-are-exact", test_shares_are_exact);
  g_test_add_func ("/painter/nanoseconds-wider-than-pixels", test_nanoseconds_wider_than_pixels);
  g_test_add_func ("/painter/veils-differ", test_veils_differ);
  g_test_add_func ("/painter/shares-are-true", test_shares_are_true);
  g_test_add_func ("/painter/small-shares-take-one-pixel", test_small_shares_take_one_pixel);
  g_test_add_func ("/painter/heights-always-add-up", test_heights_always_add_up);
  g_test_add_func ("/painter/rows-look-the-same-anywhere", test_rows_look_the_same_anywhere);
  g_test_add_func ("/painter/wide-bars-are-reported", test_wide_bars_are_reported);
  g_test_add_func ("/painter/a-bar-stands-out-of-a-crowd", test_a_bar_stands_out_of_a_crowd);
  g_test_add_func ("/painter/off-canvas-is-left-alone", test_off_canvas_is_left_alone);
  g_test_add_func ("/painter/times-of-columns-are-exact", test_times_of_columns_are_exact);
  g_test_add_func ("/palette/text-can-be-read", test_text_can_be_read);
  return g_test_run ();
}
