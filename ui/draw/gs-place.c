/* gs-place.c: where on a canvas a row is, and which time it shows
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-place.h"

/**
 * gs_place_get_time:
 * @column: 0 to the place's width
 *
 * Returns: when a column begins, in ns, without rounding that adds up
 */
gint64
gs_place_get_time (const GsPlace *self, int column)
{
  gint64 duration = gs_span_duration (self->span);

  return self->span.begin + duration / self->width * column + duration % self->width * column / self->width;
}

/**
 * gs_place_list_times:
 * @column: the first of @n
 * @times: (out) (array length=n): gs_place_get_time() of each
 *
 * Without a division for each, which takes as long as looking something up.
 */
void
gs_place_list_times (const GsPlace *self, int column, guint n, gint64 *times)
{
  gint64 duration = gs_span_duration (self->span);
  gint64 step = duration / self->width, rest = duration % self->width;
  gint64 time = gs_place_get_time (self, column), over = rest * column % self->width;

  for (guint i = 0; i < n; i++)
    {
      gboolean is_over;

      times[i] = time;
      over += rest;
      is_over = over >= self->width;
      time += step + is_over;
      over -= is_over ? self->width : 0;
    }
}

/* The last column that begins at or before @time, which is in the span. */
static int
gs_place_get_last_column (const GsPlace *self, gint64 time)
{
  gint64 duration = gs_span_duration (self->span);

  return ((__int128) (time - self->span.begin + 1) * self->width - 1) / duration;
}

/* The first column that begins at or after @time. */
int
gs_place_get_boundary (const GsPlace *self, gint64 time)
{
  if (time <= self->span.begin)
    return 0;
  if (time >= self->span.end)
    return self->width;
  return gs_place_get_last_column (self, time - 1) + 1;
}

/* The column that shows @time; the first of them where a nanosecond is wider than
 * a column. -1 and the width for times outside the span. */
int
gs_place_get_column (const GsPlace *self, gint64 time)
{
  int column;

  if (time < self->span.begin)
    return -1;
  if (time >= self->span.end)
    return self->width;
  column = gs_place_get_last_column (self, time);
  return gs_place_get_time (self, column) == time ? gs_place_get_boundary (self, time) : column;
}

/* Whether any of it lies on the canvas. */
gboolean
gs_place_is_seen (const GsPlace *self, const GsCanvas *canvas)
{
  return self->width > 0 && self->height > 0 && self->span.begin < self->span.end && self->y < canvas->height
         && self->y + self->height > 0;
}
