/* bench-painter.c: how long a frame of 50 rows takes
 * SPDX-License-Identifier: MIT
 *
 * Prints ms a frame at several zoom levels, for 1, 10 and (with --all) 100
 * million intervals. Fails where one of the first two takes longer than a limit.
 */
#include "gs-painter.h"

#include <string.h>

#define N_ROWS 50
#define WIDTH 1600
#define ROW_HEIGHT 20

/* ms. A frame has 16, which the widest view of 10 million intervals does not keep on every machine. */
#define LIMIT 100.0

static GsTrack *
make_track (gsize n_intervals, guint32 seed)
{
  GsTrack *track = gs_track_new (GS_N_VCPU_STATES);
  guint32 random = seed * 2654435761u + 1;
  gint64 time = 0;

  for (gsize i = 0; i < n_intervals; i++)
    {
      random = random * 1664525u + 1013904223u;
      gs_track_append (track, time, (GsTrackValue) { (random >> 24) % GS_N_VCPU_STATES, 0, i & 7, 0 });
      time += 1 + (random >> 8) % 20000;
    }
  gs_track_seal (track, time);
  return track;
}

static double
measure (GPtrArray *tracks, const GsCanvas *canvas, GsSpan span)
{
  double best = G_MAXDOUBLE;

  for (guint round = 0; round < 5; round++)
    {
      gint64 begin = g_get_monotonic_time ();

      gs_canvas_fill (canvas, 0, 0, canvas->width, canvas->height, 0xffffff);
      for (guint row = 0; row < tracks->len; row++)
        {
          GsPlace place = { span, row, 0, WIDTH, (int) row * ROW_HEIGHT + 2, ROW_HEIGHT - 4 };

          gs_painter_draw_row (canvas, gs_palette_get (FALSE), GS_ROWS_VCPUS, tracks->pdata[row], &place, 0, NULL);
        }
      best = MIN (best, (double) (g_get_monotonic_time () - begin) / 1000);
    }
  return best;
}

static double
run (gsize n_intervals)
{
  static const double zooms[] = { 1, 0.1, 0.001, 0.00001 };
  g_autoptr(GPtrArray) tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_track_unref);
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * ROW_HEIGHT * N_ROWS);
  GsCanvas canvas = gs_canvas_for_image ((guchar *) pixels, WIDTH * 4, WIDTH, ROW_HEIGHT * N_ROWS, 1);
  gint64 end;
  double worst = 0;

  for (guint row = 0; row < N_ROWS; row++)
    g_ptr_array_add (tracks, make_track (n_intervals / N_ROWS, row));
  end = gs_track_get_span (tracks->pdata[0]).end;

  g_print ("%11" G_GSIZE_FORMAT " intervals:", n_intervals);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      GsSpan span = { end / 3, end / 3 + (gint64) ((double) end * 0.66 * zooms[i]) };
      double ms;

      if (i == 0)
        span = (GsSpan) { 0, end };
      ms = measure (tracks, &canvas, span);
      g_print ("  %6.2f ms (×%g)", ms, 1 / zooms[i]);
      worst = MAX (worst, ms);
    }
  g_print ("\n");
  return worst;
}

int
main (int argc, char **argv)
{
  double one = run (1000000), ten = run (10000000);
  double worst = MAX (one, ten);

  if (argc > 1 && g_str_equal (argv[1], "--all"))
    run (100000000);
  if (worst > LIMIT)
    g_printerr ("%.2f ms a frame is more than %.0f\n", worst, LIMIT);
  return worst > LIMIT ? 1 : 0;
}
