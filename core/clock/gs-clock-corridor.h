/* gs-clock-corridor.h: all lines between two clocks that break no constraint
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two clocks drift apart by no more than this: 500 ppm. */
#define GS_CLOCK_MAX_SLOPE_INVERSE 2000
#define GS_CLOCK_MAX_SLOPE (1.0 / GS_CLOCK_MAX_SLOPE_INVERSE)

/* Coordinates stay below this, so that products of differences fit 128 bits. */
#define GS_CLOCK_MAX_COORDINATE (G_GINT64_CONSTANT (1) << 60)

/* What one message says of the line y(x): below @y at @x where it is an upper
 * bound, above it otherwise. ns, relative to an origin of either axis. */
typedef struct
{
  gint64 x;
  gint64 y;
  guint32 source; /* index of what it was made from */
  guint8 is_upper;
  guint8 is_dropped; /* found to be wrong: without effect */
} GsClockConstraint;

typedef struct
{
  gint64 x;
  gint64 y;
} GsClockPoint;

/* A slope as an exact fraction; @dx > 0. */
typedef struct
{
  gint64 dy;
  gint64 dx;
} GsClockSlope;

typedef struct
{
  GArray *upper; /* of GsClockPoint: lower hull of the upper bounds */
  GArray *lower; /* the same of the lower bounds, with y negated */
  GsClockSlope steepest;
  GsClockSlope flattest;
} GsClockCorridor;

gboolean gs_clock_corridor_init (GsClockCorridor *self, const GsClockConstraint *constraints, gsize n_constraints);
void gs_clock_corridor_clear (GsClockCorridor *self);
double gs_clock_corridor_get_highest (const GsClockCorridor *self, gint64 x);
double gs_clock_corridor_get_lowest (const GsClockCorridor *self, gint64 x);
void gs_clock_corridor_get_bisector (const GsClockCorridor *self, gint64 x, double *y, double *slope);

double gs_clock_corridor_get_slope (const GsClockCorridor *self, gint64 x, double y);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsClockCorridor, gs_clock_corridor_clear)

G_END_DECLS
