/* test-picture.c: pictures of every size, part and format
 * SPDX-License-Identifier: MIT
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "picture/gs-picture.h"
#include "support/test-machine.h"

#define GREEN 0x00c800u

/* A CPU that is idle, then in user code from the middle on. */
static void
add_cpu (GsTimelineMachine *machine, guint number)
{
  GsTrack *track = gs_track_new (GS_N_CPU_STATES);
  GsCpuRow row = { .number = number, .track = gs_lazy_track_new_done (track) };

  gs_track_append (track, 0, (GsTrackValue){ GS_CPU_IDLE, 0, 0, GS_NO_INDEX });
  gs_track_append (track, 500, (GsTrackValue){ GS_CPU_USERMODE, 0, 0, GS_NO_INDEX });
  gs_track_seal (track, 1000);
  g_array_append_val (machine->cpus, row);
}

static GsTimeline *
make_timeline (guint n_cpus)
{
  GsTimeline *timeline = test_timeline_new ((GsSpan){ 0, 1000 });
  GsTimelineMachine *machine = test_timeline_add_machine (timeline, "big", GS_ROLE_HOST, GS_NO_INDEX);

  for (guint i = 0; i < n_cpus; i++)
    add_cpu (machine, i);
  return timeline;
}

/* A guest's virtual CPU that runs, and from the middle on is in another state. */
static GsTimeline *
make_guest (guint state)
{
  GsTimeline *timeline = test_timeline_new ((GsSpan){ 0, 1000 });
  GsTimelineMachine *machine;
  GsTrack *track = gs_track_new (GS_N_VCPU_STATES);
  GsVcpuRow row = { .host_tid = 31, .track = gs_lazy_track_new_done (track) };

  test_timeline_add_machine (timeline, "big", GS_ROLE_HOST, GS_NO_INDEX);
  machine = test_timeline_add_machine (timeline, "small", GS_ROLE_GUEST, 0);
  gs_track_append (track, 0, (GsTrackValue){ GS_VCPU_RUNNING, 0, 0, 0 });
  gs_track_append (track, 500, (GsTrackValue){ state, 0, 0, 0 });
  gs_track_seal (track, 1000);
  g_array_append_val (machine->vcpus, row);
  return timeline;
}

static cairo_surface_t *
draw (GsTimeline *timeline, const GsPictureSpec *spec)
{
  g_autofree char *dir = g_dir_make_tmp ("picture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "a.png", NULL);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface;

  g_assert_true (gs_picture_write (timeline, spec, GS_PICTURE_PNG, path, &error));
  g_assert_no_error (error);
  surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_unlink (path);
  g_rmdir (dir);
  return surface;
}

static guint
count (cairo_surface_t *surface, guint32 colour)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      {
        guint32 pixel;

        memcpy (&pixel, data + (gsize) y * stride + 4 * x, sizeof pixel);
        n += (pixel & 0xffffff) == colour;
      }
  return n;
}

static guint
count_in (GsTimeline *timeline, const GsPictureSpec *spec, guint32 colour)
{
  cairo_surface_t *surface = draw (timeline, spec);
  guint n = count (surface, colour);

  cairo_surface_destroy (surface);
  return n;
}

/* Whether two pictures are the same, pixel for pixel. */
static gboolean
are_equal (GsTimeline *a, GsTimeline *b, const GsPictureSpec *spec)
{
  cairo_surface_t *one = draw (a, spec), *other = draw (b, spec);
  gsize size = (gsize) cairo_image_surface_get_stride (one) * cairo_image_surface_get_height (one);
  gboolean are_same = memcmp (cairo_image_surface_get_data (one), cairo_image_surface_get_data (other), size) == 0;

  cairo_surface_destroy (one);
  cairo_surface_destroy (other);
  return are_same;
}

static void
test_numbers_are_of_the_range (void)
{
  g_autoptr (GsTimeline) stolen = make_guest (GS_VCPU_PREEMPTED);
  g_autoptr (GsTimeline) idle = make_guest (GS_VCPU_IDLE);
  GsPictureSpec spec = { .view = &gs_vcpus_view, .span = { 0, 500 }, .width = 500, .height = 300 };

  g_assert_true (are_equal (stolen, idle, &spec));
  spec.span.end = 1000;
  g_assert_false (are_equal (stolen, idle, &spec));
}

/* The title is above the ruler, which is written in another way, too. */
static void
test_title_says_the_time_as_the_ruler (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (0);
  GsPictureSpec spec = { .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 300 };
  cairo_surface_t *local = draw (timeline, &spec), *relative;
  gsize title = (gsize) 30 * cairo_image_surface_get_stride (local);

  spec.axis = (GsTimeAxis){ GS_TIME_FORMAT_SECONDS, 0 };
  relative = draw (timeline, &spec);
  g_assert_cmpint (memcmp (cairo_image_surface_get_data (local), cairo_image_surface_get_data (relative), title), !=,
                   0);
  cairo_surface_destroy (local);
  cairo_surface_destroy (relative);
}

