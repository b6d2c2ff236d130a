/* bench-painter.c: how long the frames of pans and zooms take
 * SPDX-License-Identifier: MIT
 *
 * 50 rows × 1600 columns, drawn as the window draws them: background, grid, bars
 * and labels. Prints the 99th percentile in ms, of the best of five passes, for
 * 1, 10 and (with --all) 100 million intervals, which take turns. Fails where a frame takes longer
 * than a display's, or 100 million more than twice as long as 1 million.
 */
#include "draw/gs-painter.h"
#include "rows/gs-scene.h"

#include <time.h>

#define N_ROWS 50
#define WIDTH 1600
#define HEIGHT (N_ROWS * GS_ROW_HEIGHT)
#define N_PANS 60
#define N_ZOOMS 200

/* The quietest of so many passes counts: at the 99th percentile, two frames that
 * the machine's other work held up are a pass's number. */
#define N_PASSES 5

#define LIMIT 16.0

typedef struct
{
  double pan;
  double zoom;
} Outcome;

typedef struct
{
  gsize n_intervals;
  GsTimeline *timeline;
  GPtrArray *rows; /* of GsRow */
  GArray *bars;
  cairo_surface_t *surface;
  GArray *times; /* of double: ms */
  Outcome best;
} Bench;

static GsTrack *
make_track (gsize n_intervals, guint32 seed)
{
  GsTrack *track = gs_track_new (GS_N_VCPU_STATES);
  guint32 random = seed * 2654435761u + 1;
  gint64 time = 0;

  for (gsize i = 0; i < n_intervals; i++)
    {
      random = random * 1664525u + 1013904223u;
      gs_track_append (track, time, (GsTrackValue){ (random >> 24) % GS_N_VCPU_STATES, 0, i & 7, (random >> 16) & 31 });
      time += 1 + (random >> 8) % 20000;
    }
  gs_track_seal (track, time);
  return track;
}

static void
free_machine (gpointer data)
{
  GsTimelineMachine *machine = data;

  for (guint i = 0; i < machine->vcpus->len; i++)
    gs_lazy_track_free (g_array_index (machine->vcpus, GsVcpuRow, i).track);
  g_array_unref (machine->vcpus);
  g_free (machine);
}

/* A guest of so many vCPUs as there are rows. */
static GsTimeline *
make_timeline (gsize n_intervals)
{
  GsTimeline *timeline = g_new0 (GsTimeline, 1);
  GsTimelineMachine *machine = g_new0 (GsTimelineMachine, 1);

  g_atomic_ref_count_init (&timeline->ref_count);
  timeline->occupants = g_array_new (FALSE, FALSE, sizeof (GsOccupant));
  timeline->machines = g_ptr_array_new_with_free_func (free_machine);
  g_ptr_array_add (timeline->machines, machine);
  machine->name = (char *) "guest";
  machine->host = GS_NO_INDEX;
  machine->vcpus = g_array_new (FALSE, TRUE, sizeof (GsVcpuRow));
  for (guint i = 0; i < N_ROWS; i++)
    {
      GsTrack *track = make_track (n_intervals / N_ROWS, i);
      GsVcpuRow row = { .id = i, .track = gs_lazy_track_new_done (track) };

      g_array_append_val (machine->vcpus, row);
      timeline->span = gs_track_get_span (track);
    }
  return timeline;
}

