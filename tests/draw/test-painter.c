/* test-painter.c: tracks to pixels
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-painter.h"

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
  g_assert_cmpuint (count (&canvas, 11, RGB (207, 157, 47)), ==, 9);
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

static void
test_stack_adds_up (void)
{
  guint8 order[GS_MAX_STATES];
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < GS_MAX_STATES; i++)
    order[i] = i;
  for (guint round = 0; round < 2000; round++)
    {
      gint64 ns[GS_MAX_STATES];
      int heights[GS_MAX_STATES], height = g_rand_int_range (rand, GS_MAX_STATES, 60), total = 0;
      guint n, n_expected = 0;

      for (guint i = 0; i < GS_MAX_STATES; i++)
        {
          ns[i] = g_rand_boolean (rand) ? 0 : g_rand_int_range (rand, 1, 1 << g_rand_int_range (rand, 1, 30));
          n_expected += ns[i] > 0;
        }
      n = gs_painter_stack (order, GS_MAX_STATES, ns, height, heights);
      g_assert_cmpuint (n, ==, n_expected);
      for (guint i = 0; i < GS_MAX_STATES; i++)
        {
          g_assert_true ((heights[i] >= 1) == (ns[i] > 0));
          total += heights[i];
        }
      g_assert_cmpint (total, ==, n > 0 ? height : 0);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/painter/states-fill-their-columns", test_states_fill_their_columns);
  g_test_add_func ("/painter/short-interval-is-seen", test_short_interval_is_seen);
  g_test_add_func ("/painter/shares-are-exact", test_shares_are_exact);
  g_test_add_func ("/painter/nanoseconds-wider-than-pixels", test_nanoseconds_wider_than_pixels);
  g_test_add_func ("/painter/veils-differ", test_veils_differ);
  g_test_add_func ("/painter/stack-adds-up", test_stack_adds_up);
  g_test_add_func ("/painter/wide-bars-are-reported", test_wide_bars_are_reported);
  g_test_add_func ("/painter/a-bar-stands-out-of-a-crowd", test_a_bar_stands_out_of_a_crowd);
  g_test_add_func ("/painter/off-canvas-is-left-alone", test_off_canvas_is_left_alone);
  g_test_add_func ("/palette/text-can-be-read", test_text_can_be_read);
  return g_test_run ();
}
