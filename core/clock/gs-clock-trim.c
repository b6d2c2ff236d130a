/* gs-clock-trim.c: finds the constraints that contradict the many
 * SPDX-License-Identifier: MIT
 *
 * A wrong match can be off by any amount, so one is enough to leave no line that
 * fits. The line with the least sum of violations is hardly moved by a few wrong
 * ones, however large; what violates it most is dropped, and again, until a line
 * fits. Of many constraints, an evenly spread sample is trimmed first: what breaks
 * all of the sample's lines is wrong, and few are left to be looked at closely.
 */
#include "clock/gs-clock-trim.h"

#include <math.h>
#include <stdlib.h>

#define MAX_SAMPLE 2048 /* a direction */
#define N_BUCKETS 256   /* of time */
#define N_TIGHTEST 16   /* a bucket and direction */
#define N_KNOTS 33
#define MAX_BISECTIONS 48

/* A constraint seen from a line of some slope. */
typedef struct
{
  double level; /* where such a line meets the constraint, at x = 0 */
  double weight;
  double x;
} GsClockLevel;

typedef struct
{
  double y; /* at x = 0 */
  double slope;
} GsClockLine;

static double
gs_clock_line_violation (GsClockLine line, const GsClockConstraint *c)
{
  double above = line.y + line.slope * (double) c->x - (double) c->y;

  return c->is_upper ? above : -above;
}

/* The element at which the weights, summed in order of level, reach @target:
 * Hoare's selection with weights. Reorders @levels. */
static GsClockLevel
gs_clock_levels_select (GsClockLevel *levels, gsize n, double target)
{
  gsize low = 0, high = n;

  while (high - low > 1)
    {
      double pivot = levels[low + (high - low) / 2].level;
      gsize smaller = low, i = low, larger = high;
      double below = 0.0, equal = 0.0;

      while (i < larger)
        {
          GsClockLevel level = levels[i];

          if (level.level < pivot)
            {
              below += level.weight;
              levels[i++] = levels[smaller];
              levels[smaller++] = level;
            }
          else if (level.level > pivot)
            {
              levels[i] = levels[--larger];
              levels[larger] = level;
            }
          else
            {
              equal += level.weight;
              i++;
            }
        }
      if (target <= below && smaller > low)
        high = smaller;
      else if (target <= below + equal || larger == high)
        return levels[smaller];
      else
        {
          target -= below + equal;
          low = larger;
        }
    }
  return levels[low];
}

/* The best line of one slope; returns on which side of it the best slope is: the
 * derivative of the sum of violations. Each direction weighs the same in all. */
static double
gs_clock_fit_level (const GsClockConstraint *constraints, gsize n, const double weights[2], GsClockLevel *levels,
                    GsClockLine *line)
{
  GsClockLevel best;
  double derivative = 0.0;

  for (gsize i = 0; i < n; i++)
    levels[i] = (GsClockLevel){ (double) constraints[i].y - line->slope * (double) constraints[i].x,
                                weights[constraints[i].is_upper], (double) constraints[i].x };
  best = gs_clock_levels_select (levels, n, 1.0);
  line->y = best.level;

  for (gsize i = 0; i < n; i++)
    if (gs_clock_line_violation (*line, &constraints[i]) > 0.0)
      derivative += weights[constraints[i].is_upper] * ((double) constraints[i].x - best.x)
                    * (constraints[i].is_upper ? 1.0 : -1.0);
  return derivative;
}

/* The line with the least sum of violations: that sum is convex in the slope. */
static GsClockLine
gs_clock_fit (const GsClockConstraint *constraints, gsize n, GsClockLevel *levels)
{
  GsClockLine line = { 0.0, 0.0 };
  double low = -GS_CLOCK_MAX_SLOPE, high = GS_CLOCK_MAX_SLOPE;
  double width = (double) (constraints[n - 1].x - constraints[0].x);
  double weights[2];
  gsize n_upper = 0;

  for (gsize i = 0; i < n; i++)
    n_upper += constraints[i].is_upper;
  weights[0] = 1.0 / (double) (n - n_upper);
  weights[1] = 1.0 / (double) n_upper;

  for (guint i = 0; i < MAX_BISECTIONS; i++)
    {
      double derivative = gs_clock_fit_level (constraints, n, weights, levels, &line);

      if (derivative == 0.0 || (high - low) * width < 0.25)
        break;
      if (derivative > 0.0)
        high = line.slope;
      else
        low = line.slope;
      line.slope = 0.5 * (low + high);
    }
  return line;
}

