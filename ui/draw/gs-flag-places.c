/* gs-flag-places.c: names beside one another on an axis
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-flag-places.h"

#include <math.h>

/* Between two names. */
#define GAP 1

typedef struct
{
  double begin;
  double end;
} GsFlagPlace;

GsFlagPlaces
gs_flag_places_new (double width)
{
  return (GsFlagPlaces){ width, g_array_new (FALSE, FALSE, sizeof (GsFlagPlace)) };
}

void
gs_flag_places_clear (GsFlagPlaces *self)
{
  g_clear_pointer (&self->taken, g_array_unref);
}

/**
 * gs_flag_places_take:
 * @x: what is named
 * @width: of the name
 *
 * A name is right of what it names, or left of it where it would be cut. Where there is one already, it takes the free
 * place that is nearest to that.
 *
 * Returns: where it begins; over others, where there is no room for it anywhere
 */
double
gs_flag_places_take (GsFlagPlaces *self, double x, double width)
{
  double begin = 0, best = -1;
  guint at = 0;

  if (x + width > self->width)
    x = MAX (x + 1 - width, 0);
  for (guint i = 0; i <= self->taken->len; i++)
    {
      const GsFlagPlace *next = i < self->taken->len ? &g_array_index (self->taken, GsFlagPlace, i) : NULL;
      double last = (next != NULL ? next->begin - GAP : self->width) - width;

      if (last >= begin && (best < 0 || fabs (CLAMP (x, begin, last) - x) < fabs (best - x)))
        {
          best = CLAMP (x, begin, last);
          at = i;
        }
      begin = next != NULL ? next->end + GAP : begin;
    }
  if (best < 0)
    return x;
  g_array_insert_val (self->taken, at, ((GsFlagPlace){ best, best + width }));
  return best;
}
