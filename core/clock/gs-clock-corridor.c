/* gs-clock-corridor.c: all lines between two clocks that break no constraint
 * SPDX-License-Identifier: MIT
 *
 * The lines below all upper and above all lower bounds form a polygon in the
 * plane of slope and offset; only the bounds' convex hulls matter for it (Duda
 * 1987). All decisions are taken on integers, so that they are exact.
 */
#include "clock/gs-clock-corridor.h"

static const GsClockSlope steepest_slope = { 1, GS_CLOCK_MAX_SLOPE_INVERSE };
static const GsClockSlope flattest_slope = { -1, GS_CLOCK_MAX_SLOPE_INVERSE };

/* > 0 where a is steeper than b. */
static int
gs_clock_slope_compare (GsClockSlope a, GsClockSlope b)
{
  __int128 difference = (__int128) a.dy * b.dx - (__int128) b.dy * a.dx;

  return difference < 0 ? -1 : difference > 0;
}

static GsClockSlope
gs_clock_slope_negate (GsClockSlope slope)
{
  return (GsClockSlope){ -slope.dy, slope.dx };
}

static double
gs_clock_slope_to_double (GsClockSlope slope)
{
  return (double) slope.dy / (double) slope.dx;
}

static GsClockSlope
gs_clock_point_slope (GsClockPoint a, GsClockPoint b)
{
  return (GsClockSlope){ b.y - a.y, b.x - a.x };
}

/* Adds a point to the right of all others to a lower convex hull. */
static void
gs_clock_hull_add (GArray *hull, GsClockPoint point)
{
  while (hull->len > 0)
    {
      GsClockPoint last = g_array_index (hull, GsClockPoint, hull->len - 1);

      if (last.x == point.x)
        {
          if (last.y <= point.y)
            return;
        }
      else if (hull->len == 1
               || gs_clock_slope_compare (
                      gs_clock_point_slope (g_array_index (hull, GsClockPoint, hull->len - 2), last),
                      gs_clock_point_slope (last, point))
                      < 0)
        break;
      g_array_set_size (hull, hull->len - 1);
    }
  g_array_append_val (hull, point);
}

/* The point of @hull that a line of @slope touches from below: where its edges
 * become steeper than that. */
