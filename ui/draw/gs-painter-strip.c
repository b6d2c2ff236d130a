/* gs-painter-strip.c: whose a row's time was, along its lower edge
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-painter-strip.h"

/* How high a strip is: a part of its row, but so many pixels of the window. */
#define STRIP_SHARE 6
#define MIN_STRIP 2

/* The state, other than 0, that has most of a column's time, and the share that all but 0 have. */
static guint
gs_painter_find_owner (const gint64 *ns, guint n_states, double *share)
{
  gint64 owned = 0;
  guint best = 0;

  for (guint i = 1; i < n_states; i++)
    {
      owned += ns[i];
      if (ns[i] > (best > 0 ? ns[best] : 0))
        best = i;
    }
  *share = owned > 0 ? (double) owned / (double) (owned + ns[0]) : 0;
  return best;
}

/**
 * gs_painter_draw_strip:
 * @colours: by the track's states
 * @track: a sealed track of owners; state 0 is nobody
 *
 * Draws along a row's lower edge who most of each column's owned time belongs to, no higher
 * than the owned share of the column.
 */
void
gs_painter_draw_strip (const GsCanvas *canvas, const guint32 *colours, const GsTrack *track, const GsPlace *place)
{
  int most = MAX (place->height / STRIP_SHARE, MIN_STRIP * canvas->scale);
  GsTrackCursor cursor;

  if (!gs_place_is_seen (place, canvas))
    return;
  gs_track_cursor_init (&cursor, track, place->span.begin);
  for (int column = 0, end; column < place->width; column = end)
    {
      gint64 ns[GS_MAX_STATES];
      GsInterval interval;
      double share;
      guint owner;
      int height;

      end = column + 1;
      /* Many columns of one interval are one rectangle. */
      if (gs_track_cursor_peek (&cursor, &interval) && interval.span.begin <= gs_place_get_time (place, column)
          && interval.span.end > gs_place_get_time (place, end))
        end = CLAMP (gs_place_get_column (place, interval.span.end), end, place->width);
      gs_track_cursor_step (&cursor, gs_place_get_time (place, end), ns);
      owner = gs_painter_find_owner (ns, gs_track_get_n_states (track), &share);
      height = MIN (most, (int) (share * place->height + 0.5));
      if (owner > 0 && height > 0)
        gs_canvas_fill (canvas, place->x + column, place->y + place->height - height, end - column, height,
                        colours[owner]);
    }
}
