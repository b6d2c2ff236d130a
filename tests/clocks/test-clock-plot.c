/* test-clock-plot.c: constraints to pixels
 * SPDX-License-Identifier: MIT
 */
#include "clocks/gs-clock-plot.h"
#include "clocks/gs-clock-text.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 488  /* the plane is 400 wide */
#define HEIGHT 254 /* and 200 high */
#define FONT "Sans 9"

typedef struct
{
  GsClockReport report;
  cairo_surface_t *surface;
  GsClockView view;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->report.points = g_array_new (FALSE, TRUE, sizeof (GsClockReportPoint));
  fixture->report.corridor = g_array_new (FALSE, TRUE, sizeof (GsClockReportKnot));
  fixture->report.breaks = g_array_new (FALSE, TRUE, sizeof (GsClockReportBreak));
  fixture->report.health = g_array_new (FALSE, TRUE, sizeof (GsClockReportBucket));
  fixture->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  fixture->view = (GsClockView){ { 1000, 5000 }, 1000, 1000 };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_array_unref (fixture->report.points);
  g_array_unref (fixture->report.corridor);
  g_array_unref (fixture->report.breaks);
  g_array_unref (fixture->report.health);
  cairo_surface_destroy (fixture->surface);
}

static void
add_point (Fixture *fixture, gint64 time, gint64 offset, GsClockPointKind kind, gboolean is_upper, gboolean is_rejected)
{
  GsClockReportPoint point = { time, offset, kind, is_upper, is_rejected };

  g_array_append_val (fixture->report.points, point);
}

static void
add_knot (Fixture *fixture, gint64 time, gint64 low, gint64 high)
{
  GsClockReportKnot knot = { time, low, high };

  g_array_append_val (fixture->report.corridor, knot);
}