static GsClockPoint
gs_clock_hull_touch (const GArray *hull, GsClockSlope slope)
{
  const GsClockPoint *points = (const GsClockPoint *) hull->data;
  guint low = 0, high = hull->len - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (gs_clock_slope_compare (gs_clock_point_slope (points[middle], points[middle + 1]), slope) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return points[low];
}

/* How far apart the two lines of @slope are that touch both hulls, times the
 * slope's dx: negative where no line of that slope fits. */
static __int128
gs_clock_corridor_measure (const GsClockCorridor *self, GsClockSlope slope, GsClockPoint *upper, GsClockPoint *lower)
{
  *upper = gs_clock_hull_touch (self->upper, slope);
  *lower = gs_clock_hull_touch (self->lower, gs_clock_slope_negate (slope));
  lower->y = -lower->y;
  return (__int128) (upper->y - lower->y) * slope.dx - (__int128) slope.dy * (upper->x - lower->x);
}

/* Turns @slope from the limit that it is until a line of that slope fits. How far
 * the hulls are apart is a concave function of the slope, so Newton's steps never
 * go too far; they are exact and end after few. FALSE: no line fits. */
static gboolean
gs_clock_corridor_turn (const GsClockCorridor *self, GsClockSlope *slope)
{
  GsClockSlope limit = gs_clock_slope_negate (*slope);
  int direction = slope->dy > 0 ? 1 : -1;
  GsClockPoint upper, lower;

  while (gs_clock_corridor_measure (self, *slope, &upper, &lower) < 0)
    {
      if (upper.x == lower.x || (upper.x > lower.x ? 1 : -1) != direction)
        return FALSE;
      *slope = upper.x > lower.x ? gs_clock_point_slope (lower, upper) : gs_clock_point_slope (upper, lower);
      if (gs_clock_slope_compare (*slope, limit) * direction < 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * gs_clock_corridor_init:
 * @self: (out caller-allocates): to be cleared in any case
 * @constraints: by rising x, with both upper and lower bounds among them
 *
 * Returns: whether any line fits; otherwise @self can only be cleared
 */
gboolean
gs_clock_corridor_init (GsClockCorridor *self, const GsClockConstraint *constraints, gsize n_constraints)
{
  self->upper = g_array_new (FALSE, FALSE, sizeof (GsClockPoint));
  self->lower = g_array_new (FALSE, FALSE, sizeof (GsClockPoint));
  self->steepest = steepest_slope;
  self->flattest = flattest_slope;

  for (gsize i = 0; i < n_constraints; i++)
    {
      const GsClockConstraint *c = &constraints[i];

      if (!c->is_dropped)
        gs_clock_hull_add (c->is_upper ? self->upper : self->lower, (GsClockPoint){ c->x, c->is_upper ? c->y : -c->y });
    }
  return self->upper->len > 0 && self->lower->len > 0 && gs_clock_corridor_turn (self, &self->steepest)
         && gs_clock_corridor_turn (self, &self->flattest);
}

void
gs_clock_corridor_clear (GsClockCorridor *self)
{
  g_clear_pointer (&self->upper, g_array_unref);
  g_clear_pointer (&self->lower, g_array_unref);
}

/* Where the line of @slope that touches @hull from below is at @x. */
static double
gs_clock_hull_evaluate (const GArray *hull, GsClockSlope slope, gint64 x)
{
  GsClockPoint point = gs_clock_hull_touch (hull, slope);
  __int128 y = (__int128) point.y * slope.dx + (__int128) slope.dy * (x - point.x);

  return (double) y / (double) slope.dx;
}

/* The highest that a line below @hull can be at @x, with a slope from @flattest
 * to @steepest: that of the hull's edge over @x, or the nearest allowed. */
static double
gs_clock_hull_get_highest (const GArray *hull, GsClockSlope flattest, GsClockSlope steepest, gint64 x)
{
  const GsClockPoint *points = (const GsClockPoint *) hull->data;
  GsClockSlope slope;
  guint low = 0, high = hull->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (points[middle].x <= x)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == 0)
    slope = flattest;
  else if (low == hull->len)
    slope = steepest;
  else
    slope = gs_clock_point_slope (points[low - 1], points[low]);

  if (gs_clock_slope_compare (slope, flattest) < 0)
    slope = flattest;
  if (gs_clock_slope_compare (slope, steepest) > 0)
    slope = steepest;
  return gs_clock_hull_evaluate (hull, slope, x);
}

/**
 * gs_clock_corridor_get_highest:
 *
 * Returns: the highest y at @x of any line that fits
 */
double
gs_clock_corridor_get_highest (const GsClockCorridor *self, gint64 x)
{
  return gs_clock_hull_get_highest (self->upper, self->flattest, self->steepest, x);
}

/**
 * gs_clock_corridor_get_lowest:
 *
 * Returns: the lowest y at @x of any line that fits
 */
double
gs_clock_corridor_get_lowest (const GsClockCorridor *self, gint64 x)
{
  return -gs_clock_hull_get_highest (self->lower, gs_clock_slope_negate (self->steepest),
                                     gs_clock_slope_negate (self->flattest), x);
}

/* In the middle of what is left open for a line of @slope. */
static double
gs_clock_corridor_centre (const GsClockCorridor *self, GsClockSlope slope, gint64 x)
{
  return 0.5
         * (gs_clock_hull_evaluate (self->upper, slope, x)
            - gs_clock_hull_evaluate (self->lower, gs_clock_slope_negate (slope), x));
}

/**
 * gs_clock_corridor_get_bisector:
 * @x: where
 * @y: (out): value there
 * @slope: (out): its slope
 *
 * The line half-way between the steepest and the flattest that fit. It fits too.
 */
void
gs_clock_corridor_get_bisector (const GsClockCorridor *self, gint64 x, double *y, double *slope)
{
  *y = 0.5 * (gs_clock_corridor_centre (self, self->steepest, x) + gs_clock_corridor_centre (self, self->flattest, x));
  *slope = 0.5 * (gs_clock_slope_to_double (self->steepest) + gs_clock_slope_to_double (self->flattest));
}

/* Narrows the slopes of lines through (@x, @y) to those below the points of @hull. */
static void
gs_clock_hull_narrow (const GArray *hull, gint64 x, double y, double *flattest, double *steepest)
{
  for (guint i = 0; i < hull->len; i++)
    {
      GsClockPoint point = g_array_index (hull, GsClockPoint, i);
      double slope = point.x == x ? 0.0 : ((double) point.y - y) / (double) (point.x - x);

      if (point.x > x)
        *steepest = MIN (*steepest, slope);
      else if (point.x < x)
        *flattest = MAX (*flattest, slope);
    }
}

/**
 * gs_clock_corridor_get_slope:
 * @y: between the lowest and the highest at @x
 *
 * Returns: the slope half-way between the flattest and the steepest of the lines
 *   through (@x, @y) that fit
 */
double
gs_clock_corridor_get_slope (const GsClockCorridor *self, gint64 x, double y)
{
  double flattest = -GS_CLOCK_MAX_SLOPE, steepest = GS_CLOCK_MAX_SLOPE;
  double mirrored_flattest, mirrored_steepest;

  gs_clock_hull_narrow (self->upper, x, y, &flattest, &steepest);
  mirrored_flattest = -steepest;
  mirrored_steepest = -flattest;
  gs_clock_hull_narrow (self->lower, x, -y, &mirrored_flattest, &mirrored_steepest);
  return -0.5 * (mirrored_flattest + mirrored_steepest);
}