static GPtrArray *
make_rows (GsTimeline *timeline)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_ROWS; i++)
    {
      GsRow *row = gs_row_new (timeline, GS_ROW_VCPU, 0, i, g_strdup_printf ("%u", i), g_strdup_printf ("vCPU %u", i));

      gs_row_set_track (row, GS_ROWS_VCPUS,
                        g_array_index (gs_timeline_get_machine (timeline, 0)->vcpus, GsVcpuRow, i).track);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

static GsRow *
get_row (guint index, gpointer data)
{
  return g_ptr_array_index ((GPtrArray *) data, index);
}

static double
get_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* A frame takes no longer than all of its threads together: what other programs
 * take from it meanwhile does not count. */
static void
draw (Bench *self, GsSpan visible)
{
  GsScene scene = {
    .surface = self->surface,
    .palette = gs_palette_get (FALSE),
    .font = "Sans 8",
    .visible = visible,
    .scale = 1,
    .width = WIDTH,
    .height = HEIGHT,
    .row_height = GS_ROW_HEIGHT,
  };
  double begin = get_ms (CLOCK_MONOTONIC), cpu_begin = get_ms (CLOCK_PROCESS_CPUTIME_ID), ms;

  gs_scene_draw (&scene, N_ROWS, get_row, self->rows, self->bars);
  ms = MIN (get_ms (CLOCK_MONOTONIC) - begin, get_ms (CLOCK_PROCESS_CPUTIME_ID) - cpu_begin);
  g_array_append_val (self->times, ms);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
take_p99 (Bench *self)
{
  double p99;

  g_array_sort (self->times, compare);
  p99 = g_array_index (self->times, double, (self->times->len * 99 + 99) / 100 - 1);
  g_array_set_size (self->times, 0);
  return p99;
}

static double
pan (Bench *self, GsSpan full)
{
  static const double shares[] = { 0.5, 0.1, 0.001, 0.00001 };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      gint64 width = MAX ((gint64) ((double) gs_span_duration (full) * shares[i]), WIDTH);
      gint64 begin = full.begin + gs_span_duration (full) / 3;

      for (guint k = 0; k < N_PANS; k++)
        draw (self, (GsSpan){ begin + width * k / N_PANS / 4, begin + width * k / N_PANS / 4 + width });
    }
  return take_p99 (self);
}

/* From all of it to a few intervals. */
static double
zoom (Bench *self, GsSpan full)
{
  double width = (double) gs_span_duration (full);
  double factor = 1;

  for (guint i = 0; i < N_ZOOMS; i++)
    {
      gint64 begin = full.begin + (gint64) (width * (1 - factor) * 0.4);

      draw (self, (GsSpan){ begin, begin + MAX ((gint64) (width * factor), WIDTH) });
      factor *= 0.92;
    }
  return take_p99 (self);
}

static Bench *
bench_new (gsize n_intervals)
{
  Bench *self = g_new0 (Bench, 1);

  self->n_intervals = n_intervals;
  self->timeline = make_timeline (n_intervals);
  self->rows = make_rows (self->timeline);
  self->bars = g_array_new (FALSE, FALSE, sizeof (GsBar));
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  self->times = g_array_new (FALSE, FALSE, sizeof (double));
  self->best = (Outcome){ G_MAXDOUBLE, G_MAXDOUBLE };
  draw (self, self->timeline->span); /* fonts are loaded once */
  g_array_set_size (self->times, 0);
  return self;
}

static void
bench_free (Bench *self)
{
  g_ptr_array_unref (self->rows);
  g_array_unref (self->bars);
  g_array_unref (self->times);
  cairo_surface_destroy (self->surface);
  gs_timeline_unref (self->timeline);
  g_free (self);
}

static void
bench_pass (Bench *self)
{
  self->best.pan = MIN (self->best.pan, pan (self, self->timeline->span));
  self->best.zoom = MIN (self->best.zoom, zoom (self, self->timeline->span));
}

/* Returns: whether the frames are in time for a display */
static gboolean
bench_report (const Bench *self)
{
  g_print ("%11" G_GSIZE_FORMAT " intervals: 99 %% of frames within %6.2f ms (pan) %6.2f ms (zoom)\n",
           self->n_intervals, self->best.pan, self->best.zoom);
  if (MAX (self->best.pan, self->best.zoom) <= LIMIT)
    return TRUE;
  g_printerr ("that is more than %.0f ms\n", LIMIT);
  return FALSE;
}

int
main (int argc, char **argv)
{
  static const gsize sizes[] = { 1000000, 10000000, 100000000 };
  gboolean is_all = argc > 1 && g_str_equal (argv[1], "--all"), is_good = TRUE;
  guint n_sizes = is_all ? 3 : 2;
  Bench *benches[G_N_ELEMENTS (sizes)];
  Outcome one, hundred;

  for (guint i = 0; i < n_sizes; i++)
    benches[i] = bench_new (sizes[i]);
  for (guint pass = 0; pass < N_PASSES; pass++)
    for (guint i = 0; i < n_sizes; i++)
      bench_pass (benches[i]);
  for (guint i = 0; i < n_sizes; i++)
    is_good &= bench_report (benches[i]);

  one = benches[0]->best;
  hundred = benches[n_sizes - 1]->best;
  if (is_all && (hundred.pan > 2 * one.pan || hundred.zoom > 2 * one.zoom))
    {
      g_printerr ("100 million intervals take more than twice as long as 1 million\n");
      is_good = FALSE;
    }
  for (guint i = 0; i < n_sizes; i++)
    bench_free (benches[i]);
  return is_good ? 0 : 1;
}