static void
test_scale_multiplies_every_pixel (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (2);
  GsPictureSpec spec = { .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 300 };
  guint one = count_in (timeline, &spec, GREEN);

  g_assert_cmpuint (one, >, 1000);
  for (int scale = 2; scale <= GS_PICTURE_MAX_SCALE; scale++)
    {
      cairo_surface_t *surface;

      spec.scale = scale;
      surface = draw (timeline, &spec);
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 500 * scale);
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 300 * scale);
      /* But for the lines where bars begin, which stay a pixel wide, and rounding of margins. */
      g_assert_cmpfloat (count (surface, GREEN), >=, 0.98 * one * scale * scale);
      g_assert_cmpfloat (count (surface, GREEN), <=, 1.02 * one * scale * scale);
      cairo_surface_destroy (surface);
    }
}

static void
test_only_the_named_rows (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (8);
  const char *const keys[] = { "machine:big/cpu:5", "machine:big/cpu:2", "machine:gone", NULL };
  GsPictureSpec spec = {
    .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 200, .has_all_rows = TRUE
  };
  g_autoptr (GsTimeline) nothing = make_timeline (0);
  guint legend = count_in (nothing, &spec, GREEN);
  guint all = count_in (timeline, &spec, GREEN) - legend, two;

  spec.keys = keys;
  two = count_in (timeline, &spec, GREEN) - legend;
  /* And the machine's row, but for lines where bars begin. */
  g_assert_cmpuint (all, >, 4.5 * two);
  g_assert_cmpuint (all, <, 4.52 * two);
}

static void
test_selection_dims_what_is_outside (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (2);
  GsPictureSpec spec = { .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 300 };
  guint all = count_in (timeline, &spec, GREEN), selected;

  /* Green is the second half: of it, what is selected stays what it is. */
  spec.selection = (GsSpan){ 700, 2000 };
  selected = count_in (timeline, &spec, GREEN);
  g_assert_cmpfloat (selected, >, 0.55 * all);
  g_assert_cmpfloat (selected, <, 0.68 * all);
}

/* But for the lines at its ends. */
static void
test_selection_of_all_changes_no_colour (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (2);
  GsPictureSpec spec = { .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 300 };
  guint all = count_in (timeline, &spec, GREEN);

  spec.selection = spec.span;
  g_assert_cmpfloat (count_in (timeline, &spec, GREEN), >, 0.98 * all);
}

static void
test_hidden_states_are_hardly_seen (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (2);
  GsPictureSpec spec = { .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 300 };

  spec.hidden_states[GS_ROWS_THREADS] = 1u << GS_CPU_USERMODE;
  g_assert_cmpuint (count_in (timeline, &spec, GREEN), >, 0);
  spec.hidden_states[GS_ROWS_CPUS] = 1u << GS_CPU_USERMODE | 1u << GS_CPU_GUEST;
  g_assert_cmpuint (count_in (timeline, &spec, GREEN), ==, 0);
}

static void
test_marks_of_the_range_are_there (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (2);
  GsPictureMark marks[] = { { "here", 750, FALSE }, { "B", 990, TRUE }, { "elsewhere", 1000, FALSE } };
  GsPictureSpec spec = { .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 300, .marks = marks };
  guint32 bookmark = gs_palette_get (FALSE)->dim_text, marker = gs_palette_get (FALSE)->accent;
  guint n_bookmark = count_in (timeline, &spec, bookmark), n_marker = count_in (timeline, &spec, marker);

  spec.n_marks = 1;
  g_assert_cmpuint (count_in (timeline, &spec, bookmark), >, n_bookmark + 100);
  g_assert_cmpuint (count_in (timeline, &spec, marker), ==, n_marker);
  spec.n_marks = 2;
  g_assert_cmpuint (count_in (timeline, &spec, marker), >, n_marker + 50);
  n_bookmark = count_in (timeline, &spec, bookmark);
  spec.n_marks = 3;
  g_assert_cmpuint (count_in (timeline, &spec, bookmark), ==, n_bookmark);
}

static void
test_all_rows_make_it_high (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (1500);
  GsPictureSpec spec = {
    .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 300, .height = 200, .has_all_rows = TRUE
  };
  cairo_surface_t *surface = draw (timeline, &spec);
  int height = cairo_image_surface_get_height (surface);

  /* Lower rows before any is left out: there is a limit to images. */
  g_assert_cmpint (height, >, 1500 * 16);
  g_assert_cmpint (height, <=, 32767);
  cairo_surface_destroy (surface);
}