static void
draw (Fixture *fixture)
{
  cairo_t *cr = cairo_create (fixture->surface);

  gs_clock_plot_draw (cr, gs_palette_get (FALSE), FONT, &fixture->report, &fixture->view, WIDTH, HEIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (fixture->surface);
}

static guint32
pixel (Fixture *fixture, int x, int y)
{
  const guchar *row = cairo_image_surface_get_data (fixture->surface)
                      + y * cairo_image_surface_get_stride (fixture->surface);

  return ((const guint32 *) row)[x] & 0xffffff;
}

/* Pixels nearer to the colour than to white, in a box inside the plane: 0, 0 is its upper left corner. */
static guint
count (Fixture *fixture, guint32 colour, int x, int y, int width, int height)
{
  guint n = 0;

  for (int row = y; row < y + height; row++)
    for (int column = x; column < x + width; column++)
      {
        guint32 found = pixel (fixture, GS_CLOCK_PLOT_LEFT + column, GS_CLOCK_PLOT_TOP + row);
        int distance = 0;

        for (guint shift = 0; shift < 24; shift += 8)
          distance += abs ((int) (found >> shift & 0xff) - (int) (colour >> shift & 0xff));
        n += distance < 120;
      }
  return n;
}

static void
test_line_is_in_the_middle (Fixture *fixture, gconstpointer data)
{
  draw (fixture);
  g_assert_cmpuint (count (fixture, 0x202020, 0, 96, 400, 8), ==, 2 * 400);
  g_assert_cmpuint (count (fixture, 0x202020, 0, 0, 400, 90), ==, 0);
}

/* Where a clock was set, a dashed line crosses the plane, with words beside it. */
static void
test_pieces_are_shown (Fixture *fixture, gconstpointer data)
{
  GsClockReportBreak at = { 3000, -250000000 };
  guint n_dashes;

  g_array_append_val (fixture->report.breaks, at);
  draw (fixture);
  n_dashes = count (fixture, 0x202020, 200, 20, 1, 70);
  g_assert_cmpuint (n_dashes, >, 30);
  g_assert_cmpuint (n_dashes, <, 50);
  g_assert_cmpuint (count (fixture, 0x202020, 100, 0, 98, 20), >, 20);
  g_assert_cmpuint (count (fixture, 0x202020, 202, 0, 190, 20), ==, 0);
}

/* 2 µs after the begin of 4 µs, 500 ns of 1000 ns above the line: the middle of the upper half. */
static void
test_times_far_from_the_origin_end (Fixture *fixture, gconstpointer data)
{
  fixture->view = (GsClockView){ { G_MAXINT64 - 1000, G_MAXINT64 }, 0, 1000 };
  alarm (60); /* ends a test that hangs */
  draw (fixture);
  alarm (0);
}

static void
test_bounds_stand_where_they_belong (Fixture *fixture, gconstpointer data)
{
  guint32 blue = gs_clock_plot_get_colour (gs_palette_get (FALSE), GS_CLOCK_POINT_TCP);
  guint32 orange = gs_clock_plot_get_colour (gs_palette_get (FALSE), GS_CLOCK_POINT_WINDOWS);

  add_point (fixture, 3000, 500, GS_CLOCK_POINT_TCP, TRUE, FALSE);
  add_point (fixture, 4000, -500, GS_CLOCK_POINT_WINDOWS, FALSE, FALSE);
  draw (fixture);
  /* The upper bound's mark is on its value and above, the lower bound's below. */
  g_assert_cmpuint (count (fixture, blue, 195, 41, 11, 9), >, 15);
  g_assert_cmpuint (count (fixture, blue, 195, 52, 11, 40), ==, 0);
  g_assert_cmpuint (count (fixture, orange, 295, 151, 11, 9), >, 15);
  g_assert_cmpuint (count (fixture, orange, 295, 110, 11, 38), ==, 0);
  g_assert_cmpuint (count (fixture, blue, 0, 0, 190, 200), ==, 0);
}

static void
test_rejected_ones_are_crosses (Fixture *fixture, gconstpointer data)
{
  guint32 red = 0xc01c28;

  add_point (fixture, 3000, 500, GS_CLOCK_POINT_TCP, TRUE, TRUE);
  draw (fixture);
  g_assert_cmpuint (count (fixture, red, 195, 45, 11, 11), >, 8);
  /* A cross leaves its sides open, a triangle would not. */
  g_assert_cmpuint (count (fixture, red, 199, 46, 3, 2), ==, 0);
  g_assert_cmpuint (
      count (fixture, gs_clock_plot_get_colour (gs_palette_get (FALSE), GS_CLOCK_POINT_TCP), 0, 0, 400, 200), ==, 0);
}

static void
test_corridor_is_filled (Fixture *fixture, gconstpointer data)
{
  guint32 inside, outside;

  add_knot (fixture, 1000, -200, 600);
  add_knot (fixture, 5000, -200, 200);
  draw (fixture);
  inside = pixel (fixture, GS_CLOCK_PLOT_LEFT + 10, GS_CLOCK_PLOT_TOP + 45);   /* +550 */
  outside = pixel (fixture, GS_CLOCK_PLOT_LEFT + 390, GS_CLOCK_PLOT_TOP + 45); /* there only +210 is inside */
  g_assert_cmphex (outside, ==, 0xffffff);
  g_assert_cmphex (inside, !=, 0xffffff);
  g_assert_cmphex (pixel (fixture, GS_CLOCK_PLOT_LEFT + 390, GS_CLOCK_PLOT_TOP + 85), ==, inside);
  g_assert_cmphex (pixel (fixture, GS_CLOCK_PLOT_LEFT + 390, GS_CLOCK_PLOT_TOP + 130), ==, 0xffffff);
}

static void
test_view_shows_the_corridor (Fixture *fixture, gconstpointer data)
{
  GsClockView view;

  add_knot (fixture, 1000, -300, 400);
  for (guint i = 0; i < 10; i++)
    add_point (fixture, 1000 + i, 1000000, GS_CLOCK_POINT_TCP, TRUE, FALSE);
  view = gs_clock_plot_get_view (&fixture->report, (GsSpan){ 1000, 5000 });
  g_assert_cmpint (view.time.begin, ==, 1000);
  g_assert_cmpint (view.time.end, ==, 5000);
  g_assert_cmpfloat (view.reach, >=, 800);
  g_assert_cmpfloat (view.reach, <=, 1600);

  /* Without one, what points there are. */
  g_array_set_size (fixture->report.corridor, 0);
  view = gs_clock_plot_get_view (&fixture->report, (GsSpan){ 1000, 5000 });
  g_assert_cmpfloat (view.reach, >, 1000000);
}

static void
test_times_have_their_places (void)
{
  const GsClockView view = { { G_GINT64_CONSTANT (1700000000000000000), G_GINT64_CONSTANT (1700000010000000000) },
                             0,
                             50 };
  GsClockArea area = gs_clock_plot_get_area (WIDTH, HEIGHT);

  g_assert_cmpfloat (area.width, ==, 400);
  g_assert_cmpfloat (area.height, ==, 200);
  g_assert_cmpfloat_with_epsilon (gs_clock_plot_get_x (&view, &area, view.time.begin + 2500000000), area.x + 100, 1e-6);
  g_assert_cmpfloat_with_epsilon (gs_clock_plot_get_y (&view, &area, 25), area.y + 50, 1e-9);
}

static void
test_steps_are_round (void)
{
  for (double reach = 20; reach < 1e15; reach *= 1.7)
    {
      double step = gs_clock_plot_get_step (reach, 300), power = pow (10, floor (log10 (step) + 1e-9));
      double first = step / power;

      g_assert_true (fabs (first - 1) < 1e-6 || fabs (first - 2) < 1e-6 || fabs (first - 5) < 1e-6);
      /* Between 3 and 9 labels' room. */
      g_assert_cmpfloat (2 * reach / step, >, 3);
      g_assert_cmpfloat (2 * reach / step, <, 10);
    }
}

static void
add_bucket (Fixture *fixture, gint64 begin, guint64 n_events, guint64 n_outside)
{
  GsClockReportBucket bucket = { { begin, begin + 1000 }, n_events, n_outside };

  g_array_append_val (fixture->report.health, bucket);
}

static void
test_health_is_a_bar_a_bucket (Fixture *fixture, gconstpointer data)
{
  guint32 red = gs_palette_get (FALSE)->looks[GS_ROWS_VCPUS][GS_VCPU_HYPERVISOR].colour;
  guint32 green = gs_palette_get (FALSE)->looks[GS_ROWS_VCPUS][GS_VCPU_RUNNING].colour;
  cairo_t *cr = cairo_create (fixture->surface);
  guint n = 0, n_green = 0, n_other = 0;

  add_bucket (fixture, 1000, 100, 0);
  add_bucket (fixture, 2000, 1000, 50);
  add_bucket (fixture, 3000, 0, 0);
  g_assert_cmpfloat_with_epsilon (gs_clock_health_get_limit (&fixture->report), 0.05, 1e-12);
  gs_clock_health_draw (cr, gs_palette_get (FALSE), FONT, &fixture->report, &fixture->view, WIDTH, 132);
  cairo_destroy (cr);
  cairo_surface_flush (fixture->surface);
  /* 132 high: 100 of them are the plane. The second bucket reaches its top. */
  for (int y = 24; y < 124; y++)
    {
      n += pixel (fixture, GS_CLOCK_PLOT_LEFT + 150, y) == red;
      n_green += pixel (fixture, GS_CLOCK_PLOT_LEFT + 50, y) == green;
      n_other += pixel (fixture, GS_CLOCK_PLOT_LEFT + 250, y) == green
                 || pixel (fixture, GS_CLOCK_PLOT_LEFT + 250, y) == red;
    }
  g_assert_cmpuint (n, ==, 100);
  g_assert_cmpuint (n_green, ==, 3);
  g_assert_cmpuint (n_other, ==, 0);
}

static void
test_typed_offsets_are_exact (void)
{
  static const struct
  {
    const char *text;
    gint64 ns;
  } good[] = {
    { "0", 0 },
    { "12", 12 },
    { "-1.5 ms", -1500000 },
    { "+26 s", 26 * GS_SEC },
    { "1\u202f234\u202f567 ns", 1234567 },
    { "2.000000001 s", 2000000001 },
    { "\u22123 µs", -3000 },
    { "0,5us", 500 },
    { "1 d", 86400 * GS_SEC },
    { "+0.657\u202f897\u202f722 s", 657897722 },
    { ".5 s", GS_SEC / 2 },
    { "1719999999123456789", 1719999999123456789 },
  };
  static const char *const bad[] = { "", "x", "1 parsec", "--1", "1..2 s", "ms", "99999999999 d", "1 2 x", "1.2.3" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gint64 ns = 77;

      g_assert_true (gs_clock_text_parse_duration (good[i].text, &ns, NULL));
      g_assert_cmpint (ns, ==, good[i].ns);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 ns = 77;

      g_assert_false (gs_clock_text_parse_duration (bad[i], &ns, &error));
      g_assert_nonnull (error);
      g_assert_cmpint (ns, ==, 77);
    }
}

static void
test_typed_moments_are_near_the_experiment (void)
{
  const gint64 midnight = 20000 * 86400 * GS_SEC; /* in UTC */
  GsSpan span = { midnight + 23 * 3600 * GS_SEC, midnight + 25 * 3600 * GS_SEC };
  gint64 time;

  g_assert_true (gs_clock_text_parse_moment ("23:30:00.000\u202f000\u202f001", span, &time, NULL));
  g_assert_cmpint (time - midnight, ==, 84600 * GS_SEC + 1);
  /* After midnight it is the next day. */
  g_assert_true (gs_clock_text_parse_moment ("00:10:05", span, &time, NULL));
  g_assert_cmpint (time - midnight, ==, (86400 + 605) * GS_SEC);
  g_assert_true (gs_clock_text_parse_moment ("+1500", span, &time, NULL));
  g_assert_cmpint (time - span.begin, ==, 1500);
  g_assert_true (gs_clock_text_parse_moment ("+1.5 s", span, &time, NULL));
  g_assert_cmpint (time - span.begin, ==, 1500 * GS_MSEC);
  g_assert_true (gs_clock_text_parse_moment ("1700000000000000001", span, &time, NULL));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1700000000000000001));
  g_assert_false (gs_clock_text_parse_moment ("25:61", span, &time, NULL));
  g_assert_false (gs_clock_text_parse_moment ("10:10:99", span, &time, NULL));
  g_assert_false (gs_clock_text_parse_moment ("soon", span, &time, NULL));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