static gboolean
gs_clock_constraints_fit (const GsClockConstraint *constraints, gsize n)
{
  g_auto (GsClockCorridor) corridor = {
    NULL,
  };

  return gs_clock_corridor_init (&corridor, constraints, n);
}

/* Moves what is not dropped to the front, in order; returns how many they are. */
static gsize
gs_clock_constraints_compact (GsClockConstraint *constraints, gsize n, gsize *n_upper)
{
  gsize kept = 0;

  *n_upper = 0;
  for (gsize i = 0; i < n; i++)
    if (!constraints[i].is_dropped)
      {
        *n_upper += constraints[i].is_upper;
        constraints[kept++] = constraints[i];
      }
  return kept;
}

/* Trims a few thousand: moves those that are kept to the front, returns how many they
 * are, and marks in @all, by source, what is dropped. */
static gsize
gs_clock_trim_few (GsClockConstraint *few, gsize n, GsClockConstraint *all)
{
  g_autofree GsClockLevel *levels = g_new (GsClockLevel, n);
  gsize n_upper;

  for (;;)
    {
      double worst = -G_MAXDOUBLE;
      GsClockLine line;

      n = gs_clock_constraints_compact (few, n, &n_upper);
      if (n_upper == 0 || n_upper == n || gs_clock_constraints_fit (few, n))
        return n;

      line = gs_clock_fit (few, n, levels);
      for (gsize i = 0; i < n; i++)
        worst = MAX (worst, gs_clock_line_violation (line, &few[i]));
      for (gsize i = 0; i < n; i++)
        if (gs_clock_line_violation (line, &few[i]) >= (worst > 0.0 ? worst / 2 : worst))
          {
            few[i].is_dropped = TRUE;
            all[few[i].source].is_dropped = TRUE;
          }
    }
}

/* Up to MAX_SAMPLE constraints of each direction, evenly spread. */
static GsClockConstraint *
gs_clock_constraints_sample (const GsClockConstraint *constraints, gsize n, gsize *n_sample)
{
  GsClockConstraint *sample = g_new (GsClockConstraint, 2 * MAX_SAMPLE + 2);
  gsize total[2] = { 0, 0 }, seen[2] = { 0, 0 }, taken[2] = { 0, 0 };

  for (gsize i = 0; i < n; i++)
    total[constraints[i].is_upper]++;

  *n_sample = 0;
  for (gsize i = 0; i < n; i++)
    {
      guint side = constraints[i].is_upper;

      if (seen[side]++ * MIN (total[side], MAX_SAMPLE) >= taken[side] * total[side])
        {
          sample[*n_sample] = constraints[i];
          sample[(*n_sample)++].source = i;
          taken[side]++;
        }
    }
  return sample;
}

/* Drops what breaks every line of @corridor, and gives the bisector of it. How far
 * lines can be from the bisector is convex in x: chords between knots bound it. */
static GsClockLine
gs_clock_trim_gross (GsClockConstraint *constraints, gsize n, const GsClockCorridor *corridor)
{
  gint64 begin = constraints[0].x;
  gint64 step = (constraints[n - 1].x - begin) / (N_KNOTS - 1) + 1;
  double widths[N_KNOTS];
  GsClockLine line;

  gs_clock_corridor_get_bisector (corridor, 0, &line.y, &line.slope);
  for (guint i = 0; i < N_KNOTS; i++)
    {
      gint64 x = begin + i * step;
      double y = line.y + line.slope * (double) x;

      widths[i] = MAX (gs_clock_corridor_get_highest (corridor, x) - y, y - gs_clock_corridor_get_lowest (corridor, x));
    }
  for (gsize i = 0; i < n; i++)
    {
      guint knot = (constraints[i].x - begin) / step;
      double part = (double) ((constraints[i].x - begin) % step) / (double) step;
      double width = widths[knot] + part * (widths[knot + 1] - widths[knot]);

      if (gs_clock_line_violation (line, &constraints[i]) > width + 1.0)
        constraints[i].is_dropped = TRUE;
    }
  return line;
}

/* The constraints that are closest to @line, or beyond it: some of each direction
 * from every part of the time. */