/* So many CPUs whose states change so often, for a length that a seed gives. */
static GsTimeline *
make_crowd (guint n_cpus, guint n_intervals)
{
  GsTimeline *timeline = test_timeline_new ((GsSpan){ 0, n_intervals * G_GINT64_CONSTANT (1000) });
  GsTimelineMachine *machine = test_timeline_add_machine (timeline, "crowd <&>", GS_ROLE_HOST, GS_NO_INDEX);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < n_cpus; i++)
    {
      GsTrack *track = gs_track_new (GS_N_CPU_STATES);
      GsCpuRow row = { .number = i, .track = gs_lazy_track_new_done (track) };
      guint state = 0;

      for (guint k = 0; k < n_intervals; k++)
        {
          state = (state + 1 + g_rand_int (rand) % (GS_N_CPU_STATES - 1)) % GS_N_CPU_STATES;
          gs_track_append (track, k * G_GINT64_CONSTANT (1000) + g_rand_int (rand) % 900,
                           (GsTrackValue){ state, 0, 0, GS_NO_INDEX });
        }
      gs_track_seal (track, timeline->span.end);
      g_array_append_val (machine->cpus, row);
    }
  return timeline;
}

/* Returns: how many bytes a picture takes that is whole */
static gsize
measure_vectors (GsTimeline *timeline, const GsPictureSpec *spec, GsPictureFormat format)
{
  g_autofree char *dir = g_dir_make_tmp ("picture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, format == GS_PICTURE_PDF ? "a.pdf" : "a.svg", NULL), *text = NULL;
  const char *ending = format == GS_PICTURE_PDF ? "%%EOF\n" : "</svg>\n";
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_true (gs_picture_write (timeline, spec, format, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  g_assert_cmpstr (text + size - strlen (ending), ==, ending);
  g_unlink (path);
  g_rmdir (dir);
  return size;
}

/* Views of many intervals, of many rows, of many pixels: none of them is more than a file's bytes, nor nothing. */
static void
test_any_view_fits_into_a_file (void)
{
  g_autoptr (GsTimeline) deep = make_crowd (20, 500 * 1000), wide = make_crowd (1300, 100);
  const struct
  {
    GsTimeline *timeline;
    GsPictureFormat format;
    GsPictureSpec spec;
  } views[] = {
    { deep, GS_PICTURE_SVG, { .width = 1600, .height = 900 } },
    { deep, GS_PICTURE_PDF, { .width = 1600, .height = 900 } },
    { deep, GS_PICTURE_SVG, { .width = GS_PICTURE_MAX_SIZE, .height = 900, .colours = GS_COLOURS_COLOUR_BLIND } },
    { wide, GS_PICTURE_SVG, { .width = 1600, .has_all_rows = TRUE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GsPictureSpec spec = views[i].spec;
      gsize size;

      spec.view = &gs_cpus_view;
      spec.span = views[i].timeline->span;
      size = measure_vectors (views[i].timeline, &spec, views[i].format);
      g_test_message ("view %u: %" G_GSIZE_FORMAT " bytes", i, size);
      g_assert_cmpuint (size, <=, GS_PICTURE_MAX_VECTOR_BYTES);
      g_assert_cmpuint (size, >, GS_PICTURE_MAX_VECTOR_BYTES / 10);
    }
}

static void
test_format_is_in_the_name (void)
{
  g_assert_cmpint (gs_picture_format_of ("a.svg"), ==, GS_PICTURE_SVG);
  g_assert_cmpint (gs_picture_format_of ("a.b.PDF"), ==, GS_PICTURE_PDF);
  g_assert_cmpint (gs_picture_format_of ("a.png"), ==, GS_PICTURE_PNG);
  g_assert_cmpint (gs_picture_format_of ("svg"), ==, GS_PICTURE_PNG);
}

static void
test_ending_goes_before_the_choice (void)
{
  static const struct
  {
    const char *written;
    GsPictureFormat chosen;
    const char *path;
    GsPictureFormat format;
  } cases[] = {
    { "/a.b/w1.svg", GS_PICTURE_PNG, "/a.b/w1.svg", GS_PICTURE_SVG },
    { "/a.b/w1.PDF", GS_PICTURE_PNG, "/a.b/w1.PDF", GS_PICTURE_PDF },
    { "/a.b/w1.png", GS_PICTURE_SVG, "/a.b/w1.png", GS_PICTURE_PNG },
    { "/a.b/w1", GS_PICTURE_SVG, "/a.b/w1.svg", GS_PICTURE_SVG },
    { "/a.b/w1.2", GS_PICTURE_PNG, "/a.b/w1.2.png", GS_PICTURE_PNG },
    { "/a.svg/w1", GS_PICTURE_PDF, "/a.svg/w1.pdf", GS_PICTURE_PDF },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GsPictureFormat format = cases[i].chosen;
      g_autofree char *path = gs_picture_settle_path (cases[i].written, &format);

      g_assert_cmpstr (path, ==, cases[i].path);
      g_assert_cmpint (format, ==, cases[i].format);
    }
}

/* Of more rows than fit, those that have nothing in the range give way; where all fit, they stay. */
static void
test_empty_rows_give_way (void)
{
  GsPictureSpec spec = { .view = &gs_cpus_view, .span = { 0, 1000 }, .width = 500, .height = 300 };
  guint n_green[2];

  for (guint n_running = 0; n_running < 2; n_running++)
    {
      g_autoptr (GsTimeline) timeline = make_timeline (0);
      GsTimelineMachine *machine = gs_timeline_get_machine (timeline, 0);

      for (guint i = 0; i < 50; i++)
        {
          GsTrack *track = gs_track_new (GS_N_CPU_STATES);
          GsCpuRow row = { .number = i, .track = gs_lazy_track_new_done (track) };

          gs_track_append (track, 2000, (GsTrackValue){ GS_CPU_USERMODE, 0, 0, GS_NO_INDEX });
          gs_track_seal (track, 3000);
          g_array_append_val (machine->cpus, row);
        }
      for (guint i = 0; i < n_running; i++)
        add_cpu (machine, 50 + i);
      n_green[n_running] = count_in (timeline, &spec, GREEN);
    }
  g_assert_cmpuint (n_green[1], >, n_green[0]);
}

static void
test_nothing_can_be_drawn (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (0);
  GsPictureSpec spec = { .view = &gs_threads_view, .span = { 0, 0 }, .width = 1, .height = 1, .scale = 9 };

  g_assert_cmpuint (count_in (timeline, &spec, GREEN), >, 0); /* of the legend */
}

/* Ticks are found by counting on: the last one has none after it. */
static void
test_times_end_somewhere (void)
{
  static const GsSpan spans[] = {
    { G_MAXINT64 - 1000, G_MAXINT64 },
    { G_MAXINT64 - 100 * GS_SEC, G_MAXINT64 },
    { 0, G_MAXINT64 },
    { G_MININT64 + 1, G_MININT64 + 5000 },
    { G_MININT64 + 1, -1 },
  };
  g_autoptr (GsTimeline) timeline = make_timeline (1);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    for (GsTimeFormat format = 0; format < GS_N_TIME_FORMATS; format++)
      for (int width = 10; width <= 1000; width *= 10)
        {
          GsPictureSpec spec = { .view = &gs_cpus_view,
                                 .span = spans[i],
                                 .width = width,
                                 .height = 200,
                                 .axis = { format, i % 2 == 0 ? spans[i].begin : 7 } };

          alarm (60); /* ends a test that hangs */
          count_in (timeline, &spec, GREEN);
          alarm (0);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/scale-multiplies-every-pixel", test_scale_multiplies_every_pixel);
  g_test_add_func ("/picture/numbers-are-of-the-range", test_numbers_are_of_the_range);
  g_test_add_func ("/picture/title-says-the-time-as-the-ruler", test_title_says_the_time_as_the_ruler);
  g_test_add_func ("/picture/only-the-named-rows", test_only_the_named_rows);
  g_test_add_func ("/picture/selection-dims-what-is-outside", test_selection_dims_what_is_outside);
  g_test_add_func ("/picture/selection-of-all-changes-no-colour", test_selection_of_all_changes_no_colour);
  g_test_add_func ("/picture/hidden-states-are-hardly-seen", test_hidden_states_are_hardly_seen);
  g_test_add_func ("/picture/marks-of-the-range-are-there", test_marks_of_the_range_are_there);
  g_test_add_func ("/picture/all-rows-make-it-high", test_all_rows_make_it_high);
  g_test_add_func ("/picture/any-view-fits-into-a-file", test_any_view_fits_into_a_file);
  g_test_add_func ("/picture/format-is-in-the-name", test_format_is_in_the_name);
  g_test_add_func ("/picture/ending-goes-before-the-choice", test_ending_goes_before_the_choice);
  g_test_add_func ("/picture/empty-rows-give-way", test_empty_rows_give_way);
  g_test_add_func ("/picture/nothing-can-be-drawn", test_nothing_can_be_drawn);
  g_test_add_func ("/picture/times-end-somewhere", test_times_end_somewhere);
  return g_test_run ();
}