/* What isn't read yet may change it. */
static void
test_accuracy_is_said_to_be_so_far (void)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  GsMachine *there = (GsMachine *) "";
  GsTimelineMachine host = { .name = (char *) "host", .machine = there, .clock.method = GS_CLOCK_REFERENCE };
  GsTimelineMachine guest = { .name = (char *) "guest", .machine = there };
  GsTimeline timeline = { .machines = machines };

  guest.clock = (GsClock){ .method = GS_CLOCK_TCP, .accuracy = 12000 };
  g_ptr_array_add (machines, &host);
  g_ptr_array_add (machines, &guest);
  for (guint is_partial = 0; is_partial < 2; is_partial++)
    {
      g_autofree char *summary = NULL, *sentence = NULL;

      timeline.is_partial = is_partial;
      summary = gs_clock_text_dup_summary (&timeline);
      sentence = gs_clock_text_dup_sentence (&timeline, 1, 0, 0);
      g_assert_true (g_str_has_prefix (summary, "clocks ±12.0 µs"));
      g_assert_cmpint (strstr (summary, "so far") != NULL, ==, is_partial);
      g_assert_nonnull (strstr (sentence, "±12.0 µs"));
      g_assert_cmpint (strstr (sentence, "so far") != NULL, ==, is_partial);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("/clock-plot/line-is-in-the-middle", test_line_is_in_the_middle);
  ADD ("/clock-plot/pieces-are-shown", test_pieces_are_shown);
  ADD ("/clock-plot/times-far-from-the-origin-end", test_times_far_from_the_origin_end);
  ADD ("/clock-plot/bounds-stand-where-they-belong", test_bounds_stand_where_they_belong);
  ADD ("/clock-plot/rejected-ones-are-crosses", test_rejected_ones_are_crosses);
  ADD ("/clock-plot/corridor-is-filled", test_corridor_is_filled);
  ADD ("/clock-plot/view-shows-the-corridor", test_view_shows_the_corridor);
  ADD ("/clock-plot/health-is-a-bar-a-bucket", test_health_is_a_bar_a_bucket);
  g_test_add_func ("/clock-plot/times-have-their-places", test_times_have_their_places);
  g_test_add_func ("/clock-plot/steps-are-round", test_steps_are_round);
  g_test_add_func ("/clock-text/typed-offsets-are-exact", test_typed_offsets_are_exact);
  g_test_add_func ("/clock-plot/accuracy-is-said-to-be-so-far", test_accuracy_is_said_to_be_so_far);
  g_test_add_func ("/clock-text/typed-moments-are-near-the-experiment", test_typed_moments_are_near_the_experiment);
  return g_test_run ();
}
