/* gs-time.h: points and spans of time
 * SPDX-License-Identifier: MIT
 *
 * All times are signed nanoseconds; all spans are half-open, [begin, end).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GS_TIME_NONE G_MININT64 /* "no such time" */

#define GS_USEC G_GINT64_CONSTANT (1000)
#define GS_MSEC G_GINT64_CONSTANT (1000000)
#define GS_SEC G_GINT64_CONSTANT (1000000000)

/* What is before is no time of day, but counts from some machine's boot, or the like. */
#define GS_TIME_FIRST_DATE (365 * 24 * 3600 * GS_SEC)

typedef struct
{
  gint64 begin;
  gint64 end;
} GsSpan;

static inline gint64
gs_span_duration (GsSpan span)
{
  return span.end - span.begin;
}

static inline gboolean
gs_span_contains (GsSpan span, gint64 time)
{
  return span.begin <= time && time < span.end;
}

/* a − b; the nearest that there is where it doesn't fit (as with GS_TIME_NONE). */
static inline gint64
gs_time_subtract (gint64 a, gint64 b)
{
  gint64 difference;

  if (__builtin_sub_overflow (a, b, &difference))
    return a < b ? G_MININT64 : G_MAXINT64;
  return difference;
}

/* The part that both have; empty (begin == end) where they have none. */
static inline GsSpan
gs_span_intersect (GsSpan a, GsSpan b)
{
  GsSpan both = { MAX (a.begin, b.begin), MIN (a.end, b.end) };

  both.end = MAX (both.begin, both.end);
  return both;
}

/* The smallest span that holds both. */
static inline GsSpan
gs_span_unite (GsSpan a, GsSpan b)
{
  return (GsSpan){ MIN (a.begin, b.begin), MAX (a.end, b.end) };
}

G_END_DECLS
