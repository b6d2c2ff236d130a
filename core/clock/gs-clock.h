/* gs-clock.h: from one machine's clock to the reference clock
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <math.h>

#include "base/gs-time.h"

G_BEGIN_DECLS

typedef enum
{
  GS_CLOCK_NONE, /* not synchronized: taken as it is */
  GS_CLOCK_REFERENCE,
  GS_CLOCK_VMSYNC,
  GS_CLOCK_TCP,
  GS_CLOCK_WINDOWS, /* a vCPU's run windows */
  GS_CLOCK_COMBINED,
  GS_CLOCK_MANUAL,   /* given by the user */
  GS_CLOCK_RECORDER, /* measured by the recorder of both */
} GsClockMethod;

/* No clock is moved further by hand, in ns (73 years): sums with it stay numbers. */
#define GS_CLOCK_MAX_OFFSET (G_MAXINT64 / 4)

/**
 * GsClock:
 *
 * reference = t + offset + drift × (t − origin). Times are near 2^61, where a
 * double is 256 ns coarse: only the small drift term is computed as a double,
 * from a difference, so the result is exact to below a nanosecond over any trace.
 */
typedef struct
{
  GsClockMethod method;
  gint64 origin;
  gint64 offset;
  double drift;
  gint64 accuracy; /* ns, half-width at the middle of the trace; -1: not known */
  guint n_matched;
  guint n_rejected;
  gboolean one_way;     /* messages went one way only: the offset keeps causality, no more */
  const GArray *pieces; /* of GsClockPiece, by time; borrowed; NULL where one line is all */
} GsClock;

/* Where one line does not fit (a clock that was set, a guest that was moved). The line
 * of a clock that has pieces is that of the longest. */
typedef struct
{
  GsSpan span;   /* the machine's own clock; pieces follow each other without a gap */
  GsClock clock; /* a line, with its own accuracy */
} GsClockPiece;

gint64 gs_clock_pieces_to_reference (const GArray *pieces, gint64 time);
gint64 gs_clock_pieces_from_reference (const GArray *pieces, gint64 reference);

static inline gint64
gs_clock_to_reference (const GsClock *self, gint64 time)
{
  gint64 shift;

  if (G_UNLIKELY (self->pieces != NULL))
    return gs_clock_pieces_to_reference (self->pieces, time);
  shift = self->drift == 0.0 ? 0 : llrint (self->drift * (double) (time - self->origin));

  return time + self->offset + shift;
}

/* The inverse, to the nearest nanosecond. */
static inline gint64
gs_clock_from_reference (const GsClock *self, gint64 reference)
{
  gint64 time = reference - self->offset;

  if (G_UNLIKELY (self->pieces != NULL))
    return gs_clock_pieces_from_reference (self->pieces, reference);
  if (self->drift == 0.0)
    return time;
  return self->origin + llrint ((double) (time - self->origin) / (1.0 + self->drift));
}

const char *gs_clock_method_get_name (GsClockMethod method);

G_END_DECLS
