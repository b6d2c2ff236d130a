/* gs-clock-doubt.c: how far off a line may be when some constraints are wrong
 * SPDX-License-Identifier: MIT
 *
 * Dropping the constraints that contradict the others stops as soon as a line fits,
 * so what is left open then is less than what is really known: the true line may
 * break some more, and keep some of those that were dropped.
 */
#include "clock/gs-clock-doubt.h"

#include <stdlib.h>

#define FIRST_REACH 1000.0
#define MAX_REACH 1e18

/* How far the line has to be moved for a constraint to change sides. */
typedef struct
{
  double distance;
  int change; /* +1: broken from there on, -1: no longer */
} GsClockStep;

static int
gs_clock_step_compare (const void *a, const void *b)
{
  const GsClockStep *left = a, *right = b;

  return left->distance < right->distance ? -1 : left->distance > right->distance;
}

/* The line may break as many constraints as were dropped, and a quarter more. */
static guint
gs_clock_doubt_count_allowed (const GsClockConstraint *constraints, gsize n)
{
  guint n_sides[2] = { 0, 0 }, n_dropped = 0;

  for (gsize i = 0; i < n; i++)
    {
      n_sides[constraints[i].is_upper]++;
      n_dropped += constraints[i].is_dropped;
    }
  return MIN (n_dropped + (n_dropped + 3) / 4, MAX (MIN (n_sides[0], n_sides[1]), 1) - 1);
}

/* Collects the steps up to @reach, and how many constraints are broken at the start. */
static guint
gs_clock_doubt_collect (const GsClockConstraint *constraints, gsize n, gint64 x, double y, double slope, int direction,
                        double reach, GArray *steps)
{
  guint n_broken = 0;

  g_array_set_size (steps, 0);
  for (gsize i = 0; i < n; i++)
    {
      const GsClockConstraint *c = &constraints[i];
      double above = (double) c->y - slope * (double) (c->x - x) - y;
      GsClockStep step = { direction * above, (direction > 0) == (c->is_upper != 0) ? 1 : -1 };

      if (c->is_upper ? above < 0.0 : above > 0.0)
        n_broken++;
      if (step.distance > 0.0 && step.distance <= reach)
        g_array_append_val (steps, step);
    }
  return n_broken;
}

/**
 * gs_clock_doubt_get_reach:
 * @constraints: all, also those that were dropped
 * @x: where the line is at @y
 * @direction: 1 for up, -1 for down
 *
 * Returns: how far the line can be moved without breaking many more constraints than
 *   were found to be wrong; 0 where none was
 */
double
gs_clock_doubt_get_reach (const GsClockConstraint *constraints, gsize n_constraints, gint64 x, double y, double slope,
                          int direction)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (GsClockStep));
  guint allowed = gs_clock_doubt_count_allowed (constraints, n_constraints);

  if (allowed == 0)
    return 0.0;
  for (double reach = FIRST_REACH; reach < MAX_REACH; reach *= 4)
    {
      guint n_broken = gs_clock_doubt_collect (constraints, n_constraints, x, y, slope, direction, reach, steps);

      if (n_broken > allowed)
        return 0.0;
      if (steps->len == 0)
        continue;
      qsort (steps->data, steps->len, sizeof (GsClockStep), gs_clock_step_compare);
      for (guint i = 0; i < steps->len; i++)
        {
          GsClockStep step = g_array_index (steps, GsClockStep, i);

          n_broken += step.change;
          if (n_broken > allowed)
            return step.distance;
        }
    }
  return MAX_REACH;
}