static GsClockConstraint *
gs_clock_constraints_tightest (const GsClockConstraint *constraints, gsize n, GsClockLine line, gsize *n_tightest)
{
  GsClockConstraint *tightest = g_new (GsClockConstraint, N_BUCKETS * 2 * N_TIGHTEST);
  gint64 width = (constraints[n - 1].x - constraints[0].x) / N_BUCKETS + 1;
  gsize i = 0, count = 0;

  for (gint64 end = constraints[0].x + width; i < n; end += width)
    {
      gsize best[2][N_TIGHTEST], n_best[2] = { 0, 0 };

      for (; i < n && constraints[i].x < end; i++)
        {
          gsize *list = best[constraints[i].is_upper], *length = &n_best[constraints[i].is_upper], at;
          double violation = gs_clock_line_violation (line, &constraints[i]);

          if (constraints[i].is_dropped)
            continue;
          for (at = *length; at > 0 && violation > gs_clock_line_violation (line, &constraints[list[at - 1]]); at--)
            if (at < N_TIGHTEST)
              list[at] = list[at - 1];
          if (at < N_TIGHTEST)
            list[at] = i;
          *length = MIN (*length + 1, N_TIGHTEST);
        }
      for (guint side = 0; side < 2; side++)
        for (gsize k = 0; k < n_best[side]; k++)
          {
            tightest[count] = constraints[best[side][k]];
            tightest[count++].source = best[side][k];
          }
    }
  *n_tightest = count;
  return tightest;
}

static int
gs_clock_constraint_compare (const void *a, const void *b)
{
  const GsClockConstraint *left = a, *right = b;

  return left->x < right->x ? -1 : left->x > right->x;
}

static gsize
gs_clock_constraints_count (const GsClockConstraint *constraints, gsize n)
{
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += !constraints[i].is_dropped;
  return count;
}

static gboolean
gs_clock_constraints_are_two_way (const GsClockConstraint *constraints, gsize n)
{
  gboolean has[2] = { FALSE, FALSE };

  for (gsize i = 0; i < n && !(has[0] && has[1]); i++)
    if (!constraints[i].is_dropped)
      has[constraints[i].is_upper] = TRUE;
  return has[0] && has[1];
}

/* Drops some of what is closest to @line, where a line that fits isn't far from it.
 * If that were not enough to find a contradiction, all are looked at. */
static void
gs_clock_trim_near (GsClockConstraint *constraints, gsize n, GsClockLine line)
{
  gsize n_tightest, n_kept;
  g_autofree GsClockConstraint *tightest = gs_clock_constraints_tightest (constraints, n, line, &n_tightest);
  g_autofree GsClockConstraint *all = NULL;

  qsort (tightest, n_tightest, sizeof *tightest, gs_clock_constraint_compare);
  n_kept = gs_clock_trim_few (tightest, n_tightest, constraints);
  if (n_kept < n_tightest)
    return;

  all = g_memdup2 (constraints, n * sizeof *all);
  for (gsize i = 0; i < n; i++)
    all[i].source = i;
  gs_clock_trim_few (all, n, constraints);
}

/**
 * gs_clock_trim:
 * @constraints: by rising x, upper and lower bounds
 * @n_constraints: how many
 *
 * Marks constraints as dropped until a line fits the rest, or until only upper or
 * only lower bounds are left. Wrong ones may be off by any amount, as long as they
 * are few (in tests: 5 %).
 *
 * Returns: how many are not dropped
 */
gsize
gs_clock_trim (GsClockConstraint *constraints, gsize n_constraints)
{
  g_autofree GsClockConstraint *sample = NULL;
  g_auto (GsClockCorridor) corridor = {
    NULL,
  };
  gsize n_sample, n_kept;
  GsClockLine line;

  if (gs_clock_constraints_fit (constraints, n_constraints))
    return n_constraints;

  sample = gs_clock_constraints_sample (constraints, n_constraints, &n_sample);
  n_kept = gs_clock_trim_few (sample, n_sample, constraints);
  if (n_sample < n_constraints && gs_clock_corridor_init (&corridor, sample, n_kept))
    {
      line = gs_clock_trim_gross (constraints, n_constraints, &corridor);
      while (gs_clock_constraints_are_two_way (constraints, n_constraints)
             && !gs_clock_constraints_fit (constraints, n_constraints))
        gs_clock_trim_near (constraints, n_constraints, line);
    }
  return gs_clock_constraints_count (constraints, n_constraints);
}
